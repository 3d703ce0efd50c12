import { errorEntries, header, type RawAnswer } from './answer';

/** VSPC asks for a retry of these error types (vendor's REST guide, "Errors"). */
const RETRYABLE_TYPES = new Set(['transport', 'retryableLogical']);

/** How often a call is sent again after a retryable error or a dropped connection. */
export const MAX_RETRIES = 4;

/** VSPC remembers an X-Request-id this long (vendor's API description); a margin is taken off. */
export const SAME_REQUEST_MS = 270_000;

const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 30_000;

/**
 * Whether VSPC's own body asks for another try. Never by status alone: 520 is also what VSPC answers
 * to a caller's mistake.
 */
export function asksForRetry(answer: RawAnswer): boolean {
	const entries = errorEntries(answer);
	return entries.length > 0 && entries.every(({ type }) => RETRYABLE_TYPES.has(type ?? ''));
}

/**
 * Milliseconds to wait before sending a throttled call again: what the body's `retryAfter` or the header
 * says, but no less than a time that grows with jitter, so that parallel executions don't return all at once.
 *
 * @param attempt 0 for the first wait
 */
export function throttleWait(answer: RawAnswer, attempt: number): number {
	// Zero, or a date that is over, would make n8n hammer a server that is busy already.
	return Math.max(askedWait(answer), backOff(attempt + 2));
}

/** Milliseconds that a throttled caller should wait as VSPC says; 0 where it says nothing. */
export function askedWait(answer: RawAnswer): number {
	const asked = errorEntries(answer).find(({ retryAfter }) => Number(retryAfter) > 0)?.retryAfter;
	return (asked !== undefined ? Number(asked) : (headerSeconds(answer) ?? 0)) * 1000;
}

/** Milliseconds: doubles with each attempt, between half of it and the whole. */
export function backOff(attempt: number): number {
	const full = Math.min(FIRST_WAIT_MS * 2 ** attempt, MAX_WAIT_MS);
	return full / 2 + Math.random() * (full / 2);
}

/**
 * Retry-After is a number of seconds or a date (RFC 9110). A date is compared with the answer's own Date: the
 * clock of the machine that sent it may be hours off.
 */
function headerSeconds(answer: RawAnswer): number | undefined {
	const value = header(answer, 'retry-after');
	if (value === undefined) return undefined;
	if (/^\d+$/.test(value.trim())) return Number(value);
	const seconds = (Date.parse(value) - Date.parse(header(answer, 'date') ?? '')) / 1000;
	return seconds > 0 ? seconds : undefined;
}
