import { randomUUID } from 'crypto';
import type { IDataObject, IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';

import type { RawAnswer } from './answer';
import type { Connection, VspcContext } from './connection';
import { ExplainedError, type Explanation } from './explanation';
import {
	explainNetworkFailure,
	isDropped,
	networkFailure,
	type NetworkFailure,
} from './networkErrors';
import { cancelSignal, pause, throwIfCancelled } from './pause';
import { seconds } from './words';
import { asksForRetry, backOff, MAX_RETRIES, SAME_REQUEST_MS, throttleWait } from './retry';

/** One HTTP call below `/api/v3`. */
export interface HttpCall {
	method: IHttpRequestMethods;
	/** Path segments, each encoded on its own: text from outside can never re-target a call */
	path: string[];
	qs?: IDataObject;
	body?: IDataObject | IDataObject[];
}

/** How patient a call is. */
export interface Limits {
	/** Seconds to wait for each HTTP answer */
	timeoutSeconds: number;
	/** Seconds to wait in all for a background action (202), and likewise for throttling (429) to end */
	asyncTimeoutSeconds: number;
}

/** An answer and the X-Request-id that its call had. */
export interface SentAnswer {
	answer: RawAnswer;
	requestId: string;
}

/**
 * Sends one call until VSPC has answered it for good: waits while throttled, sends again after errors
 * that VSPC calls transient and after dropped connections. All tries of a call carry the same
 * X-Request-id, by which VSPC tells a repeated write from a new one.
 *
 * @returns any answer, also an error that is not worth a retry
 * @throws ExplainedError when there is no answer, or throttling doesn't end in time
 * @throws CancelledError when the execution was cancelled
 */
export async function sendUntilAnswered(
	context: VspcContext,
	connection: Connection,
	call: HttpCall,
	limits: Limits,
): Promise<SentAnswer> {
	const requestId = randomUUID();
	const started = Date.now();
	let throttledMs = 0;
	for (let retries = 0, waits = 0; ; ) {
		const outcome = await sendOnce(context, connection, call, limits, requestId);
		if ('answer' in outcome && outcome.answer.status === 429) {
			const wait = throttleWait(outcome.answer, waits++);
			throttledMs += wait;
			if (throttledMs > limits.asyncTimeoutSeconds * 1000) {
				throw new ExplainedError(throttledTooLong(connection.host, started, wait));
			}
			await pause(context, wait);
			continue;
		}
		const worthARetry =
			'answer' in outcome ? asksForRetry(outcome.answer) : isDropped(outcome.failure);
		if (worthARetry && retries < MAX_RETRIES && mayRepeat(call, started)) {
			await pause(context, backOff(retries++));
			continue;
		}
		if ('answer' in outcome) return { answer: outcome.answer, requestId };
		throw new ExplainedError(
			explainNetworkFailure(outcome.failure, connection.host, limits.timeoutSeconds, retries + 1),
		);
	}
}

/** A write is only safe to repeat while VSPC still remembers its X-Request-id. */
function mayRepeat(call: HttpCall, started: number): boolean {
	return call.method === 'GET' || Date.now() - started < SAME_REQUEST_MS;
}

function throttledTooLong(host: string, started: number, waitMs: number): Explanation {
	const tried = Math.round((Date.now() - started) / 1000);
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

type Outcome = { answer: RawAnswer } | { failure: NetworkFailure };

async function sendOnce(
	context: VspcContext,
	connection: Connection,
	call: HttpCall,
	limits: Limits,
	requestId: string,
): Promise<Outcome> {
	throwIfCancelled(context);
	const options: IHttpRequestOptions = {
		method: call.method,
		url: `${connection.baseUrl}/${encodePath(call.path)}`,
		qs: call.qs,
		body: call.body,
		headers: { Accept: 'application/json', 'X-Request-id': requestId },
		encoding: 'text',
		returnFullResponse: true,
		disableFollowRedirect: true,
		timeout: limits.timeoutSeconds * 1000,
		abortSignal: cancelSignal(context),
	};
	if (call.body !== undefined) options.headers!['Content-Type'] = 'application/json';
	try {
		return {
			answer: toAnswer(
				await context.helpers.httpRequestWithAuthentication.call(
					context,
					connection.credentialName,
					options,
				),
			),
		};
	} catch (error) {
		throwIfCancelled(context);
		const answer = answerIn(error);
		if (answer) return { answer };
		const failure = networkFailure(error);
		if (failure) return { failure };
		throw explained(error);
	}
}

/**
 * n8n throws for every status but 2xx, and keeps the answer in the error's cause. An error with 2xx means
 * that the answer broke off.
 */
function answerIn(error: unknown): RawAnswer | undefined {
	const { cause } = error as { cause?: unknown };
	const { response } = (cause ?? error) as {
		response?: { status?: number; headers?: RawAnswer['headers']; data?: unknown };
	};
	if (typeof response?.status !== 'number' || response.status < 300) return undefined;
	return toAnswer({
		statusCode: response.status,
		headers: response.headers ?? {},
		body: response.data,
	});
}

function toAnswer(response: {
	statusCode: number;
	headers: RawAnswer['headers'];
	body: unknown;
}): RawAnswer {
	const { statusCode, headers, body } = response;
	return {
		status: statusCode,
		headers,
		body: typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body),
	};
}

/** Errors of ours (login, credential) come back wrapped by n8n; their texts are kept, the rest is not. */
function explained(error: unknown): ExplainedError {
	for (let link: unknown = error; link instanceof Error; link = link.cause) {
		if (link instanceof ExplainedError) return link;
	}
	const innermost = error instanceof Error && error.cause instanceof Error ? error.cause : error;
	return new ExplainedError({
		message: innermost instanceof Error ? innermost.message : String(innermost),
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
