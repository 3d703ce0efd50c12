/** What an error says of why a poll failed, and the HTTP status that n8n finds in it. */
export interface PollError {
	failure?: { cause: string; retryAfterMs?: number };
	httpCode?: string | null;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const NEEDS_SOMEBODY = ['credential-invalid', 'configuration-invalid', 'node-defect'];

/**
 * For how long n8n's durable pollers don't poll after an error, in milliseconds.
 * Source: poll-backoff-policy.js and poll-backoff.service.js of n8n 2.41.1.
 *
 * @param errorsInARow polls that threw since one that did not, this one included
 */
export function pauseAfter({ failure, httpCode }: PollError, errorsInARow = 1): number {
	const needsSomebody = failure
		? NEEDS_SOMEBODY.includes(failure.cause)
		: ['401', '403'].includes(String(httpCode));
	if (needsSomebody) return 30 * MINUTE;
	const growing = Math.min(5 * SECOND * 2 ** (errorsInARow - 1), 30 * MINUTE);
	return Math.max(growing, Math.min(failure?.retryAfterMs ?? 0, 60 * MINUTE));
}
