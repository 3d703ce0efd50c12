import type { Known } from '../../trigger/known';
import type { Sighting } from './sighting';

/** Fractions of seconds are cut by some answers and rounded by others. */
const SLACK = 1;

/** An end that is corrected by no more than this is that of the same session, if its start is. */
const CORRECTION = 30;

/** Older than this, ends that were known are a clock that was wrong, not a server that is late. */
const WRONG_CLOCK = 30 * 24 * 3600;

/** Whether a sighting shows a session that is known, or one from before those that are. */
export function isKnownSession(known: Known, seen: Sighting): boolean {
	const { before } = known;
	if (isLatestSession(known, seen)) return true;
	return (before !== undefined && matches(before, seen)) || isFromBefore(known, seen);
}

/** Whether a sighting shows the latest session that is known. */
export function isLatestSession(known: Known, seen: Sighting): boolean {
	return matches(known, seen);
}

function matches(
	{ mark, time, start, isStart }: Pick<Known, 'mark' | 'time' | 'start' | 'isStart'>,
	seen: Sighting,
): boolean {
	// While a session goes on, the end that is shown is that of the one before, however that ended.
	const isEither = seen.mark === 'R' || mark === 'R';
	if (!isEither && mark !== seen.mark) return false;
	if (isClose(time, seen.time) || (isStart === true && isClose(time, seen.lastRun))) return true;
	if (isEither || !isClose(start, seen.lastRun)) return false;
	// No end for a moment, one that is corrected, or one that had not moved yet when the status had.
	const hadNotMoved = time !== undefined && start !== undefined && time < start;
	return seen.isStart || hadNotMoved || isClose(time, seen.time, CORRECTION);
}

/** A server that is late, or was restored, shows what was before all that is known. */
function isFromBefore({ time, before }: Known, seen: Sighting): boolean {
	if (time === undefined || seen.time === undefined) return false;
	const oldest = Math.min(time, before?.time ?? time);
	return seen.time < oldest - SLACK && seen.time > oldest - WRONG_CLOCK;
}

/** Whether a sighting shows a session from between the two that are known, by its end and, where there is one, its start. */
export function isBetween({ time, start, before }: Known, seen: Sighting): boolean {
	if (time === undefined || before === undefined || seen.time === undefined) return false;
	const beganLater =
		start !== undefined && seen.lastRun !== undefined && seen.lastRun >= start - SLACK;
	return before.time < seen.time && seen.time < time - SLACK && !beganLater;
}

function isClose(a: number | undefined, b: number | undefined, slack = SLACK): boolean {
	return a !== undefined && b !== undefined && Math.abs(a - b) <= slack;
}
