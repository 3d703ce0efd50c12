import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { testVspcCredential } from '../vspc/client/credentialTest';
import { search } from './listSearch';

/**
 * What n8n calls of a node besides running it: the test of its credential and its drop-down lists.
 *
 * @param lists the names of the lists, see listSearch.ts
 */
export function methodsWith(...lists: string[]) {
	return {
		credentialTest: { testVspcCredential },
		listSearch: Object.fromEntries(lists.map((list) => [list, searchIn(list)])),
	};
}

type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

function searchIn(list: string): ListSearch {
	return async function (filter, paginationToken) {
		return await search(this, list, filter, paginationToken);
	};
}
