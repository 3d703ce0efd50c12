import type { Resource } from '../../../fields/operation';
import { disable } from './disable.operation';
import { enable } from './enable.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { start } from './start.operation';
import { stop } from './stop.operation';

/** Jobs of Veeam Backup for Microsoft 365. */
export const microsoft365Job: Resource = {
	option: {
		name: 'Microsoft 365 Job',
		value: 'microsoft365Job',
		description: 'A job of Veeam Backup for Microsoft 365',
	},
	defaultOperation: 'get',
	operations: [disable, enable, get, getAll, start, stop],
};
