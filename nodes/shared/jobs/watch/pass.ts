import type { IDataObject } from 'n8n-workflow';

import { PAGE_SIZE } from '../../list/page';
import { readAll } from '../../list/readAll';
import { readSlice, type Place } from '../../list/slice';
import type { JobSource } from './source';

/** How far the full reads of a kind of jobs have come, as this process remembers. */
export interface PassProgress {
	/** Another scope has another list */
	scope: string;
	/** Where the pass under way goes on; undefined when none is */
	place?: Place;
	/** Job keys that the pass under way has seen */
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
	/** Job keys of all its parts */
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
 * Reads all jobs, as far as the time lets it; late sessions, deleted jobs, and what a server that ignores
 * sorting hides, are found here.
 *
 * @throws what vspcRequest throws; IncompleteListError
 */
export async function readPass(
	source: JobSource,
	progress: PassProgress,
	isTimeUp: () => boolean,
	now: number,
): Promise<Pass> {
	const { kind, pages } = source;
	const read = async (offset: number, limit: number) =>
		await pages.read(
			offset,
			limit,
			// By what stays the same while jobs run.
			kind.isQueryable ? [{ property: 'instanceUid', direction: 'ascending' }] : undefined,
		);
	if (!kind.isQueryable) {
		const rows = await readAll(read, kind.keyOf);
		return complete(source, progress, rows, new Set(), now);
	}
	const { rows, next } = await pages.complete(
		async () => await readSlice(read, kind.keyOf, progress.place, isTimeUp),
	);
	if (!next) return complete(source, progress, rows, progress.seen, now);
	const seen = withKeys(source, progress.seen, rows);
	return { rows, isComplete: false, seen, progress: { ...progress, place: next, seen } };
}

function complete(
	source: JobSource,
	{ scope }: PassProgress,
	rows: IDataObject[],
	before: Set<string>,
	now: number,
): Pass {
	const seen = withKeys(source, before, rows);
	const progress = { ...startProgress(scope), completedAt: now, size: seen.size };
	return { rows, isComplete: true, seen, progress };
}

function withKeys({ kind }: JobSource, keys: Set<string>, rows: IDataObject[]): Set<string> {
	const all = new Set(keys);
	for (const row of rows) all.add(kind.keyOf(row));
	return all;
}
