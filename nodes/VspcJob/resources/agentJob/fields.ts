import { agentJob } from '../../../shared/jobs/kinds/agentJob';
import type { JobResource } from '../../builders/jobResource';

/** The fields of BackupAgentJob, API 3.4 to 3.7. */
const all = [
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
		all,
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
	sortable: all,
};
