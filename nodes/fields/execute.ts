import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	NodeApiError,
	NodeOperationError,
} from 'n8n-workflow';

import type { Operation } from './operation';

/**
 * Runs an operation over the input and links every output item to its input item. With 'On Error' set to
 * continue, a failed input becomes one item that tells why; otherwise the first failure stops the node.
 */
export async function executeOperation(
	context: IExecuteFunctions,
	operation: Operation,
): Promise<INodeExecutionData[]> {
	const keepGoing = context.continueOnFail();
	const outcomes = await operation.execute(context, context.getInputData().length, keepGoing);
	return outcomes.flatMap((outcome, item): INodeExecutionData[] => {
		if ('items' in outcome) {
			return outcome.items.map((json) => ({ json, pairedItem: { item } }));
		}
		if (!keepGoing) throw outcome.error;
		const error = outcome.error as NodeApiError | NodeOperationError;
		return [{ json: errorJson(error), error, pairedItem: { item } }];
	});
}

function errorJson(error: NodeApiError | NodeOperationError): IDataObject {
	const httpCode = 'httpCode' in error && error.httpCode ? Number(error.httpCode) : undefined;
	return {
		error: error.message,
		...(error.description ? { errorDescription: error.description } : {}),
		...(httpCode ? { httpStatus: httpCode } : {}),
	};
}
