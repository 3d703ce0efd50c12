import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';

import {
	alarmFields,
	type AlarmFilters,
	alarmKeyOf,
	AlarmNames,
	uidInAlarmKey,
} from '../vspc/alarms';
import type { VspcClient } from '../vspc/client/client';
import type { VspcContext } from '../vspc/client/connection';
import { readSwitch } from './choice';
import { filterReader, readFiltersField, TIME_ZONE, toOneOf, toText } from './filters';
import { outputOf } from './output';
import { COMPANY, uidField, type UidField } from './uid';

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

/** What can be output of an alarm. */
export const alarmOutput = outputOf(
	alarmFields,
	'Status, message, time and remark, what the alarm is about, how often it came, and the UID',
);

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

const ALARM_TEMPLATE: UidField = {
	displayName: 'Alarm',
	name: 'alarmTemplateUid',
	noun: 'alarm template',
	searchMethod: 'searchAlarmTemplates',
	source: 'It is the field alarmTemplateUid of an alarm',
};

/** Values of the enum AlarmActivationStatus, API 3.4 to 3.7; it has `Unknown`, too. */
const STATUSES = ['Acknowledged', 'Error', 'Info', 'Resolved', 'Warning'];

/** Our own words: of the statuses of VSPC all but Resolved are those of an alarm that is not resolved. */
const RESOLUTIONS = ['unresolved', 'resolved'];

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
	description:
		'Only alarms for which all of these hold. Resolved alarms are left out unless Status or Severity asks for them.',
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
				'Status of the latest activation, any of these; an alarm that was acknowledged or resolved has no other. With Resolved among them, resolved alarms are output too.',
		},
		{
			displayName: 'Since',
			name: 'since',
			type: 'dateTime',
			default: '',
			description: `Alarms whose latest activation came at this time or later. ${TIME_ZONE}.`,
		},
		{
			displayName: 'Status',
			name: 'status',
			type: 'multiOptions',
			options: [
				{
					name: 'Resolved',
					value: 'resolved',
					description: 'VSPC keeps resolved alarms on the list of active ones for months',
				},
				{
					name: 'Unresolved',
					value: 'unresolved',
					description: 'Not resolved, whether or not somebody has acknowledged it',
				},
			],
			default: ['unresolved'],
			description:
				'Whether the alarm is resolved, any of these. Without this filter only unresolved alarms are output, unless Severity asks for resolved ones.',
		},
	],
};

/**
 * Reads and checks the filters of an item. Unresolved alarms are wanted unless resolved ones are asked for: VSPC
 * keeps those on its list of active alarms, and they are many.
 *
 * @throws NodeOperationError naming the filter, before any request
 */
export function readAlarmFilters(context: IExecuteFunctions, itemIndex: number): AlarmFilters {
	const collection = readFiltersField(context, itemIndex);
	const filters = readGivenAlarmFilters(context, collection, itemIndex);
	const { read } = filterReader(context, collection, itemIndex);
	const { severity } = filters;
	const ofSeverity = severity?.map((name) => (name === 'Resolved' ? 'resolved' : 'unresolved'));
	const given = read('status', 'Status', toOneOf(RESOLUTIONS));
	const status = new Set(given ?? ofSeverity ?? ['unresolved']);
	if (ofSeverity && !ofSeverity.some((name) => status.has(name))) {
		throw new NodeOperationError(
			context.getNode(),
			`The filters 'Severity' and 'Status' of item ${itemIndex} leave no alarm`,
			{
				description:
					'An alarm that is resolved has the severity Resolved and no other. Remove one of the two filters.',
				itemIndex,
			},
		);
	}
	// The severity alone says it then.
	const isSaid = status.size > 1 || (severity !== undefined && given === undefined);
	return { ...filters, isResolved: isSaid ? undefined : status.has('resolved') };
}

/** The same for values that were read already; a trigger has no items. It watches how alarms are resolved. */
export function readGivenAlarmFilters(
	context: VspcContext,
	given: IDataObject,
	itemIndex?: number,
): AlarmFilters {
	const { read, time, uid } = filterReader(context, given, itemIndex);
	return {
		alarmTemplateUid: uid(ALARM_TEMPLATE),
		companyUid: uid(COMPANY),
		computerNameContains: read('computerNameContains', 'Computer or Object Name Contains', toText),
		objectType: read('objectType', 'Object Type', toOneOf(OBJECT_TYPES)),
		severity: read('severity', 'Severity', toOneOf([...STATUSES, 'Unknown'])),
		since: time('since', 'Since'),
	};
}

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
