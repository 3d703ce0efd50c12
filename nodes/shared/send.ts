import { randomUUID } from 'crypto';
import type { IDataObject, IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';

import type { RawAnswer } from './answer';
import { withTimeout } from './clock';
import type { Connection, VspcContext } from './connection';
import { ExplainedError } from './explanation';
import { networkFailure } from './networkErrors';
import { cancelSignal, pause, throwIfCancelled } from './pause';
import { untilAnswered, type Limits, type Outcome } from './untilAnswered';

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
	const requestId = randomUUID();
	const answer = await untilAnswered({
		host: connection.host,
		limits,
		changes: call.method !== 'GET',
		send: async () => await sendOnce(context, connection, call, limits, requestId),
		wait: async (milliseconds) => await pause(context, milliseconds),
	});
	return { answer, requestId };
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
				await withTimeout(
					context.helpers.httpRequestWithAuthentication.call(
						context,
						connection.credentialName,
						options,
					),
					limits.timeoutSeconds,
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
