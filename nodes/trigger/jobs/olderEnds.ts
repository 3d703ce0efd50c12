import { emitPending, takeEnd } from './ends';
import {
	aboutSession,
	type DecideConditions,
	eventOf,
	isEnd,
	isGood,
	latest,
	previousOf,
	remember,
	withhold,
	type Working,
} from './events';
import { cutRow, isCounted } from './failures';
import type { JobLastSeen, OlderEnd } from './memory';
import type { Observation } from './observation';
import {
	adoptTime,
	isBeforeLatest,
	isClose,
	isOlderEnd,
	isOnAnotherClock,
	mayBeRepeated,
	type Place,
	placeOf,
} from './session';

/**
 * Ends that are older than the latest one. Either the server that shows them is late: then the latest one is shown again
 * soon. Or its clock was set back: then the older end stays, or others follow it. Until that is known they wait, in
 * `older` of what is kept of the job.
 */

/** A server that is late shows its older ends for a while only; then they are those of a clock set back. Seconds */
const STAYS = 3600;

/** So many older ends, and never what was seen: no server is as late as that. */
const MOST = 4;

/** Takes the end that a job shows, if it is another one than those that were seen: at once, or when it has waited. */
export function takeShownEnd(
	state: Working,
	seen: Observation,
	conditions: DecideConditions,
): void {
	const { lastSeen } = state;
	const { now } = conditions;
	if (lastSeen.olderSince !== undefined && lastSeen.olderSince > now) lastSeen.olderSince = now;
	if (!isEnd(seen.outcome)) return lookAtRunning(state, seen, conditions);
	const place = placeHere(state, seen, conditions);
	if (place === 'latest') {
		adoptTime(lastSeen, seen);
		return resumeLatest(state, seen, conditions);
	}
	if (isWaiting(lastSeen, seen)) return waitOrTake(state, seen, conditions);
	if (place === 'known') return withhold(state, 'repeated');
	if (place === 'older' && !isFollowed(lastSeen, seen)) return letWait(state, seen, conditions);
	const wasSetBack = place === 'older' || isOnAnotherClock(lastSeen, seen);
	// Otherwise a server was late: what it showed repeats what polls saw, unless they cannot have seen it.
	const waited = wasSetBack ? (lastSeen.older ?? []) : unseenOf(state, conditions);
	takeWaiting(state, seen, conditions, waited, true);
	takeEnd(state, seen, conditions, false);
}

/** As placeOf; a good end that would close a ticket, though it is older than the problem, has to stay first. */
function placeHere(state: Working, seen: Observation, conditions: DecideConditions): Place {
	const place = placeOf(state.lastSeen, seen, conditions.recent, conditions.now);
	return place === 'new' && isLateGoodEnd(state, seen, conditions) ? 'older' : place;
}

/** Whether a problem goes on that came after an end which shows only now: a server that is late closes no ticket, and ends no row. */
function isLateGoodEnd(
	{ lastSeen, problem }: Working,
	seen: Observation,
	{ rules }: DecideConditions,
): boolean {
	const isOpen = problem !== undefined || lastSeen.pendingSince !== undefined;
	return (
		(isOpen || isCounted(lastSeen, rules)) &&
		lastSeen.outcome !== 'success' &&
		isGood(seen.outcome, rules) &&
		isBeforeLatest(lastSeen, seen)
	);
}

/** Takes a good end from before the latest one, which no poll saw in its time. */
function takeLateEnd(
	state: Working,
	seen: Observation,
	conditions: DecideConditions,
	seenAt: number,
): void {
	const { lastSeen } = state;
	const { rules, isWanted } = conditions;
	const time = seen.time!;
	const name = eventOf(seen.outcome);
	const previous = previousOf(lastSeen);
	cutRow(lastSeen, time, conditions);
	lastSeen.previous = { outcome: seen.outcome, time };
	lastSeen.noSuccessSince = latest(lastSeen.noSuccessSince, seenAt);
	if (!rules.events.has(name)) return withhold(state, 'notChosen');
	if (!isWanted) return withhold(state, 'filtered');
	const isWarning = name === 'warning';
	// What has to last to be emitted did not.
	if (isWarning && rules.stillAfter > 0) return withhold(state, 'didNotLast');
	state.events.push({ name, of: time, at: time, previous });
	if (isWarning && !state.problem) remember(state, seen, time);
}

/** Ends that wait and that no poll can have seen in their time. */
function unseenOf({ lastSeen }: Working, { recent }: DecideConditions): OlderEnd[] {
	return (lastSeen.older ?? []).filter(({ time }) => !mayBeRepeated(lastSeen, time, recent));
}

