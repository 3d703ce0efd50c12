import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { inOneText } from '../../shared/explanation';
import { declareSettings } from '../../shared/failure';
import type { Operation } from '../operation';
import { isTool } from './tool';

/**
 * Runs an operation over the input and links every output item to its input item. With 'On Error' set to
 * continue, or as the tool of an AI agent, a failed input becomes one item that tells why; otherwise the first
 * failure stops the node.
 */
export async function executeOperation(
	context: IExecuteFunctions,
	operation: Operation,
): Promise<INodeExecutionData[]> {
	const keepGoing = context.continueOnFail() || isUndecidedTool(context);
	const outcomes = await operation
		.execute(context, context.getInputData().length, keepGoing)
		.catch((error: Error) => {
			throw declareSettings(error);
		});
	return outcomes.flatMap((outcome, item): INodeExecutionData[] => {
		if ('items' in outcome) {
			return outcome.items.map((json, index) => {
				const binary = outcome.binary?.[index];
				return { json, ...(binary ? { binary } : {}), pairedItem: { item } };
			});
		}
		if (!keepGoing) throw declareSettings(outcome.error);
		return [{ json: errorJson(outcome.error), pairedItem: { item } }];
	});
}

/** n8n lets an agent go on after a failed tool unless told otherwise, but gives the model the message at most. */
function isUndecidedTool(context: IExecuteFunctions): boolean {
	return isTool(context) && context.getNode().onError === undefined;
}

/**
 * `error` and `message` and nothing else: by these two fields every version of n8n tells a failed item from
 * a result and sends it to the error output.
 */
function errorJson(error: Error & { description?: string | null }): IDataObject {
	const status = 'httpCode' in error && error.httpCode ? ` (HTTP ${String(error.httpCode)})` : '';
	return {
		error: error.message,
		message: `${inOneText({ message: error.message, description: error.description ?? '' })}${status}`,
	};
}
