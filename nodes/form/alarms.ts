import type { IDataObject, INodeProperties } from 'n8n-workflow';

import {
	aboutTypes,
	activatedSince,
	type Alarm,
	ALARM_OBJECT_TYPES,
	ALARM_STATUSES,
	alarmChoiceFields,
	type AlarmFilters,
	alarmKeyOf,
	type AlarmPlace,
	ofCompany,
	onComputer,
	placeFields,
	resolvedIs,
	uidInAlarmKey,
} from '../vspc/alarms';
import { oneOf, referringTo } from '../vspc/list/filter';
import type { Vspc } from '../vspc/vspc';
import {
	choicesInWords,
	type Filter,
	filter,
	readFilters,
	readChoices,
	readText,
	readTime,
	TIME_ZONE,
	valueOf,
} from './filters';
import { type Output, outputOf } from './output';
import type { Parameters } from './parameters';
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
	alarmChoiceFields,
	'Status, message, time and remark, what the alarm is about, its company, how often it came, and the UID',
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

const ALARM_TEMPLATE_FIELD = {
	...uidField(ALARM_TEMPLATE),
	required: false,
	description:
		'Which alarm, for example "Job session state": choose it from the list, or enter the UID of its template (the field alarmTemplateUid of an alarm)',
};

/** A new filter of alarms is a row here. An event has a severity and a time of its own: see alarmEventFilters. */
export const alarmFilters: Filter[] = [
	filter({
		field: ALARM_TEMPLATE_FIELD,
		read: (filters) => filters.uid(ALARM_TEMPLATE),
		rule: (uid) => referringTo('alarmTemplateUid', uid),
	}),
	filter({
		field: { ...uidField(COMPANY), required: false },
		read: (filters) => filters.uid(COMPANY),
		rule: ofCompany,
	}),
	filter({
		field: {
			displayName: 'Object Name Contains',
			name: 'computerNameContains',
			type: 'string',
			default: '',
			placeholder: 'e.g. REPO-01',
			description:
				'Part of the name of the object, for example a job, or of its computer, for example a backup server; not case-sensitive',
		},
		read: readText,
		rule: onComputer,
	}),
	filter({
		field: {
			displayName: 'Object Type',
			name: 'objectType',
			type: 'multiOptions',
			options: choicesInWords(ALARM_OBJECT_TYPES),
			default: [],
			description: 'Type of the object that the alarm is about, any of these',
		},
		read: readChoices,
		rule: aboutTypes,
	}),
	filter({
		field: {
			displayName: 'Severity',
			name: 'severity',
			type: 'multiOptions',
			options: choicesInWords(ALARM_STATUSES),
			default: ['Error', 'Warning'],
			description:
				'Status of the latest activation, any of these. An alarm that was acknowledged or resolved has only that status. Include Resolved to get resolved alarms, too.',
		},
		read: (filters, name) => filters.list(name, { others: ['Unknown'] }),
		rule: (statuses) => oneOf('lastActivation.status', statuses),
	}),
	filter({
		field: {
			displayName: 'Since',
			name: 'since',
			type: 'dateTime',
			default: '',
			description: `Alarms whose latest activation came at this time or later. ${TIME_ZONE}.`,
		},
		read: readTime,
		rule: activatedSince,
	}),
	filter({
		field: {
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
					description: 'Not resolved, whether acknowledged or not',
				},
			],
			default: ['unresolved'],
			description:
				'Whether the alarm is resolved, any of these. Without this filter, only unresolved alarms are output, unless Severity includes Resolved.',
		},
		read: readChoices,
		rule: (statuses) => (statuses.length > 1 ? undefined : resolvedIs(statuses[0] === 'resolved')),
	}),
];

/** The filters of a trigger: it watches how severe alarms are and how they are resolved. */
export const alarmEventFilters = alarmFilters.filter(
	({ field: { name } }) => !['severity', 'since', 'status'].includes(name),
);

const STATUS = 'status';

/**
 * Reads the filters of an item. Unresolved alarms are wanted unless resolved ones are asked for: VSPC keeps those on
 * its list of active alarms, and they are many.
 *
 * @throws NodeOperationError naming the filter
 */
export function readAlarmFilters(p: Parameters): AlarmFilters {
	const filters = readFilters(p, alarmFilters);
	const severities = valueOf<string[]>(filters, 'severity');
	const statuses = valueOf<string[]>(filters, STATUS);
	if (severities === undefined && statuses === undefined) {
		return [...filters, { name: STATUS, value: ['unresolved'], rule: () => resolvedIs(false) }];
	}
	const toStatus = (severity: string) => (severity === 'Resolved' ? 'resolved' : 'unresolved');
	if (statuses && severities && !severities.some((one) => statuses.includes(toStatus(one)))) {
		throw p.error(
			`No alarm can match both filters 'Severity' and 'Status'${p.where}`,
			'An alarm that is resolved has the severity Resolved and no other. Remove one of the two filters.',
		);
	}
	return filters;
}

/** What the node adds to an alarm on request. */
export const alarmAdditionOptions: INodeProperties[] = [
	{
		displayName: 'Include Names',
		name: 'includeNames',
		type: 'boolean',
		// Whoever adds the option wants them away; without it there are names.
		default: false,
		description:
			'Whether to add companyUid, companyName and locationName. Without this option All Fields has them, Simplified has companyName, and Selected Fields those that you choose.',
	},
];

type PlaceField = keyof AlarmPlace;

const PLACE_FIELDS = Object.keys(placeFields) as PlaceField[];

/** Which names an item wants: without 'Include Names' those among its fields, which are all of them in All Fields. */
export function readPlaceFields({ options }: Parameters, { chosen }: Output): PlaceField[] {
	const all = options.boolean('includeNames', true) ? PLACE_FIELDS : [];
	return options.has('includeNames') || !chosen ? all : all.filter((name) => chosen.includes(name));
}

/** The fields of VSPC that what the node adds is made of. */
export function fieldsFor(places: PlaceField[]): string[] {
	return ['instanceUid', 'alarmTemplateUid', ...(places.length > 0 ? ['object'] : [])];
}

/**
 * Alarms as items: with the name of the alarm and its key. Names are read once in an execution.
 *
 * @param alarms as VSPC sent them
 * @param pick what is output of an alarm
 * @param places the names that are wanted besides
 */
export async function toAlarmItems(
	vspc: Vspc,
	alarms: Alarm[],
	{ pick }: Output,
	places: PlaceField[],
): Promise<IDataObject[]> {
	const names = vspc.alarmNames;
	return await Promise.all(
		alarms.map(async (alarm) => {
			// All at once, so that it is known how many there are before the first request.
			const [alarmName, place] = await Promise.all([
				names.nameOf(alarm),
				names.placeOf(alarm, places),
			]);
			return { alarmName, ...pick(alarm, place), ...place, alarmKey: alarmKeyOf(alarm) };
		}),
	);
}
