import { type Failure, NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Connection, VspcContext } from './connection';
import type { Explanation } from './explanation';
import { redact } from './redact';

/**
 * The error that n8n shows. Built from a plain object, never from a failed request, since that one holds
 * the token; and with the texts set once more at the end, since n8n swaps a message for one of its own
 * when it contains a word like ENOTFOUND.
 */
export function toNodeError(
	context: VspcContext,
	explanation: Explanation,
	connection?: Connection,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	const secrets = connection?.secrets ?? [];
	const message = redact(explanation.message, secrets);
	const description = explanation.description && redact(explanation.description, secrets);
	const error =
		explanation.status === undefined || explanation.status < 300
			? new NodeOperationError(context.getNode(), message, { description, itemIndex })
			: new NodeApiError(
					context.getNode(),
					{ message },
					{ message, description, itemIndex, httpCode: String(explanation.status) },
				);
	error.message = message;
	error.description = description;
	error.messages = [];
	error.failure = failureOf(explanation);
	if (explanation.parameters) error.context.rejectedParameters = explanation.parameters;
	if (explanation.isUnknownResource) error.context.isUnknownResource = true;
	if (explanation.isFromElsewhere) error.context.isFromElsewhere = true;
	if (explanation.isUnfinished) error.context.isUnfinished = true;
	return error;
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
