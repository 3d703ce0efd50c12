import { agentJobs, type JobResource, jobs, microsoft365Jobs } from '../form/jobKinds';
import type { Operation, Resource } from '../form/operation';
import type { JobActionName } from '../vspc/jobs/kind';
import { actionOperation } from './action.operation';
import { createReport } from './createReport.operation';
import { getOperation } from './get.operation';
import { getManyOperation } from './getMany.operation';

/**
 * Which resource has which operations: a new resource is a row here. What they call is in `vspc/jobs`, a file for each
 * kind of jobs.
 */
export const resources: Resource[] = [
	{
		option: {
			name: 'Agent Job',
			value: 'agentJob',
			description: 'A job of a Veeam Agent that VSPC manages',
		},
		defaultOperation: 'get',
		operations: operationsOf(agentJobs, ['disable', 'enable'], ['start', 'stop']),
	},
	{
		option: {
			name: 'Backup Server Job',
			value: 'job',
			description: 'A job of a Veeam Backup & Replication server',
		},
		defaultOperation: 'get',
		operations: [
			createReport,
			...operationsOf(jobs, ['disable', 'enable'], ['retry', 'start', 'stop']),
		],
	},
	{
		option: {
			name: 'Microsoft 365 Job',
			value: 'microsoft365Job',
			description: 'A job of Veeam Backup for Microsoft 365',
		},
		defaultOperation: 'get',
		operations: operationsOf(microsoft365Jobs, ['disable', 'enable'], ['start', 'stop']),
	},
];

/** In the order of their names, as n8n lists them. */
function operationsOf(
	resource: JobResource,
	schedule: JobActionName[],
	sessions: JobActionName[],
): Operation[] {
	const act = (action: JobActionName) => actionOperation(resource, action);
	return [
		...schedule.map(act),
		getOperation(resource),
		getManyOperation(resource),
		...sessions.map(act),
	];
}
