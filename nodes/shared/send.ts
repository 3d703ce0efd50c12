import type { IDataObject, IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';

import type { RawAnswer } from './answer';
import { AnswerTooLargeError, readAnswer, type StreamedAnswer } from './body';
import { withDeadline } from './clock';
import type { Connection, VspcContext } from './connection';
import { ExplainedError } from './explanation';
import { networkFailure } from './networkErrors';
import { cancelSignal, endingWith, pause, throwIfCancelled } from './pause';
import { tokenIn, withRejectedToken } from './rejectedToken';
import { requestIdOf } from './requestId';
import { MAYBE_DONE, untilAnswered, type Limits, type Outcome } from './untilAnswered';

/** One HTTP call below `/api/v3`. */
export interface HttpCall {
	method: IHttpRequestMethods;
	/** Path segments, each encoded on its own: text from outside can never re-target a call */
	path: string[];
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
 * tells a repeated write from a new one.
 *
 * @throws as untilAnswered does; CancelledError when the execution was cancelled
 */
export async function sendUntilAnswered(
	context: VspcContext,
	connection: Connection,
	call: HttpCall,
	limits: Limits,
): Promise<SentAnswer> {
	const { id, settle } = requestIdOf(context, connection.host, call);
	const answer = await untilAnswered({
		host: connection.host,
		limits,
		changes: call.method !== 'GET',
		send: async () => await sendOnce(context, connection, call, limits, id),
		wait: async (milliseconds) => await pause(context, milliseconds),
	});
	settle(answer);
	return { answer, requestId: id };
}

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
		// Read here: n8n has no limit of size, and leaves the body of an error that it throws unread and open.
		encoding: 'stream',
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
		disableFollowRedirect: true,
		timeout: limits.timeoutSeconds * 1000,
	};
	if (call.body !== undefined) options.headers!['Content-Type'] = 'application/json';
	try {
		return {
			answer: await withDeadline(
				limits.timeoutSeconds,
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
	const advice =
		"Ask for less at once: set filters or a smaller 'Limit', or choose Selected Fields in 'Output'. If that does not help, something else than VSPC may have answered.";
	return new ExplainedError({
		message: `The answer of ${host} is larger than ${megabytes} MB`,
		description: `n8n stopped reading, so that it does not run out of memory. ${method === 'GET' ? advice : MAYBE_DONE}`,
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
