import type { Connection, VspcContext } from '../connection';
import { isRejectionOf, toNodeError } from '../explanation';
import { asError } from '../parallel';
import type { Limits } from '../untilAnswered';
import type { FilterExpression } from './filter';
import { readPage, type ListCall, type Page, type SortEntry } from './page';
import { IncompleteListError } from './readAll';

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

/** Reads pages with filter, sort and select as far as the server takes them. */
export class TolerantPages {
	/** What a person should know about what was done without */
	readonly hints: string[] = [];

	/**
	 * @param left parts that the server refused earlier; grows
	 */
	constructor(
		private readonly context: VspcContext,
		private readonly connection: Connection,
		private readonly request: PagesRequest,
		private readonly limits: Limits | undefined,
		private readonly left: Set<Part> = new Set(),
	) {}

	/**
	 * @param only rows that are asked for on top of the filter: what the server won't filter by is an error
	 * @throws what vspcRequest throws
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
			try {
				return await readPage(
					this.context,
					this.connection,
					call,
					{ ...sent, filter: [...sent.filter, ...customFilter, ...only], offset, limit },
					this.limits,
				);
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

	/** A list that could not be read completely, in words; any other error as it is. */
	explain(error: unknown): Error {
		if (!(error instanceof IncompleteListError)) return asError(error);
		const { doing, itemIndex } = this.request.call;
		return toNodeError(
			this.context,
			{
				message: `The list could not be read completely (${doing}): ${error.message}`,
				description:
					'A part of the list would be misleading, so nothing is output. Try again later.',
			},
			this.connection,
			itemIndex,
		);
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
