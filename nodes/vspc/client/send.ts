import type { IDataObject, IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';

import {
	cancelSignal,
	elapsed,
	endingWith,
	pause,
	throwIfCancelled,
	type Timeouts,
	withDeadline,
} from '../../util/clock';
import { seconds } from '../../util/text';
import {
	AnswerTooLargeError,
	asksForRetry,
	errorEntries,
	header,
	type RawAnswer,
	readAnswer,
	type StreamedAnswer,
} from './answer';
import { type Connection, versionHeaders, type VspcContext } from './connection';
import { ExplainedError, type Explanation } from './explanation';
import {
	explainNetworkFailure,
	isDropped,
	networkFailure,
	type NetworkFailure,
} from './networkErrors';
import { requestIdOf, SAME_REQUEST_MS } from './requestId';
import { tokenIn, withRejectedToken } from './sessions';

/** One HTTP call below `/api/v3`. */
export interface HttpCall {
	method: IHttpRequestMethods;
	/** Path segments, each encoded on its own: text from outside can never re-target a call */
	path: string[];
	/** Whether the path ends in a slash, as few do */
	endsInSlash?: boolean;
	/** As asked for in X-Client-Version; that of the credential when left out */
	apiVersion?: string;
	qs?: IDataObject;
	body?: IDataObject | IDataObject[];
}

/** An answer and the X-Request-id that its call had. */
export interface SentAnswer {
	answer: RawAnswer;
	requestId: string;
}

/**
 * Sends one call until VSPC has answered it for good. All tries carry the same X-Request-id, by which VSPC
 * recognizes a repeated write.
 *
 * @throws as untilAnswered does; CancelledError when the execution was cancelled
 */
export async function sendUntilAnswered(
	context: VspcContext,
	connection: Connection,
	call: HttpCall,
	timeouts: Timeouts,
): Promise<SentAnswer> {
	const { id, settle } = requestIdOf(context, connection.host, call);
	const answer = await untilAnswered({
		host: connection.host,
		timeouts,
		changes: call.method !== 'GET',
		send: async () => await sendOnce(context, connection, call, timeouts, id),
		wait: async (milliseconds) => await pause(context, milliseconds),
	});
	settle(answer);
	return { answer, requestId: id };
}

async function sendOnce(
	context: VspcContext,
	connection: Connection,
	call: HttpCall,
	timeouts: Timeouts,
	requestId: string,
): Promise<SendResult> {
	throwIfCancelled(context);
	const options: IHttpRequestOptions = {
		method: call.method,
		url: `${connection.baseUrl}/${encodePath(call.path)}${call.endsInSlash ? '/' : ''}`,
		qs: call.qs,
		body: call.body,
		headers: {
			Accept: 'application/json',
			'X-Request-id': requestId,
			...versionHeaders(call.apiVersion ?? ''),
		},
		// Read here: n8n has no limit of size, and leaves the body of an error that it throws unread and open.
		encoding: 'stream',
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
		disableFollowRedirect: true,
		timeout: timeouts.timeoutSeconds * 1000,
	};
	if (call.body !== undefined) options.headers!['Content-Type'] = 'application/json';
	try {
		return {
			answer: await withDeadline(
				timeouts.timeoutSeconds,
				cancelSignal(context),
				async (signal) => await exchange(context, connection, options, signal),
			),
		};
	} catch (error) {
		throwIfCancelled(context);
		if (error instanceof AnswerTooLargeError) throw tooLarge(error, connection, call);
		const failure = networkFailure(error);
		if (failure) return { failure };
		throw explained(error);
	}
}

/** One request and its answer; two where the session token of a login has expired. */
async function exchange(
	context: VspcContext,
	{ credentialName }: Connection,
	options: IHttpRequestOptions,
	signal: AbortSignal,
): Promise<RawAnswer> {
	const bounded = endingWith(context, signal);
	const ask = async (asked: IHttpRequestOptions) =>
		await readAnswer(
			(await context.helpers.httpRequestWithAuthentication.call(
				bounded,
				credentialName,
				asked,
			)) as StreamedAnswer,
		);
	// `authenticate` sets the headers in place.
	const asked = { ...options, abortSignal: signal };
	const answer = await ask(asked);
	if (answer.status !== 401 || credentialName !== 'vspcLoginApi') return answer;
	return await ask(withRejectedToken({ ...options, abortSignal: signal }, tokenIn(asked)));
}

function tooLarge(
	{ megabytes }: AnswerTooLargeError,
	{ host }: Connection,
	{ method }: HttpCall,
): ExplainedError {
	const rejectionHint =
		"Ask for less at once: set filters or a smaller 'Limit', or choose Selected Fields in 'Output'. If that does not help, something else than VSPC may have answered.";
	return new ExplainedError({
		message: `The answer of ${host} is larger than ${megabytes} MB`,
		description: `n8n stopped reading to avoid running out of memory. ${method === 'GET' ? rejectionHint : MAYBE_DONE}`,
	});
}

/** Errors of ours (login, credential) come back wrapped by n8n; their texts are kept, the rest is not. */
function explained(error: unknown): ExplainedError {
	for (let link: unknown = error; link instanceof Error; link = link.cause) {
		if (link instanceof ExplainedError) return link;
	}
	const innermost = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	return new ExplainedError({
		message: innermost instanceof Error ? innermost.message : String(innermost),
		// No answer and no failure of the network: the credential or n8n itself has refused.
		cause: 'configuration-invalid',
	});
}

/** @throws Error for a segment that would change which resource is meant */
function encodePath(segments: string[]): string {
	return segments
		.map((segment) => {
			if (/^\.{0,2}$/.test(segment)) throw new Error(`'${segment}' cannot be part of a path`);
			return encodeURIComponent(segment);
		})
		.join('/');
}

/** What came of sending once. */
export type SendResult = { answer: RawAnswer } | { failure: NetworkFailure };

/** A call that can be sent again. */
export interface Repeatable {
	host: string;
	timeouts: Timeouts;
	/** Whether the call changes something */
	changes: boolean;
	send: () => Promise<SendResult>;
	wait: (milliseconds: number) => Promise<void>;
}

/** For a write that got no answer: VSPC may or may not have seen it. */
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
			const isTooLong = elapsed() - started + wait > call.timeouts.asyncTimeoutSeconds * 1000;
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
		const { host, timeouts } = call;
		const words = explainNetworkFailure(
			outcome.failure,
			host,
			timeouts.timeoutSeconds,
			retries + 1,
		);
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
				? `VSPC at ${host} is throttling and asks n8n to wait ${asked}`
				: `VSPC at ${host} is throttling: it was tried for ${seconds(tried)}, and the next try would be ${asked} later`,
		description:
			"Run the workflow less often or with fewer items at a time, or raise 'Max Wait (Seconds)' in the node's options.",
		status: 429,
	};
}

/** How often a call is sent again after a retryable error or a dropped connection. */
const MAX_RETRIES = 4;

const FIRST_WAIT_MS = 250;
const MAX_WAIT_MS = 30_000;

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
function askedWait(answer: RawAnswer): number {
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
