import type { IDataObject } from 'n8n-workflow';

import { asError, elapsed, Keep } from '../../util/clock';
import type { VspcClient } from '../client/client';
import { isRejectionOf, isUnfinished } from '../client/explanation';
import { compareRows, type FilterExpression, isSorted } from './filter';
import {
	IncompleteListError,
	type KeyOf,
	type ListCall,
	type Page,
	PAGE_SIZE,
	type PageReader,
	readAll,
	readPage,
	readUntil,
	type SortEntry,
} from './pages';

/** A list as it is wanted, whatever the server makes of filter, sort and select. */
export interface ListRequest<Row extends IDataObject = IDataObject> extends PagesRequest {
	keyOf: KeyOf<Row>;
	/** Checks the node's own filter once more */
	keep?: (row: Row) => boolean;
	sort?: SortEntry[];
	/** The server isn't asked to sort */
	sortHere?: boolean;
	/** Rows wanted at the most, all when left out */
	limit?: number;
}

export interface ListResult<Row extends IDataObject = IDataObject> {
	rows: Row[];
	/** What a person should know about how the list came about */
	hints: string[];
}

/**
 * Reads a list completely, or as far as `limit`. What a server rejects of the node's filter, sort and select,
 * or passes over in silence, is done here.
 *
 * @typeParam Row what VSPC documents: nothing but the form of a list is checked
 * @throws NodeApiError or NodeOperationError as vspc.request does; also when the list can't be completed
 */
export async function readList<Row extends IDataObject = IDataObject>(
	vspc: VspcClient,
	request: ListRequest<Row>,
): Promise<ListResult<Row>> {
	const pages = new ListPages(vspc, request);
	try {
		const rows = await pages.complete(async () => await readRows(pages, request as ListRequest));
		return { rows: rows as Row[], hints: pages.hints };
	} catch (error) {
		throw asNodeError(error, vspc, request, pages);
	}
}

async function readRows(pages: ListPages, request: ListRequest): Promise<IDataObject[]> {
	const { keyOf, keep = () => true, sort, sortHere, limit } = request;
	const sent = sortHere ? undefined : sort;
	const read: PageReader = async (offset, pageSize) => await pages.read(offset, pageSize, sent);
	if (limit !== undefined && (!sort || sent)) {
		const rows = await readUntil(
			read,
			keyOf,
			Math.min(limit, PAGE_SIZE),
			(soFar) => soFar.length >= limit && soFar.filter(keep).length >= limit,
		);
		const kept = rows.filter(keep);
		// Out of order, the first rows are not the right ones.
		if (!sort || isSorted(kept, sort)) return kept.slice(0, limit);
	}
	const rows = (await readAll(read, keyOf)).filter(keep);
	if (sort && !isSorted(rows, sort)) rows.sort(compareRows(sort));
	return limit === undefined ? rows : rows.slice(0, limit);
}

function asNodeError(
	error: unknown,
	vspc: VspcClient,
	{ customFilter }: PagesRequest,
	pages: ListPages,
): Error {
	if (customFilter?.length && isRejectionOf(error, 'filter')) {
		const { message } = error as Error;
		return vspc.error({
			message: `VSPC rejected the parameter 'Custom Filter': ${message.replace(/^VSPC answered: /, '')}`,
			description:
				"Check property names, operations and values against the filter grammar in VSPC's REST API guide.",
			status: 400,
		});
	}
	return pages.explain(error);
}

/** What a server may refuse, in the order in which it is done without. */
export type Part = 'unsure' | 'select' | 'sort' | 'filter';

/** A list of which pages are read, each for itself. */
export interface PagesRequest {
	call: ListCall;
	/** Made by the node: what a server won't filter has to be checked by the caller */
	filter?: FilterExpression[];
	/** A person's own: the server's word on it is final */
	customFilter?: FilterExpression[];
	/** Fields to send, all when left out */
	select?: string[];
	/** Those of them that not every API version has: a server that refuses them is asked for the others */
	unsure?: string[];
}

/** What earlier reads of a list leave to later ones. */
export interface ListMemory {
	/** Parts that the server refused; grows */
	refused: Set<Part>;
	/** Background actions that answer for a page and had not ended */
	actions: Keep<string>;
	/** Pages of a whole list that could not be read to its end */
	pages: Keep<Page>;
}

/** An action ends and its result is taken within this time, or the page is asked for anew. */
const KEPT_MS = 600_000;

export function newListMemory(): ListMemory {
	return { refused: new Set(), actions: new Keep(KEPT_MS), pages: new Keep(KEPT_MS) };
}

