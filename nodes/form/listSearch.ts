import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { alphabetical, spelled, wordsOf } from '../util/text';
import { parseTime } from '../util/time';
import { ALARMS_PATH, objectNameOf, resolvedIs, statusOf, TEMPLATES_PATH } from '../vspc/alarms';
import { COMPANIES_PATH, ORGANIZATIONS_PATH } from '../vspc/companies';
import { type JobKind, READ_JOB_ROLES } from '../vspc/jobs/kind';
import { agentOf, computersOf } from '../vspc/jobs/tickets';
import { oneOf, toRowFilter, valueAt } from '../vspc/list/filter';
import { isFull, type ListCall, readPage } from '../vspc/list/pages';
import type { Vspc } from '../vspc/vspc';
import {
	ageOf,
	type Entry,
	inOneLine,
	type Listing,
	pageStartOf,
	toEntries,
	tokenOf,
} from './listEntries';
import { clientOf } from './parameters';
import { ANY_JOB, type JobResource, KINDS, kindsByLabel, readEachKind } from './jobKinds';
import { ANY_WORKLOAD, workloadResources } from './workloads';

/** Enough to fill the drop-down list a few times over; n8n asks for more when it is scrolled. */
const ROWS = 100;

/** A person is waiting in front of the list. */
const LIST_TIMEOUTS = { timeoutSeconds: 30, asyncTimeoutSeconds: 30 };

interface Listed {
	call: ListCall;
	/** What is shown behind the name, so that namesakes differ, each as far as the row has it */
	details: (row: IDataObject) => unknown[];
	/** Of jobs: company, type, and server or computer are shown before that: the same name occurs once per customer */
	kind?: JobKind;
}

/** Lists that are searched on the server, page by page; by the names that n8n calls them by. */
const LISTS: Record<string, Listed> = {
	searchAlarmTemplates: {
		call: { path: TEMPLATES_PATH, activity: 'listing the alarm templates' },
		details: ({ category }) => [inWords(category)],
	},
	searchBackupServers: {
		call: { path: ['infrastructure', 'backupServers'], activity: 'listing the backup servers' },
		details: ({ backupServerRoleType, displayVersion }) => [
			inWords(backupServerRoleType),
			displayVersion,
		],
	},
	searchCompanies: {
		call: { path: ['organizations'], activity: 'listing the companies' },
		details: ({ type }) => [type === 'Company' ? null : inWords(type)],
	},
	searchManagedCompanies: {
		call: { path: COMPANIES_PATH, activity: 'listing the companies' },
		details: ({ status }) => [status === 'Active' ? null : inWords(status)],
	},
	...Object.fromEntries(Object.values(KINDS).map(toList)),
};

function toList({ kind, search: { method, details } }: JobResource): [string, Listed] {
	const { listPath: path, noun } = kind;
	const call = { path, activity: `listing the ${noun}s`, roles: READ_JOB_ROLES };
	return [method, { call, details: (job) => details.map((field) => job[field]), kind }];
}

/**
 * A drop-down list.
 *
 * @param filter part of what is shown, whatever its case
 * @param paginationToken where the next page begins
 */
export async function search(
	context: ILoadOptionsFunctions,
	list: string,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	if (list === ANY_JOB.searchMethod) return await searchAnyJobs(context, filter, paginationToken);
	if (list === 'searchWorkloads') return await searchWorkloads(context, filter, paginationToken);
	if (list in WHOLE_LISTS) return await searchWholeList(context, list, filter, paginationToken);
	const { found, before, next } = await searchList(context, list, filter, paginationToken);
	return { results: toEntries(found, before), paginationToken: next };
}

/** What a page of a list has. */
interface Found {
	found: Listing[];
	/** What the pages before show, see toEntries */
	before: string[];
	/** Where the next page begins; undefined: there is none */
	next?: string;
}

/**
 * A drop-down list, searched by name on the server, page by page.
 *
 * @param filter part of a name, whatever its case
 * @param paginationToken where the page begins, see PageStart
 */
