import type { IDataObject } from 'n8n-workflow';

import type { Connection, VspcContext } from './connection';
import { vspcRequest, type VspcCall } from './request';
import type { Limits } from './send';

/** One condition of VSPC's filter grammar (vendor's REST guide, "Filtering"). */
export interface FilterCondition {
	property: string;
	operation: string;
	/** ordinal (VSPC's default) distinguishes upper and lower case */
	collation?: 'ordinal' | 'ignorecase' | 'lexicographic';
	value: string | number | boolean | string[];
}

/** What of a collection is asked for. */
export interface PageQuery {
	/** 1 to 500 */
	limit: number;
	offset: number;
	/** All must hold */
	filter?: FilterCondition[];
	sort?: Array<{ property: string; direction: 'ascending' | 'descending' }>;
	/** Properties to send, all when left out */
	select?: string[];
}

/** One page of a collection. */
export interface Page {
	rows: IDataObject[];
	/** Rows in the whole collection, where the server tells */
	total?: number;
	/** The page's place as the server sees it, where it tells: some ignore the one asked for */
	offset?: number;
}

/** Reads one page of a collection. Throws as vspcRequest does. */
export async function readPage(
	context: VspcContext,
	connection: Connection,
	call: Omit<VspcCall, 'method' | 'qs' | 'body'>,
	query: PageQuery,
	limits?: Limits,
): Promise<Page> {
	const qs: IDataObject = { limit: query.limit, offset: query.offset };
	if (query.filter?.length) qs.filter = JSON.stringify(query.filter);
	if (query.sort?.length) qs.sort = JSON.stringify(query.sort);
	if (query.select?.length) {
		qs.select = JSON.stringify(query.select.map((propertyPath) => ({ propertyPath })));
	}
	const { data, meta } = await vspcRequest(
		context,
		connection,
		{ ...call, method: 'GET', qs },
		limits,
	);
	const rows = Array.isArray(data) ? (data as IDataObject[]) : [];
	return { rows, total: meta?.pagingInfo?.total, offset: meta?.pagingInfo?.offset };
}
