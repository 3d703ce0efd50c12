import {
	eventOf,
	isEnd,
	isGood,
	type Happening,
	type RecoveredBy,
	type WatchRules,
} from './events';
import { isBetween, isKnownSession, isLatestSession } from './session';
import type { Known } from '../../trigger/known';
import type { Problem } from '../../trigger/state';
import type { Sighting } from './sighting';

/** All that the trigger keeps of a job. */
export interface Track {
	known?: Known;
	problem?: Problem;
}

/** What a step goes by besides the job; times are seconds since 1970. */
export interface StepConditions {
	now: number;
	rules: WatchRules;
	/** The job passes the filters, so that it can be told of */
	isWanted: boolean;
	/** An unknown job was there before the trigger: what it shows is no news */
	isBaseline: boolean;
	/** Sessions may have been seen and forgotten since the state was saved */
	hasGap: boolean;
	/** How long the job's own schedule lets it go without a session, seconds; undefined without one */
	interval?: () => number | undefined;
}

export interface StepResult {
	track: Track & { known: Known };
	happenings: Happening[];
}

/** A session takes its time, and VSPC hears of its end a little later. */
const OWN_SCHEDULE_GRACE = 3600;

/**
 * What a sighting of a job means: the events, and what to keep of it. Depends on nothing but its arguments.
 */
export function step(track: Track, seen: Sighting, conditions: StepConditions): StepResult {
	const { known } = track;
	const happenings: Happening[] = [];
	const state: Working = {
		known: known ? { ...known } : firstKnown(seen, conditions),
		problem: track.problem && { ...track.problem },
		happenings,
	};
	delete state.known.goneSince;
	if (isEnd(seen.mark) && !(known && isKnownSession(known, seen))) {
		if (known && isLateGoodEnd(state, seen, conditions.rules)) takeLateEnd(state, seen, conditions);
		else takeEnd(state, seen, conditions, known === undefined && conditions.isBaseline);
	}
	noticeUnseen(state.known, seen);
	tellPending(state, seen, conditions);
	noticeDisabled(state, seen, conditions);
	if (conditions.rules.events.has('overdue')) {
		noticeOverdue(state, seen, conditions, known === undefined && conditions.isBaseline);
	}
	return { track: { known: state.known, problem: state.problem }, happenings };
}

/** Whether a poll that sees a job so has to look at it. */
export function isNews(known: Known | undefined, seen: Sighting): boolean {
	if (seen.time === undefined || (known && isKnownSession(known, seen))) return false;
	return isEnd(seen.mark) || seen.mark === 'R';
}

/** Whether a session that nobody saw the end of may have ended before the one that goes on. */
export function isUnseenEnd(known: Known | undefined, seen: Sighting): boolean {
	return known !== undefined && seen.mark === 'R' && isNews(known, seen);
}

/** A job that has been gone for long enough, or that was disabled. */
export function endProblem(
	previous: string | undefined,
	recoveredBy: RecoveredBy,
	at: number,
	{ events }: WatchRules,
): Happening[] {
	if (!events.has('recovered')) return [];
	return [{ event: 'recovered', of: at, at, previous, recoveredBy }];
}

/** What a job shows when it is first seen is no news before its next session: nobody knows how that end was. */
function firstKnown({ mark, time }: Sighting, { now, isBaseline }: StepConditions): Known {
	const known: Known = { mark: mark === 'R' || isBaseline ? 'R' : 'N', noSuccessSince: now };
	if (time !== undefined) known.time = time;
	return known;
}

/** An end that shows while the job has no outcome may have been a success. */
function noticeUnseen(known: Known, { mark, time }: Sighting): void {
	if (isEnd(mark) || time === undefined || time <= (known.time ?? Infinity)) return;
	known.noSuccessSince = latest(known.noSuccessSince, time);
}

function latest(...times: Array<number | undefined>): number | undefined {
	const known = times.filter((time): time is number => time !== undefined);
	return known.length === 0 ? undefined : Math.max(...known);
}

interface Working {
	known: Known;
	problem?: Problem;
	happenings: Happening[];
}

function takeEnd(
	state: Working,
	seen: Sighting,
	conditions: StepConditions,
	isBaseline: boolean,
): void {
	const { rules, isWanted, hasGap, now } = conditions;
	const old = state.known;
	const before = isEnd(old.mark) ? old.mark : undefined;
	// To recognise what a late server shows it is good enough; to say how the session before ended it is not.
	const previous = hasGap ? undefined : before;
	const time = seen.time!;
	const good = isGood(seen.mark, rules);
	const event = eventOf(seen.mark);

	const known: Known = { mark: seen.mark, time };
	if (seen.isStart) known.isStart = true;
	else if (seen.lastRun !== undefined) known.start = seen.lastRun;
	if (old.isDisabled) known.isDisabled = true;
	if (before && old.time !== undefined) {
		known.before = { mark: before, time: old.time };
		if (hasGap) known.isAfterGap = true;
	}
	if (!good) {
		known.noSuccessSince = noSuccessSince(old, seen, conditions, isBaseline);
		if (old.isOverdue) known.isOverdue = true;
	}
	state.known = known;

	if (good && state.problem) {
		const by = seen.mark === 'S' ? 'success' : 'warning';
		state.happenings.push(...endProblem(hasGap ? undefined : old.mark, by, time, rules));
		delete state.problem;
	}
	if (!isWanted || !rules.events.has(event)) return;
	if (event === 'success') {
		if (!isBaseline) state.happenings.push({ event, of: time, at: time, previous });
		return;
	}
	if (isBaseline && !rules.emitExisting) return;
	known.pendingSince = (good ? undefined : old.pendingSince) ?? now;
}

