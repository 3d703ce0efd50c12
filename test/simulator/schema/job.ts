import type { Fields } from './fields';
import { fieldsOf } from './fields';

const taskFields: Fields = {
	...fieldsOf('uuid', 'instanceUid objectUid'),
	...fieldsOf('text', 'objectName failureMessages'),
	...fieldsOf('number', 'totalObjects processedObjects readDataSize'),
	...fieldsOf('number', 'transferredDataSize duration'),
	...fieldsOf('date', 'startTime endTime'),
	...fieldsOf('enum', 'status'),
};

const periodFields: Fields = {
	...fieldsOf('text', 'day'),
	...fieldsOf('number', 'hours'),
};

const scheduleFields: Fields = {
	...fieldsOf('date', 'startDateTime startDateTimeUtc'),
	...fieldsOf('boolean', 'continuousScheduleEnabled'),
	dailyScheduleOptions: {
		kind: 'object',
		fields: { ...fieldsOf('enum', 'kind days'), ...fieldsOf('text', 'time timeUtc') },
	},
	monthlyScheduleOptions: {
		kind: 'object',
		fields: {
			...fieldsOf('enum', 'dayNumberInMonth dayOfWeek months'),
			...fieldsOf('text', 'time timeUtc'),
		},
	},
	periodicallyScheduleOptions: {
		kind: 'object',
		fields: {
			...fieldsOf('enum', 'kind'),
			...fieldsOf('number', 'fullPeriod'),
			schedule: { kind: 'object', fields: periodFields },
		},
	},
	backupWindowOptions: {
		kind: 'object',
		fields: { timePeriods: { kind: 'object', fields: periodFields } },
	},
	chainingOptions: {
		kind: 'object',
		fields: { ...fieldsOf('uuid', 'previousJobId'), ...fieldsOf('text', 'previousJobName') },
	},
};

/** Properties of a BackupServerJob, in the vendor's order. */
export const jobFields: Fields = {
	...fieldsOf('uuid', 'instanceUid'),
	originalUid: { kind: 'uuid', since: '3.5', until: '3.5' },
	...fieldsOf('uuid', 'uniqueUid', '3.5.1'),
	...fieldsOf('text', 'name'),
	...fieldsOf('text', 'description createdBy', '3.5'),
	...fieldsOf('date', 'creationTime', '3.5'),
	...fieldsOf('uuid', 'backupServerUid locationUid siteUid organizationUid'),
	...fieldsOf('uuid', 'mappedOrganizationUid'),
	...fieldsOf('enum', 'status'),
	type: { kind: 'enum', newValues: { SobrMaintenance: '3.6' } },
	...fieldsOf('date', 'lastRun lastEndTime'),
	...fieldsOf('number', 'lastDuration processingRate avgDuration transferredData'),
	...fieldsOf('number', 'backupChainSize', '3.4'),
	...fieldsOf('enum', 'bottleneck'),
	...fieldsOf('boolean', 'isEnabled'),
	...fieldsOf('enum', 'scheduleType'),
	schedule: { kind: 'object', since: '3.6.1', fields: scheduleFields },
	...fieldsOf('text', 'failureMessage'),
	...fieldsOf('enum', 'targetType'),
	...fieldsOf('text', 'destination'),
	...fieldsOf('number', 'retentionLimit'),
	...fieldsOf('enum', 'retentionLimitType'),
	...fieldsOf('boolean', 'isGfsOptionEnabled'),
	lastSessionTasks: { kind: 'object', fields: taskFields },
};
