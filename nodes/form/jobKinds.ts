import type { INodeProperties } from 'n8n-workflow';

import { compareWords } from '../util/text';
import { agentJob } from '../vspc/jobs/agentJob';
import { microsoft365Job } from '../vspc/jobs/microsoft365Job';
import type { FilterChoices } from './jobFilters';
import { type JobResource, jobs } from './jobResource';

/** The fields of BackupAgentJob, API 3.4 to 3.7. */
const agentFields = [
	'avgDuration',
	'backedUpSize',
	'backupAgentUid',
	'backupMode',
	'backupPolicyAssignStatus',
	'backupPolicyFailureMessage',
	'backupPolicyName',
	'backupPolicyUid',
	'configUid',
	'description',
	'destination',
	'failureMessage',
	'freeSpace',
	'instanceUid',
	'isEnabled',
	'lastDuration',
	'lastEndTime',
	'lastModifiedBy',
	'lastModifiedDate',
	'lastRun',
	'name',
	'nextRun',
	'operationMode',
	'organizationUid',
	'originalUid',
	'restorePoints',
	'scheduleDisplayName',
	'scheduleType',
	'status',
	'systemType',
	'targetType',
];

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
	output: {
		id: 'instanceUid',
		simplified: [
			'name',
			'status',
			'failureMessage',
			'lastRun',
			'lastEndTime',
			'lastDuration',
			'systemType',
			'isEnabled',
			'instanceUid',
		],
		simplifiedHint:
			'Name, status, failure message, times, system type, whether it is enabled, and the UID',
		all: agentFields,
	},
	filters: {
		custom: true,
		statuses: [
			'Failed',
			'None',
			'Running',
			'Starting',
			'Stopping',
			'Success',
			'Unknown',
			'Warning',
		],
	},
	sortable: agentFields,
};

/** The fields of Vb365Job, API 3.4 to 3.7. */
const microsoft365Fields = [
	'instanceUid',
	'isCopyJobAvailable',
	'isEnabled',
	'jobType',
	'lastErrorLogRecords',
	'lastRun',
	'lastStatus',
	'lastStatusDetails',
	'locationName',
	'managementAgentUid',
	'name',
	'nextRun',
	'repositoryName',
	'repositoryUid',
	'scheduleEditingAvailable',
	'siteName',
	'vb365OrganizationUid',
	'vb365ServerName',
	'vb365ServerUid',
	'vspcOrganizationName',
	'vspcOrganizationUid',
];

/** What the node adds is chosen like them. */
const shownMicrosoft365Fields = [...microsoft365Fields, 'failureMessage'];

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
	output: {
		id: 'instanceUid',
		simplified: [
			'name',
			'lastStatus',
			'failureMessage',
			'lastStatusDetails',
			'lastRun',
			'nextRun',
			'jobType',
			'isEnabled',
			'vspcOrganizationName',
			'instanceUid',
		],
		simplifiedHint: 'Name, status, failure message, times, type, company and the UID',
		all: shownMicrosoft365Fields,
	},
	filters: {
		statuses: [
			'Deleting',
			'Disconnected',
			'Failed',
			'NotConfigured',
			'Queued',
			'Running',
			'Starting',
			'Stopped',
			'Stopping',
			'Success',
			'Unknown',
			'Warning',
		],
		types: ['BackupJob', 'CopyJob', 'Unknown'],
	},
	sortable: microsoft365Fields.filter((field) => field !== 'lastErrorLogRecords'),
};

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
