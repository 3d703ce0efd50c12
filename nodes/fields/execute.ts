import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import type { Resource } from './operation';

/**
 * `execute()` of a node: runs the operation that its lists name.
 *
 * @param first the resource that a new node has
 */
export async function executeResources(
	context: IExecuteFunctions,
	resources: Resource[],
	first: string,
): Promise<INodeExecutionData[][]> {
	const name = context.getNodeParameter('resource', 0, first) as string;
	const resource = resources.find(({ option }) => option.value === name);
	const { operations = [], defaultOperation } = resource ?? {};
	const wanted = context.getNodeParameter('operation', 0, defaultOperation) as string;
	const operation = operations.find(({ option }) => option.value === wanted);
	if (!operation) throw noSuchOperation(context, name, wanted);
	// What runs is loaded when it runs: n8n waits for the descriptions of all nodes at its start.
	const { executeOperation } = await import('./run/execute');
	return [await executeOperation(context, operation)];
}

/** n8n adds 'Custom API Call' to the lists of every node; it only points to HTTP Request. */
function noSuchOperation(context: IExecuteFunctions, resource: string, operation: string) {
	return [resource, operation].includes('__CUSTOM_API_CALL__')
		? new NodeOperationError(context.getNode(), 'This node does not make custom API calls', {
				description:
					"Use n8n's HTTP Request node: Authentication 'Predefined Credential Type', Credential Type 'VSPC API'.",
			})
		: new NodeOperationError(
				context.getNode(),
				`There is no operation '${operation}' for the resource '${resource}'`,
				{ description: 'Choose both from the lists of the node.' },
			);
}
