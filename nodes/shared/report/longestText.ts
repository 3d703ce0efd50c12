import { durationText } from '../jobs/computed';
import type { WithoutSuccess } from './longest';
import { countText } from './words';

/** What failed last night is told with its reason already. */
const WORTH_TELLING_HOURS = 24;

/** Those of the longest without success that a reader shall see. */
export function worthTelling(jobs: WithoutSuccess[]): WithoutSuccess[] {
	return jobs.filter(({ hours }) => hours === null || hours >= WORTH_TELLING_HOURS);
}

const DAYS_FROM_HOURS = 7 * 24;

/** `at least 3 d 4 h`, `56 days`, `never ran`. */
export function longestText({ hours, isAtLeast }: WithoutSuccess): string {
	if (hours === null) return 'never ran';
	if (hours < 1) return 'less than 1 h';
	const text =
		hours < DAYS_FROM_HOURS
			? durationText(Math.floor(hours) * 3600)
			: `${countText(Math.floor(hours / 24))} days`;
	return isAtLeast ? `at least ${text}` : String(text);
}
