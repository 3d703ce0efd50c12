import type { Known, OlderEnd } from '../engine/known';
import {
	aboutSession,
	endProblem,
	eventOf,
	isEnd,
	isGood,
	latest,
	noSuccessSince,
	previousOf,
	remember,
	type StepConditions,
	type Working,
	withhold,
} from './events';
import type { Sighting } from './observation';
import {
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
	seen: Sighting,
	conditions: StepConditions,
	isBaseline: boolean,
	seenAt = conditions.now,
): void {
	const { rules, isWanted, hasGap, recent } = conditions;
	const old = state.known;
	const before = isEnd(old.mark) ? old.mark : undefined;
	// To recognise what a late server shows it is good enough; to say how the session before ended it is not.
	const previous = hasGap ? undefined : before;
	// Without any time the session is known by when it was seen.
	const time = seen.time ?? seenAt;
	const good = isGood(seen.mark, rules);
	const event = eventOf(seen.mark);

	const known: Known = { mark: seen.mark, time: seen.time };
	// Only what this process has not looked at yet may have been seen and forgotten.
	const isFirstLook = hasGap && recent === undefined && !isBaseline;
	known.seenAt = isFirstLook && good ? sawIn(old, time, seenAt) : seenAt;
	if (seen.isStart) known.isStart = true;
	else if (seen.lastRun !== undefined) known.start = seen.lastRun;
	if (old.isDisabled) known.isDisabled = true;
	if (before && old.time !== undefined) {
		known.before = { mark: before, time: old.time };
		if (hasGap) known.isAfterGap = true;
	}
	if (!good) {
		known.noSuccessSince = sinceFailure(old, seen, conditions, isBaseline);
		if (old.isOverdue) known.isOverdue = true;
	}
	state.known = known;
	// What it shows now may be an event all the same.
	if (good && old.pendingSince !== undefined && old.time !== undefined) {
		const session = { mark: old.mark, time: old.time };
		withhold(state, 'didNotLast', session);
	}
	const canRecover = rules.events.has('recovered') && !state.problem;
	if (good && state.problem) {
		const by = seen.mark === 'S' ? 'success' : 'warning';
		state.happenings.push(...endProblem(hasGap ? undefined : old.mark, by, time, rules));
		delete state.problem;
	}
	if (!rules.events.has(event)) {
		// Most jobs are fine when the trigger begins, and nobody asks about them.
		if (!isBaseline || !good) withhold(state, good && canRecover ? 'noOpenProblem' : 'notChosen');
		return;
	}
	if (!isWanted) return withhold(state, 'filtered');
	if (isBaseline && (event === 'success' || !rules.emitExisting))
		return withhold(state, 'existing');
	if (event === 'success') {
		state.happenings.push({ event, of: time, at: time, previous });
		return;
	}
	known.pendingSince = (good ? undefined : old.pendingSince) ?? seenAt;
}

/**
 * When a poll would have seen an end that was seen and forgotten, or that came while n8n was down: as long after
 * the last one that was saved as the server's clock says, whatever that clock shows.
 */
function sawIn(old: Known, time: number, now: number): number {
	if (old.seenAt === undefined || old.time === undefined || time <= old.time) return now;
	return Math.min(now, old.seenAt + (time - old.time));
}

/**
 * Since when there may have been no success: VSPC shows the latest session only. Where sessions may have gone
 * unseen, one of them may have been a success, but not after the latest one began.
 */
function sinceFailure(
	old: Known,
	seen: Sighting,
	{ rules, hasGap, now }: StepConditions,
	isBaseline: boolean,
): number {
	const since = noSuccessSince(old, rules);
	if (isBaseline || since === undefined) return now;
	const began = seen.lastRun ?? seen.time;
	if (!hasGap || began === undefined) return since;
	return Math.max(since, sawIn(old, began, now));
}

/** Whether a problem goes on that came after an end which shows only now: a server that is late closes no ticket. */
export function isLateGoodEnd(
	{ known, problem }: Working,
	seen: Sighting,
	{ rules }: StepConditions,
): boolean {
	const goesOn = problem !== undefined || known.pendingSince !== undefined;
	return goesOn && known.mark !== 'S' && isGood(seen.mark, rules) && isBeforeLatest(known, seen);
}

