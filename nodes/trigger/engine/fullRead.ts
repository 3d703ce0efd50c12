import type { IDataObject } from 'n8n-workflow';

import { asError, isDueAgain } from '../../util/clock';
import {
	IncompleteListError,
	type KeyOf,
	keysOf,
	PAGE_SIZE,
	type SortEntry,
} from '../../vspc/list/pages';
import type { ListPages } from '../../vspc/list/readList';
import { type Place, readSlice, type Slice } from '../../vspc/list/resumable';

/** A list that is read in full now and then. */
export interface FullReadSource {
	keyOf: KeyOf;
	/** Whether VSPC documents filter, sort and select for the list */
	isQueryable: boolean;
	pages: ListPages;
	/** By what stays the same while all else changes; by the UID when left out */
	sort?: SortEntry[];
}

const BY_UID: SortEntry[] = [{ property: 'instanceUid', direction: 'ascending' }];

/** How far the full reads of a list have come, as this process remembers. */
export interface FullReadProgress {
	/** Another scope has another list */
	scope: string;
	/** Where the read under way goes on; undefined when none is */
	place?: Place;
	/** The last poll came to it, perhaps to nothing else; false: it should have, and had no time left */
	hadTurn?: boolean;
	/** Keys that the read under way has seen */
	seen: Set<string>;
	/** When the last one was complete, milliseconds since 1970 */
	completedAt?: number;
	/** When the one under way began, else the last one */
	startedAt?: number;
	/** How often the one under way has been begun again, since the list changed too much */
	breaks?: number;
	/** Rows that the last complete one saw */
	size: number;
	/** Rows of the one under way that nobody knew, as far as they are counted */
	unknown?: number;
}

/** A full read or a part of one; `progress` counts once its rows have been taken. */
export interface FullRead {
	rows: IDataObject[];
	isComplete: boolean;
	/** Keys of all its parts */
	seen: Set<string>;
	progress: FullReadProgress;
}

const LONGEST_PAUSE_MS = 3_600_000;

/**
 * The full reads of all lists cost a request a minute at the most, as much as is left for what else polls ask, and come
 * once an hour at the least.
 */
const PAUSE_PER_PAGE_MS = 60_000;

/** How often a read is begun again when it doesn't fit together: in one poll, and before no pages are spared. */
const ATTEMPTS = 3;

/** The pages of full reads that a poll may read: a list of thousands is spread over several polls. */
export class PageBudget {
	constructor(public left: number) {}

	get isSpent(): boolean {
		return this.left <= 0;
	}
}

/** What a poll may ask; as much for each five minutes where polls are further apart. */
const REQUESTS_A_POLL = 8;
const MINUTES_OF_A_POLL = 5;

/** Lists are read to their ends within an hour, and a little is left for what changes meanwhile. */
const MINUTES_FOR_ALL = 50;

/** How long ago the poll before was, and how many requests this one may send. */
export interface PollShare {
	minutes: number;
	requests: number;
}

/** @param notes what this process remembers */
export function shareOfPoll(notes: Map<string, unknown>, now: number): PollShare {
	const topic = 'last poll';
	const before = notes.get(topic);
	notes.set(topic, now);
	const minutes = typeof before === 'number' ? Math.max(0, now - before) / 60_000 : 0;
	return {
		minutes,
		requests: Math.floor(REQUESTS_A_POLL * Math.max(1, minutes / MINUTES_OF_A_POLL)),
	};
}

/** The pages that a poll must read of lists of so many pages, so that each is read to its end once an hour. */
export function pagesDue(pages: number, { minutes }: PollShare): number {
	return Math.ceil((pages * minutes) / MINUTES_FOR_ALL);
}

export function startProgress(scope: string): FullReadProgress {
	return { scope, seen: new Set(), size: 0 };
}

/** What fits into so many pages costs no more than looking for recent sessions does: it is read at every poll. */
const FEW_PAGES = 2;

/**
 * Whether a full read should be begun, or gone on with.
 *
 * @param othersPages those of the other lists of the trigger, see pagesBeside
 * @param pausePerPage milliseconds from the start of one to that of the next
 */
export function isFullReadDue(
	progress: FullReadProgress,
	now: number,
	othersPages = 0,
	pausePerPage = PAUSE_PER_PAGE_MS,
): boolean {
	const { place, breaks = 0, completedAt, startedAt = completedAt, size } = progress;
	if (place !== undefined || breaks > 0) return true;
	if (startedAt === undefined || completedAt === undefined || now < completedAt) return true;
	if (hasFewPages(progress)) return true;
	const pause = (pagesOf(size) + othersPages) * pausePerPage;
	// From the start: a read that takes half an hour must not make the next one late.
	return isDueAgain(now, startedAt, Math.min(pause, LONGEST_PAUSE_MS));
}

/** Whether a list is read at every poll, as far as the last full read showed. */
export function hasFewPages({ size }: Pick<FullReadProgress, 'size'>): boolean {
	return pagesOf(size) <= FEW_PAGES;
}

export function pagesOf(rows: number): number {
	return Math.ceil(rows / PAGE_SIZE);
}

/** The list that is being read first, then the one whose last full read began first: none has to wait for ever. */
export function inTurn<List extends { name: string }>(
	lists: List[],
	progressOf: (name: string) => FullReadProgress | undefined,
): List[] {
	const rankOf = ({ name }: List) => {
		const progress = progressOf(name);
		if (!progress || hasFewPages(progress)) return Infinity;
		return progress.place ? -Infinity : (progress.startedAt ?? 0);
	};
	const ranks = new Map(lists.map((list) => [list, rankOf(list)]));
	return [...lists].sort((a, b) => {
		const [rank, other] = [ranks.get(a)!, ranks.get(b)!];
		return rank === other ? 0 : rank - other;
	});
}

