import { instantOf } from '../query/compare';
import { stampLike } from './times';
import type { EstateJob } from './types';

/**
 * So many jobs are made up one by one. What a bigger estate has more are copies of them, because
 * a hundred thousand made-up ones would take long to make and much memory.
 */
export const ORIGINALS = 5000;

const hex = (number: number) => number.toString(16).padStart(8, '0');

/** The time of an original, some seconds earlier; what never was stays so. */
function earlier(time: string | null, seconds: number): string | null {
	const instant = time === null ? NaN : instantOf(time);
	return instant > 0 ? stampLike(instant - seconds * 1000, time) : time;
}

/** The job at an index behind the originals. It shares with its original whatever is alike. */
export function copyOf(originals: EstateJob[], index: number): EstateJob {
	const original = originals[index % ORIGINALS];
	const round = Math.floor(index / ORIGINALS);
	return {
		...original,
		instanceUid: hex(index) + original.instanceUid.slice(8),
		uniqueUid: hex(index) + original.uniqueUid?.slice(8),
		name: `${original.name} #${round + 1}`,
		lastRun: earlier(original.lastRun, round),
		lastEndTime: earlier(original.lastEndTime, round),
	};
}