async function searchList(
	context: ILoadOptionsFunctions,
	list: string,
	filter?: string,
	paginationToken?: string,
): Promise<Found> {
	const { call, details, kind } = LISTS[list];
	const vspc = clientOf(context).within(LIST_TIMEOUTS);
	const start = pageStartOf(paginationToken);
	const { offset, before } = start;
	const page = await readPage(vspc, call, {
		limit: ROWS,
		offset,
		filter:
			filter && kind?.isQueryable !== false
				? [{ property: 'name', operation: 'contains', collation: 'ignorecase', value: filter }]
				: undefined,
		sort: kind?.isQueryable === false ? undefined : [{ property: 'name', direction: 'ascending' }],
	});
	// Some servers send the first page again whatever the offset; it would be listed without end.
	if (page.offset !== undefined && page.offset !== offset) return { found: [], before };
	const end = offset + page.rows.length;
	// A total alone is not believed: a page that is full may be followed by another one.
	const mayGoOn = isFull(page, ROWS, ROWS) || page.total === undefined || end < page.total;
	const more = page.rows.length > 0 && mayGoOn;
	const rows = page.rows.filter(hasName(filter));
	const agents = kind ? rows.flatMap((row) => agentOf(kind, row) ?? []) : [];
	const computers = await computersOf(vspc, agents);
	const found = await Promise.all(
		rows.map(async (row) => ({
			parts: [
				row.name || row.instanceUid,
				...(kind ? await placeAndType(vspc, kind, row) : []),
				kind && computers.get(agentOf(kind, row) ?? ''),
				...details(row),
			],
			value: valueOf(row, kind),
		})),
	);
	return { found, before, next: more ? tokenOf(end, found, start) : undefined };
}

/**
 * Jobs of all kinds: a page of each list that has one left, by name. Kinds that VSPC does not show are left out.
 *
 * @param paginationToken by kind, where its next page begins
 */
async function searchAnyJobs(
	context: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const offsets = paginationToken === undefined ? undefined : new URLSearchParams(paginationToken);
	const kinds = kindsByLabel.filter(({ name }) => offsets?.has(name) ?? true);
	const next = new URLSearchParams();
	const before: string[] = [];
	const { results } = await readEachKind(kinds, async ({ name, search: { method } }) => {
		const page = await searchList(context, method, filter, offsets?.get(name) ?? undefined);
		if (page.next !== undefined) next.set(name, page.next);
		before.push(...page.before);
		// A row without a key could not be found again among those of other kinds.
		return page.found.filter(({ value }) => value.includes(':'));
	});
	return {
		results: alphabetical(toEntries(results.flat(), before), ({ name }) => name),
		paginationToken: [...next].length > 0 ? next.toString() : undefined,
	};
}

/**
 * Workloads of the kinds that the resource has: a page of each list that has one left, by name. Kinds that VSPC does not
 * show are left out.
 *
 * @param paginationToken by kind, where its next page begins
 */
async function searchWorkloads(
	context: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const vspc = clientOf(context).within(LIST_TIMEOUTS);
	const name = context.getCurrentNodeParameter('resource') ?? ANY_WORKLOAD;
	const { kinds } = workloadResources.find((one) => one.name === name) ?? workloadResources[0];
	const { found, next } = await vspc.workloads.search(kinds, filter, paginationToken);
	const results = found.map(({ parts, key }) => ({ name: inOneLine(parts), value: key }));
	return { results: alphabetical(results, ({ name }) => name), paginationToken: next };
}

/** Checked again here: a server that ignores the filter must not offer other jobs. */
function hasName(filter = ''): (row: IDataObject) => boolean {
	const wanted = filter.toLowerCase();
	return ({ name, instanceUid }) =>
		typeof instanceUid === 'string' && spelled(name).toLowerCase().includes(wanted);
}

/** A UID where no two rows share one; jobs of two servers or agents may. */
function valueOf(row: IDataObject, kind?: JobKind): string {
	return kind?.keyOf(row) ?? spelled(row.instanceUid);
}