/** How many rows the last full read of each list showed, as this process remembers. */
export function listSizesIn(notes: Map<string, unknown>): Map<string, number> {
	const topic = 'sizes of lists';
	const sizes = (notes.get(topic) as Map<string, number> | undefined) ?? new Map<string, number>();
	notes.set(topic, sizes);
	return sizes;
}

/** The pages of the other lists, without those that are read at every poll. */
export function pagesBeside(name: string, sizes: Map<string, number>): number {
	const pages = [...sizes].map(([other, size]) => (other === name ? 0 : pagesOf(size)));
	return pages.reduce((sum, one) => sum + (one > FEW_PAGES ? one : 0), 0);
}

/**
 * Reads everything, as far as time and budget let it; what came late, what was deleted, and what a server that ignores
 * sorting hides, is found here.
 *
 * @param budget no limit when left out
 * @throws what vspc.request throws, also when the list can't be completed
 */
export async function readInFull(
	source: FullReadSource,
	progress: FullReadProgress,
	isTimeUp: (ahead?: number) => boolean,
	now: number,
	budget?: PageBudget,
): Promise<FullRead> {
	const { keyOf, isQueryable, pages } = source;
	let current = progress.place ? progress : { ...progress, startedAt: now };
	if (!isQueryable) {
		const rows = await pages.readWhole(keyOf);
		return complete(source, current, rows, new Set(), now);
	}
	for (let attempt = 1; ; attempt++) {
		const { breaks = 0 } = current;
		// A list that changes all the time would never be read to its end, and an error would never be said.
		const own = breaks < ATTEMPTS - 1 ? budget : undefined;
		if (own?.isSpent) return partOf(attempt === 1 ? progress : current);
		try {
			const { rows, next } = await readPart(source, current, isTimeUp, own);
			if (!next) return complete(source, current, rows, current.seen, now);
			const seen = withKeys(source, current.seen, rows);
			return { rows, isComplete: false, seen, progress: { ...current, place: next, seen } };
		} catch (error) {
			const isLast = attempt === ATTEMPTS;
			if (!(error instanceof IncompleteListError) || isLast) throw pages.explain(error);
			// The row that it was to go on behind may be gone: from the start, then.
			const { scope, completedAt, size } = progress;
			const again = { completedAt, startedAt: now, size, breaks: breaks + 1 };
			current = { ...startProgress(scope), ...again };
		}
	}
}

async function readPart(
	{ keyOf, pages, sort = BY_UID }: FullReadSource,
	{ place }: FullReadProgress,
	isTimeUp: (ahead?: number) => boolean,
	budget?: PageBudget,
): Promise<Slice> {
	return await pages.complete(async () => {
		const read = async (...at: [number, number]) => {
			if (budget) budget.left--;
			return await pages.read(...at, sort);
		};
		return await readSlice(read, keyOf, place, isTimeUp, budget?.left);
	});
}

function complete(
	source: FullReadSource,
	{ scope, startedAt }: FullReadProgress,
	rows: IDataObject[],
	seenBefore: Set<string>,
	now: number,
): FullRead {
	const seen = withKeys(source, seenBefore, rows);
	const progress = { ...startProgress(scope), completedAt: now, startedAt, size: seen.size };
	return { rows, isComplete: true, seen, progress };
}

/** Nothing more of a full read, which goes on in the next poll. */
export function partOf(progress: FullReadProgress): FullRead {
	return { rows: [], isComplete: false, seen: progress.seen, progress };
}

/** With the unknown rows that a poll has shown, while the full read goes on. */
export function withUnknown(
	progress: FullReadProgress | undefined,
	count: number,
	before = 0,
): FullReadProgress | undefined {
	return progress?.place ? { ...progress, unknown: before + count } : progress;
}

/** What else was read meanwhile is not missing, though its place may have been passed. */
export function withSeen(
	{ keyOf }: Pick<FullReadSource, 'keyOf'>,
	fullRead: FullRead,
	rows: IDataObject[],
): FullRead {
	const seen = withKeys({ keyOf }, fullRead.seen, rows);
	const { isComplete, progress } = fullRead;
	// A read that is to begin has passed nothing yet.
	if (isComplete || !progress.place) return { ...fullRead, seen };
	return { ...fullRead, seen, progress: { ...progress, seen } };
}

function withKeys(
	{ keyOf }: Pick<FullReadSource, 'keyOf'>,
	keys: Set<string>,
	rows: IDataObject[],
): Set<string> {
	const all = new Set(keys);
	for (const key of keysOf(rows, keyOf)) all.add(key);
	return all;
}

/** Nothing yet of a full read that has to come, however long ago the last one was. */
export function owed(progress: FullReadProgress): FullRead {
	return partOf({ ...progress, completedAt: undefined, hadTurn: false });
}

/** A part of a full read that there was time for: where VSPC is slow, the next poll looks for what is new first. */
export function taken(fullRead: FullRead): FullRead {
	if (fullRead.isComplete) return fullRead;
	return { ...fullRead, progress: { ...fullRead.progress, hadTurn: true } };
}

/** A full read, or why it failed, where something else can be read all the same. */
export async function orFailure(
	read: () => Promise<FullRead>,
): Promise<{ fullRead?: FullRead; failure?: Error }> {
	try {
		return { fullRead: await read() };
	} catch (error) {
		return { failure: asError(error) };
	}
}
