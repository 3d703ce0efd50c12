import type { IDataObject } from 'n8n-workflow';

import { canGoOnLater } from '../../explanation';
import { isFull, PAGE_SIZE, type Page, type SortEntry } from '../../list/page';
import { isSorted } from '../../list/sort';
import { asError } from '../../parallel';
import type { JobKind } from '../kinds/kind';
import { sight } from './sighting';
import type { JobSource } from './source';
import type { Known } from '../../trigger/known';
import type { Recent } from './session';
import { isNews } from './step';

/** The jobs whose sessions ended last. */
export interface News {
	rows: IDataObject[];
	/** False when the server does not sort, so that there may be others */
	isReliable: boolean;
}

/** So much of a page without news shows that there are none further down: servers' clocks differ. */
const QUIET_PART = 0.25;

/**
 * Reads jobs by the end of their latest session, newest first, until there is nothing new.
 *
 * @throws what vspcRequest throws
 */
export async function readNews(
	{ kind, pages }: JobSource,
	known: Map<string, Known>,
	isTimeUp: (ahead?: number) => boolean,
	recent: Map<string, Recent> = new Map(),
	now: number = Math.floor(Date.now() / 1000),
): Promise<News> {
	const sort = newestFirst(kind);
	const rows: IDataObject[] = [];
	const keys = new Set<unknown>();
	/** What the server sends at the most, as far as a page that is followed by others shows it */
	let size = PAGE_SIZE;
	for (;;) {
		const page = await pages.read(rows.length, PAGE_SIZE, sort).catch(asError);
		if (page instanceof Error) {
			if (rows.length === 0 || !canGoOnLater(page)) throw page;
			return { rows, isReliable: false };
		}
		const before = keys.size;
		for (const row of page.rows) keys.add(kind.keyOf(row));
		// A server that ignores the offset sends the same page for ever.
		const goesOn = keys.size > before || page.rows.length === 0;
		const isReliable =
			goesOn &&
			isSorted([...rows.slice(-1), ...page.rows], sort) &&
			(page.offset ?? rows.length) === rows.length;
		rows.push(...page.rows);
		if (!isReliable) return { rows, isReliable };
		const quiet = page.rows
			.slice(Math.floor(page.rows.length * (1 - QUIET_PART)))
			.filter((row) => kind.keyOf(row) !== undefined);
		// Jobs that never ran come last, or first where the server sorts them so: then it tells nothing.
		const tells = quiet.some((row) => sight(kind, row).time !== undefined);
		if (page.rows.length === 0) return { rows, isReliable: hasEnded(rows, page, known) };
		// A total alone is not believed: a page that is full may be followed by another one.
		if (rows.length >= (page.total ?? Infinity) && !isFull(page, PAGE_SIZE, size)) {
			return { rows, isReliable: true };
		}
		size = Math.min(size, page.rows.length);
		if (!tells) return { rows, isReliable: false };
		const hasNews = quiet.some((row) => {
			const seen = sight(kind, row);
			return isNews(known.get(seen.id), seen, recent.get(seen.id), now);
		});
		if (!hasNews || isTimeUp(pages.longest)) return { rows, isReliable: !hasNews };
	}
}

/** Whether an empty page shows that the list has ended: there should be no more rows, and jobs that were there. */
function hasEnded(rows: IDataObject[], { total }: Page, known: Map<string, Known>): boolean {
	if (total !== undefined) return rows.length >= total;
	return rows.length > 0 || known.size === 0;
}

/**
 * Reads the jobs whose sessions ended last, one page of them.
 *
 * @returns `from`: every job that showed a later end is among the rows; undefined when that is not sure
 * @throws what vspcRequest throws
 */
export async function readNewest({
	kind,
	pages,
}: JobSource): Promise<{ rows: IDataObject[]; from?: number }> {
	const sort = newestFirst(kind);
	const { rows, offset = 0 } = await pages.read(0, PAGE_SIZE, sort);
	const times = rows.map((row) => sight(kind, row).time);
	// Where jobs without any time come first, or the server does not sort, there may be others.
	if (offset !== 0 || times[0] === undefined || !isSorted(rows, sort)) return { rows };
	return { rows, from: times.at(-1) ?? 0 };
}

function newestFirst({ properties }: JobKind): SortEntry[] {
	return [{ property: properties.lastEnd ?? properties.lastRun, direction: 'descending' }];
}
