import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Connection } from '../../shared/connection';
import type { FilterExpression } from '../../shared/list/filter';
import type { ListCall } from '../../shared/list/page';
import { readList } from '../../shared/list/query';
import type { KeyOf } from '../../shared/list/readAll';
import type { Sieve } from '../../shared/list/rules';
import { topOf } from '../../shared/list/valueAt';
import { readLimit, readSort } from '../list';
import { readLimits } from '../options';
import { readOutput, type Output, type OutputChoices } from '../output';

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
	connection: () => Promise<Connection>,
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
	const connected = await connection();
	const fields = output.fields && [
		...new Set([
			...output.fields,
			...sieve.fields,
			...sorted,
			...wish.needed(connected.apiVersion),
		]),
	];
	const { call, select } = narrow({ ...wish.call, itemIndex }, fields);
	const result = await readList(
		context,
		connected,
		{
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
		},
		limits,
	);
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
