import type { IDataObject } from 'n8n-workflow';

import type { Connection, VspcContext } from '../connection';
import { isRejectionOf, toNodeError } from '../explanation';
import type { Limits } from '../untilAnswered';
import type { FilterExpression } from './filter';
import { PAGE_SIZE, readPage, type ListCall, type ListQuery, type SortEntry } from './page';
import { IncompleteListError, readAll, readUntil, type KeyOf, type PageReader } from './readAll';
import { compareRows, isSorted } from './sort';

/** A list as it is wanted, whatever the server makes of filter, sort and select. */
export interface ListRequest {
	call: ListCall;
	keyOf: KeyOf;
	/** Made by the node: done here where the server won't */
	filter?: FilterExpression[];
	/** A person's own: the server's word on it is final */
	customFilter?: FilterExpression[];
	/** Checks the node's own filter once more */
	keep?: (row: IDataObject) => boolean;
	sort?: SortEntry[];
	/** The server isn't told how to sort */
	sortHere?: boolean;
	/** Fields to send; those that `keep` and `sort` need among them */
	select?: string[];
	/** Rows wanted at the most, all when left out */
	limit?: number;
}

export interface ListResult {
	rows: IDataObject[];
	/** What a person should know about how the list came about */
	hints: string[];
}

type Part = 'filter' | 'sort' | 'select';

/**
 * Reads a list completely, or as far as `limit`. What a server rejects of the node's filter, sort and select,
 * or passes over in silence, is done here.
 *
 * @throws NodeApiError or NodeOperationError as vspcRequest does; also when the list can't be completed
 */
export async function readList(
	context: VspcContext,
	connection: Connection,
	request: ListRequest,
	limits?: Limits,
): Promise<ListResult> {
	const left = new Set<Part>();
	const hints: string[] = [];
	for (;;) {
		try {
			const rows = await readWithout(left, context, connection, request, limits);
			return { rows, hints };
		} catch (error) {
			const part = partToLeaveOut(error, request, left);
			if (!part) throw asNodeError(error, context, connection, request);
			left.add(part);
			hints.push(hintOn(part, error));
		}
	}
}

async function readWithout(
	left: Set<Part>,
	context: VspcContext,
	connection: Connection,
	request: ListRequest,
	limits?: Limits,
): Promise<IDataObject[]> {
	const { keyOf, keep = () => true, sort, sortHere, limit } = request;
	const query: ListQuery = {
		filter: [...((!left.has('filter') && request.filter) || []), ...(request.customFilter ?? [])],
		sort: left.has('sort') || sortHere ? undefined : sort,
		select: left.has('select') ? undefined : request.select,
	};
	const read: PageReader = async (offset, pageSize) =>
		await readPage(
			context,
			connection,
			request.call,
			{ ...query, offset, limit: pageSize },
			limits,
		);

	if (limit !== undefined && (!sort || query.sort)) {
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

/** The next thing to do without, or undefined when there is nothing left to try. */
function partToLeaveOut(error: unknown, request: ListRequest, left: Set<Part>): Part | undefined {
	const used = (['select', 'sort', 'filter'] as const).filter(
		(part) => (request[part]?.length ?? 0) > 0 && !left.has(part),
	);
	// Some servers ignore the offset when a filter is sent.
	if (error instanceof IncompleteListError) return used.find((part) => part === 'filter');
	return used.find((part) => isRejectionOf(error, part));
}

const DONE_HERE: Record<Part, string> = {
	filter: 'everything was read and filtered by n8n',
	sort: 'everything was read and sorted by n8n',
	select: 'all fields were read',
};

function hintOn(part: Part, error: unknown): string {
	const reason =
		error instanceof IncompleteListError
			? `VSPC's filtered list could not be completed: ${error.message}`
			: `VSPC rejected the node's ${part} (${(error as Error).message})`;
	return `${reason}. So ${DONE_HERE[part]}: the result is the same, but slower.`;
}

function asNodeError(
	error: unknown,
	context: VspcContext,
	connection: Connection,
	{ call, customFilter }: ListRequest,
): Error {
	if (error instanceof IncompleteListError) {
		return toNodeError(
			context,
			{
				message: `The list could not be read completely (${call.doing}): ${error.message}`,
				description:
					'A part of the list would be misleading, so nothing is output. Try again later.',
			},
			connection,
			call.itemIndex,
		);
	}
	if (customFilter?.length && isRejectionOf(error, 'filter')) {
		const { message } = error as Error;
		return toNodeError(
			context,
			{
				message: `VSPC rejected the parameter 'Custom Filter': ${message.replace(/^VSPC answered: /, '')}`,
				description:
					"Check property names, operations and values against the filter grammar in VSPC's REST API guide.",
				status: 400,
			},
			connection,
			call.itemIndex,
		);
	}
	return error as Error;
}