/** Takes an end from before the latest one, which no poll saw in its time. */
export function takeLateEnd(
	state: Working,
	seen: Sighting,
	{ rules, isWanted }: StepConditions,
	seenAt: number,
): void {
	const { known } = state;
	const time = seen.time!;
	const event = eventOf(seen.mark);
	const previous = previousOf(known);
	known.before = { mark: seen.mark, time };
	known.noSuccessSince = latest(known.noSuccessSince, seenAt);
	if (!rules.events.has(event)) return withhold(state, 'notChosen');
	if (!isWanted) return withhold(state, 'filtered');
	// What has to last to be told did not.
	if (event !== 'success' && rules.stillAfter > 0) return withhold(state, 'didNotLast');
	state.happenings.push({ event, of: time, at: time, previous });
	if (event !== 'success' && !state.problem) remember(state, seen, time);
}

/** Tells a problem once it has lasted long enough; at once where nobody asked to wait. */
export function tellPending(state: Working, seen: Sighting, conditions: StepConditions): void {
	const { known } = state;
	const { rules, now, isWanted } = conditions;
	if (known.pendingSince === undefined) return;
	// While it runs again nobody knows yet; a server that is late knows nothing.
	if (seen.mark === 'R' || (isEnd(seen.mark) && !isLatestSession(known, seen, now))) return;
	// A clock that was set back must not make it wait for ever.
	if (now >= known.pendingSince && now - known.pendingSince < rules.stillAfter) {
		return withhold(state, 'waiting');
	}
	delete known.pendingSince;
	if (!isWanted) return withhold(state, 'filtered');
	const event = eventOf(known.mark);
	const of = known.time ?? known.seenAt ?? now;
	state.happenings.push({ event, of, at: of, previous: previousOf(known) });
	remember(state, seen, of);
}

/** A server that is late shows its older ends for a while only; then they are those of a clock set back. Seconds */
const STAYS = 3600;

/** So many older ends, and never what was known: no server is as late as that. */
const MOST = 4;

/**
 * Takes the end that a job shows, if it is another one than those that are known.
 *
 * An end older than those may be shown by a server that is late; then the latest one is shown again soon. Or the
 * server's clock was set back: then the older end stays, or is followed by others. Till that is known it waits.
 */
export function takeShownEnd(state: Working, seen: Sighting, conditions: StepConditions): void {
	const { known } = state;
	const { now } = conditions;
	if (known.olderSince !== undefined && known.olderSince > now) known.olderSince = now;
	if (!isEnd(seen.mark)) return lookAt(state, seen, conditions);
	const place = placeHere(state, seen, conditions);
	if (place === 'latest') {
		adoptTime(known, seen);
		return dropOlder(state, seen, conditions);
	}
	if (isListed(known, seen)) return stay(state, seen, conditions);
	if (place === 'known') return withhold(state, 'repeated');
	if (place === 'older' && !goesOn(known, seen)) return list(state, seen, conditions);
	const areTrue = place === 'older' || isOnAnotherClock(known, seen);
	// An end that no server showed in its time is no repetition. Others are, where the latest one has a later one behind it.
	const taken = areTrue ? (known.older ?? []) : certain(state, conditions);
	takeAll(state, seen, conditions, taken, true);
	takeEnd(state, seen, conditions, false);
}

/** As placeOf; a good end that would close a ticket, though it is older than the problem, has to stay first. */
function placeHere(state: Working, seen: Sighting, conditions: StepConditions): Place {
	const place = placeOf(state.known, seen, conditions.recent, conditions.now);
	return place === 'new' && isLateGoodEnd(state, seen, conditions) ? 'older' : place;
}

/** Ends that wait and that no server can have shown in their time. */
function certain({ known }: Working, { recent }: StepConditions): OlderEnd[] {
	return (known.older ?? []).filter(({ time }) => !mayBeRepeated(known, time, recent));
}

function isListed({ older = [] }: Known, seen: Sighting): boolean {
	return older.some((one) => isOlderEnd(one, seen));
}

