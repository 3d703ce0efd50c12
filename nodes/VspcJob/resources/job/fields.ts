import type { FilterChoices } from '../../../fields/jobFilters';
import type { OutputChoices } from '../../../fields/output';

/** The parameter that says which job; shared by all operations on one job. */
export const JOB_UID = {
	displayName: 'Job',
	name: 'jobUid',
	noun: 'job',
	searchMethod: 'searchJobs',
};

/** The fields of BackupServerJob, API 3.4 to 3.7; see nodes/shared/types.ts. */
export const JOB_OUTPUT: OutputChoices = {
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

export const JOB_LIST_PATH = ['infrastructure', 'backupServers', 'jobs'];

/** Fields of one value each; VSPC cannot sort by others. */
export const SORTABLE = JOB_OUTPUT.all.filter(
	(field) => !['lastSessionTasks', 'schedule'].includes(field),
);

/** Values of the enums BackupServerJobStatus and BackupServerJobType, API 3.4 to 3.7. */
export const JOB_FILTERS: FilterChoices = {
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
