import type { IDataObject } from 'n8n-workflow';

import type { VspcCall, VspcClient } from '../client/client';
import type { FilterExpression } from './filter';
import type { KeyOf } from './readAll';

/** The most rows that VSPC sends at once (vendor's API description). */
export const PAGE_SIZE = 500;

/** Rows by a property. */
export interface SortEntry {
	property: string;
	direction: 'ascending' | 'descending';
}

/** What of a collection is asked for. */
export interface ListQuery {
	/** All must hold */
	filter?: FilterExpression[];
	sort?: SortEntry[];
	/** Properties to send, all when left out */
	select?: string[];
}

/** A part of a collection. */
export interface PageQuery extends ListQuery {
	/** 1 to 500 */
	limit: number;
	offset: number;
}

/** Which collection, and what it is in words; `noun` and `uid` for one that belongs to a resource. */
export interface ListCall extends Omit<VspcCall, 'method' | 'qs' | 'body'> {
	/** A related resource to send with each row, in `_embedded`; only where VSPC documents it */
	expand?: string;
}

/** One page of a collection. */
export interface Page {
	rows: IDataObject[];
	/** Rows in the whole collection, where the server says so and the page does not show that there are more */
	total?: number;
	/** The page's place as the server sees it, where it says so: some ignore the one asked for */
	offset?: number;
}

/**
 * Whether others may follow a page, whatever the total says: it has as many rows as were asked for, or as the server
 * sends at the most. A server that sends more than was asked for sends all.
 *
 * @param atMost what the server sends at the most, as far as earlier pages show it
 */
export function isFull({ rows }: Page, asked: number, atMost: number): boolean {
	return rows.length >= Math.min(asked, atMost) && rows.length <= asked;
}

/** Reads one page of a collection. Throws as vspcRequest does. */
export async function readPage(vspc: VspcClient, call: ListCall, query: PageQuery): Promise<Page> {
	const { expand, ...about } = call;
	const qs: IDataObject = { limit: query.limit, offset: query.offset };
	if (query.filter?.length) qs.filter = JSON.stringify(query.filter);
	if (query.sort?.length) qs.sort = JSON.stringify(query.sort);
	if (query.select?.length) {
		qs.select = JSON.stringify(query.select.map((propertyPath) => ({ propertyPath })));
	}
	if (expand) qs.expand = expand;
	const { data: sent, meta } = await vspc.request({ ...about, method: 'GET', qs, isList: true });
	const data = sent === null ? [] : sent;
	if (!Array.isArray(data) || !data.every(isRow)) {
		throw vspc.error({ message: `VSPC did not answer with a list (${call.activity})` });
	}
	return { rows: data, ...placeOf(meta?.pagingInfo, data.length, query.offset) };
}

/**
 * What the paging information says, so far as it can be right: every reader of a list goes by it. A total that is
 * null, negative or smaller than what is there says nothing.
 */
export function placeOf(
	info: { total?: unknown; offset?: unknown } | null | undefined,
	count: number,
	asked: number,
): Pick<Page, 'total' | 'offset'> {
	const offset = isCount(info?.offset) ? info.offset : undefined;
	const end = count === 0 ? 0 : (offset ?? asked) + count;
	const total = isCount(info?.total) && info.total >= end ? info.total : undefined;
	return { total, offset };
}

function isCount(value: unknown): value is number {
	return Number.isInteger(value) && Number(value) >= 0;
}

function isRow(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether the key tells the row from others: keys of jobs and alarms end with the UID, or with nothing. */
function isKey(key: unknown): boolean {
	return key !== undefined && key !== null && key !== '' && !String(key).endsWith(':');
}

/** What tells rows apart where a list is put together: the key, or all that a row without a UID shows. */
export function rowKeyOf(keyOf: KeyOf): KeyOf {
	return (row) => {
		const key = keyOf(row);
		return isKey(key) ? key : JSON.stringify(row);
	};
}

/**
 * Whether no row comes twice. Rows without a UID may look alike and still be several: they are left to what the
 * places of pages show.
 */
export function areDistinct(rows: IDataObject[], keyOf: KeyOf): boolean {
	const keys = rows.map(keyOf).filter(isKey);
	return new Set(keys).size === keys.length;
}

/** All keys by which rows may be looked for. */
export function keysOf(rows: IDataObject[], keyOf: KeyOf): string[] {
	return rows.flatMap((row) => {
		const key = keyOf(row);
		return isKey(key) ? String(key) : [String(key), JSON.stringify(row)];
	});
}
