import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { Connection, VspcContext } from './connection';
import { type Explanation, failureOf } from './explanation';
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
