import type { INodeProperties } from 'n8n-workflow';

import { sortableOf } from '../vspc/fields';
import { agentJob } from '../vspc/jobs/agentJob';
import { backupServerJob } from '../vspc/jobs/backupServerJob';
import type { JobKind } from '../vspc/jobs/kind';
import { microsoft365Job } from '../vspc/jobs/microsoft365Job';
import { jobFiltersField, type JobsInput, readJobFilters } from './jobFilters';
import { type OutputChoices, outputOf } from './output';
import type { Parameters } from './parameters';
import type { UidField } from './uid';

/** What tells one kind of jobs from another in the editor. */
export interface JobResource {
	kind: JobKind;
	/** In the list of operations, e.g. `agent job` */
	action: string;
	/** The parameter that says which job */
	uid: UidField;
	output: OutputChoices;
	/** Whether its start may ask for a full backup */
	hasActiveFull?: boolean;
	/** Fields of one value each; VSPC cannot sort by others */
	sortable: string[];
}

/** Jobs of Veeam Backup & Replication servers. */
export const jobs: JobResource = {
	kind: backupServerJob,
	action: 'backup server job',
	uid: {
		displayName: 'Job',
		name: 'jobUid',
		noun: 'job',
		searchMethod: 'searchJobs',
		source: 'It is the field instanceUid of the items of Get Many',
		keyName: 'jobKey',
		parseKey: backupServerJob.parseKey,
		keyPattern: 'job:[0-9a-fA-F-]{36}:',
	},
	output: outputOf(
		backupServerJob.fields,
		'Name, status, failure message, times, type, whether it is enabled, and the UID',
	),
	sortable: sortableOf(backupServerJob.fields),
};

/** Jobs of Veeam Agents that VSPC manages itself. */
export const agentJobs: JobResource = {
	kind: agentJob,
	action: 'agent job',
	hasActiveFull: true,
	uid: {
		displayName: 'Agent Job',
		name: 'jobUid',
		noun: 'agent job',
		searchMethod: 'searchAgentJobs',
		source: 'It is the field instanceUid of the items of Get Many',
		keyName: 'jobKey',
		parseKey: agentJob.parseKey,
		keyPattern: 'agentJob:[a-z]+:[0-9a-fA-F-]{36}:',
	},
	output: outputOf(
		agentJob.fields,
		'Name, status, failure message, times, system type, whether it is enabled, and the UID',
	),
	sortable: sortableOf(agentJob.fields),
};

/** Jobs of Veeam Backup for Microsoft 365. */
export const microsoft365Jobs: JobResource = {
	kind: microsoft365Job,
	action: 'Microsoft 365 job',
	uid: {
		displayName: 'Microsoft 365 Job',
		name: 'jobUid',
		noun: 'Microsoft 365 job',
		searchMethod: 'searchMicrosoft365Jobs',
		source: 'It is the field instanceUid of the items of Get Many',
		keyName: 'jobKey',
		parseKey: microsoft365Job.parseKey,
		keyPattern: 'microsoft365Job:[a-z]+:[0-9a-fA-F-]{36}:',
	},
	output: outputOf(
		microsoft365Job.fields,
		'Name, status, failure message, times, type, company and the UID',
	),
	sortable: sortableOf(microsoft365Job.fields),
};

/** The kinds of jobs by the value of 'Job Kinds'. */
export const KINDS = {
	job: jobs,
	agentJob: agentJobs,
	microsoft365Job: microsoft365Jobs,
};

export type KindName = keyof typeof KINDS;

/** Reads what several nodes ask of jobs: their kinds and filters. */
export function readJobs(p: Parameters): JobsInput<JobResource & { name: KindName }> {
	const names = p.list<KindName>('jobKinds');
	return readJobFilters(
		p,
		names.map((name) => ({ name, ...KINDS[name] })),
	);
}

/** The filters for jobs of all kinds. */
export function filtersOfAllKinds(description?: string): INodeProperties {
	return jobFiltersField(
		Object.values(KINDS).map(({ kind }) => kind),
		description,
	);
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
