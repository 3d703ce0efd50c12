import type { Known } from '../../trigger/known';
import type { Sighting } from './sighting';

/** Fractions of seconds are cut by some answers and rounded by others. */
const SLACK = 1;

/** Whether a sighting shows a session that is known. */
export function isKnownSession(known: Known, seen: Sighting): boolean {
	return (
		isLatestSession(known, seen) || (known.before !== undefined && matches(known.before, seen))
	);
}

/** Whether a sighting shows the latest session that is known. */
export function isLatestSession(known: Known, seen: Sighting): boolean {
	return matches(known, seen);
}

function matches(
	{ mark, time, isStart }: Pick<Known, 'mark' | 'time' | 'isStart'>,
	seen: Sighting,
): boolean {
	// While a session goes on, the end that is shown is that of the one before, however that ended.
	const isEither = seen.mark === 'R' || mark === 'R';
	if (!isEither && mark !== seen.mark) return false;
	return isClose(time, seen.time) || (isStart === true && isClose(time, seen.lastRun));
}

function isClose(a: number | undefined, b: number | undefined): boolean {
	return a !== undefined && b !== undefined && Math.abs(a - b) <= SLACK;
}
