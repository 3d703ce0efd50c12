import type { IDataObject } from 'n8n-workflow';

import { asError } from '../../util/clock';
import {
	IncompleteListError,
	type KeyOf,
	keysOf,
	PAGE_SIZE,
	type SortEntry,
} from '../../vspc/list/pages';
import type { ListPages } from '../../vspc/list/readList';
import { type Place, readSlice, type Slice } from '../../vspc/list/resumable';
import type { ListFailure } from './memory';
import type { SavedState } from './state';

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
	/** The last poll came to it, perhaps to nothing else */
	hadTurn?: boolean;
	/** Keys that the read under way has seen */
	seen: Set<string>;
	/** When the last one was complete, milliseconds since 1970 */
	completedAt?: number;
	/** Rows that the last complete one saw */
	size: number;
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

/** The full reads of all lists cost two requests a minute at the most, and come once an hour at the least. */
const PAUSE_PER_PAGE_MS = 30_000;

/** How often a read is begun again in one poll when it doesn't fit together. */
const ATTEMPTS = 3;

export function startProgress(scope: string): FullReadProgress {
	return { scope, seen: new Set(), size: 0 };
}

/** What fits into so many pages costs no more than looking for recent sessions does: it is read at every poll. */
const FEW_PAGES = 2;

/**
 * Whether a full read should be begun, or gone on with.
 *
 * @param othersPages those of the other lists of the trigger, see pagesBeside
 */
export function isFullReadDue(progress: FullReadProgress, now: number, othersPages = 0): boolean {
	const { place, completedAt, size } = progress;
	if (place !== undefined) return true;
	if (completedAt === undefined || now < completedAt) return true;
	const pages = pagesOf(size);
	if (pages <= FEW_PAGES) return true;
	const pause = (pages + othersPages) * PAUSE_PER_PAGE_MS;
	return now - completedAt >= Math.min(pause, LONGEST_PAUSE_MS);
}

