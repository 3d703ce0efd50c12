import type { INodeProperties } from 'n8n-workflow';

import type { FilterChoices } from '../fields/jobFilters';
import { compareWords } from '../shared/words';
import { agentJobs } from './resources/agentJob/fields';
import { jobs } from './resources/job/fields';
import { microsoft365Jobs } from './resources/microsoft365Job/fields';

/** The kinds of jobs by the value of 'Job Kinds'. */
export const KINDS = {
	job: jobs,
	agentJob: agentJobs,
	microsoft365Job: microsoft365Jobs,
};

export type KindName = keyof typeof KINDS;

const all = Object.values(KINDS).map(({ filters }) => filters);

/** Filters for jobs of several kinds; not every one fits every kind, see run/fittingFilters.ts. */
export const filtersOfAllKinds: FilterChoices = {
	backupServer: true,
	custom: true,
	statuses: distinct(all.flatMap(({ statuses }) => statuses)),
	types: distinct(all.flatMap(({ types = [] }) => types)),
};

function distinct(values: string[]): string[] {
	return [...new Set(values)].sort(compareWords);
}

/** 'Job Kinds', which several nodes ask. */
export const jobKindsField: INodeProperties = {
	displayName: 'Job Kinds',
	name: 'jobKinds',
	type: 'multiOptions',
	required: true,
	options: [
		{
			name: 'Agent Job',
			value: 'agentJob',
			description: 'Jobs of Veeam Agents that VSPC manages itself',
		},
		{
			name: 'Backup Server Job',
			value: 'job',
			description: 'Jobs of Veeam Backup & Replication servers',
		},
		{
			name: 'Microsoft 365 Job',
			value: 'microsoft365Job',
			description: 'Jobs of Veeam Backup for Microsoft 365',
		},
	],
	default: ['job'],
};