/** Whether this end waits already. */
function isWaiting({ older = [] }: JobLastSeen, seen: Observation): boolean {
	return older.some((one) => isOlderEnd(one, seen));
}

/** Whether this end follows one that waits: the job goes on, on a clock that was set back. */
function isFollowed({ older = [] }: JobLastSeen, { time }: Observation): boolean {
	const last = older.at(-1);
	if (!last || time === undefined) return false;
	return older.length >= MOST || time > last.time;
}

/** While the job shows no outcome, the end that it shows says whether a server is late or not. */
function lookAtRunning(state: Working, seen: Observation, conditions: DecideConditions): void {
	const { lastSeen } = state;
	// Without times, only this shows that the next failure is another one.
	if (seen.outcome === 'running' && lastSeen.time === undefined)
		lastSeen.runningSince ??= conditions.now;
	const { older, time } = lastSeen;
	if (!older || time === undefined || seen.time === undefined) return;
	// The latest end again, or one that came after it; how that one was, nobody knows: no ticket is closed.
	const isLate = isClose(time, seen.time) || seen.time > time;
	if (isLate) resumeLatest(state, seen, conditions);
	else if (isWaiting(lastSeen, seen)) waitOrTake(state, seen, conditions);
	else if (isFollowed(lastSeen, seen)) {
		takeWaiting(state, seen, conditions, older, true);
	}
}

/** An older end is seen for the first time. */
function letWait(state: Working, seen: Observation, { now, isWanted }: DecideConditions): void {
	const { lastSeen } = state;
	withhold(state, 'older');
	const one: OlderEnd = { outcome: seen.outcome, time: seen.time! };
	if (seen.isStart) one.isStart = true;
	else if (seen.lastRun !== undefined) one.start = seen.lastRun;
	if (!isWanted) one.isUnwanted = true;
	lastSeen.older = [...(lastSeen.older ?? []), one];
	lastSeen.olderSince ??= now;
}

/** An older end that waits is shown again. */
function waitOrTake(state: Working, seen: Observation, conditions: DecideConditions): void {
	const { older = [], olderSince = conditions.now } = state.lastSeen;
	if (conditions.now - olderSince < STAYS) return withhold(state, 'older');
	const shown = older.findIndex((one) => isOlderEnd(one, seen));
	// The one that is shown is the latest.
	const inOrder = [...older.filter((_, index) => index !== shown), older[shown]];
	takeWaiting(state, seen, conditions, inOrder, false);
}

/** The clock was set back: what waited are the latest sessions. */
function takeWaiting(
	state: Working,
	seen: Observation,
	conditions: DecideConditions,
	older: OlderEnd[],
	isReplaced: boolean,
): void {
	const { olderSince = conditions.now } = state.lastSeen;
	for (const [index, one] of older.entries()) {
		const isLast = index === older.length - 1 && !isReplaced;
		const own = isLast ? seenAs(one, seen) : { ...seenAs(one, seen), runsSince: undefined };
		const wanted = { ...conditions, isWanted: one.isUnwanted !== true };
		const take = () => {
			takeEnd(state, own, wanted, false, olderSince);
			// What has to last to be emitted did not, where another end came after it.
			if (isLast || conditions.rules.stillAfter === 0) emitPending(state, own, wanted);
		};
		if (isLast && isEnd(seen.outcome)) take();
		else aboutSession(state, { outcome: one.outcome, time: one.time, lastRun: own.lastRun }, take);
	}
	clear(state.lastSeen);
}

/** The latest end is shown again: a server was late. What it showed that no poll had seen has happened all the same. */
function resumeLatest(state: Working, seen: Observation, conditions: DecideConditions): void {
	const { lastSeen } = state;
	const { olderSince = conditions.now } = lastSeen;
	const unseen = unseenOf(state, conditions);
	for (const one of unseen) {
		const own = seenAs(one, seen);
		const wanted = { ...conditions, isWanted: one.isUnwanted !== true };
		const session = { outcome: one.outcome, time: one.time, lastRun: own.lastRun };
		aboutSession(state, session, () => takeLateEnd(state, own, wanted, olderSince));
	}
	clear(lastSeen);
}

function seenAs({ outcome, time, start, isStart }: OlderEnd, seen: Observation): Observation {
	return {
		...seen,
		outcome: outcome as Observation['outcome'],
		time,
		isStart: isStart === true,
		lastRun: isStart ? time : start,
	};
}

function clear(lastSeen: JobLastSeen): void {
	delete lastSeen.older;
	delete lastSeen.olderSince;
}
