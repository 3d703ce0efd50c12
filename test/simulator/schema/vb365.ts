import type { Fields } from './fields';
import { fieldsOf } from './fields';

export const vb365ServerFields: Fields = {
	...fieldsOf('uuid', 'instanceUid locationUid organizationUid managementAgentUid'),
	...fieldsOf('uuid', 'installationUid'),
	...fieldsOf('text', 'name version'),
	...fieldsOf('number', 'majorVersion'),
	...fieldsOf('enum', 'serverApiVersion status managementAgentStatus'),
};

const commonFields: Fields = {
	...fieldsOf('uuid', 'instanceUid'),
	...fieldsOf('text', 'name'),
	...fieldsOf('uuid', 'repositoryUid'),
	...fieldsOf('text', 'repositoryName'),
	...fieldsOf('uuid', 'vb365OrganizationUid vspcOrganizationUid'),
	...fieldsOf('text', 'vspcOrganizationName'),
	...fieldsOf('uuid', 'vb365ServerUid'),
	...fieldsOf('text', 'vb365ServerName'),
	...fieldsOf('date', 'lastRun nextRun'),
	...fieldsOf('boolean', 'isEnabled'),
	...fieldsOf('enum', 'lastStatus'),
	...fieldsOf('text', 'lastStatusDetails'),
	lastErrorLogRecords: {
		kind: 'object',
		fields: { ...fieldsOf('text', 'message'), ...fieldsOf('enum', 'logType') },
	},
};

const scheduleFields: Fields = {
	...fieldsOf('enum', 'schedulePolicyType dailyType'),
	...fieldsOf('text', 'dailyTime'),
	...fieldsOf('boolean', 'scheduleEnabled backupWindowEnabled retryEnabled'),
	...fieldsOf('number', 'retryNumber'),
};
const itemFields: Fields = {
	...fieldsOf('text', 'id'),
	...fieldsOf('enum', 'itemType'),
	...fieldsOf('boolean', 'backupMailbox'),
};

/** Properties of a Vb365Job. */
export const vb365JobFields: Fields = {
	...commonFields,
	...fieldsOf('enum', 'jobType'),
	...fieldsOf('boolean', 'scheduleEditingAvailable isCopyJobAvailable'),
	...fieldsOf('uuid', 'managementAgentUid'),
	...fieldsOf('text', 'siteName locationName'),
};

/** Properties of a Vb365BackupJob and a Vb365CopyJob. */
export const vb365KindFields: Record<'backup' | 'copy', Fields> = {
	backup: {
		...commonFields,
		...fieldsOf('text', 'description'),
		...fieldsOf('boolean', 'isCopyJobAvailable'),
		...fieldsOf('enum', 'backupType'),
		selectedItems: { kind: 'object', fields: itemFields },
		excludedItems: { kind: 'object', fields: itemFields },
		schedulePolicy: { kind: 'object', fields: scheduleFields },
	},
	copy: {
		...fieldsOf('uuid', 'sourceBackupJobUid'),
		...commonFields,
		schedulePolicy: { kind: 'object', fields: scheduleFields },
	},
};
