import type { IDataObject } from 'n8n-workflow';

import { asError } from '../../util/clock';
import { canGoOnLater } from '../client/explanation';
import { isSorted } from './filter';
import { isFull, type KeyOf, PAGE_SIZE } from './pages';
import type { ListPages } from './readList';

/** A list whose newest rows say what has happened lately. */
export interface NewestSource {
	keyOf: KeyOf;
	pages: ListPages;
	/** The time that rows are sorted by; undefined for a row without one */
	timeOf: (row: IDataObject) => number | undefined;
	/** The property that has it */
	property: string;
	/** Whether a row shows something new */
	isNew: (row: IDataObject) => boolean;
	/** No row was ever seen, so that the list may have none */
	mayBeEmpty?: boolean;
}

/** The newest rows of a list. */
export interface Newest {
	rows: IDataObject[];
	/** False when the server does not sort, so that the newest rows may be anywhere */
	isSorted: boolean;
	/** All rows that show something new are among them */
	isComplete: boolean;
}

/** So much of a page without anything new shows that there is nothing new further down: servers' clocks differ. */
const QUIET_PART = 0.25;

/**
 * Reads a list by a time, newest first, until a page ends with rows that show nothing new.
 *
 * @throws what vspc.request throws
 */
export async function readNewestFirst(
	{ keyOf, pages, timeOf, property, isNew, mayBeEmpty = false }: NewestSource,
	isTimeUp: (ahead?: number) => boolean,
): Promise<Newest> {
	const sort = [{ property, direction: 'descending' as const }];
	const rows: IDataObject[] = [];
	const keys = new Set<unknown>();
	const found = (areSorted: boolean, isComplete: boolean): Newest => ({
		rows,
		isSorted: areSorted,
		isComplete: areSorted && isComplete,
	});
	/** What the server sends at the most, as far as a page that is followed by others shows it */
	let size = PAGE_SIZE;
	for (;;) {
		const page = await pages.read(rows.length, PAGE_SIZE, sort).catch(asError);
		if (page instanceof Error) {
			if (rows.length === 0 || !canGoOnLater(page)) throw page;
			return found(true, false);
		}
		const count = keys.size;
		for (const row of page.rows) keys.add(keyOf(row));
		// A server that ignores the offset sends the same page for ever.
		const goesOn = keys.size > count || page.rows.length === 0;
		const isInPlace = goesOn && (page.offset ?? rows.length) === rows.length;
		const areSorted = isInPlace && isSorted([...rows.slice(-1), ...page.rows], sort);
		rows.push(...page.rows);
		if (!areSorted) return found(false, false);
		const total = page.total ?? Infinity;
		if (page.rows.length === 0) {
			// Fewer rows than the total are no end, nor is a list that has lost all of its rows.
			const isEnd = page.total === undefined ? rows.length > 0 || mayBeEmpty : rows.length >= total;
			return found(true, isEnd);
		}
		// A total alone is not believed: a page that is full may be followed by another one.
		if (rows.length >= total && !isFull(page, PAGE_SIZE, size)) return found(true, true);
		size = Math.min(size, page.rows.length);
		const quiet = page.rows.slice(Math.floor(page.rows.length * (1 - QUIET_PART)));
		// Rows without a time come last, or first where the server sorts them so: then they say nothing.
		if (!quiet.some((row) => timeOf(row) !== undefined)) return found(rows.length >= total, false);
		const goesOnBelow = quiet.some(isNew);
		if (!goesOnBelow || isTimeUp(pages.longest)) return found(true, !goesOnBelow);
	}
}
