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

/** Filters for jobs of these kinds; not every one fits every kind, see fitFilters. */
export function filtersOf(kinds: KindName[]): FilterChoices {
	const all = kinds.map((kind) => KINDS[kind].filters);
	return {
		backupServer: all.some(({ backupServer }) => backupServer),
		custom: all.some(({ custom }) => custom),
		statuses: distinct(all.flatMap(({ statuses }) => statuses)),
		types: distinct(all.flatMap(({ types = [] }) => types)),
	};
}

/** Filters for jobs of all kinds. */
export const filtersOfAllKinds: FilterChoices = {
	...filtersOf(Object.keys(KINDS) as KindName[]),
	leavesOut: {
		backupServerUid:
			'Agent jobs and Microsoft 365 jobs belong to no backup server: this filter leaves them out.',
		customFilter: "VSPC's list of Microsoft 365 jobs takes no filter: this one leaves them out.",
		type: 'Agent jobs have no type: this filter leaves them out.',
	},
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
