import {
	aboutSession,
	type DecideConditions,
	endProblem,
	eventOf,
	isEnd,
	isGood,
	latest,
	previousOf,
	remember,
	withhold,
	type Working,
} from './events';
import {
	countFailure,
	cutRow,
	dueEvents,
	emitProblem,
	failuresOf,
	isCounted,
	whyNotDue,
} from './failures';
import type { JobLastSeen, OlderEnd } from './memory';
import type { Observation } from './observation';
import { sawIn, sinceFailure } from './overdue';
import {
	adoptTime,
	isBeforeLatest,
	isClose,
	isLatestSession,
	isOlderEnd,
	isOnAnotherClock,
	mayBeRepeated,
	type Place,
	placeOf,
} from './session';

/**
 * Takes an end for the latest one of its job.
 *
 * @param seenAt when a poll first saw it, seconds since 1970
 */
export function takeEnd(
	state: Working,
	seen: Observation,
	conditions: DecideConditions,
	isBaseline: boolean,
	seenAt = conditions.now,
): void {
	const { rules, isWanted, hasGap, recent } = conditions;
	const old = state.lastSeen;
	const ended = isEnd(old.outcome) ? old.outcome : undefined;
	// To recognize what a late server shows it is good enough; to say how the session before ended it is not.
	const previous = hasGap ? undefined : ended;
	// Without any time the session is known by when it was seen.
	const time = seen.time ?? seenAt;
	const good = isGood(seen.outcome, rules);
	const event = eventOf(seen.outcome);

	const lastSeen: JobLastSeen = { outcome: seen.outcome, time: seen.time };
	// Only what this process has not looked at yet may have been seen and forgotten.
	const isFirstLook = hasGap && recent === undefined && !isBaseline;
	lastSeen.seenAt = isFirstLook && good ? sawIn(old, time, seenAt) : seenAt;
	if (seen.isStart) lastSeen.isStart = true;
	else if (seen.lastRun !== undefined) lastSeen.start = seen.lastRun;
	if (old.isDisabled) lastSeen.isDisabled = true;
	if (old.namesakeAt !== undefined) lastSeen.namesakeAt = old.namesakeAt;
	if (ended && old.time !== undefined) {
		lastSeen.previous = { outcome: ended, time: old.time };
		if (hasGap) lastSeen.isAfterGap = true;
	}
	if (!good) {
		lastSeen.noSuccessSince = sinceFailure(old, seen, conditions, isBaseline);
		if (old.isOverdue) lastSeen.isOverdue = true;
		countFailure(lastSeen, old, conditions, isBaseline, seenAt);
	}
	state.lastSeen = lastSeen;
	// What it shows now may be an event all the same.
	if (good && old.pendingSince !== undefined && old.time !== undefined) {
		const session = { outcome: old.outcome, time: old.time };
		withhold(state, 'didNotLast', session);
	}
	const canRecover = rules.events.has('recovered') && !state.problem;
	if (good && state.problem) {
		const by = seen.outcome === 'success' ? 'success' : 'warning';
		state.events.push(...endProblem(hasGap ? undefined : old.outcome, by, time, rules));
		delete state.problem;
	}
	if (!rules.events.has(event) && (good || !rules.events.has('escalated'))) {
		// Most jobs are fine when the trigger begins, and nobody asks about them.
		if (!isBaseline || !good) withhold(state, good && canRecover ? 'noOpenProblem' : 'notChosen');
		return;
	}
	if (!isWanted) return withhold(state, 'filtered');
	if (isBaseline && (event === 'success' || !rules.emitExisting))
		return withhold(state, 'existing');
	if (event === 'success') {
		state.events.push({ name: event, of: time, at: time, previous });
		return;
	}
	if (dueEvents(lastSeen, rules).length === 0) return withhold(state, whyNotDue(lastSeen, rules));
	lastSeen.pendingSince = (good ? undefined : old.pendingSince) ?? seenAt;
}

