import type { Known } from '../../trigger/known';
import type { Problem } from '../../trigger/state';
import type { AlarmHappening, AlarmRules } from './events';
import { describeAlarm, isSevere, isSeverity, type AlarmSighting } from './sighting';

/** All that the trigger keeps of an alarm. */
export interface AlarmTrack {
	known?: Known;
	/** It was told and is not resolved */
	problem?: Problem;
}

/** What a step goes by besides the alarm; times are seconds since 1970. */
export interface AlarmConditions {
	now: number;
	rules: AlarmRules;
	/** The alarm passes the filters, so that it can be told of */
	isWanted: boolean;
	/** An unknown alarm was there before the trigger: that it is active is no news */
	isBaseline: boolean;
}

export interface AlarmStep {
	track: AlarmTrack & { known: Known };
	happenings: AlarmHappening[];
}

/** Fractions of seconds are cut by some answers and rounded by others. */
const SLACK = 1;

/**
 * What a sighting of an alarm means: the events, and what to keep of it. Depends on nothing but its arguments.
 *
 * `known.before` is the severity that an acknowledged or resolved alarm had, and the activation it had it from:
 * to acknowledge may or may not count as an activation.
 */
export function stepAlarm(
	{ known: old, problem: told }: AlarmTrack,
	seen: AlarmSighting,
	conditions: AlarmConditions,
): AlarmStep {
	const { rules, isWanted, isBaseline, now } = conditions;
	const happenings: AlarmHappening[] = [];
	if (old && isStale(old, seen)) {
		const known = { ...old };
		delete known.goneSince;
		return { track: { known, problem: told }, happenings };
	}
	const known = next(old, seen);
	let problem = told;
	const previous = old?.mark;
	const isActive = seen.mark !== 'R';
	const severe = isSevere(seen.mark, rules.minimum);
	const isNews = old === undefined || isNewActivation(old, seen);
	// A known one that is raised again is news, though by a clock that is behind it were before the trigger.
	const wasThere = isBaseline && old === undefined;

	if (!isActive) {
		if (problem) happenings.push(...endAlarm(problem, previous, seen.time, rules));
		problem = undefined;
		delete known.pendingSince;
	} else if (problem) {
		if (isNews && isSeverity(seen.mark) && isWanted) {
			problem = { ...problem, of: seen.time };
			if (rules.events.has('changed')) {
				happenings.push({ event: 'changed', of: seen.time, at: seen.time, previous });
			}
		}
	} else if (isNews && severe && isWanted && (!wasThere || rules.emitExisting)) {
		known.pendingSince = old?.pendingSince ?? now;
	}

	if (known.pendingSince !== undefined && isActive && isDue(known.pendingSince, conditions)) {
		delete known.pendingSince;
		if (isWanted && severe) {
			// One that was taken for resolved and is back unchanged is another event, with an ID of its own.
			const of = Math.max(seen.time, old?.goneSince ?? 0);
			if (rules.events.has('raised')) happenings.push({ event: 'raised', of, at: of, previous });
			if (rules.events.has('raised') || rules.events.has('changed')) {
				problem = { key: seen.key, name: describeAlarm(seen.row), of, wasDisabled: false };
			}
		}
	}
	return { track: { known, problem }, happenings };
}

/** The end of an alarm that was told. */
export function endAlarm(
	{ of }: Problem,
	previous: string | undefined,
	at: number,
	{ events }: AlarmRules,
): AlarmHappening[] {
	return events.has('resolved') ? [{ event: 'resolved', of, at, previous }] : [];
}

function isDue(since: number, { now, rules }: AlarmConditions): boolean {
	// A clock that was set back must not make it wait for ever.
	return now < since || now - since >= rules.stillAfter;
}

/** The alarm has another severity, or came again. */
function isNewActivation(old: Known, seen: AlarmSighting): boolean {
	if (!isSeverity(seen.mark)) return false;
	const last = isSeverity(old.mark) ? old : old.before;
	return !last || last.mark !== seen.mark || !isClose(last.time, seen.time);
}

/** One of two servers behind one address is late, and shows how the alarm stood before. */
function isStale(old: Known, seen: AlarmSighting): boolean {
	const { before } = old;
	if (!before || (old.mark === seen.mark && isClose(old.time, seen.time))) return false;
	return before.mark === seen.mark && isClose(before.time, seen.time);
}

function next(old: Known | undefined, { mark, time }: AlarmSighting): Known {
	const known: Known = { mark, time };
	const isSame = old && old.mark === mark && isClose(old.time, time);
	const before = isSame ? old.before : lastOf(old);
	if (before) known.before = before;
	if (old?.pendingSince !== undefined) known.pendingSince = old.pendingSince;
	return known;
}

/** An acknowledgement is no severity: the one before it counts on. */
function lastOf(old: Known | undefined): Known['before'] {
	if (!old) return undefined;
	if (isSeverity(old.mark) && old.time !== undefined) return { mark: old.mark, time: old.time };
	return old.before;
}

function isClose(a: number | undefined, b: number | undefined): boolean {
	return a !== undefined && b !== undefined && Math.abs(a - b) <= SLACK;
}
