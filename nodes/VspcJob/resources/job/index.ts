import type { Resource } from '../../../fields/operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';

/** Jobs of Veeam Backup & Replication servers. */
export const job: Resource = {
	option: {
		name: 'Backup Server Job',
		value: 'job',
		description: 'A job of a Veeam Backup & Replication server',
	},
	operations: [get, getAll],
};