/** Whether a problem goes on that came after an end which shows only now: a server that is late closes no ticket, and ends no row. */
export function isLateGoodEnd(
	{ lastSeen, problem }: Working,
	seen: Observation,
	{ rules }: DecideConditions,
): boolean {
	const isOpen = problem !== undefined || lastSeen.pendingSince !== undefined;
	const goesOn = isOpen || isCounted(lastSeen, rules);
	return (
		goesOn &&
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

/** Emits a problem once it has lasted long enough; at once where nobody asked to wait. */
export function emitPending(state: Working, seen: Observation, conditions: DecideConditions): void {
	const { lastSeen } = state;
	const { rules, now, isWanted } = conditions;
	if (lastSeen.pendingSince === undefined) return;
	// While it runs again nobody knows yet; a server that is late knows nothing.
	if (seen.outcome === 'running' || (isEnd(seen.outcome) && !isLatestSession(lastSeen, seen, now)))
		return;
	// A clock that was set back must not make it wait for ever.
	if (now >= lastSeen.pendingSince && now - lastSeen.pendingSince < rules.stillAfter) {
		return withhold(state, 'waiting');
	}
	delete lastSeen.pendingSince;
	if (!isWanted) return withhold(state, 'filtered');
	const names = dueEvents(lastSeen, rules);
	if (names.length === 0) return withhold(state, whyNotDue(lastSeen, rules));
	const of = lastSeen.time ?? lastSeen.seenAt ?? now;
	const failures = failuresOf(lastSeen, rules);
	emitProblem(state, seen, { names, of, previous: previousOf(lastSeen), failures });
}

/** A server that is late shows its older ends for a while only; then they are those of a clock set back. Seconds */
const STAYS = 3600;

/** So many older ends, and never what was seen: no server is as late as that. */
const MOST = 4;

/**
 * Takes the end that a job shows, if it is another one than those that were seen.
 *
 * An end older than those may be shown by a server that is late; then the latest one is shown again soon. Or the
 * server's clock was set back: then the older end stays, or is followed by others. Till that is known it waits.
 */
export function takeShownEnd(
	state: Working,
	seen: Observation,
	conditions: DecideConditions,
): void {
	const { lastSeen } = state;
	const { now } = conditions;
	if (lastSeen.olderSince !== undefined && lastSeen.olderSince > now) lastSeen.olderSince = now;
	if (!isEnd(seen.outcome)) return lookAt(state, seen, conditions);
	const place = placeHere(state, seen, conditions);
	if (place === 'latest') {
		adoptTime(lastSeen, seen);
		return dropOlder(state, seen, conditions);
	}
	if (isListed(lastSeen, seen)) return stay(state, seen, conditions);
	if (place === 'known') return withhold(state, 'repeated');
	if (place === 'older' && !goesOn(lastSeen, seen)) return keepOlder(state, seen, conditions);
	const areTrue = place === 'older' || isOnAnotherClock(lastSeen, seen);
	// An end that no server showed in its time is no repetition. Others are, where the latest one has a later one behind it.
	const taken = areTrue ? (lastSeen.older ?? []) : certain(state, conditions);
	takeAll(state, seen, conditions, taken, true);
	takeEnd(state, seen, conditions, false);
}

/** As placeOf; a good end that would close a ticket, though it is older than the problem, has to stay first. */
function placeHere(state: Working, seen: Observation, conditions: DecideConditions): Place {
	const place = placeOf(state.lastSeen, seen, conditions.recent, conditions.now);
	return place === 'new' && isLateGoodEnd(state, seen, conditions) ? 'older' : place;
}

/** Ends that wait and that no server can have shown in their time. */
function certain({ lastSeen }: Working, { recent }: DecideConditions): OlderEnd[] {
	return (lastSeen.older ?? []).filter(({ time }) => !mayBeRepeated(lastSeen, time, recent));
}

function isListed({ older = [] }: JobLastSeen, seen: Observation): boolean {
	return older.some((one) => isOlderEnd(one, seen));
}

/** Whether the job makes progress on a clock that was set back. */
function goesOn({ older = [] }: JobLastSeen, { time }: Observation): boolean {
	const last = older.at(-1);
	if (!last || time === undefined) return false;
	return older.length >= MOST || time > last.time;
}

/** While the job shows no outcome, the end that it shows says whether a server is late or not. */
function lookAt(state: Working, seen: Observation, conditions: DecideConditions): void {
	const { lastSeen } = state;
	// Without times, only this shows that the next failure is another one.
	if (seen.outcome === 'running' && lastSeen.time === undefined)
		lastSeen.runningSince ??= conditions.now;
	const { older, time } = lastSeen;
	if (!older || time === undefined || seen.time === undefined) return;
	// The latest end again, or one that came after it; how that one was, nobody knows: no ticket is closed.
	const isLate = isClose(time, seen.time) || seen.time > time;
	if (isLate) dropOlder(state, seen, conditions);
	else if (isListed(lastSeen, seen)) stay(state, seen, conditions);
	else if (goesOn(lastSeen, seen)) {
		takeAll(state, seen, conditions, older, true);
	}
}

function keepOlder(state: Working, seen: Observation, { now, isWanted }: DecideConditions): void {
	const { lastSeen } = state;
	withhold(state, 'older');
	const one: OlderEnd = { outcome: seen.outcome, time: seen.time! };
	if (seen.isStart) one.isStart = true;
	else if (seen.lastRun !== undefined) one.start = seen.lastRun;
	if (!isWanted) one.isUnwanted = true;
	lastSeen.older = [...(lastSeen.older ?? []), one];
	lastSeen.olderSince ??= now;
}

function stay(state: Working, seen: Observation, conditions: DecideConditions): void {
	const { older = [], olderSince = conditions.now } = state.lastSeen;
	if (conditions.now - olderSince < STAYS) return withhold(state, 'older');
	const shown = older.findIndex((one) => isOlderEnd(one, seen));
	// The one that is shown is the latest.
	const inOrder = [...older.filter((_, index) => index !== shown), older[shown]];
	takeAll(state, seen, conditions, inOrder, false);
}

/** The clock was set back: what waited are the latest sessions. */
function takeAll(
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
function dropOlder(state: Working, seen: Observation, conditions: DecideConditions): void {
	const { lastSeen } = state;
	const { olderSince = conditions.now } = lastSeen;
	const unseen = certain(state, conditions);
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
