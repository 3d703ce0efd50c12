import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';

import type { VspcContext } from '../vspc/client/connection';
import type { JobFilters } from '../vspc/jobs/filters';
import { type FilterExpression, parseFilter } from '../vspc/list/filter';
import {
	filterReader,
	readFiltersField,
	TIME_ZONE,
	toBoolean,
	toHours,
	toOneOf,
	toText,
} from './filters';
import { COMPANY, uidField, type UidField } from './uid';

const BACKUP_SERVER: UidField = {
	displayName: 'Backup Server',
	name: 'backupServerUid',
	noun: 'backup server',
	searchMethod: 'searchBackupServers',
	source: 'It is the field backupServerUid of backup server jobs',
};

/** What tells one kind of jobs from another in the filters. */
export interface FilterChoices {
	/** Values of VSPC */
	statuses: string[];
	types?: string[];
	/** Whether jobs belong to backup servers */
	backupServer?: boolean;
	/** Whether VSPC documents its filter grammar for the list */
	custom?: boolean;
	/** By the name of a filter: which kinds it leaves out, as a sentence */
	leavesOut?: Record<string, string>;
}

const OTHER_VALUES = 'A value that is not in the list can be had through Custom Filter.';

/** The collection 'Filters'; all that are set must hold. */
export function filtersField(choices: FilterChoices): INodeProperties {
	const { statuses, types = [] } = choices;
	const left = new Set([
		...(choices.backupServer ? [] : ['backupServerUid']),
		...(choices.custom ? [] : ['customFilter']),
		...(types.length > 0 ? [] : ['type']),
	]);
	const others = choices.custom ? ` ${OTHER_VALUES}` : '';
	const field: INodeProperties = {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		description: 'Only jobs for which all of these hold',
		options: [
			{ ...uidField(BACKUP_SERVER), required: false },
			{ ...uidField(COMPANY), required: false },
			{
				displayName: 'Custom Filter',
				name: 'customFilter',
				type: 'json',
				default: '[]',
				description:
					'A filter in the grammar of the VSPC REST API, e.g. [{"property": "bottleneck", "operation": "equals", "value": "Network"}]',
			},
			{
				displayName: 'Enabled',
				name: 'enabled',
				type: 'boolean',
				default: true,
				description: 'Whether the schedule of the job is enabled',
			},
			{
				displayName: 'Failure Message Contains',
				name: 'failureMessageContains',
				type: 'string',
				default: '',
				description: 'Part of the failure message, upper and lower case alike',
			},
			{
				displayName: 'Last Run Before',
				name: 'lastRunBefore',
				type: 'dateTime',
				default: '',
				description: `Jobs whose latest session started before this time. ${TIME_ZONE}.`,
			},
			{
				displayName: 'Last Run Since',
				name: 'lastRunAfter',
				type: 'dateTime',
				default: '',
				description: `Jobs whose latest session started at this time or later. ${TIME_ZONE}.`,
			},
			{
				displayName: 'Name Contains',
				name: 'nameContains',
				type: 'string',
				default: '',
				description: 'Part of the job name, upper and lower case alike',
			},
			{
				displayName: 'No Success for Hours',
				name: 'noSuccessForHours',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: 24,
				description:
					'Leaves out jobs whose latest session is a success that ended within these hours. VSPC shows only the latest session: a job that failed now and succeeded before is kept. A job that is running is kept when it has been running for longer than that, or when its session before ended longer ago.',
			},
			{
				displayName: 'Status',
				name: 'status',
				type: 'multiOptions',
				options: statuses.map((value) => ({ name: value, value })),
				default: ['Failed'],
				description: `Status of the latest session, any of these.${others}`,
			},
			{
				displayName: 'Type',
				name: 'type',
				type: 'multiOptions',
				options: types.map((value) => ({ name: value, value })),
				default: [],
				description: `Kind of job, any of these.${others}`,
			},
		],
	};
	const options = (field.options as INodeProperties[])
		.filter(({ name }) => !left.has(name))
		.map((option) => withRemark(option, choices.leavesOut?.[option.name]));
	return { ...field, options };
}

function withRemark(option: INodeProperties, remark?: string): INodeProperties {
	if (remark === undefined) return option;
	const { description = '' } = option;
	return { ...option, description: `${description.replace(/\.$/, '')}. ${remark}` };
}

/** Filters as they are checked. */
export interface ReadFilters {
	filters: JobFilters;
	customFilter: FilterExpression[];
}

/**
 * Reads and checks the filters of an item.
 *
 * @param timeZone in which times without an offset are meant; that of the workflow when left out
 * @throws NodeOperationError naming the filter, before any request
 */
