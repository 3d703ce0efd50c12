import { isEnd } from './events';
import { isLateGoodEnd, takeEnd, takeLateEnd, tellPending } from './ends';
import {
	isClose,
	isOlderEnd,
	mayBeRepeated,
	isOnAnotherClock,
	placeOf,
	type Place,
} from './session';
import type { Sighting } from './sighting';
import type { StepConditions, Working } from './track';
import type { Known, OlderEnd } from '../../trigger/known';

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
	if (place === 'known') return;
	if (place === 'older' && !goesOn(known, seen)) return list(known, seen, conditions);
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

function list(known: Known, seen: Sighting, { now, isWanted }: StepConditions): void {
	const one: OlderEnd = { mark: seen.mark, time: seen.time! };
	if (seen.isStart) one.isStart = true;
	else if (seen.lastRun !== undefined) one.start = seen.lastRun;
	if (!isWanted) one.isUnwanted = true;
	known.older = [...(known.older ?? []), one];
	known.olderSince ??= now;
}

function stay(state: Working, seen: Sighting, conditions: StepConditions): void {
	const { older = [], olderSince = conditions.now } = state.known;
	if (conditions.now - olderSince < STAYS) return;
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
		const from = state.happenings.length;
		takeEnd(state, own, wanted, false, olderSince);
		// What has to last to be told did not, where another end came after it.
		if (isLast || conditions.rules.stillAfter === 0) tellPending(state, own, wanted);
		if (isLast && isEnd(seen.mark)) continue;
		for (const happening of state.happenings.slice(from)) {
			happening.session = { mark: one.mark, time: one.time, lastRun: own.lastRun };
		}
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
		const from = state.happenings.length;
		takeLateEnd(state, own, { ...conditions, isWanted: one.isUnwanted !== true }, olderSince);
		for (const happening of state.happenings.slice(from)) {
			happening.session = { mark: one.mark, time: one.time, lastRun: own.lastRun };
		}
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
