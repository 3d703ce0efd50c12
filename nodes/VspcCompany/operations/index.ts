import type { Resource } from '../../fields/operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';

/** The one resource of the node; a new operation is a file and a line here. */
export const resources: Resource[] = [
	{
		option: { name: 'Company', value: 'company' },
		defaultOperation: 'get',
		operations: [get, getAll],
	},
];
