import type { INodeProperties } from 'n8n-workflow';

import type { OutputChoices } from '../fields/output';
import type { UidField } from '../fields/uid';
import { uidInAlarmKey } from '../shared/alarms/alarm';

/** Which alarm. */
export const alarmUid: UidField = {
	displayName: 'Alarm',
	name: 'alarmUid',
	noun: 'alarm',
	searchMethod: 'searchAlarms',
	source:
		'It is the field instanceUid of an alarm. The list shows unresolved alarms; search it for "resolved" to find the others',
	keyName: 'alarmKey',
	parseKey: uidInAlarmKey,
	keyPattern: 'alarm:',
};

/** The fields of ActiveAlarm, API 3.4 to 3.7; the vendor's example has `object.companyUid`. */
export const alarmOutput: OutputChoices = {
	id: 'instanceUid',
	simplified: [
		'lastActivation.status',
		'lastActivation.message',
		'lastActivation.time',
		'lastActivation.remark',
		'object.type',
		'object.objectName',
		'object.computerName',
		'repeatCount',
		'instanceUid',
	],
	simplifiedHint:
		'Status, message, time and remark, what the alarm is about, how often it came, and the UID',
	all: [
		'alarmTemplateUid',
		'area',
		'instanceUid',
		'lastActivation',
		'lastActivation.instanceUid',
		'lastActivation.message',
		'lastActivation.remark',
		'lastActivation.status',
		'lastActivation.time',
		'object',
		'object.companyUid',
		'object.computerName',
		'object.instanceUid',
		'object.locationUid',
		'object.managementAgentUid',
		'object.objectName',
		'object.objectUid',
		'object.organizationUid',
		'object.type',
		'repeatCount',
	],
};

/** Without a sort VSPC's order counts, which is not documented. */
export const ALARM_SORT = 'lastActivation.time';

/** Fields of one value each; VSPC cannot sort by others. */
export const sortableAlarmFields = [
	'alarmTemplateUid',
	'area',
	'instanceUid',
	'lastActivation.message',
	'lastActivation.status',
	ALARM_SORT,
	'object.computerName',
	'object.objectName',
	'object.type',
	'repeatCount',
];

/** What the node adds to an alarm on request. */
export const alarmAdditionOptions: INodeProperties[] = [
	{
		displayName: 'Include Names',
		name: 'includeNames',
		type: 'boolean',
		default: false,
		description: 'Whether to add companyUid, companyName and locationName',
	},
];
