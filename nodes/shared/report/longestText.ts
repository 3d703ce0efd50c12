import { durationText } from '../jobs/computed';
import type { WithoutSuccess } from './longest';
import { countText } from './words';

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
