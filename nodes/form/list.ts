import {
	type IDataObject,
	type IExecuteFunctions,
	type INodeProperties,
	NodeOperationError,
} from 'n8n-workflow';

import { compareWords } from '../util/text';
import type { VspcClient } from '../vspc/client/client';
import { type FilterExpression, type Sieve, topOf } from '../vspc/list/filter';
import type { ListCall, SortEntry } from '../vspc/list/page';
import type { KeyOf } from '../vspc/list/readAll';
import { readList } from '../vspc/list/readList';
import { toOne, toSwitch } from './choice';
import { readLimits, readParameter } from './options';
import { type Output, type OutputChoices, readOutput, withToolDefault } from './output';

const DEFAULT_LIMIT = 50;

const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
};

/** 'Return All' and 'Limit'. */
export const limitFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	...withToolDefault({ ...limitField, displayOptions: { show: { returnAll: [false] } } }, 20),
];

/**
 * @returns undefined for all
 * @throws NodeOperationError for a limit that is no whole number above 0
 */
export function readLimit(context: IExecuteFunctions, itemIndex: number): number | undefined {
	const all = readParameter(context, 'returnAll', itemIndex, false);
	if (toSwitch(context, all, "parameter 'Return All'", false, itemIndex)) return undefined;
	const value = readParameter(context, 'limit', itemIndex, DEFAULT_LIMIT);
	const limit = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	if (typeof limit === 'number' && Number.isInteger(limit) && limit > 0) return limit;
	throw new NodeOperationError(
		context.getNode(),
		`The parameter 'Limit' of item ${itemIndex} is not a whole number above 0`,
		{ description: `It was given: ${String(value).slice(0, 60)}.`, itemIndex },
	);
}

/**
 * 'Sort' by one of the fields.
 *
 * @param first the field that a new node has
 */
export function sortField(fields: string[], first = 'name'): INodeProperties {
	return {
		displayName: 'Sort',
		name: 'sort',
		type: 'collection',
		placeholder: 'Add sorting',
		default: {},
		options: [
			{
				displayName: 'Direction',
				name: 'direction',
				type: 'options',
				options: [
					{ name: 'Ascending', value: 'ascending' },
					{ name: 'Descending', value: 'descending' },
				],
				default: 'ascending',
			},
			{
				displayName: 'Field',
				name: 'field',
				type: 'options',
				options: [...fields].sort(compareWords).map((field) => ({ name: field, value: field })),
				default: first,
			},
		],
	};
}

/**
 * @param fields those that the form offers: by one that no row has, a limited list would be any rows
 * @param fallback the field when only a direction was chosen
 * @returns undefined without sorting: the server's order
 * @throws NodeOperationError naming field or direction
 */
export function readSort(
	context: IExecuteFunctions,
	itemIndex: number,
	fields: string[],
	fallback = 'name',
): SortEntry[] | undefined {
	const sort = readParameter(context, 'sort', itemIndex, {}) as {
		field?: string;
		direction?: string;
	};
	if (sort.field === undefined && sort.direction === undefined) return undefined;
	const directions = ['ascending', 'descending'] as const;
	return [
		{
			property: toOne(
				context,
				sort.field || fallback,
				"sort field 'Field'",
				[fallback, ...fields.filter((field) => field !== fallback)],
				itemIndex,
			),
			direction: toOne(context, sort.direction, "sort field 'Direction'", directions, itemIndex),
		},
	];
}

/** The pages of a list go side by side already. */
export const LISTS_UNDER_WAY = 1;

/** The list of a Get Many, beyond limit, sort, output and time limits, which are read here. */
export interface RowsWish {
	call: ListCall;
	/** What tells one row from another */
	keyOf: KeyOf;
	/** The filters that are set */
	sieve: Sieve;
	/** A person's own */
	customFilter?: FilterExpression[];
	output: OutputChoices;
	/** The fields that a person may sort by */
	sortable: string[];
	/** The field to sort by when only a direction was chosen */
	sortBy?: string;
	/** The fields that what the node adds is made of */
	needed: (apiVersion: string) => string[];
	/** Those that not every API version has */
	unsure?: string[];
	/** The fields to ask for when not all are output; the call may have to change with them */
	narrow?: (call: ListCall, fields: string[] | undefined) => Narrowed;
	/** False: VSPC documents neither filter nor sort nor select for the list */
	isQueryable?: boolean;
}

/** A call and the fields to select, all when left out. */
export interface Narrowed {
	call: ListCall;
	select?: string[];
}

export interface Rows {
	/** As VSPC sent them */
	rows: IDataObject[];
	pick: Output['pick'];
	/** The fields that were needed; undefined: all */
	fields?: string[];
}

/**
 * Reads the rows that an item asks for. Wrong parameters are told before any request.
 *
 * @param hints what a person should know is added
 * @throws NodeOperationError naming the parameter; what readList throws
 */
export async function readRows(
	context: IExecuteFunctions,
	vspc: VspcClient,
	wish: RowsWish,
	itemIndex: number,
	hints: string[],
): Promise<Rows> {
	const { keyOf, sieve, customFilter, isQueryable = true, narrow = selecting } = wish;
	const limit = readLimit(context, itemIndex);
	const sort = readSort(context, itemIndex, wish.sortable, wish.sortBy);
	const output = readOutput(context, wish.output, itemIndex);
	const limits = readLimits(context, itemIndex);
	const sorted = (sort ?? []).map(({ property }) => topOf(property));
	const { apiVersion } = await vspc.connect();
	const fields = output.fields && [
		...new Set([...output.fields, ...sieve.fields, ...sorted, ...wish.needed(apiVersion)]),
	];
	const { call, select } = narrow({ ...wish.call, itemIndex }, fields);
	const result = await readList(vspc.within(limits), {
		call,
		keyOf,
		filter: sieve.expressions,
		customFilter,
		keep: sieve.keep,
		sort: sort && [...sort, { property: 'instanceUid', direction: 'ascending' }],
		sortHere: !isQueryable,
		select: isQueryable ? select : undefined,
		unsure: wish.unsure,
		limit,
	});
	hints.push(...result.hints, ...missingFields(output.undocumented, result.rows));
	return { rows: result.rows, pick: output.pick, fields };
}

function selecting(call: ListCall, select: string[] | undefined): Narrowed {
	return { call, select };
}

/** A field that is misspelt is in no row, and an item without it looks like one whose value is missing. */
function missingFields(undocumented: string[], rows: IDataObject[]): string[] {
	return undocumented
		.filter((field) => rows.length > 0 && !rows.some((row) => field in row))
		.map((field) => `VSPC sent no field '${field.slice(0, 60)}': check its spelling in 'Fields'.`);
}
