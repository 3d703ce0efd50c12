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
	const told = errorEntries(answer).find(({ retryAfter }) => Number(retryAfter) > 0)?.retryAfter;
	const seconds = told !== undefined ? Number(told) : headerSeconds(header(answer, 'retry-after'));
	// Zero, or a date that is over by n8n's clock, would make n8n hammer a server that is busy already.
	return Math.max((seconds ?? 0) * 1000, backOff(attempt + 2));
}

/** Milliseconds: doubles with each attempt, between half of it and the whole. */
export function backOff(attempt: number): number {
	const full = Math.min(FIRST_WAIT_MS * 2 ** attempt, MAX_WAIT_MS);
	return full / 2 + Math.random() * (full / 2);
}

/** Retry-After is a number of seconds or a date (RFC 9110). */
function headerSeconds(value: string | undefined): number | undefined {
	if (value === undefined) return undefined;
	if (/^\d+$/.test(value.trim())) return Number(value);
	const date = Date.parse(value);
	return Number.isNaN(date) ? undefined : Math.max(0, (date - Date.now()) / 1000);
}
