import { durationText } from '../jobs/computed';
import type { WithoutSuccess } from './longest';

/** `at least 3 d 4 h`, `never ran`. */
export function longestText({ hours, isAtLeast }: WithoutSuccess): string {
	if (hours === null) return 'never ran';
	const text = hours < 1 ? 'less than 1 h' : durationText(Math.floor(hours) * 3600);
	return isAtLeast && hours >= 1 ? `at least ${text}` : `${text}`;
}
