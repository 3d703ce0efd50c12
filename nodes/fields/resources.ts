import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

import type { Operation, Resource } from './operation';

/**
 * The 'Resource' and 'Operation' lists of a node and the fields of every operation.
 *
 * @param first the resource that a new node has
 */
export function describeResources(resources: Resource[], first: string): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: 'options',
			noDataExpression: true,
			options: resources.map(({ option }) => option),
			default: first,
		},
		...resources.flatMap(describeResource),
	];
}

function describeResource({ option, operations, defaultOperation }: Resource): INodeProperties[] {
	const resource = [option.value];
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			displayOptions: { show: { resource } },
			options: operations.map((operation) => operation.option),
			default: defaultOperation,
		},
		...operations.flatMap((operation) =>
			updateDisplayOptions(
				{ show: { resource, operation: [operation.option.value] } },
				operation.fields,
			),
		),
	];
}

/** Undefined for a combination that the node's lists don't offer. */
export function findOperation(
	resources: Resource[],
	resource: string,
	operation: string,
): Operation | undefined {
	return resources
		.find(({ option }) => option.value === resource)
		?.operations.find(({ option }) => option.value === operation);
}
