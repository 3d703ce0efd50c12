import type { IDataObject } from 'n8n-workflow';

import { asError, inParallel } from '../../util/clock';
import { spelled } from '../../util/text';
import type { VspcCall, VspcClient } from '../client/client';
import type { FilterExpression } from './filter';

/** The most rows that VSPC sends at once (vendor's API description). */
export const PAGE_SIZE = 500;

/** Rows by a property. */
export interface SortEntry {
	property: string;
	direction: 'ascending' | 'descending';
}

/** What of a collection is asked for. */
export interface ListQuery {
	/** A row must match all */
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
	/** Parameters that only this list has */
	own?: IDataObject;
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

/** Reads one page of a collection. Throws as vspc.request does. */
export async function readPage(vspc: VspcClient, call: ListCall, query: PageQuery): Promise<Page> {
	const { expand, own, ...about } = call;
	const qs: IDataObject = { ...own, limit: query.limit, offset: query.offset };
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

/** Whether the key identifies the row: keys of jobs and alarms end with the UID, or with nothing. */
function isKey(key: unknown): boolean {
	return !/^$|:$/.test(spelled(key));
}

/** What distinguishes rows where a list is put together: the key, or all that a row without a UID shows. */
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
		return isKey(key) ? spelled(key) : [spelled(key), JSON.stringify(row)];
	});
}

/** Reads `limit` rows from `offset` on. */
export type PageReader = (offset: number, limit: number) => Promise<Page>;

export type KeyOf<Row extends IDataObject = IDataObject> = (row: Row) => unknown;

/** A list that could not be read completely; a part of it is worse than none. */
export class IncompleteListError extends Error {}

/** More at once only makes VSPC throttle. */
const PAGES_UNDER_WAY = 4;

/** How often a list is read from the start when it doesn't fit together. */
const ATTEMPTS = 3;

/**
 * Reads a whole list, in the server's order, each row once and none lost, or not at all.
 *
 * Pages overlap by one row: a page whose first row isn't the last one of the page before shows that rows
 * came, went or changed places meanwhile, or that the server ignores the offset. Then the list is read
 * again, page by page.
 *
 * @param keyOf what distinguishes rows
 * @throws IncompleteListError with the reason in words
 */
export async function readAll(read: PageReader, keyOf: KeyOf): Promise<IDataObject[]> {
	return await attempt(async (isFirst) =>
		isFirst ? await readSideBySide(read, keyOf) : await readOneByOne(read, keyOf, PAGE_SIZE),
	);
}

/**
 * Reads from the start until there is enough, or the list ends.
 *
 * @param pageSize rows of the first page, when fewer than a whole page are expected to do
 * @param isEnough called with all rows read so far
 * @throws IncompleteListError
 */
export async function readUntil(
	read: PageReader,
	keyOf: KeyOf,
	pageSize: number,
	isEnough: (rows: IDataObject[]) => boolean,
): Promise<IDataObject[]> {
	return await attempt(async () => await readOneByOne(read, keyOf, pageSize, isEnough));
}

/** Reads again from the start as long as pages don't fit together, up to a limit. */
async function attempt(
	readOnce: (isFirst: boolean) => Promise<IDataObject[]>,
): Promise<IDataObject[]> {
	let reason = '';
	for (let count = 0; count < ATTEMPTS; count++) {
		try {
			return await readOnce(count === 0);
		} catch (error) {
			if (!(error instanceof Irregularity)) throw asError(error);
			reason = error.message;
		}
	}
	throw new IncompleteListError(reason);
}

/** A page doesn't fit to the ones before it. */
class Irregularity extends Error {}

const CHANGED = 'it changed while it was read';
const REPEATED = 'VSPC sends the same page again';

async function readSideBySide(read: PageReader, keyOf: KeyOf): Promise<IDataObject[]> {
	const first = await read(0, PAGE_SIZE);
	const { total } = first;
	const size = first.rows.length;
	// The server's own page size may be smaller than ours; a page of one row could not overlap.
	const step = size - 1;
	if (total === undefined || (size === total && isFull(first, PAGE_SIZE, PAGE_SIZE))) {
		return await readOneByOne(read, keyOf, PAGE_SIZE, undefined, first);
	}
	if (size === total) return distinct(first.rows, keyOf);
	if (step < 1 || size > total) throw new Irregularity(CHANGED);
	const offsets: number[] = [];
	for (let offset = step; offset + 1 < total; offset += step) offsets.push(offset);
	const pages = await inParallel(offsets, PAGES_UNDER_WAY, async (offset) => {
		const page = await read(offset, size);
		if (page.total !== total) throw new Irregularity(CHANGED);
		if (page.rows.length !== Math.min(size, total - offset)) throw new Irregularity(CHANGED);
		return page;
	});
	const rows = [...first.rows];
	for (const [index, page] of pages.entries()) append(rows, page, offsets[index], keyOf);
	// A total alone is not believed: a page that is full may be followed by another one.
	if (pages[pages.length - 1].rows.length === size) {
		append(rows, await read(total - 1, size), total - 1, keyOf);
		if (rows.length !== total) throw new Irregularity(CHANGED);
	}
	return distinct(rows, keyOf);
}

async function readOneByOne(
	read: PageReader,
	keyOf: KeyOf,
	pageSize: number,
	isEnough: (rows: IDataObject[]) => boolean = () => false,
	first?: Page,
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	let asked = pageSize;
	/** What the server sends at the most, as far as a page that is followed by others shows it */
	let size = PAGE_SIZE;
	for (let page = first ?? (await read(0, asked)); ; ) {
		const before = rows.length;
		append(rows, page, before === 0 ? 0 : before - 1, keyOf);
		const { total } = page;
		if (isEnough(rows)) return distinct(rows, keyOf);
		// A total alone is not believed: a page that is full may be followed by another one.
		const isAtEnd = rows.length === before || !isFull(page, asked, size);
		if (total === undefined ? rows.length === before : rows.length >= total && isAtEnd) {
			return distinct(rows, keyOf);
		}
		if (rows.length === before) throw new Irregularity(CHANGED);
		if (page.rows.length < asked) size = Math.min(size, page.rows.length);
		asked = PAGE_SIZE;
		page = await read(rows.length - 1, asked);
	}
}

/** Adds a page that begins with the last row there is. */
function append(rows: IDataObject[], page: Page, offset: number, keyOf: KeyOf): void {
	if (page.offset !== undefined && page.offset !== offset) throw new Irregularity(REPEATED);
	if (rows.length === 0) {
		rows.push(...page.rows);
		return;
	}
	const rowKey = rowKeyOf(keyOf);
	// The last row there is was asked for again, so a page is never empty.
	const key = page.rows.length > 0 ? rowKey(page.rows[0]) : undefined;
	if (key !== rowKey(rows[rows.length - 1])) {
		throw new Irregularity(key === rowKey(rows[0]) ? REPEATED : CHANGED);
	}
	for (const row of page.rows.slice(1)) rows.push(row);
}

function distinct(rows: IDataObject[], keyOf: KeyOf): IDataObject[] {
	if (!areDistinct(rows, keyOf)) throw new Irregularity(CHANGED);
	return rows;
}
