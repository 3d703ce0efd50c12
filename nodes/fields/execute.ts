import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import type { Operation, Resource } from './operation';

/**
 * `execute()` of a node with resources: runs the operation that its lists name.
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
	const { operations = [], defaultOperation = '' } = resource ?? {};
	return await executeFrom(context, operations, defaultOperation, name);
}

/**
 * The same for a node that has but one resource.
 *
 * @param first the operation that a new node has
 */
export async function executeOperations(
	context: IExecuteFunctions,
	operations: Operation[],
	first: string,
): Promise<INodeExecutionData[][]> {
	return await executeFrom(context, operations, first);
}

async function executeFrom(
	context: IExecuteFunctions,
	operations: Operation[],
	first: string,
	resource?: string,
): Promise<INodeExecutionData[][]> {
	const name = context.getNodeParameter('operation', 0, first) as string;
	const operation = operations.find(({ option }) => option.value === name);
	if (!operation) throw noSuchOperation(context, name, resource);
	// What runs is loaded when it runs: n8n waits for the descriptions of all nodes at its start.
	const { executeOperation } = await import('./run/execute');
	return [await executeOperation(context, operation)];
}

/** n8n adds 'Custom API Call' to the lists of every node; it only points to HTTP Request. */
function noSuchOperation(context: IExecuteFunctions, operation: string, resource?: string) {
	if ([resource, operation].includes('__CUSTOM_API_CALL__')) {
		return new NodeOperationError(context.getNode(), 'This node does not make custom API calls', {
			description:
				"Use n8n's HTTP Request node: Authentication 'Predefined Credential Type', Credential Type 'VSPC API'.",
		});
	}
	return resource === undefined
		? new NodeOperationError(context.getNode(), `There is no operation '${operation}'`, {
				description: 'Choose it from the list of the node.',
			})
		: new NodeOperationError(
				context.getNode(),
				`There is no operation '${operation}' for the resource '${resource}'`,
				{ description: 'Choose both from the lists of the node.' },
			);
}
