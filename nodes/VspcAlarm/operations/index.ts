import type { Resource } from '../../fields/operation';
import { acknowledge } from './acknowledge.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { getHistory } from './getHistory.operation';
import { resolve } from './resolve.operation';

/** The one resource of the node; a new operation is a file and a line here. */
export const resources: Resource[] = [
	{
		option: { name: 'Alarm', value: 'alarm' },
		defaultOperation: 'get',
		operations: [acknowledge, get, getHistory, getAll, resolve],
	},
];
