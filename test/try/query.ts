import type { IDataObject } from 'n8n-workflow';

import type * as Filters from '../../nodes/vspc/list/filter';
import type { FilterExpression } from '../../nodes/vspc/list/filter';
import type { SortEntry } from '../../nodes/vspc/list/pages';
import type { Envelope, Findings } from './answer';
import { built } from './built';
import type { Call, FilterProbe } from './calls';

const { isSorted, topOf } = built<typeof Filters>('nodes/vspc/list/filter.js');

/** Query parameters of a list. */
export interface ListParameters {
	limit: number;
	offset: number;
	filter?: FilterExpression[];
	sort?: SortEntry[];
	select?: string[];
}

/**
 * Asks for a page.
 *
 * @returns undefined where the server refuses it; why is among the findings already
 */
export type Ask = (parameters: ListParameters, what: string) => Promise<Envelope | undefined>;

const PAGE = 500;

/** More rows are not read just to look at them. */
const MANY = 2000;

/** Limit, offset and total: each page begins with a row that another page has shown. */
export async function checkPages(
	first: Envelope,
	keyOf: (row: IDataObject) => string,
	ask: Ask,
	findings: Findings,
): Promise<IDataObject[]> {
	const { rows, total } = first;
	if (rows.length >= 2) {
		const place = Math.min(10, rows.length - 1);
		const page = await ask({ limit: place, offset: place }, 'offset');
		if (page) {
			const isRight = page.rows.length > 0 && keyOf(page.rows[0]) === keyOf(rows[place]);
			const isFirst = page.rows.length > 0 && keyOf(page.rows[0]) === keyOf(rows[0]);
			const instead = isFirst
				? 'the first page came again'
				: 'the rows are not those in this place';
			findings.check(isRight, 'offset', `offset: ${instead}`);
		}
	}
	if (total === undefined) return rows;
	if (total > rows.length && rows.length < PAGE && rows.length > 0) {
		findings.notes.add(`pages have ${rows.length} rows at the most`);
	}
	const end = await ask({ limit: 10, offset: total }, 'the end');
	if (end) findings.check(end.rows.length === 0, 'end', 'end: there are rows behind the total');
	return total > rows.length && total <= MANY ? await readRest(first, keyOf, ask, findings) : rows;
}

async function readRest(
	first: Envelope,
	keyOf: (row: IDataObject) => string,
	ask: Ask,
	findings: Findings,
): Promise<IDataObject[]> {
	const rows = [...first.rows];
	const total = first.total ?? 0;
	while (rows.length > 0 && rows.length < total) {
		const page = await ask({ limit: PAGE, offset: rows.length - 1 }, 'next page');
		if (!page) return rows;
		if (page.rows.length === 0 || keyOf(page.rows[0]) !== keyOf(rows[rows.length - 1])) {
			findings.differs.add('pages do not fit together: the list changed, or the offset is ignored');
			return rows;
		}
		if (page.rows.length === 1) break;
		rows.push(...page.rows.slice(1));
	}
	findings.check(rows.length === total, 'total', 'total: it is not the number of rows');
	return rows;
}

/** Whether filter, sort and select do what they say. */
export async function checkQueries(
	{ query, uid }: Call,
	rows: IDataObject[],
	isWhole: boolean,
	ask: Ask,
	findings: Findings,
): Promise<void> {
	if (!query || rows.length === 0) return;
	await checkSelect(query.select, ask, findings);
	for (const property of query.sort) await checkSort(property, ask, findings);
	for (const filter of query.filters) {
		await checkFilter(filter, rows, isWhole, (row) => String(row[uid]), ask, findings);
	}
}

async function checkSelect(select: string[], ask: Ask, findings: Findings): Promise<void> {
	const page = await ask({ limit: 10, offset: 0, select }, 'select');
	if (!page || page.rows.length === 0) return;
	const wanted = new Set(select.map(topOf));
	const isObeyed = page.rows.every((row) => Object.keys(row).every((name) => wanted.has(name)));
	findings.check(isObeyed, 'select', 'select: ignored, there are other fields');
	const lacks = select.filter((name) => page.rows.every((row) => !Object.hasOwn(row, name)));
	for (const name of lacks) findings.differs.add(`select: ${name} was asked for and is missing`);
}

async function checkSort(property: string, ask: Ask, findings: Findings): Promise<void> {
	for (const direction of ['ascending', 'descending'] as const) {
		const what = `sort by ${property}`;
		const sort = [{ property, direction }];
		const page = await ask({ limit: 200, offset: 0, sort }, what);
		// Refused in one direction, it is in the other.
		if (!page) return;
		const isRight = isSorted(page.rows, sort);
		findings.check(isRight, what, `${what}: the rows are not ${direction}`);
	}
}

async function checkFilter(
	{ name, rule, isWide }: FilterProbe,
	rows: IDataObject[],
	isWhole: boolean,
	keyOf: (row: IDataObject) => string,
	ask: Ask,
	findings: Findings,
): Promise<void> {
	const what = `filter by ${name}`;
	// A row from the middle: the first one may be special.
	const sample = [...rows.slice(Math.floor(rows.length / 2)), ...rows].find((row) => rule(row));
	const set = sample && rule(sample);
	if (!set?.expression) {
		findings.notes.add(`${what}: nothing to filter by`);
		return;
	}
	const page = await ask({ limit: PAGE, offset: 0, filter: [set.expression] }, what);
	if (!page) return;
	const wrong = page.rows.filter((row) => !set.keep(row)).length;
	const isIgnored = page.total !== undefined && page.total >= rows.length;
	if (wrong > 0 && (!isWide || isIgnored)) {
		const why = isIgnored ? 'ignored' : 'wrong';
		findings.differs.add(`${what}: ${why}, ${wrong} of ${page.rows.length} rows do not fit`);
		return;
	}
	const isAll = page.total === undefined ? page.rows.length < PAGE : page.total <= page.rows.length;
	const sent = new Set(page.rows.map(keyOf));
	const missing = rows.filter((row) => set.keep(row) && !sent.has(keyOf(row))).length;
	if (isAll && missing > 0) findings.differs.add(`${what}: ${missing} rows that fit are missing`);
	else findings.matches.add(isAll && isWhole ? what : `${what} (as far as was looked)`);
}
