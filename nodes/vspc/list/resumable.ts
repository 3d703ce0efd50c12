import type { IDataObject } from 'n8n-workflow';

import { asError, elapsed, inParallel } from '../../util/clock';
import { canGoOnLater } from '../client/explanation';
import {
	IncompleteListError,
	isFull,
	type KeyOf,
	type Page,
	PAGE_SIZE,
	type PageReader,
	rowKeyOf,
} from './pages';

/** The last row that was taken of a list, to go on behind it. */
export interface Place {
	offset: number;
	key: unknown;
}

/** A part of a list, each row in it, none left out between it and the part before. */
export interface Slice {
	rows: IDataObject[];
	/** Undefined when the list has ended */
	next?: Place;
}

/** More at once only makes VSPC throttle. */
const PAGES_UNDER_WAY = 4;

/** Reads in which a row is found that has changed its place: back in full pages, in what the server sends, and on. */
const ATTEMPTS = 4;

const CHANGED = 'it changed while it was read';
const REPEATED = 'VSPC sends the same page again';

/**
 * Reads a list from a place on until its end, or until the time is up, also amid a page: the list may then be
 * another one when it goes on. Pages overlap by one row, so that a row which came or went before them is noticed and made up
 * for; a row may come twice.
 *
 * @param from the place that the part before ended at; undefined for the start
 * @param isTimeUp asked after every few pages, with the milliseconds that the next ones are likely to take
 * @param most pages that it may take; at least one is read, and its place in a list that changed is always looked for
 * @throws IncompleteListError with the reason in words; what the reader throws
 */
export async function readSlice(
	read: PageReader,
	keyOf: KeyOf,
	from: Place | undefined,
	isTimeUp: (ahead: number) => boolean,
	most = Infinity,
): Promise<Slice> {
	const slice = new SliceReader(read, keyOf, from, most);
	let longest = 0;
	for (;;) {
		const started = elapsed();
		try {
			if (await slice.readOn()) break;
		} catch (error) {
			if (slice.rows.length === 0 || !canGoOnLater(error)) throw asError(error);
			return { rows: slice.rows, next: slice.place };
		}
		longest = Math.max(longest, elapsed() - started);
		if (slice.left <= 0 || isTimeUp(longest)) return { rows: slice.rows, next: slice.place };
	}
	return { rows: slice.rows };
}

class SliceReader {
	readonly rows: IDataObject[] = [];
	/** Undefined before the first row */
	place?: Place;
	/** Rows of a page, as far as the server sends that many */
	private size = PAGE_SIZE;
	private total?: number;
	private isFirst = true;

	private readonly keyOf: KeyOf;

	constructor(
		private readonly read: PageReader,
		keyOf: KeyOf,
		from: Place | undefined,
		/** Pages that may still be read */
		public left: number,
	) {
		this.keyOf = rowKeyOf(keyOf);
		this.place = from;
	}

	/** Reads a few pages; true when the list has ended. */
	async readOn(): Promise<boolean> {
		for (const [offset, page] of await this.nextPages()) {
			// What came before it is taken.
			if (page instanceof Error) throw page;
			const meeting = await this.meet(offset, page);
			if (!meeting) return false;
			if (this.take(meeting)) return true;
		}
		return false;
	}

	private async nextPages(): Promise<Array<[offset: number, page: Page | Error]>> {
		const start = this.place?.offset ?? 0;
		const offsets = [start];
		// The first page says how many there are.
		if (!this.isFirst && this.total !== undefined) {
			const step = this.size - 1;
			for (let index = 1; index < Math.min(PAGES_UNDER_WAY, this.left); index++) {
				const offset = start + index * step;
				if (step < 1 || offset + 1 >= this.total) break;
				offsets.push(offset);
			}
		}
		return await inParallel(offsets, PAGES_UNDER_WAY, async (offset) => [
			offset,
			await this.readPage(offset).catch(asError),
		]);
	}

	private async readPage(offset: number): Promise<Page> {
		this.left--;
		return await this.read(offset, PAGE_SIZE);
	}

	/**
	 * Finds the place again in what was read at its offset, or around it; undefined where that would take more pages than
	 * are left, and others were taken before.
	 */
	private async meet(offset: number, page: Page): Promise<Meeting | undefined> {
		if (!this.place) return { start: offset, fresh: page.rows, page };
		const { key } = this.place;
		let at = offset;
		let reach = PAGE_SIZE;
		for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
			if (attempt > 0 && this.left <= 0 && this.rows.length > 0) return undefined;
			if (attempt > 0) page = await this.readPage(at);
			if (page.offset !== undefined && page.offset !== at) throw new IncompleteListError(REPEATED);
			const index = page.rows.findIndex((row) => this.keyOf(row) === key);
			const isLast = index === page.rows.length - 1;
			if (index === 0 || (index > 0 && !isLast)) {
				return { start: at + index + 1, fresh: page.rows.slice(index + 1), page };
			}
			if (index > 0) {
				// Rows came before it: the page shows nothing of what is behind it.
				at += index;
			} else {
				// Rows before it were deleted: it has moved to the front.
				if (attempt > 0) reach = page.rows.length;
				at = Math.max(0, offset - reach + 1);
			}
		}
		throw new IncompleteListError(CHANGED);
	}

	private take({ start, fresh, page }: Meeting): boolean {
		const { rows, total } = page;
		// A first page that isn't full shows how many rows the server sends at most, or that there are no more.
		const mayGoOn = isFull(page, PAGE_SIZE, this.size);
		if (this.isFirst) this.size = Math.max(2, rows.length);
		this.isFirst = false;
		this.total = total;
		this.rows.push(...fresh);
		const end = start + fresh.length;
		const last = fresh[fresh.length - 1];
		if (last) this.place = { offset: end - 1, key: this.keyOf(last) };
		else if (this.place) this.place = { ...this.place, offset: end - 1 };
		if (total === undefined) return fresh.length === 0;
		// A total alone is not believed: a page that is full may be followed by another one.
		if (end >= total) return !mayGoOn || fresh.length === 0;
		if (fresh.length === 0) throw new IncompleteListError(CHANGED);
		return false;
	}
}

/** What a page shows behind the last row that was taken. */
interface Meeting {
	/** Where the first of them is in the list */
	start: number;
	fresh: IDataObject[];
	page: Page;
}
