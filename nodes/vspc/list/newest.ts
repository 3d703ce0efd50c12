import type { IDataObject } from 'n8n-workflow';

import { asError } from '../../util/clock';
import { canGoOnLater } from '../client/explanation';
import { isSorted } from './filter';
import { PAGE_SIZE } from './page';
import type { KeyOf } from './readAll';
import type { TolerantPages } from './readList';

/** A list whose newest rows say what has happened lately. */
export interface NewestSource {
	keyOf: KeyOf;
	pages: TolerantPages;
	/** The time that rows are sorted by; undefined for a row without one */
	timeOf: (row: IDataObject) => number | undefined;
	/** The property that holds it */
	property: string;
	/** Whether a row shows something that is not known */
	isNews: (row: IDataObject) => boolean;
}

/** The newest rows of a list. */
export interface Newest {
	rows: IDataObject[];
	/** False when the server does not sort, so that there may be others */
	isReliable: boolean;
}

/** So much of a page without news shows that there are none further down: servers' clocks differ. */
const QUIET_PART = 0.25;

/**
 * Reads a list by a time, newest first, until a page ends with rows that are known.
 *
 * @throws what vspcRequest throws
 */
export async function readNewestFirst(
	{ keyOf, pages, timeOf, property, isNews }: NewestSource,
	isTimeUp: (ahead?: number) => boolean,
): Promise<Newest> {
	const sort = [{ property, direction: 'descending' as const }];
	const rows: IDataObject[] = [];
	const keys = new Set<unknown>();
	for (;;) {
		const page = await pages.read(rows.length, PAGE_SIZE, sort).catch(asError);
		if (page instanceof Error) {
			if (rows.length === 0 || !canGoOnLater(page)) throw page;
			return { rows, isReliable: true };
		}
		const before = keys.size;
		for (const row of page.rows) keys.add(keyOf(row));
		// A server that ignores the offset sends the same page for ever.
		const goesOn = keys.size > before || page.rows.length === 0;
		const isReliable =
			goesOn &&
			isSorted([...rows.slice(-1), ...page.rows], sort) &&
			(page.offset ?? rows.length) === rows.length;
		rows.push(...page.rows);
		if (!isReliable || page.rows.length === 0) return { rows, isReliable };
		const quiet = page.rows.slice(Math.floor(page.rows.length * (1 - QUIET_PART)));
		// Rows without a time come last, or first where the server sorts them so: then they say nothing.
		if (!quiet.some((row) => timeOf(row) !== undefined)) {
			return { rows, isReliable: rows.length >= (page.total ?? Infinity) };
		}
		if (!quiet.some(isNews) || isTimeUp(pages.longest)) return { rows, isReliable };
	}
}
