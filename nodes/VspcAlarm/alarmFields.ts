import type { IDataObject, IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { readSwitch } from '../form/choice';
import type { OutputChoices } from '../form/output';
import type { UidField } from '../form/uid';
import { alarmKeyOf, AlarmNames, uidInAlarmKey } from '../vspc/alarms';
import type { VspcClient } from '../vspc/client/client';

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

/** Whether an item asks for the names of company and location. */
export function readIncludeNames(context: IExecuteFunctions, itemIndex: number): boolean {
	return readSwitch(context, 'includeNames', 'Include Names', itemIndex);
}

/** The fields of VSPC that the additions are made of. */
export function fieldsFor(includeNames: boolean): string[] {
	return ['instanceUid', 'alarmTemplateUid', ...(includeNames ? ['object'] : [])];
}

/** Adds to the alarms of one execution: names are loaded once. */
export class AlarmAdditions {
	private readonly names: AlarmNames;

	constructor(vspc: VspcClient) {
		this.names = new AlarmNames(vspc);
	}

	/**
	 * @param alarms as VSPC sent them
	 * @param pick what is output of an alarm
	 */
	async addToAll(
		alarms: IDataObject[],
		pick: (alarm: IDataObject) => IDataObject,
		includeNames: boolean,
	): Promise<IDataObject[]> {
		const { names } = this;
		return await Promise.all(
			alarms.map(async (alarm) => ({
				...pick(alarm),
				alarmName: await names.nameOf(alarm),
				...(includeNames ? await names.placeOf(alarm) : undefined),
				alarmKey: alarmKeyOf(alarm),
			})),
		);
	}

	get hints(): string[] {
		return this.names.hints;
	}
}
