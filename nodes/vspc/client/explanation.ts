import type { Failure, NodeApiError, NodeOperationError } from 'n8n-workflow';

/** What a person reads: what happened, and how to get out of it. */
export interface Explanation {
	message: string;
	description?: string;
	/** HTTP status of the answer, when there was one; n8n shows it with an error from 300 on */
	status?: number;
	/** Query parameters that VSPC objects to, in small letters */
	parameters?: string[];
	/** This VSPC does not know the path: its version may be too old */
	isUnknownResource?: boolean;
	/** This VSPC does not know the API version, whatever was asked for */
	isUnknownVersion?: boolean;
	/** The answer came from something else: a proxy, a login page */
	isFromElsewhere?: boolean;
	/** Why it failed, where the status does not show it; see failureOf */
	cause?: Failure['cause'];
	/** How long VSPC asked to be left alone */
	retryAfterMs?: number;
	/** There was no time to wait for the answer, and the same call may go on waiting later */
	isUnfinished?: boolean;
}

/**
 * Carries an explanation through code that knows neither node nor item. Its message says it all, for places
 * that show nothing else, as HTTP Request does.
 */
export class ExplainedError extends Error {
	constructor(readonly explanation: Explanation) {
		super(inOneText(explanation));
	}
}

/** The explanation that an error carries, or its bare message. */
export function explanationOf(error: unknown): Explanation {
	if (error instanceof ExplainedError) return error.explanation;
	return { message: error instanceof Error ? error.message : String(error) };
}

/** Message and description as one text, for places that show only one. */
export function inOneText({ message, description }: Explanation): string {
	return description
		? `${/[.!?]$/.test(message) ? message : `${message}.`} ${description}`
		: message;
}

/** n8n replaces a text with a word such as ECONNRESET in it by one of its own: sets ours once more. */
export function inOurWords<NodeError extends NodeApiError | NodeOperationError>(
	error: NodeError,
	{ message, description }: Pick<Explanation, 'message' | 'description'>,
): NodeError {
	error.message = message;
	error.description = description;
	error.messages = [];
	return error;
}

/** Whether VSPC refused a request because of one of its query parameters. */
export function isRejectionOf(error: unknown, parameter: string): boolean {
	const { context } = error as { context?: { rejectedParameters?: string[] } };
	return context?.rejectedParameters?.includes(parameter) === true;
}

/** Whether this VSPC has no such resource at all, as one that is too old for it. No word on a single row. */
export function isUnknownResource(error: unknown): boolean {
	const { context } = error as { context?: { isUnknownResource?: boolean } };
	return context?.isUnknownResource === true;
}

/** Whether this VSPC does not know the API version that a call asked for. */
export function isUnknownVersion(error: unknown): boolean {
	const { context } = error as { context?: { isUnknownVersion?: boolean } };
	return context?.isUnknownVersion === true;
}

/** Whether the account may not see it, or VSPC does not have it: what only adds to an item is left out then. */
export function isHidden(error: unknown): boolean {
	const { httpCode } = error as { httpCode?: string };
	return httpCode === '403' || httpCode === '404';
}

/** Whether VSPC itself says that it does not know what was asked for. */
export function isNotFound(error: unknown): boolean {
	const { httpCode, context } = error as {
		httpCode?: string;
		context?: { isFromElsewhere?: boolean };
	};
	return httpCode === '404' && context?.isFromElsewhere !== true;
}

/**
 * Whether this account has no such list in this VSPC: it is too old for it, or the account has no right to it. A VSPC
 * that starts may answer so as well.
 */
export function isListAbsent(error: unknown): boolean {
	const { httpCode, context } = error as {
		httpCode?: string;
		context?: { isFromElsewhere?: boolean };
	};
	const isForbidden = httpCode === '403' && context?.isFromElsewhere !== true;
	return isForbidden || isUnknownResource(error) || isNotFound(error);
}

/** Whether a call failed only because there was no time left to wait for VSPC. */
export function isUnfinished(error: unknown): boolean {
	const { context } = error as { context?: { isUnfinished?: boolean } };
	return context?.isUnfinished === true;
}

/** Whether what was read before the error is of use, since a later read can go on from there. */
export function canGoOnLater(error: unknown): boolean {
	return isUnfinished(error) || (error as { httpCode?: string }).httpCode === '429';
}

/** What of an explanation shows why a call failed. */
interface Failed {
	cause?: Failure['cause'];
	status?: number;
	isFromElsewhere?: boolean;
	retryAfterMs?: number;
}

/**
 * Why something failed, in n8n's words: n8n's durable pollers (2.41) pause for as long as that asks for. Plain
 * data on the error, so that an older n8n takes no notice of it.
 *
 * A status alone is no proof that somebody has to act: VSPC sends 520 and 5xx while it starts, a proxy sends
 * anything.
 */
export function failureOf({ cause, status, isFromElsewhere, retryAfterMs }: Failed): Failure {
	const known = cause ?? causeOf(isFromElsewhere ? undefined : status);
	if (isForPeople(known)) return { cause: known };
	const wait =
		retryAfterMs !== undefined && retryAfterMs > 0 ? Math.round(retryAfterMs) : undefined;
	return { cause: known, ...(wait ? { retryAfterMs: wait } : {}) };
}

type CauseForPeople = 'credential-invalid' | 'configuration-invalid' | 'node-defect';

function isForPeople(cause: Failure['cause']): cause is CauseForPeople {
	return ['credential-invalid', 'configuration-invalid', 'node-defect'].includes(cause);
}

function causeOf(status: number | undefined): Failure['cause'] {
	if (status === 401) return 'credential-invalid';
	if (status === 429) return 'rate-limited';
	if (status !== undefined && status >= 300 && status < 500) return 'configuration-invalid';
	return 'temporarily-unavailable';
}

type Declaring = Error & { failure?: Failure };

/** The cause that an error declares. */
export function declaredFailure(error: Error): Failure | undefined {
	return (error as Declaring).failure;
}

/** Sets why it failed. */
export function declare(error: Error, failure: Failure): void {
	(error as Declaring).failure = failure;
}

/** An error that declares no cause was found in what a person has set, before any request. */
export function declareSettings<Thrown extends Error>(error: Thrown): Thrown {
	if (error.name === 'NodeOperationError' && !declaredFailure(error)) {
		declare(error, { cause: 'configuration-invalid' });
	}
	return error;
}
