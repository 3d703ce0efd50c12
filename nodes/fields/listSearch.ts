import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

/** Lists that are searched on the server, page by page. */
export type PagedListName =
	| 'searchAgentJobs'
	| 'searchAlarmTemplates'
	| 'searchBackupServers'
	| 'searchCompanies'
	| 'searchJobs'
	| 'searchManagedCompanies'
	| 'searchMicrosoft365Jobs';

/** Lists that are read as a whole: what is searched for isn't a property on the server. */
export type WholeListName = 'searchAlarms' | 'searchResellers';

type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** A drop-down list by the name that n8n calls it by; what searches is loaded at the first search only. */
function searchIn(list: PagedListName): ListSearch {
	return async function (filter, paginationToken) {
		const { searchList } = await import('./run/listSearch');
		return await searchList(this, list, filter, paginationToken);
	};
}

function searchInWhole(list: WholeListName): ListSearch {
	return async function (filter, paginationToken) {
		const { searchWholeList } = await import('./run/wholeListSearch');
		return await searchWholeList(this, list, filter, paginationToken);
	};
}

export const searchAgentJobs = searchIn('searchAgentJobs');
export const searchAlarms = searchInWhole('searchAlarms');
export const searchAlarmTemplates = searchIn('searchAlarmTemplates');
export const searchBackupServers = searchIn('searchBackupServers');
export const searchCompanies = searchIn('searchCompanies');
export const searchJobs = searchIn('searchJobs');
export const searchManagedCompanies = searchIn('searchManagedCompanies');
export const searchMicrosoft365Jobs = searchIn('searchMicrosoft365Jobs');
export const searchResellers = searchInWhole('searchResellers');
