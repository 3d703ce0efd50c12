import type { Resource } from '../../../fields/operation';
import { disable } from './disable.operation';
import { enable } from './enable.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { start } from './start.operation';
import { stop } from './stop.operation';

/** Jobs of Veeam Agents that VSPC manages itself. */
export const agentJob: Resource = {
	option: {
		name: 'Agent Job',
		value: 'agentJob',
		description: 'A job of a Veeam Agent that VSPC manages',
	},
	defaultOperation: 'get',
	operations: [disable, enable, get, getAll, start, stop],
};
