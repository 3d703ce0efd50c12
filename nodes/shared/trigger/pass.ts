import type { IDataObject } from 'n8n-workflow';

import { PAGE_SIZE } from '../list/page';
import { readAll, type KeyOf } from '../list/readAll';
import { readSlice, type Place } from '../list/slice';
import type { TolerantPages } from '../list/tolerant';

/** A list that is read in full now and then. */
export interface PassSource {
	keyOf: KeyOf;
	/** Whether VSPC documents filter, sort and select for the list */
	isQueryable: boolean;
	pages: TolerantPages;
}

/** How far the full reads of a list have come, as this process remembers. */
export interface PassProgress {
	/** Another scope has another list */
	scope: string;
	/** Where the pass under way goes on; undefined when none is */
	place?: Place;
	/** Keys that the pass under way has seen */
	seen: Set<string>;
	/** When the last one was complete, milliseconds since 1970 */
	completedAt?: number;
	/** Rows that the last complete one saw */
	size: number;
}

/** A full read or a part of one; `progress` counts once its rows have been taken. */
export interface Pass {
	rows: IDataObject[];
	isComplete: boolean;
	/** Keys of all its parts */
	seen: Set<string>;
	progress: PassProgress;
}

const LONGEST_PAUSE_MS = 3_600_000;

/** Full reads cost two requests a minute at the most, and come once an hour at the least. */
const PAUSE_PER_PAGE_MS = 30_000;

export function startProgress(scope: string): PassProgress {
	return { scope, seen: new Set(), size: 0 };
}

/** Whether a full read should be begun, or gone on with. */
export function isPassDue({ place, completedAt, size }: PassProgress, now: number): boolean {
	if (place !== undefined || completedAt === undefined || now < completedAt) return true;
	const pages = Math.ceil(size / PAGE_SIZE);
	// What fits two pages costs no more than looking for news does.
	if (pages <= 2) return true;
	return now - completedAt >= Math.min(pages * PAUSE_PER_PAGE_MS, LONGEST_PAUSE_MS);
}

/**
 * Reads everything, as far as the time lets it; what came late, what was deleted, and what a server that ignores
 * sorting hides, is found here.
 *
 * @throws what vspcRequest throws; IncompleteListError
 */
export async function readPass(
	source: PassSource,
	progress: PassProgress,
	isTimeUp: () => boolean,
	now: number,
): Promise<Pass> {
	const { keyOf, isQueryable, pages } = source;
	const read = async (offset: number, limit: number) =>
		await pages.read(
			offset,
			limit,
			// By what stays the same while all else changes.
			isQueryable ? [{ property: 'instanceUid', direction: 'ascending' }] : undefined,
		);
	if (!isQueryable) {
		const rows = await readAll(read, keyOf);
		return complete(source, progress, rows, new Set(), now);
	}
	const { rows, next } = await pages.complete(
		async () => await readSlice(read, keyOf, progress.place, isTimeUp),
	);
	if (!next) return complete(source, progress, rows, progress.seen, now);
	const seen = withKeys(source, progress.seen, rows);
	return { rows, isComplete: false, seen, progress: { ...progress, place: next, seen } };
}

function complete(
	source: PassSource,
	{ scope }: PassProgress,
	rows: IDataObject[],
	before: Set<string>,
	now: number,
): Pass {
	const seen = withKeys(source, before, rows);
	const progress = { ...startProgress(scope), completedAt: now, size: seen.size };
	return { rows, isComplete: true, seen, progress };
}

function withKeys({ keyOf }: PassSource, keys: Set<string>, rows: IDataObject[]): Set<string> {
	const all = new Set(keys);
	for (const row of rows) all.add(String(keyOf(row)));
	return all;
}
