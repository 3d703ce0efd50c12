import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import type { AlarmFilters } from '../shared/alarms/filters';
import type { VspcContext } from '../shared/connection';
import { filterReader, readFiltersField, toTexts, toTime } from './filters';
import { COMPANY, uidField, type UidField } from './uid';

const ALARM_TEMPLATE: UidField = {
	displayName: 'Alarm',
	name: 'alarmTemplateUid',
	noun: 'alarm template',
	searchMethod: 'searchAlarmTemplates',
};

/** Values of the enum AlarmActivationStatus, API 3.4 to 3.7; it has `Unknown`, too. */
const STATUSES = ['Acknowledged', 'Error', 'Info', 'Resolved', 'Warning'];

/** Values of the enum AlarmObjectType, API 3.6.1. */
const OBJECT_TYPES = [
	'BackupAgent',
	'BackupMicrosoft365Server',
	'BackupProxy',
	'BackupRepository',
	'BackupServer',
	'BackupServerJob',
	'BackupWanAccelerator',
	'CloudGateway',
	'CloudRepository',
	'Company',
	'DiscoveryRule',
	'EnterpriseManagerServer',
	'FailoverPlan',
	'Integrator',
	'Internal',
	'Location',
	'ManagementAgent',
	'ObjectEntity',
	'Reseller',
	'ResellerCloudRepository',
	'Site',
	'Unknown',
	'User',
	'VbAppliance',
	'VOneServer',
];

const toOption = (value: string) => ({ name: value, value });

/** The collection 'Filters' for alarms; all that are set must hold. */
export const alarmFiltersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	description: 'Only alarms for which all of these hold',
	options: [
		{
			...uidField(ALARM_TEMPLATE),
			required: false,
			description:
				'Which kind of alarm, as "Job session state": choose it from the list, or enter the UID of its template (the field alarmTemplateUid of an alarm)',
		},
		{ ...uidField(COMPANY), required: false },
		{
			displayName: 'Computer or Object Name Contains',
			name: 'computerNameContains',
			type: 'string',
			default: '',
			description:
				'Part of the name of the computer, as the backup server, or of the object, as the job; upper and lower case alike',
		},
		{
			displayName: 'Object Type',
			name: 'objectType',
			type: 'multiOptions',
			options: OBJECT_TYPES.map(toOption),
			default: [],
			description: 'Kind of object that the alarm is about, any of these',
		},
		{
			displayName: 'Severity',
			name: 'severity',
			type: 'multiOptions',
			options: STATUSES.map(toOption),
			default: ['Error', 'Warning'],
			description:
				'Status of the latest activation, any of these; an alarm that was acknowledged or resolved has no other',
		},
		{
			displayName: 'Since',
			name: 'since',
			type: 'dateTime',
			default: '',
			description: 'Alarms whose latest activation came at this time or later',
		},
	],
};

/**
 * Reads and checks the filters of an item.
 *
 * @throws NodeOperationError naming the filter, before any request
 */
export function readAlarmFilters(context: IExecuteFunctions, itemIndex: number): AlarmFilters {
	return readGivenAlarmFilters(context, readFiltersField(context, itemIndex), itemIndex);
}

/** The same for values that were read already; a trigger has no items. */
export function readGivenAlarmFilters(
	context: VspcContext,
	given: IDataObject,
	itemIndex?: number,
): AlarmFilters {
	const { read, uid } = filterReader(context, given, itemIndex);
	return {
		alarmTemplateUid: uid(ALARM_TEMPLATE),
		companyUid: uid(COMPANY),
		computerNameContains: read('computerNameContains', 'Computer or Object Name Contains', String),
		objectType: read('objectType', 'Object Type', toTexts),
		severity: read('severity', 'Severity', toSeverities),
		since: read('since', 'Since', toTime),
	};
}

/** A misspelt severity would find nothing, and nothing looks like "no alarms". */
function toSeverities(value: unknown): string[] {
	const texts = toTexts(value);
	const known = [...STATUSES, 'Unknown'].map((severity) => severity.toLowerCase());
	const unknown = texts.find((text) => !known.includes(text.toLowerCase()));
	if (unknown === undefined) return texts;
	throw new Error(
		`has the value '${unknown.slice(0, 60)}', which is none of ${STATUSES.join(', ')}`,
	);
}
