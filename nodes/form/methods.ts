import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	ILoadOptionsFunctions,
	INodeCredentialTestResult,
	INodeListSearchResult,
} from 'n8n-workflow';

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

/** What searches is loaded at the first search only. */
function searchIn(list: string): ListSearch {
	return async function (filter, paginationToken) {
		const { search } = await import('./listSearch');
		return await search(this, list, filter, paginationToken);
	};
}

/** What 'Test' in the credential does, see vspc/client/credentialTest.ts; loaded at the first test only. */
async function testVspcCredential(
	this: ICredentialTestFunctions,
	credential: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const test = await import('../vspc/client/credentialTest');
	return await test.testVspcCredential.call(this, credential);
}
