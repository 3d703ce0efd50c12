import type { IDataObject } from 'n8n-workflow';

import type { Connection, VspcContext } from '../connection';
import { isRejectionOf } from '../explanation';
import { toNodeError } from '../nodeError';
import type { Limits } from '../untilAnswered';
import { PAGE_SIZE, type SortEntry } from './page';
import { readAll, readUntil, type KeyOf, type PageReader } from './readAll';
import { compareRows, isSorted } from './sort';
import { TolerantPages, type PagesRequest } from './tolerant';

/** A list as it is wanted, whatever the server makes of filter, sort and select. */
export interface ListRequest extends PagesRequest {
	keyOf: KeyOf;
	/** Checks the node's own filter once more */
	keep?: (row: IDataObject) => boolean;
	sort?: SortEntry[];
	/** The server isn't told how to sort */
	sortHere?: boolean;
	/** Rows wanted at the most, all when left out */
	limit?: number;
}

export interface ListResult {
	rows: IDataObject[];
	/** What a person should know about how the list came about */
	hints: string[];
}

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
	const pages = new TolerantPages(context, connection, request, limits);
	try {
		const rows = await pages.complete(async () => await readRows(pages, request));
		return { rows, hints: pages.hints };
	} catch (error) {
		throw asNodeError(error, context, connection, request, pages);
	}
}

async function readRows(pages: TolerantPages, request: ListRequest): Promise<IDataObject[]> {
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
	context: VspcContext,
	connection: Connection,
	{ call, customFilter }: ListRequest,
	pages: TolerantPages,
): Error {
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
	return pages.explain(error);
}