/** Whose job it is, what it does, and where. */
async function placeAndType(vspc: Vspc, kind: JobKind, job: IDataObject): Promise<unknown[]> {
	const placement = kind.placement(job);
	const [company, server] = await Promise.all([
		vspc.names.nameOf('companyName', placement),
		vspc.names.nameOf('backupServerName', placement),
	]);
	const type = spelled(job[kind.properties.type ?? 'systemType']);
	const known = Object.entries(kind.types ?? {}).find(
		([name]) => name.toLowerCase() === type.toLowerCase(),
	);
	return [company, known ? known[1] : type, server];
}

function inWords(value: unknown): string {
	return wordsOf(spelled(value));
}

/** n8n asks for more when the list is scrolled, and all is read again then. */
const ENTRIES = 500;

/** By the names that n8n calls them by; `wanted` is what is searched for, in small letters. */
const WHOLE_LISTS: Record<string, (vspc: Vspc, wanted: string) => Promise<Entry[]>> = {
	searchAlarms: listAlarms,
	searchResellers: listResellers,
};

/**
 * A drop-down list of which everything is read and searched here, by what is shown.
 *
 * @param filter part of what is shown, whatever its case
 * @param paginationToken how many entries were shown already
 */
async function searchWholeList(
	context: ILoadOptionsFunctions,
	list: string,
	filter = '',
	paginationToken = '0',
): Promise<INodeListSearchResult> {
	const vspc = clientOf(context).within(LIST_TIMEOUTS);
	const wanted = filter.trim().toLowerCase();
	const entries = alphabetical(
		(await WHOLE_LISTS[list](vspc, wanted)).filter(({ name }) =>
			name.toLowerCase().includes(wanted),
		),
		({ name }) => name,
	);
	const start = Number(paginationToken);
	const end = start + ENTRIES;
	return {
		results: entries.slice(start, end),
		paginationToken: end < entries.length ? `${end}` : undefined,
	};
}

/** What resolved alarms are marked with, and found by. */
const RESOLVED = 'resolved';

/**
 * `Repository free space · REPO-01 · Alpine Clinics · Error, 3 h ago`, since the same alarm is raised for many objects
 * of many customers. VSPC keeps resolved alarms on its list of active ones; they are offered to who searches for them.
 */
async function listAlarms(vspc: Vspc, wanted: string): Promise<Entry[]> {
	const isAsked = wanted.includes(RESOLVED);
	const { expressions, keep } = toRowFilter(isAsked ? [] : [resolvedIs(false)]);
	const names = vspc.alarmNames;
	const now = Date.now();
	const { rows } = await vspc.list({
		call: { path: ALARMS_PATH, activity: 'listing the alarms' },
		keyOf: (alarm) => alarm.instanceUid,
		filter: expressions,
		keep,
		select: ['instanceUid', 'alarmTemplateUid', 'object', 'lastActivation'],
	});
	return await Promise.all(
		rows.filter(hasUid).map(async (alarm) => {
			const time = parseTime(valueAt(alarm, 'lastActivation.time'));
			const status = [inWords(statusOf(alarm)), time === undefined ? '' : ageOf(now - time)];
			return {
				name: inOneLine([
					(await names.nameOf(alarm)) ?? 'Alarm',
					objectNameOf(alarm) || 'unnamed object',
					await names.companyOf(alarm),
					status.filter(Boolean).join(', '),
				]),
				value: spelled(alarm.instanceUid),
			};
		}),
	);
}

async function listResellers(vspc: Vspc): Promise<Entry[]> {
	const { expression, keep } = oneOf('type', ['Reseller']);
	const { rows } = await vspc.list({
		call: { path: ORGANIZATIONS_PATH, activity: 'listing the resellers' },
		keyOf: (organization) => organization.instanceUid,
		filter: expression && [expression],
		keep,
		select: ['instanceUid', 'name', 'type'],
	});
	return rows.filter(hasUid).map(({ name, instanceUid }) => ({
		name: spelled(name || instanceUid),
		value: spelled(instanceUid),
	}));
}

function hasUid({ instanceUid }: IDataObject): boolean {
	return typeof instanceUid === 'string';
}
