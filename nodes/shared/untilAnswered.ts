import type { RawAnswer } from './answer';
import { elapsed } from './clock';
import { ExplainedError, type Explanation } from './explanation';
import type { Keep } from './keep';
import { explainNetworkFailure, isDropped, type NetworkFailure } from './networkErrors';
import {
	askedWait,
	asksForRetry,
	backOff,
	MAX_RETRIES,
	SAME_REQUEST_MS,
	throttleWait,
} from './retry';
import { seconds } from './words';

/** How patient a call is. */
export interface Limits {
	/** Seconds to wait for each HTTP answer */
	timeoutSeconds: number;
	/** Seconds to wait in all for a background action (202), and likewise for throttling (429) to end */
	asyncTimeoutSeconds: number;
	/** By the clock `elapsed`: no call waits any longer, whatever else holds */
	until?: number;
	/** Background actions that were begun and not waited for to the end, by call: the same call goes on with them */
	actions?: Keep<string>;
}

/** What came of sending once. */
export type Outcome = { answer: RawAnswer } | { failure: NetworkFailure };

/** A call that can be sent again. */
export interface Repeatable {
	host: string;
	limits: Limits;
	/** Whether the call changes something */
	changes: boolean;
	send: () => Promise<Outcome>;
	wait: (milliseconds: number) => Promise<void>;
}

/** For a write that got no answer: nobody can tell whether VSPC has seen it. */
export const MAYBE_DONE =
	'VSPC may have carried this out all the same: look there before you run it again.';

/**
 * Sends a call until VSPC has answered it for good: waits while throttled, sends again after errors that VSPC
 * calls transient and after dropped connections. A write is repeated only while VSPC remembers its
 * X-Request-id.
 *
 * @returns any answer, also an error that is not worth a retry
 * @throws ExplainedError when there is no answer, or throttling doesn't end in time
 */
export async function untilAnswered(call: Repeatable): Promise<RawAnswer> {
	const started = elapsed();
	const hasTimeFor = (wait: number) =>
		!call.changes || elapsed() - started + wait < SAME_REQUEST_MS;
	// Only after a dropped connection can an unanswered try have been carried out.
	let dropped = false;
	for (let retries = 0, waits = 0; ; ) {
		const outcome = await call.send();
		if ('answer' in outcome && outcome.answer.status === 429) {
			const wait = throttleWait(outcome.answer, waits++);
			const isTooLong = elapsed() - started + wait > call.limits.asyncTimeoutSeconds * 1000;
			if (isTooLong || !hasTimeFor(wait)) {
				const words = throttledTooLong(call.host, elapsed() - started, wait);
				throw givingUp(call, { ...words, retryAfterMs: askedWait(outcome.answer) }, dropped);
			}
			await call.wait(wait);
			continue;
		}
		const worthARetry =
			'answer' in outcome ? asksForRetry(outcome.answer) : isDropped(outcome.failure);
		const wait = backOff(retries);
		if (worthARetry && retries < MAX_RETRIES && hasTimeFor(wait)) {
			dropped ||= 'failure' in outcome;
			retries++;
			await call.wait(wait);
			continue;
		}
		if ('answer' in outcome) return outcome.answer;
		const { host, limits } = call;
		const words = explainNetworkFailure(outcome.failure, host, limits.timeoutSeconds, retries + 1);
		throw givingUp(call, words, dropped || mayHaveArrived(outcome.failure));
	}
}

/** A connection that never came about has carried nothing. */
function mayHaveArrived(failure: NetworkFailure): boolean {
	return isDropped(failure) || /TIMEDOUT|ECONNABORTED/.test(failure.code);
}

function givingUp({ changes }: Repeatable, words: Explanation, maybeDone: boolean): ExplainedError {
	if (!changes || !maybeDone) return new ExplainedError(words);
	return new ExplainedError({ ...words, description: `${MAYBE_DONE} ${words.description ?? ''}` });
}

function throttledTooLong(host: string, triedMs: number, waitMs: number): Explanation {
	const tried = Math.round(triedMs / 1000);
	const asked = seconds(Math.ceil(waitMs / 1000));
	return {
		message:
			tried === 0
				? `VSPC at ${host} is throttling and wants n8n to wait ${asked}`
				: `VSPC at ${host} is throttling: it was tried for ${seconds(tried)}, and the next try would be ${asked} later`,
		description:
			"Run the workflow less often or with fewer items at a time, or raise 'Max Wait (Seconds)' in the node's options.",
		status: 429,
	};
}
