import { updateDisplayOptions, type INodeProperties } from 'n8n-workflow';

import type { Resource } from './operation';

/**
 * The 'Resource' and 'Operation' lists of a node and the fields of every operation. A list of one resource is
 * hidden; it is there all the same, since n8n takes its words for a node and for an AI agent's tool ("Resolve
 * alarm in VSPC Alarm") from the operations of a resource only.
 *
 * @param first the resource that a new node has
 */
export function describeResources(resources: Resource[], first: string): INodeProperties[] {
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			type: resources.length > 1 ? 'options' : 'hidden',
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
