import type { IDataObject } from 'n8n-workflow';

import { elapsed } from '../clock';
import { inParallel } from '../parallel';
import { PAGE_SIZE, type Page } from './page';
import { IncompleteListError, type KeyOf, type PageReader } from './readAll';

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

/** How far back a row is looked for that has changed its place between two parts. */
const LOOK_BACK = PAGE_SIZE / 2;

const CHANGED = 'it changed while it was read';
const REPEATED = 'VSPC sends the same page again';

/**
 * Reads a list from a place on until its end, or until the time is up: the list may then be another one when
 * it goes on. Pages overlap by one row, so that a row which came or went before them is noticed and made up
 * for; a row may come twice.
 *
 * @param from the place that the part before ended at; undefined for the start
 * @param isTimeUp asked after every few pages, with the milliseconds that the next ones are likely to take
 * @throws IncompleteListError with the reason in words; what the reader throws
 */
export async function readSlice(
	read: PageReader,
	keyOf: KeyOf,
	from: Place | undefined,
	isTimeUp: (ahead: number) => boolean,
): Promise<Slice> {
	const slice = new SliceReader(read, keyOf, from);
	let longest = 0;
	for (;;) {
		const started = elapsed();
		if (await slice.readOn()) break;
		longest = Math.max(longest, elapsed() - started);
		if (isTimeUp(longest)) return { rows: slice.rows, next: slice.place };
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

	constructor(
		private readonly read: PageReader,
		private readonly keyOf: KeyOf,
		from: Place | undefined,
	) {
		this.place = from;
	}

	/** Reads a few pages; true when the list has ended. */
	async readOn(): Promise<boolean> {
		for (const [offset, page] of await this.nextPages()) {
			if (await this.take(page, offset)) return true;
		}
		return false;
	}

	private async nextPages(): Promise<Array<[offset: number, page: Page]>> {
		const start = this.place?.offset ?? 0;
		const offsets = [start];
		// The first page tells how many there are.
		if (!this.isFirst && this.total !== undefined) {
			const step = this.size - 1;
			for (let index = 1; index < PAGES_UNDER_WAY; index++) {
				const offset = start + index * step;
				if (step < 1 || offset + 1 >= this.total) break;
				offsets.push(offset);
			}
		}
		return await inParallel(
			offsets,
			PAGES_UNDER_WAY,
			async (offset): Promise<[number, Page]> => [offset, await this.read(offset, PAGE_SIZE)],
		);
	}

	private async take(page: Page, offset: number): Promise<boolean> {
		if (page.offset !== undefined && page.offset !== offset) {
			throw new IncompleteListError(REPEATED);
		}
		const { rows, total } = page;
		// A first page that isn't full shows how many rows the server sends at most, or that there are no more.
		const full = this.isFirst ? PAGE_SIZE : this.size;
		if (this.isFirst) this.size = Math.max(2, rows.length);
		this.isFirst = false;
		this.total = total;
		const known = this.place ? await this.findPlace(rows, offset, this.place) : -1;
		const fresh = rows.slice(known + 1);
		this.rows.push(...fresh);
		if (rows.length > 0) {
			const last = rows.length - 1;
			this.place = { offset: offset + last, key: this.keyOf(rows[last]) };
		}
		return this.hasEnded(rows.length >= full, fresh.length);
	}

	/** The index of the last row that was taken; what follows it is new. */
	private async findPlace(rows: IDataObject[], offset: number, { key }: Place): Promise<number> {
		const index = rows.findIndex((row) => this.keyOf(row) === key);
		if (index >= 0) return index;
		// Rows before it were deleted: it has moved to the front of this page.
		const back = Math.max(0, offset - LOOK_BACK);
		const page = back < offset ? await this.read(back, LOOK_BACK) : undefined;
		const found = page?.rows.findIndex((row) => this.keyOf(row) === key) ?? -1;
		if (!page || found < 0) throw new IncompleteListError(CHANGED);
		const between = page.rows.slice(found + 1);
		const [first] = rows;
		const joint = first === undefined ? between.length : this.indexIn(between, first);
		// Both pages must meet, or rows between them are lost.
		if (joint < 0) {
			if (back + page.rows.length < offset) throw new IncompleteListError(CHANGED);
			this.rows.push(...between);
			return -1;
		}
		this.rows.push(...between.slice(0, joint));
		return -1;
	}

	private indexIn(rows: IDataObject[], row: IDataObject): number {
		const key = this.keyOf(row);
		return rows.findIndex((other) => this.keyOf(other) === key);
	}

	/** A total alone is not believed: a page that is full may be followed by another one. */
	private hasEnded(isFull: boolean, fresh: number): boolean {
		const end = (this.place?.offset ?? -1) + 1;
		if (this.total === undefined) return fresh === 0;
		if (end >= this.total) return !isFull || fresh === 0;
		if (fresh === 0) throw new IncompleteListError(CHANGED);
		return false;
	}
}
