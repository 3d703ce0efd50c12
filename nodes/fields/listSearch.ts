import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

export type ListName =
	| 'searchAgentJobs'
	| 'searchBackupServers'
	| 'searchCompanies'
	| 'searchJobs'
	| 'searchMicrosoft365Jobs';

/** A drop-down list by the name that n8n calls it by; what searches is loaded at the first search only. */
function searchIn(list: ListName) {
	return async function (
		this: ILoadOptionsFunctions,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const { searchList } = await import('./run/listSearch');
		return await searchList(this, list, filter, paginationToken);
	};
}

export const searchAgentJobs = searchIn('searchAgentJobs');
export const searchBackupServers = searchIn('searchBackupServers');
export const searchCompanies = searchIn('searchCompanies');
export const searchJobs = searchIn('searchJobs');
export const searchMicrosoft365Jobs = searchIn('searchMicrosoft365Jobs');
