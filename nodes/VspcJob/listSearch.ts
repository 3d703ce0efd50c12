import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { connect } from '../fields/authentication';
import { readPage } from '../shared/collection';
import { READ_JOB_ROLES } from '../shared/roles';
import type { BackupServerJob } from '../shared/types';

/** Enough to fill the drop-down list a few times over; n8n asks for more when it is scrolled. */
const PAGE_SIZE = 100;

/** A person is waiting in front of the list. */
const LIMITS = { timeoutSeconds: 30, asyncTimeoutSeconds: 30 };

/**
 * The jobs of the drop-down list, searched by name on the server, page by page.
 *
 * @param filter part of a name, upper and lower case alike
 * @param paginationToken the offset of the next page
 */
export async function searchJobs(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const connection = await connect(this, this.getNodeParameter('authentication', 'apiKey'));
	const offset = Number(paginationToken ?? 0);
	const page = await readPage(
		this,
		connection,
		{
			path: ['infrastructure', 'backupServers', 'jobs'],
			doing: 'listing the jobs',
			roles: READ_JOB_ROLES,
		},
		{
			limit: PAGE_SIZE,
			offset,
			filter: filter
				? [{ property: 'name', operation: 'contains', collation: 'ignorecase', value: filter }]
				: undefined,
			sort: [{ property: 'name', direction: 'ascending' }],
		},
		LIMITS,
	);
	// Some servers send the first page again whatever the offset; it would be listed without end.
	if (page.offset !== undefined && page.offset !== offset) return { results: [] };
	const end = offset + page.rows.length;
	const more = page.rows.length > 0 && (page.total === undefined || end < page.total);
	return {
		results: page.rows.filter(hasName(filter)).map(toListItem),
		paginationToken: more ? String(end) : undefined,
	};
}

/** Checked again here: a server that ignores the filter must not offer other jobs. */
function hasName(filter = ''): (job: IDataObject) => boolean {
	const wanted = filter.toLowerCase();
	return ({ name, instanceUid }) =>
		typeof instanceUid === 'string' &&
		String(name ?? '')
			.toLowerCase()
			.includes(wanted);
}

function toListItem(row: IDataObject): INodeListSearchResult['results'][number] {
	const { name, type, status, destination, instanceUid } = row as BackupServerJob;
	const details = [type, destination, status].filter(Boolean).join(', ');
	return { name: `${name ?? instanceUid}${details ? ` (${details})` : ''}`, value: instanceUid! };
}