/** The problem that came after it goes on: a server that is late must not close a ticket. */
function isLateGoodEnd({ known, problem }: Working, seen: Sighting, rules: WatchRules): boolean {
	const goesOn = problem !== undefined || known.pendingSince !== undefined;
	return goesOn && known.mark !== 'S' && isGood(seen.mark, rules) && isBetween(known, seen);
}

function takeLateEnd(state: Working, seen: Sighting, { rules, isWanted }: StepConditions): void {
	const { known } = state;
	const time = seen.time!;
	const event = eventOf(seen.mark);
	const previous = previousOf(known);
	known.before = { mark: seen.mark, time };
	known.noSuccessSince = latest(known.noSuccessSince, time);
	if (!isWanted || !rules.events.has(event)) return;
	// What has to last to be told did not.
	if (event !== 'success' && rules.stillAfter > 0) return;
	state.happenings.push({ event, of: time, at: time, previous });
	if (event !== 'success' && !state.problem) remember(state, seen, time);
}

/**
 * Since when there may have been no success: VSPC shows the latest session only. Where sessions may have gone
 * unseen, one of them may have been a success, but not after the latest one began.
 */
function noSuccessSince(
	old: Known,
	seen: Sighting,
	{ rules, hasGap }: StepConditions,
	isBaseline: boolean,
): number {
	const since = latest(isGood(old.mark, rules) ? old.time : undefined, old.noSuccessSince);
	const possible = seen.lastRun ?? seen.time!;
	if (isBaseline || since === undefined) return possible;
	return hasGap ? Math.max(since, possible) : since;
}

/** Tells a problem once it has lasted long enough; at once where nobody asked to wait. */
function tellPending(state: Working, seen: Sighting, conditions: StepConditions): void {
	const { known } = state;
	const { rules, now, isWanted } = conditions;
	if (known.pendingSince === undefined) return;
	// While it runs again nobody knows yet; a server that is late knows nothing.
	if (seen.mark === 'R' || (isEnd(seen.mark) && !isLatestSession(known, seen))) return;
	// A clock that was set back must not make it wait for ever.
	if (now >= known.pendingSince && now - known.pendingSince < rules.stillAfter) return;
	delete known.pendingSince;
	if (!isWanted) return;
	const event = eventOf(known.mark);
	const previous = previousOf(known);
	state.happenings.push({ event, of: known.time!, at: known.time!, previous });
	remember(state, seen, known.time!);
}

/** How the session before the latest one ended, if that is certain. */
function previousOf({ before, isAfterGap }: Known): string | undefined {
	return isAfterGap ? undefined : before?.mark;
}

/** Also while nobody wants to hear of recoveries: that may change. */
function remember(state: Working, seen: Sighting, of: number): void {
	const { key, row, enabled } = seen;
	state.problem = { key, name: String(row.name ?? ''), of, wasDisabled: enabled === false };
}

function noticeDisabled(
	state: Working,
	{ enabled }: Sighting,
	{ now, rules }: StepConditions,
): void {
	const { problem } = state;
	if (!problem) return;
	if (enabled === true) problem.wasDisabled = false;
	if (enabled !== false || problem.wasDisabled) return;
	state.happenings.push(...endProblem(state.known.mark, 'disabled', now, rules));
	delete state.problem;
	delete state.known.pendingSince;
}

function noticeOverdue(
	state: Working,
	seen: Sighting,
	conditions: StepConditions,
	isBaseline: boolean,
): void {
	const { rules, now, isWanted } = conditions;
	const { known } = state;
	if (seen.enabled === false) known.isDisabled = true;
	else if (seen.enabled === true && known.isDisabled) {
		// While it was disabled, nobody waited for a success.
		delete known.isDisabled;
		known.noSuccessSince = now;
	}
	if (known.isOverdue || seen.enabled === false || !isWanted) return;
	const since = latest(isGood(known.mark, rules) ? known.time : undefined, known.noSuccessSince);
	if (since === undefined || now - since <= rules.overdueAfter) return;
	// Schedules take long to read, and most jobs come no further than this.
	const interval = conditions.interval?.();
	if (interval === undefined || interval > rules.overdueAfter) return;
	const allowed = Math.max(rules.overdueAfter, interval + OWN_SCHEDULE_GRACE);
	if (now - since <= allowed) return;
	// The session that goes on may be the success.
	if (seen.runsSince !== undefined && now - seen.runsSince < allowed) return;
	known.isOverdue = true;
	if (isBaseline && !rules.emitExisting) return;
	state.happenings.push({
		event: 'overdue',
		of: since,
		at: since + allowed,
		previous: isEnd(known.mark) ? known.mark : undefined,
	});
	remember(state, seen, since);
}
