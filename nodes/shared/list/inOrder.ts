import type { IDataObject } from 'n8n-workflow';

import { elapsed } from '../clock';
import { canGoOnLater } from '../explanation';
import { asError } from '../parallel';
import { parseTime } from '../time';
import type { FilterCondition } from './filter';
import type { Page } from './page';
import { IncompleteListError, type KeyOf } from './readAll';
import { rowKeyOf } from './rowKey';
import { timeIs } from './rules';
import { valueAt } from './valueAt';

/** Where a list that is read without offsets goes on. */
export interface OrderPlace {
	/** Rows from this value of the property on, some of which may have been taken */
	from: string;
	/** Rows behind the last one that was taken */
	left: number;
}

/** A part of a list, as `Slice`. */
export interface OrderSlice {
	rows: IDataObject[];
	/** Undefined when the list has ended */
	next?: OrderPlace;
}

/** Reads the first rows in the order of the property: of all, or of those that the condition holds for. */
export type OrderReader = (condition: FilterCondition | undefined) => Promise<Page>;

const REPEATED = 'VSPC sends the same page again';
const CHANGED = 'it changed while it was read';

/**
 * Reads a list from a place on in the order of a property and without any offset: for servers that ignore
 * offsets. Which value comes behind which is the server's affair; that it sorts and filters at all is checked
 * by how many rows it says are left.
 *
 * @param taken keys of the rows in the parts before
 * @param isTimeUp asked after every page, with the milliseconds that the next one is likely to take
 * @throws IncompleteListError with the reason in words; what the reader throws
 */
export async function readSliceInOrder(
	read: OrderReader,
	property: string,
	keyOf: KeyOf,
	{ place, taken }: { place?: OrderPlace; taken: ReadonlySet<string> },
	isTimeUp: (ahead: number) => boolean,
): Promise<OrderSlice> {
	const rows: IDataObject[] = [];
	const rowKey = rowKeyOf(keyOf);
	const keys = new Set(taken);
	let at = place;
	let longest = 0;
	for (;;) {
		const started = elapsed();
		const page = await read(at && notBefore(property, at.from)).catch(asError);
		if (page instanceof Error) {
			if (rows.length === 0 || !canGoOnLater(page)) throw page;
			return { rows, next: at };
		}
		longest = Math.max(longest, elapsed() - started);
		// Without a total nothing tells whether rows were left out.
		if (page.total === undefined) throw new IncompleteListError(REPEATED);
		const isTaken = (row: IDataObject) => keys.has(String(rowKey(row)));
		const start = page.rows.findIndex((row) => !isTaken(row));
		const fresh = start < 0 ? [] : page.rows.slice(start);
		if (fresh.some(isTaken)) throw new IncompleteListError(REPEATED);
		// Fewer than were left: rows were deleted, or the server does not sort and some come before the place.
		const overlap = page.rows.length - fresh.length;
		if (at && page.total - overlap < at.left) throw new IncompleteListError(CHANGED);
		for (const row of fresh) keys.add(String(rowKey(row)));
		rows.push(...fresh);
		const left = page.total - page.rows.length;
		if (left <= 0) return { rows };
		const from = valueAt(fresh[fresh.length - 1] ?? {}, property);
		if (typeof from !== 'string') throw new IncompleteListError(REPEATED);
		at = { from, left };
		if (isTimeUp(longest)) return { rows, next: at };
	}
}

function notBefore(property: string, value: string): FilterCondition {
	const time = property.endsWith('.time') ? parseTime(value) : undefined;
	if (time !== undefined) return timeIs(property, 'greaterThanOrEqual', Math.floor(time));
	return { property, operation: 'greaterThanOrEqual', value };
}