/** Reads pages with filter, sort and select as far as the server takes them. */
export class ListPages {
	/** What a person should know about what was done without */
	readonly hints: string[] = [];

	/** How long the slowest page took so far, in milliseconds */
	longest = 0;

	private readonly vspc: VspcClient;
	private readonly left: Set<Part>;

	constructor(
		vspc: VspcClient,
		private readonly request: PagesRequest,
		private readonly memory: ListMemory = newListMemory(),
	) {
		this.vspc = vspc.within({ ...vspc.timeouts, actions: memory.actions });
		this.left = memory.refused;
	}

	/**
	 * @param only rows that are asked for on top of the filter: what the server won't filter by is an error
	 * @throws what vspc.request throws
	 */
	async read(
		offset: number,
		limit: number,
		sort?: SortEntry[],
		only: FilterExpression[] = [],
	): Promise<Page> {
		const { call, filter = [], customFilter = [] } = this.request;
		for (;;) {
			const sent = {
				filter: this.left.has('filter') ? [] : filter,
				sort: this.left.has('sort') ? [] : (sort ?? []),
				select: this.selected(),
			};
			const started = elapsed();
			try {
				const page = await readPage(this.vspc, call, {
					...sent,
					filter: [...sent.filter, ...customFilter, ...only],
					offset,
					limit,
				});
				this.longest = Math.max(this.longest, elapsed() - started);
				return page;
			} catch (error) {
				const part = (['select', 'sort', 'filter'] as const).find(
					(name) => sent[name].length > 0 && isRejectionOf(error, name),
				);
				if (!part) throw asError(error);
				// The fields that all versions have are enough.
				if (part === 'select' && this.unsureOf(sent.select).length > 0) this.left.add('unsure');
				else this.doWithout(part, `VSPC rejected the node's ${part} (${asError(error).message})`);
			}
		}
	}

	/** Runs reads again without the filter when its pages don't fit together: some servers then ignore offset. */
	async complete<Result>(reads: () => Promise<Result>): Promise<Result> {
		try {
			return await reads();
		} catch (error) {
			const hasFilter = !this.left.has('filter') && (this.request.filter ?? []).length > 0;
			if (!(error instanceof IncompleteListError) || !hasFilter) throw asError(error);
			this.doWithout('filter', `VSPC's filtered list could not be completed: ${error.message}`);
			return await reads();
		}
	}

	/**
	 * Reads the list as a whole, each row once. What was read before the time was up serves the next read.
	 *
	 * @throws what vspc.request throws, also when the list can't be completed
	 */
	async readWhole(keyOf: KeyOf): Promise<IDataObject[]> {
		const { pages } = this.memory;
		const used = new Set<string>();
		try {
			const rows = await readAll(async (offset, limit) => {
				const place = JSON.stringify([
					(await this.vspc.connect()).host,
					this.request,
					offset,
					limit,
				]);
				// A page that is asked for again did not fit to the others.
				const kept = used.has(place) ? undefined : pages.get(place);
				used.add(place);
				const page = kept ?? (await this.read(offset, limit));
				pages.set(place, page);
				return page;
			}, keyOf);
			pages.clear();
			return rows;
		} catch (error) {
			if (!isUnfinished(error)) pages.clear();
			throw this.explain(error);
		}
	}

	/** A list that could not be read completely, in words; any other error as it is. */
	explain(error: unknown): Error {
		if (!(error instanceof IncompleteListError)) return asError(error);
		const { activity } = this.request.call;
		return this.vspc.error({
			message: `The list could not be read completely (${activity}): ${error.message}`,
			description:
				'A part of the list would be misleading, therefore nothing is output. Try again later.',
		});
	}

	private selected(): string[] {
		const { select = [] } = this.request;
		if (this.left.has('select')) return [];
		const unsure = this.left.has('unsure') ? this.unsureOf(select) : [];
		return select.filter((field) => !unsure.includes(field));
	}

	private unsureOf(select: string[]): string[] {
		return select.filter((field) => this.request.unsure?.includes(field));
	}

	private doWithout(part: keyof typeof DONE_HERE, reason: string): void {
		// Pages under way side by side may be refused together.
		if (this.left.has(part)) return;
		this.left.add(part);
		this.hints.push(`${reason}. So ${DONE_HERE[part]}: the result is the same, but slower.`);
	}
}

const DONE_HERE: Record<Exclude<Part, 'unsure'>, string> = {
	filter: 'everything was read and filtered by n8n',
	sort: 'everything was read and sorted by n8n',
	select: 'all fields were read',
};
