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
	return updateDisplayOptions(
		{ show: { resource: [option.value] } },
		describeOperations(operations, defaultOperation),
	);
}

/**
 * The 'Operation' list and the fields of every operation: of a resource, or of a node that has but one.
 *
 * @param first the operation that a new node has
 */
export function describeOperations(operations: Operation[], first: string): INodeProperties[] {
	return [
		{
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			options: operations.map(({ option }) => option),
			default: first,
		},
		...operations.flatMap(({ option, fields }) =>
			updateDisplayOptions({ show: { operation: [option.value] } }, fields),
		),
	];
}
