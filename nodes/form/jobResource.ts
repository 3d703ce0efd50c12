import { backupServerJob } from '../vspc/jobs/backupServerJob';
import type { JobKind } from '../vspc/jobs/kind';
import type { FilterChoices } from './jobFilters';
import type { OutputChoices } from './output';
import type { UidField } from './uid';

/** What tells one kind of jobs from another in the editor; the builders make operations of it. */
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

/** The fields of BackupServerJob, API 3.4 to 3.7. */
const output: OutputChoices = {
	id: 'instanceUid',
	simplified: [
		'name',
		'status',
		'failureMessage',
		'lastRun',
		'lastEndTime',
		'lastDuration',
		'type',
		'isEnabled',
		'instanceUid',
	],
	simplifiedHint: 'Name, status, failure message, times, type, whether it is enabled, and the UID',
	all: [
		'avgDuration',
		'backupChainSize',
		'backupServerUid',
		'bottleneck',
		'createdBy',
		'creationTime',
		'description',
		'destination',
		'failureMessage',
		'instanceUid',
		'isEnabled',
		'isGfsOptionEnabled',
		'lastDuration',
		'lastEndTime',
		'lastRun',
		'lastSessionTasks',
		'locationUid',
		'mappedOrganizationUid',
		'name',
		'organizationUid',
		'originalUid',
		'processingRate',
		'retentionLimit',
		'retentionLimitType',
		'schedule',
		'scheduleType',
		'siteUid',
		'status',
		'targetType',
		'transferredData',
		'type',
		'uniqueUid',
	],
};

/** Fields of one value each; VSPC cannot sort by others. */
const sortable = output.all.filter((field) => !['lastSessionTasks', 'schedule'].includes(field));

/** Values of the enums BackupServerJobStatus and BackupServerJobType, API 3.4 to 3.7. */
const filters: FilterChoices = {
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
};

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
	output,
	filters,
	sortable,
};
