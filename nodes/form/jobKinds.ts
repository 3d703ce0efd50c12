import type { INodeProperties } from 'n8n-workflow';

import { compareWords } from '../util/text';
import { sortableOf } from '../vspc/fields';
import { agentJob } from '../vspc/jobs/agentJob';
import { backupServerJob } from '../vspc/jobs/backupServerJob';
import type { JobKind } from '../vspc/jobs/kind';
import { microsoft365Job } from '../vspc/jobs/microsoft365Job';
import type { FilterChoices } from './jobFilters';
import { type OutputChoices, outputOf } from './output';
import type { UidField } from './uid';

/** What tells one kind of jobs from another in the editor. */
export interface JobResource {
	kind: JobKind;
	/** In the list of operations, e.g. `agent job` */
	action: string;
	/** The parameter that says which job */
	uid: UidField;
	output: OutputChoices;
	filters: FilterChoices;
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
	// Values of the enums BackupServerJobStatus and BackupServerJobType, API 3.4 to 3.7
	filters: {
		backupServer: true,
		custom: true,
		statuses: [
			'Disabling',
			'Enabling',
			'Failed',
			'Idle',
			'None',
			'Running',
			'Starting',
			'Stopping',
			'Success',
			'Unknown',
			'WaitingRepository',
			'WaitingTape',
			'Warning',
		],
		types: [
			'AgentBackupJob',
			'AgentPolicy',
			'AhvStorageSnapshotJob',
			'AwsBackupJob',
			'AzureBackupJob',
			'BackupCopy',
			'BackupFile',
			'BackupFileCopy',
			'BackupToTape',
			'BackupVm',
			'CdpReplicationVM',
			'CopyFile',
			'CopyVm',
			'FileToTape',
			'GoogleBackupJob',
			'ObjectStorageBackup',
			'ObjectStorageBackupCopy',
			'OracleLogBackup',
			'PostgreSqlLogBackup',
			'ReplicationVM',
			'SimpleBackupCopy',
			'SobrMaintenance',
			'SqlLogBackup',
			'SureBackup',
			'Unknown',
		],
	},
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
	sortable: sortableOf(microsoft365Job.fields),
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