export function readFilters(
	context: IExecuteFunctions,
	choices: FilterChoices,
	itemIndex: number,
	timeZone?: string,
): ReadFilters {
	const given = readFiltersField(context, itemIndex);
	return readGivenFilters(context, choices, given, itemIndex, timeZone);
}

/** The same for values that were read already; a trigger has no items. */
export function readGivenFilters(
	context: VspcContext,
	{ statuses, types = [], custom }: FilterChoices,
	given: IDataObject,
	itemIndex?: number,
	timeZone?: string,
): ReadFilters {
	const { read, time, uid } = filterReader(context, given, itemIndex, timeZone);
	const advice = custom ? OTHER_VALUES : '';
	const filters: JobFilters = {
		companyUid: uid(COMPANY),
		backupServerUid: uid(BACKUP_SERVER),
		status: read('status', 'Status', toOneOf(statuses, advice)),
		// Jobs without a type are left out, whatever it is: see fitFilters.
		type: read(
			'type',
			'Type',
			types.length > 0 ? toOneOf(types, advice) : (type) => [String(type)],
		),
		nameContains: read('nameContains', 'Name Contains', toText),
		failureMessageContains: read('failureMessageContains', 'Failure Message Contains', toText),
		enabled: read('enabled', 'Enabled', toBoolean),
		lastRunAfter: time('lastRunAfter', 'Last Run Since'),
		lastRunBefore: time('lastRunBefore', 'Last Run Before'),
		noSuccessForHours: read('noSuccessForHours', 'No Success for Hours', toHours),
	};
	return { filters, customFilter: read('customFilter', 'Custom Filter', parseFilter) ?? [] };
}

/** A kind of jobs as far as its filters matter. */
interface Filtered {
	/** In words, e.g. `agent job` */
	action: string;
	filters: FilterChoices;
}

interface PartialFilter {
	label: string;
	isSet: (given: ReadFilters) => boolean;
	fits: (choices: FilterChoices) => boolean;
	/** Why it doesn't fit, behind `agent jobs` */
	reason: string;
}

/** Filters by what some kinds of jobs don't have. */
const PARTIAL: PartialFilter[] = [
	{
		label: 'Backup Server',
		isSet: ({ filters }) => filters.backupServerUid !== undefined,
		fits: ({ backupServer }) => backupServer === true,
		reason: 'belong to no backup server',
	},
	{
		label: 'Type',
		isSet: ({ filters }) => filters.type !== undefined,
		fits: ({ types = [] }) => types.length > 0,
		reason: 'have no type',
	},
	{
		label: 'Custom Filter',
		isSet: ({ customFilter }) => customFilter.length > 0,
		fits: ({ custom }) => custom === true,
		reason: 'are in a list of VSPC that takes no such filter',
	},
];

/**
 * Leaves out the kinds of jobs that have nothing of what a filter asks for: none of their jobs can pass it.
 *
 * @param itemIndex a trigger has no items
 * @returns the other kinds, and a sentence on each that is left out
 * @throws NodeOperationError naming filters and kinds, when no kind is left
 */
export function fitFilters<Kind extends Filtered>(
	context: VspcContext,
	kinds: Kind[],
	given: ReadFilters,
	itemIndex?: number,
): { fitting: Kind[]; notes: string[] } {
	const set = PARTIAL.filter(({ isSet }) => isSet(given));
	const left = kinds.flatMap((kind) => {
		const filter = set.find(({ fits }) => !fits(kind.filters));
		return filter ? [{ kind, filter }] : [];
	});
	if (left.length === kinds.length) throw allLeftOut(context, left, itemIndex);
	return {
		fitting: kinds.filter((kind) => left.every((one) => one.kind !== kind)),
		notes: left.map(
			({ kind, filter: { label, reason } }) =>
				`The filter '${label}' leaves out all ${kind.action}s: they ${reason}.`,
		),
	};
}

function allLeftOut(
	context: VspcContext,
	left: Array<{ kind: Filtered; filter: PartialFilter }>,
	itemIndex?: number,
): NodeOperationError {
	const labels = [...new Set(left.map(({ filter }) => `'${filter.label}'`))];
	const reasons = left.map(({ kind, filter }) => `${kind.action}s ${filter.reason}`);
	const where = itemIndex === undefined ? '' : ` of item ${itemIndex}`;
	const one = labels.length === 1;
	return new NodeOperationError(
		context.getNode(),
		`The filter${one ? '' : 's'} ${labels.join(' and ')}${where} leave${one ? 's' : ''} out all jobs: ${reasons.join(', ')}`,
		{
			description: `Remove the filter${one ? '' : 's'}, or choose kinds of jobs that have what ${one ? 'it asks' : 'they ask'} for.`,
			itemIndex,
		},
	);
}
