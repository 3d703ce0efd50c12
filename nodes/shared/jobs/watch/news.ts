import type { IDataObject } from 'n8n-workflow';

import { PAGE_SIZE, type Page } from '../../list/page';
import { isSorted } from '../../list/sort';
import { sight } from './sighting';
import type { JobSource } from './source';
import type { Known } from '../../trigger/known';
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
	isTimeUp: () => boolean,
): Promise<News> {
	const end = kind.properties.lastEnd ?? kind.properties.lastRun;
	const sort = [{ property: end, direction: 'descending' as const }];
	const rows: IDataObject[] = [];
	const keys = new Set<unknown>();
	for (;;) {
		const page = await pages.read(rows.length, PAGE_SIZE, sort);
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
		if (rows.length >= (page.total ?? Infinity)) return { rows, isReliable: true };
		if (!tells) return { rows, isReliable: false };
		const hasNews = quiet.some((row) => {
			const seen = sight(kind, row);
			return isNews(known.get(seen.id), seen);
		});
		if (!hasNews || isTimeUp()) return { rows, isReliable: !hasNews };
	}
}

/** Whether an empty page shows that the list has ended: there should be no more rows, and jobs that were there. */
function hasEnded(rows: IDataObject[], { total }: Page, known: Map<string, Known>): boolean {
	if (total !== undefined) return rows.length >= total;
	return rows.length > 0 || known.size === 0;
}
