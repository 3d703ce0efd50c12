import type { Fields } from './fields';
import { fieldsOf } from './fields';

export const backupAgentFields: Fields = {
	...fieldsOf('uuid', 'instanceUid'),
	...fieldsOf('enum', 'agentPlatform status managementAgentStatus'),
	...fieldsOf('uuid', 'managementAgentUid siteUid organizationUid'),
	...fieldsOf('text', 'name'),
	...fieldsOf('enum', 'operationMode platform'),
	...fieldsOf('text', 'version'),
	...fieldsOf('enum', 'versionStatus'),
	...fieldsOf('date', 'activationTime'),
	...fieldsOf('enum', 'managementMode installationType'),
	...fieldsOf('number', 'totalJobsCount runningJobsCount successJobsCount'),
	...fieldsOf('enum', 'guiMode'),
};

/** What the jobs of all operating systems show, each in its own list. */
const commonFields: Fields = {
	...fieldsOf('uuid', 'instanceUid backupAgentUid organizationUid'),
	...fieldsOf('text', 'name description'),
	...fieldsOf('uuid', 'configUid backupPolicyUid'),
	...fieldsOf('text', 'backupPolicyName', '3.6'),
	...fieldsOf('enum', 'backupPolicyAssignStatus', '3.6'),
	...fieldsOf('text', 'backupPolicyFailureMessage'),
	...fieldsOf('enum', 'operationMode'),
	...fieldsOf('text', 'destination'),
	...fieldsOf('number', 'restorePoints'),
	...fieldsOf('enum', 'status'),
	...fieldsOf('date', 'lastRun lastEndTime nextRun'),
	...fieldsOf('number', 'lastDuration avgDuration'),
	...fieldsOf('enum', 'backupMode targetType'),
	...fieldsOf('boolean', 'isEnabled'),
	...fieldsOf('enum', 'scheduleType'),
	...fieldsOf('date', 'lastModifiedDate'),
	...fieldsOf('text', 'lastModifiedBy failureMessage'),
	...fieldsOf('number', 'backedUpSize freeSpace'),
};

/** Properties of a BackupAgentJob. */
export const agentJobFields: Fields = {
	...commonFields,
	...fieldsOf('uuid', 'originalUid', '3.6'),
	...fieldsOf('enum', 'systemType'),
	...fieldsOf('text', 'scheduleDisplayName', '3.6'),
};

/** Properties of the jobs in the lists of one operating system. */
export const osJobFields: Record<'windows' | 'linux' | 'mac', Fields> = {
	windows: { ...commonFields, ...fieldsOf('enum', 'scheduleEvents') },
	linux: commonFields,
	mac: commonFields,
};
