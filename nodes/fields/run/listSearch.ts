import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { connect } from '../authentication';
import { TEMPLATES_PATH } from '../../shared/alarms/alarmNames';
import { COMPANIES_PATH } from '../../shared/companies/company';
import { isFull, readPage, type ListCall } from '../../shared/list/page';
import { agentJob } from '../../shared/jobs/kinds/agentJob';
import { backupServerJob } from '../../shared/jobs/kinds/backupServerJob';
import type { JobKind } from '../../shared/jobs/kinds/kind';
import { microsoft365Job } from '../../shared/jobs/kinds/microsoft365Job';
import { NameBook } from '../../shared/names/nameBook';
import { READ_JOB_ROLES } from '../../shared/roles';
import type { PagedListName } from '../listSearch';

/** Enough to fill the drop-down list a few times over; n8n asks for more when it is scrolled. */
const ROWS = 100;

/** A person is waiting in front of the list. */
export const LIST_LIMITS = { timeoutSeconds: 30, asyncTimeoutSeconds: 30 };

interface Listed {
	call: ListCall;
	/** What is shown behind the name, to tell namesakes apart */
	details: string[];
	/** Of jobs: the company is shown too, since the same name occurs once per customer */
	kind?: JobKind;
}

/** By the names that n8n calls them by. */
const LISTS: Record<PagedListName, Listed> = {
	searchAgentJobs: {
		call: {
			path: agentJob.listPath,
			doing: 'listing the agent jobs',
			roles: READ_JOB_ROLES,
		},
		details: ['systemType', 'destination'],
		kind: agentJob,
	},
	searchAlarmTemplates: {
		call: { path: TEMPLATES_PATH, doing: 'listing the alarm templates' },
		details: ['category'],
	},
	searchBackupServers: {
		call: { path: ['infrastructure', 'backupServers'], doing: 'listing the backup servers' },
		details: ['backupServerRoleType', 'displayVersion'],
	},
	searchCompanies: {
		call: { path: ['organizations'], doing: 'listing the companies' },
		details: ['type'],
	},
	searchJobs: {
		call: {
			path: backupServerJob.listPath,
			doing: 'listing the jobs',
			roles: READ_JOB_ROLES,
		},
		details: ['type', 'destination'],
		kind: backupServerJob,
	},
	searchManagedCompanies: {
		call: { path: COMPANIES_PATH, doing: 'listing the companies' },
		details: ['status'],
	},
	searchMicrosoft365Jobs: {
		call: {
			path: microsoft365Job.listPath,
			doing: 'listing the Microsoft 365 jobs',
			roles: READ_JOB_ROLES,
		},
		details: ['jobType', 'repositoryName'],
		kind: microsoft365Job,
	},
};

/**
 * A drop-down list, searched by name on the server, page by page.
 *
 * @param filter part of a name, upper and lower case alike
 * @param paginationToken the offset of the next page
 */
export async function searchList(
	context: ILoadOptionsFunctions,
	list: PagedListName,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const { call, details, kind } = LISTS[list];
	const connection = await connect(context, context.getNodeParameter('authentication', 'apiKey'));
	const offset = Number(paginationToken ?? 0);
	const page = await readPage(
		context,
		connection,
		call,
		{
			limit: ROWS,
			offset,
			filter:
				filter && kind?.isQueryable !== false
					? [{ property: 'name', operation: 'contains', collation: 'ignorecase', value: filter }]
					: undefined,
			sort:
				kind?.isQueryable === false ? undefined : [{ property: 'name', direction: 'ascending' }],
		},
		LIST_LIMITS,
	);
	// Some servers send the first page again whatever the offset; it would be listed without end.
	if (page.offset !== undefined && page.offset !== offset) return { results: [] };
	const names = new NameBook(context, async () => connection, LIST_LIMITS);
	const end = offset + page.rows.length;
	// A total alone is not believed: a page that is full may be followed by another one.
	const mayGoOn = isFull(page, ROWS, ROWS) || page.total === undefined || end < page.total;
	const more = page.rows.length > 0 && mayGoOn;
	return {
		results: await Promise.all(
			page.rows.filter(hasName(filter)).map(async (row) => {
				const company = kind ? await names.nameOf('companyName', kind.whereabouts(row)) : null;
				return toListItem(row, company, details, kind);
			}),
		),
		paginationToken: more ? String(end) : undefined,
	};
}

/** Checked again here: a server that ignores the filter must not offer other jobs. */
function hasName(filter = ''): (row: IDataObject) => boolean {
	const wanted = filter.toLowerCase();
	return ({ name, instanceUid }) =>
		typeof instanceUid === 'string' &&
		String(name ?? '')
			.toLowerCase()
			.includes(wanted);
}

/** A UID where no two rows share one; jobs of two servers or agents may. */
function valueOf(row: IDataObject, kind?: JobKind): string {
	return kind?.keyOf(row) ?? String(row.instanceUid);
}

function toListItem(
	row: IDataObject,
	company: string | null,
	details: string[],
	kind?: JobKind,
): INodeListSearchResult['results'][number] {
	const shown = details.map((field) => row[field]).filter(Boolean);
	const name = [row.name ?? row.instanceUid, company].filter(Boolean).join(' – ');
	return {
		name: `${name}${shown.length ? ` (${shown.join(', ')})` : ''}`,
		value: valueOf(row, kind),
	};
}
