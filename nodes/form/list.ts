import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { type FilterExpression, type RowFilter, topOf, toRowFilter } from '../vspc/list/filter';
import type { KeyOf, ListCall, SortEntry } from '../vspc/list/pages';
import type { Vspc } from '../vspc/vspc';
import { choicesInWords } from './filters';
import { type Output, type OutputChoices, readOutput, withToolDefault } from './output';
import type { Parameters } from './parameters';

const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1, numberPrecision: 0 },
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

/** How many rows an item wants; undefined: all. */
export function readLimit(p: Parameters): number | undefined {
	return p.boolean('returnAll') ? undefined : p.number('limit');
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
				options: choicesInWords(fields),
				default: first,
			},
		],
	};
}

/** How an item wants the rows sorted; undefined without sorting: the server's order. */
function readSort({ sort }: Parameters, first: string): SortEntry[] | undefined {
	if (!sort.has('field') && !sort.has('direction')) return undefined;
	return [
		{
			// By a field that no row has, a limited list would be any rows.
			property: sort.choice('field', first),
			direction: sort.choice('direction', 'ascending'),
		},
	];
}

/** The pages of a list go side by side already. */
export const LISTS_AT_ONCE = 1;

/** What every Get Many asks. */
export interface ListInput {
	limit?: number;
	sort?: SortEntry[];
	output: Output;
}

/** @param first the field to sort by when only a direction was chosen */
export function readListInput(p: Parameters, output: OutputChoices, first = 'name'): ListInput {
	return { limit: readLimit(p), sort: readSort(p, first), output: readOutput(p, output) };
}

/** The list of a Get Many, beyond what every one asks. */
export interface Listing {
	call: ListCall;
	/** What distinguishes one row from another; `instanceUid` when left out */
	keyOf?: KeyOf;
	/** The filters that are set */
	rowFilter?: RowFilter;
	/** A person's own */
	customFilter?: FilterExpression[];
	/** The fields that the row's key and what the node adds is made of; `instanceUid` when left out */
	needed?: (apiVersion: string) => string[];
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
	/** The fields that were needed; undefined: all */
	fields?: string[];
}

/**
 * Reads the rows that an item asks for.
 *
 * @throws what readList throws
 */
export async function readRows(
	vspc: Vspc,
	{ limit, sort, output }: ListInput,
	listing: Listing,
): Promise<Rows> {
	const { keyOf = uidOf, rowFilter = toRowFilter([]), needed = () => ['instanceUid'] } = listing;
	const { customFilter, isQueryable = true, narrow = selecting } = listing;
	const sorted = (sort ?? []).map(({ property }) => topOf(property));
	const { apiVersion } = await vspc.connect();
	const fields = output.fields && [
		...new Set([...output.fields, ...rowFilter.fields, ...sorted, ...needed(apiVersion)]),
	];
	const { call, select } = narrow(listing.call, fields);
	const { rows, hints } = await vspc.list({
		call,
		keyOf,
		filter: rowFilter.expressions,
		customFilter,
		keep: rowFilter.keep,
		sort: sort && [...sort, { property: 'instanceUid', direction: 'ascending' }],
		sortHere: !isQueryable,
		select: isQueryable ? select : undefined,
		unsure: listing.unsure,
		limit,
	});
	vspc.hint(...hints, ...missingFields(output.undocumented, rows));
	return { rows, fields };
}

const uidOf: KeyOf = ({ instanceUid }) => instanceUid;

function selecting(call: ListCall, select: string[] | undefined): Narrowed {
	return { call, select };
}

/** A field that is misspelt is in no row, and an item without it looks like one whose value is missing. */
export function missingFields(undocumented: string[], rows: IDataObject[]): string[] {
	return undocumented
		.filter((field) => rows.length > 0 && !rows.some((row) => field in row))
		.map((field) => `VSPC sent no field '${field.slice(0, 60)}': check its spelling in 'Fields'.`);
}