/** Whether the job makes progress on a clock that was set back. */
function goesOn({ older = [] }: Known, { time }: Sighting): boolean {
	const last = older.at(-1);
	if (!last || time === undefined) return false;
	return older.length >= MOST || time > last.time;
}

/** While the job shows no outcome, the end that it shows tells whether a server is late or not. */
function lookAt(state: Working, seen: Sighting, conditions: StepConditions): void {
	const { known } = state;
	// Without times, only this shows that the next failure is another one.
	if (seen.mark === 'R' && known.time === undefined) known.runningSince ??= conditions.now;
	if (!known.older || seen.time === undefined) return;
	if (known.time === undefined) return;
	// The latest end again, or one that came after it; how that one was, nobody knows: no ticket is closed.
	const isLate = isClose(known.time, seen.time) || seen.time > known.time;
	if (isLate) dropOlder(state, seen, conditions);
	else if (isListed(known, seen)) stay(state, seen, conditions);
	else if (goesOn(known, seen)) {
		takeAll(state, seen, conditions, known.older, true);
	}
}

function list(state: Working, seen: Sighting, { now, isWanted }: StepConditions): void {
	const { known } = state;
	withhold(state, 'older');
	const one: OlderEnd = { mark: seen.mark, time: seen.time! };
	if (seen.isStart) one.isStart = true;
	else if (seen.lastRun !== undefined) one.start = seen.lastRun;
	if (!isWanted) one.isUnwanted = true;
	known.older = [...(known.older ?? []), one];
	known.olderSince ??= now;
}

function stay(state: Working, seen: Sighting, conditions: StepConditions): void {
	const { older = [], olderSince = conditions.now } = state.known;
	if (conditions.now - olderSince < STAYS) return withhold(state, 'older');
	const shown = older.findIndex((one) => isOlderEnd(one, seen));
	// The one that is shown is the latest.
	const inOrder = [...older.filter((_, index) => index !== shown), older[shown]];
	takeAll(state, seen, conditions, inOrder, false);
}

/** The clock was set back: what waited are the latest sessions. */
function takeAll(
	state: Working,
	seen: Sighting,
	conditions: StepConditions,
	older: OlderEnd[],
	isReplaced: boolean,
): void {
	const { olderSince = conditions.now } = state.known;
	for (const [index, one] of older.entries()) {
		const isLast = index === older.length - 1 && !isReplaced;
		const own = isLast ? seenAs(one, seen) : { ...seenAs(one, seen), runsSince: undefined };
		const wanted = { ...conditions, isWanted: one.isUnwanted !== true };
		const take = () => {
			takeEnd(state, own, wanted, false, olderSince);
			// What has to last to be told did not, where another end came after it.
			if (isLast || conditions.rules.stillAfter === 0) tellPending(state, own, wanted);
		};
		if (isLast && isEnd(seen.mark)) take();
		else aboutSession(state, { mark: one.mark, time: one.time, lastRun: own.lastRun }, take);
	}
	clear(state.known);
}

/** The latest end is shown again: a server was late. What it showed that no poll had seen has happened all the same. */
function dropOlder(state: Working, seen: Sighting, conditions: StepConditions): void {
	const { known } = state;
	const { olderSince = conditions.now } = known;
	const unseen = certain(state, conditions);
	for (const one of unseen) {
		const own = seenAs(one, seen);
		const wanted = { ...conditions, isWanted: one.isUnwanted !== true };
		const session = { mark: one.mark, time: one.time, lastRun: own.lastRun };
		aboutSession(state, session, () => takeLateEnd(state, own, wanted, olderSince));
	}
	clear(known);
}

function seenAs({ mark, time, start, isStart }: OlderEnd, seen: Sighting): Sighting {
	return {
		...seen,
		mark: mark as Sighting['mark'],
		time,
		isStart: isStart === true,
		lastRun: isStart ? time : start,
	};
}

function clear(known: Known): void {
	delete known.older;
	delete known.olderSince;
}

/** VSPC shows a time after all. */
function adoptTime(known: Known, seen: Sighting): void {
	if (known.time !== undefined || seen.time === undefined) return;
	known.time = seen.time;
	if (seen.isStart) known.isStart = true;
	else if (seen.lastRun !== undefined) known.start = seen.lastRun;
}
