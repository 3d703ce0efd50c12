import { durationText } from '../jobs/computed';
import type { WithoutSuccess } from './longest';
import { ALLOWED_HOURS } from './period';
import { countText } from './words';

/** Those of the longest without success that a reader shall see: what failed last night stands above with its reason. */
export function worthTelling(jobs: WithoutSuccess[]): WithoutSuccess[] {
	return jobs.filter(({ hours }) => hours === null || hours >= ALLOWED_HOURS);
}

const DAYS_FROM_HOURS = 7 * 24;

/** `at least 3 d 4 h`, `56 days`, `never ran`, `time unknown`. */
export function longestText({ result, hours, isAtLeast }: WithoutSuccess): string {
	if (hours === null) return result === 'notRun' && isAtLeast ? 'never ran' : 'time unknown';
	if (hours < 1) return 'less than 1 h';
	const text =
		hours < DAYS_FROM_HOURS
			? durationText(Math.floor(hours) * 3600)
			: `${countText(Math.floor(hours / 24))} days`;
	return isAtLeast ? `at least ${text}` : String(text);
}