function pagesOf(rows: number): number {
	return Math.ceil(rows / PAGE_SIZE);
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
 * Reads everything, as far as the time lets it; what came late, what was deleted, and what a server that ignores
 * sorting hides, is found here.
 *
 * @throws what vspc.request throws, also when the list can't be completed
 */
export async function readInFull(
	source: FullReadSource,
	progress: FullReadProgress,
	isTimeUp: (ahead?: number) => boolean,
	now: number,
): Promise<FullRead> {
	const { keyOf, isQueryable, pages } = source;
	if (!isQueryable) {
		const rows = await pages.readWhole(keyOf);
		return complete(source, progress, rows, new Set(), now);
	}
	let current = progress;
	for (let attempt = 1; ; attempt++) {
		try {
			const { rows, next } = await readPart(source, current, isTimeUp);
			if (!next) return complete(source, current, rows, current.seen, now);
			const seen = withKeys(source, current.seen, rows);
			return { rows, isComplete: false, seen, progress: { ...current, place: next, seen } };
		} catch (error) {
			const isLast = attempt === ATTEMPTS;
			if (!(error instanceof IncompleteListError) || isLast) throw pages.explain(error);
			// The row that it was to go on behind may be gone: from the start, then.
			const { scope, completedAt } = progress;
			current = { ...startProgress(scope), completedAt };
		}
	}
}

async function readPart(
	{ keyOf, pages, sort = BY_UID }: FullReadSource,
	{ place }: FullReadProgress,
	isTimeUp: (ahead?: number) => boolean,
): Promise<Slice> {
	return await pages.complete(async () => {
		const read = async (...at: [number, number]) => await pages.read(...at, sort);
		return await readSlice(read, keyOf, place, isTimeUp);
	});
}

function complete(
	source: FullReadSource,
	{ scope }: FullReadProgress,
	rows: IDataObject[],
	seenBefore: Set<string>,
	now: number,
): FullRead {
	const seen = withKeys(source, seenBefore, rows);
	const progress = { ...startProgress(scope), completedAt: now, size: seen.size };
	return { rows, isComplete: true, seen, progress };
}

function withKeys({ keyOf }: FullReadSource, keys: Set<string>, rows: IDataObject[]): Set<string> {
	const all = new Set(keys);
	for (const key of keysOf(rows, keyOf)) all.add(key);
	return all;
}

/** Nothing yet of a full read that has to come, however long ago the last one was. */
export function owed(progress: FullReadProgress): FullRead {
	const due = { ...progress, completedAt: undefined, hadTurn: false };
	return { rows: [], isComplete: false, seen: progress.seen, progress: due };
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

/** A list that need not be there: an older VSPC does not have it, or the account has no right to it. */
export interface Absence {
	/** The list, VSPC and account in short: once they were read, the list is there and can only fail */
	mark: string;
	/** The VSPC in short, as states of earlier versions have it */
	host: string;
	/** Whether a read that failed so means that the list is not there */
	isAbsent: (error: Error) => boolean;
	/** Called when it turns out in this process */
	note: (error: Error) => void;
}

const absentTopic = (name: string) => `absent ${name}`;

/** Marks of earlier hosts and accounts that are kept. */
const MOST_MARKS = 20;

/** A list by the name that the state keeps it under; without `absence` it is always there. */
interface MayBeAbsent {
	name: string;
	absence?: Absence;
}

/** The lists of a poll that are not there, and those that have been there before. */
export class AbsentLists {
	private readonly errors = new Map<string, Error>();
	private readonly marksRead: string[] = [];

	/** @param saved the state, also where the trigger starts afresh: what was read once has been read */
	constructor(
		private readonly notes: Map<string, unknown>,
		private readonly saved: SavedState | undefined,
	) {}

	/** Those that were not there come behind the others, whose reads say when it is their turn. */
	last<List extends MayBeAbsent>(lists: List[]): List[] {
		const wasAbsent = ({ name }: List) => this.notes.has(absentTopic(name));
		return [...lists.filter((list) => !wasAbsent(list)), ...lists.filter(wasAbsent)];
	}

	/** One that was not there is tried again when another is read in full, or when none can be read. */
	isNotDue({ name }: MayBeAbsent, found: Map<string, { isFullRead?: boolean }>): boolean {
		const isFull = [...found.values()].some(({ isFullRead }) => isFullRead === true);
		return this.notes.has(absentTopic(name)) && found.size > 0 && !isFull;
	}

	noteRead({ name, absence }: MayBeAbsent): void {
		this.notes.delete(absentTopic(name));
		if (absence) this.marksRead.push(absence.mark);
	}

	/** Whether a failure means that the list is not there. */
	take({ name, absence }: MayBeAbsent, error: Error): boolean {
		if (!absence?.isAbsent(error) || this.wasRead(name, absence)) return false;
		if (!this.notes.has(absentTopic(name))) absence.note(error);
		this.notes.set(absentTopic(name), true);
		this.errors.set(name, error);
		return true;
	}

	private wasRead(name: string, { mark, host }: Absence): boolean {
		if (this.saved?.read) return this.saved.read.includes(mark);
		const list = this.saved?.lists[name];
		return list !== undefined && (list.host ?? host) === host;
	}

	/** A trigger that has nothing to watch at all has failed. */
	failures(failures: ListFailure[], lists: MayBeAbsent[]): ListFailure[] {
		const { errors } = this;
		if (errors.size < lists.length) return failures;
		return [...errors].map(([list, error]) => ({ list, error }));
	}

	/** Of all lists that have been read so far. */
	get marks(): string[] {
		const { saved, marksRead } = this;
		const earlier = saved?.read?.filter((mark) => !marksRead.includes(mark)) ?? [];
		return [...earlier, ...[...marksRead].sort()].slice(-MOST_MARKS);
	}
}
