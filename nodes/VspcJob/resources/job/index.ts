import type { Resource } from '../../../fields/operation';
import { createReport } from './createReport.operation';
import { disable } from './disable.operation';
import { enable } from './enable.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { retry } from './retry.operation';
import { start } from './start.operation';
import { stop } from './stop.operation';

/** Jobs of Veeam Backup & Replication servers. */
export const job: Resource = {
	option: {
		name: 'Backup Server Job',
		value: 'job',
		description: 'A job of a Veeam Backup & Replication server',
	},
	defaultOperation: 'get',
	operations: [createReport, disable, enable, get, getAll, retry, start, stop],
};
