import type { Known } from '../engine/known';
import type { Problem } from '../engine/state';
import {
	type AlarmHappening,
	type AlarmRules,
	type AlarmSighting,
	describeAlarm,
	isSevere,
	isSeverity,
} from './events';

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

/** A resolution from before the severity that is known counts once it has been shown for so long; seconds. */
const LATE_FOR = 3600;

/**
 * What a sighting of an alarm means: the events, and what to keep of it. Depends on nothing but its arguments.
 *
 * `known.before` is how the alarm stood before; of an acknowledged or resolved one the severity that it had, and
 * the activation it had it from: to acknowledge may or may not count as an activation.
 */
export function stepAlarm(
	{ known: old, problem: told }: AlarmTrack,
	sighting: AlarmSighting,
	conditions: AlarmConditions,
): AlarmStep {
	const { rules, isWanted, isBaseline, now } = conditions;
	const seen: Seen = { ...sighting, time: sighting.time ?? old?.time ?? 0 };
	const happenings: AlarmHappening[] = [];
	const kept = old && passedOver(old, seen, conditions);
	if (kept) return { track: { known: kept, problem: told }, happenings };
	const known = next(old, seen);
	let problem = told;
	const severe = isSevere(seen.mark, rules.minimum);
	const isNews = old === undefined || isNewActivation(old, seen);
	// A known one that is raised again is news, though by a clock that is behind it were before the trigger.
	const wasThere = isBaseline && old === undefined;

	if (seen.mark === 'R') {
		if (problem) happenings.push(...endAlarm(problem, old?.mark, seen.time, rules));
		problem = undefined;
		delete known.pendingSince;
	} else if (problem) {
		if (isNews && isSeverity(seen.mark) && rules.events.has('changed')) {
			problem = { ...problem, of: seen.time };
			happenings.push({ event: 'changed', of: seen.time, at: seen.time, previous: old?.mark });
		}
	} else if (isNews && severe && (!wasThere || rules.emitExisting)) {
		known.pendingSince = old?.pendingSince ?? now;
	} else if (isSeverity(seen.mark) && !severe) {
		delete known.pendingSince;
	}

	if (
		known.pendingSince !== undefined &&
		severe &&
		isWanted &&
		isDue(known.pendingSince, conditions)
	) {
		delete known.pendingSince;
		// One that was taken for resolved and is back unchanged is another event, with an ID of its own.
		const of = (known.wasClosed && known.seenAt) || seen.time;
		delete known.wasClosed;
		happenings.push({ event: 'raised', of, at: of, previous: known.before?.mark });
		problem = { key: seen.key, ...describeAlarm(seen.row), of, wasDisabled: false };
	}
	return { track: { known, problem }, happenings };
}

/** Whether a poll that sees an alarm so has to look at it. */
export function isNewsOf(
	known: Known | undefined,
	seen: AlarmSighting,
	isWanted: boolean,
): boolean {
	if (!known) return isWanted && isSeverity(seen.mark);
	if (!isWanted && seen.mark !== 'R') return false;
	return known.mark !== seen.mark || (seen.time !== undefined && !isClose(known.time, seen.time));
}

type Seen = AlarmSighting & { time: number };

/** What is kept of an alarm that a sighting tells nothing of; undefined when it counts. */
function passedOver(old: Known, seen: Seen, { isWanted, now }: AlarmConditions): Known | undefined {
	const { goneSince, ...known } = old;
	// Should it pass the filters again, what has happened meanwhile is news.
	if (seen.mark !== 'R' && !isWanted) return known;
	if (isStale(old, seen)) return known;
	if (seen.mark !== 'R' || !isOlder(seen, severityOf(old))) return undefined;
	// A server that is late; unless it lasts: a clock was set back.
	const since = goneSince ?? now;
	return now - since < LATE_FOR ? { ...known, goneSince: since } : undefined;
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
function isNewActivation(old: Known, seen: Seen): boolean {
	if (!isSeverity(seen.mark)) return false;
	if (old.mark === 'R' && isOlder(old, seen)) return true;
	const last = isSeverity(old.mark) ? old : old.before;
	return !last || last.mark !== seen.mark || !isClose(last.time, seen.time);
}

/** One of two servers behind one address is late, and shows how the alarm stood before. */
function isStale(old: Known, seen: Seen): boolean {
	const { before } = old;
	// An acknowledgement that is taken back shows what was before it, too.
	if (!isSeverity(old.mark) && old.mark !== 'R') return false;
	if (!before || (old.mark === seen.mark && isClose(old.time, seen.time))) return false;
	const isBefore = before.mark === seen.mark && isClose(before.time, seen.time);
	return isBefore && !isOlder(old, seen);
}

function next(old: Known | undefined, { mark, time }: Seen): Known {
	const known: Known = { mark, time };
	const isSame = old && old.mark === mark && isClose(old.time, time);
	const before = isSame ? old.before : lastOf(old);
	if (before) known.before = before;
	if (old?.pendingSince !== undefined) known.pendingSince = old.pendingSince;
	if (old?.wasClosed && isClose(old.time, time)) {
		known.wasClosed = true;
		if (old.seenAt !== undefined) known.seenAt = old.seenAt;
	}
	return known;
}

/** An acknowledgement is no severity: the one before it counts on. */
function lastOf(old: Known | undefined): Known['before'] {
	if (!old) return undefined;
	const counts = isSeverity(old.mark) || old.mark === 'R';
	if (counts && old.time !== undefined) return { mark: old.mark, time: old.time };
	return old.before;
}

/** The latest severity that is known. */
function severityOf(old: Known): { time?: number } | undefined {
	return [old, old.before].find((one) => isSeverity(one?.mark));
}

function isOlder(one: { time?: number }, other: { time?: number } | undefined): boolean {
	if (one.time === undefined || other?.time === undefined) return false;
	return one.time < other.time - SLACK;
}

function isClose(a: number | undefined, b: number | undefined): boolean {
	return a !== undefined && b !== undefined && Math.abs(a - b) <= SLACK;
}
