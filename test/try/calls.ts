import type { IDataObject } from 'n8n-workflow';

import type * as Alarms from '../../nodes/vspc/alarms';
import type { VspcCall } from '../../nodes/vspc/client/client';
import type * as Companies from '../../nodes/vspc/companies';
import type { Field, Fields } from '../../nodes/vspc/fields';
import type * as AgentJobs from '../../nodes/vspc/jobs/agentJob';
import type * as BackupServerJobs from '../../nodes/vspc/jobs/backupServerJobFields';
import type * as JobFilters from '../../nodes/vspc/jobs/filters';
import type { JobKind } from '../../nodes/vspc/jobs/kind';
import type * as Filters from '../../nodes/vspc/list/filter';
import type { Rule } from '../../nodes/vspc/list/filter';
import type * as JobKinds from '../../nodes/form/jobKinds';
import type * as Names from '../../nodes/vspc/names';
import type * as Times from '../../nodes/util/time';
import type { WorkloadKind } from '../../nodes/vspc/workloads/kind';
import type * as Workloads from '../../nodes/form/workloads';
import type * as Servers from '../../nodes/vspc/servers';
import { built } from './built';

const { KINDS } = built<typeof JobKinds>('nodes/form/jobKinds.js');
const alarms = built<typeof Alarms>('nodes/vspc/alarms.js');
const companies = built<typeof Companies>('nodes/vspc/companies.js');
const { AGENTS_PATH } = built<typeof AgentJobs>('nodes/vspc/jobs/agentJob.js');
const { JOBS_PATH } = built<typeof BackupServerJobs>('nodes/vspc/jobs/backupServerJobFields.js');
const jobFilters = built<typeof JobFilters>('nodes/vspc/jobs/filters.js');
const { LISTS } = built<typeof Names>('nodes/vspc/names.js');
const { containing, oneOf, referringTo, valueAt } = built<typeof Filters>(
	'nodes/vspc/list/filter.js',
);
const { parseTime } = built<typeof Times>('nodes/util/time.js');

const { WORKLOAD_KINDS } = built<typeof Workloads>('nodes/form/workloads.js');
const { MANAGEMENT_AGENTS_PATH, SERVER_KINDS } = built<typeof Servers>('nodes/vspc/servers.js');

/** A filter that the package asks a server for, with a value of a row that the server has sent. */
export interface FilterProbe {
	name: string;
	/** Undefined: the row has nothing to filter by */
	rule: (row: IDataObject) => Rule | undefined;
	/** The server is asked for more rows than are kept */
	isWide?: true;
}

/** One call that the package makes, and what is known of its answer. */
export interface Call {
	/** Segments; `{}` stands for what comes from a row of another call */
	path: string[];
	/** The list that has it, and what a row says for `{}` */
	from?: { list: string; uids: (row: IDataObject) => unknown[] };
	/** Rows are expected, else one resource */
	isList: boolean;
	/** All that the vendor documents of a row; `some`: what the package reads of it */
	fields?: Fields;
	some?: true;
	/** Fields, with a dot for parts, that need not be there */
	rare?: string[];
	/** By field, the values of its enum that are documented */
	words?: Record<string, readonly string[]>;
	/** What distinguishes rows; empty where no UID does */
	uid: string;
	/** Filter, sort and select are asked for */
	query?: { sort: string[]; select: string[]; filters: FilterProbe[] };
	expand?: string;
	/** What else the call needs, e.g. a time among its parameters */
	more?: () => Partial<VspcCall>;
	/** Only for the report: the package makes no such call */
	isExtra?: true;
}

/** `/alarms/active/{}` */
export function templateOf({ path }: Pick<Call, 'path'>): string {
	return `/${path.join('/')}`;
}

/** What lists of names are read for. */
function namedBy(list: { path: string[]; uid: string; name: string }): Call {
	const uid: Field = { type: 'uid' };
	const name: Field = { type: 'text', null: true };
	return {
		path: list.path,
		isList: true,
		fields: { [list.uid]: uid, [list.name]: name },
		some: true,
		uid: list.uid,
		query: { sort: [], select: [list.uid, list.name], filters: [] },
	};
}

/** One resource of a list, by its UID. */
function oneOfList(list: Call): Call {
	const { path, fields, some, rare, words, uid } = list;
	const from = { list: templateOf(list), uids: (row: IDataObject) => [row[uid]] };
	return { path: [...path, '{}'], from, isList: false, fields, some, rare, words, uid };
}

/** Leaves out what the node adds itself. */
function sentFields(fields: Fields): Fields {
	return Object.fromEntries(Object.entries(fields).filter(([, field]) => !field.isAdded));
}

const text = (value: unknown) =>
	typeof value === 'string' && value.trim() !== '' ? value : undefined;

/** A rule for a value, where there is one. */
function about<Value>(
	read: (row: IDataObject) => Value | undefined,
	rule: (value: Value) => Rule,
): FilterProbe['rule'] {
	return (row) => {
		const value = read(row);
		return value === undefined ? undefined : rule(value);
	};
}

const word = (property: string): FilterProbe => ({
	name: property,
	rule: about(
		(row) => text(valueAt(row, property)),
		(value) => oneOf(property, [value]),
	),
});

const part = (property: string): FilterProbe => ({
	name: `part of ${property}`,
	rule: about(
		// In the other case: the filter is to ignore it.
		(row) => text(row[property])?.trim().slice(0, 8).toUpperCase().trim(),
		(value) => containing(property, value),
	),
});

const uid = (property: string): FilterProbe => ({
	name: property,
	rule: about(
		(row) => text(row[property]),
		(value) => referringTo(property, value),
	),
});

const since = (property: string, rule: (at: number) => Rule): FilterProbe => ({
	name: `${property} since`,
	rule: about((row) => parseTime(valueAt(row, property)), rule),
});

function filtersOf(kind: JobKind): FilterProbe[] {
	const { status, type, lastRun, company } = kind.properties;
	return [
		word(status),
		...(type === undefined ? [] : [word(type)]),
		part('name'),
		since(lastRun, (at) => jobFilters.startedSince(kind, at)),
		{
			...since(lastRun, (at) => jobFilters.startedBefore(kind, at)),
			name: `${lastRun} before`,
			// A time that means never is before all others, and the package leaves it out.
			isWide: true,
		},
		{ name: 'isEnabled', rule: ({ isEnabled }) => jobFilters.enabledIs(isEnabled === true) },
		{
			name: 'no success for 24 hours',
			isWide: true,
			rule: () => jobFilters.withoutSuccess(kind, 24, Date.now()),
		},
		{
			name: company.join(' or '),
			isWide: true,
			rule: about(
				(row) => kind.placement(row).companyUid,
				(one) => jobFilters.ofCompany(kind, one),
			),
		},
		...('backupServerUid' in kind.fields ? [uid('backupServerUid'), uid('instanceUid')] : []),
	];
}

/** A kind of jobs: its list, and the server or computer that its jobs run on. */
function callsOf(kind: JobKind): Call[] {
	const { status, type, lastRun, lastEnd } = kind.properties;
	const list: Call = {
		path: kind.listPath,
		isList: true,
		fields: sentFields(kind.fields),
		words: {
			[status]: kind.statuses,
			...(type !== undefined && kind.types ? { [type]: Object.keys(kind.types) } : {}),
		},
		uid: 'instanceUid',
	};
	if (kind.isQueryable) {
		list.query = {
			sort: ['name', 'instanceUid', lastRun, ...(lastEnd === undefined ? [] : [lastEnd])],
			select: ['instanceUid', status],
			filters: filtersOf(kind),
		};
	}
	const keyed = (row: IDataObject) => kind.keyOf(row);
	const serverPath = kind.serverPath('{}:{}:{}:{}');
	const place = serverPath.indexOf('{}');
	const server: Call = {
		path: serverPath,
		from: {
			list: templateOf(list),
			uids: (row) => [keyed(row) === undefined ? undefined : kind.serverPath(keyed(row)!)[place]],
		},
		isList: false,
		fields: { instanceUid: { type: 'uid' }, name: { type: 'text' } },
		some: true,
		uid: 'instanceUid',
	};
	return [list, server];
}

/** A kind of workloads: its list, the backups of all and of one, and the restore points of one. */
function workloadCalls(kind: WorkloadKind): Call[] {
	const names = kind.keyFields.slice(-kind.ids);
	const id = names.includes('id') ? 'id' : names[0];
	const list: Call = {
		path: kind.listPath,
		isList: true,
		fields: sentFields(kind.fields),
		// An object of Microsoft 365 has an ID that is no UID, and in several lists a workload may have several rows.
		uid: '',
	};
	const of = (name: string): Call => ({
		path: [...kind.listPath, '{}', name],
		from: { list: templateOf(list), uids: (row) => [row[id]] },
		isList: true,
		uid: '',
	});
	const { chains, points } = kind;
	const all: Call[] = chains
		? [{ path: [...kind.listPath, chains.name], isList: true, uid: '' }, of(chains.name)]
		: [];
	return [list, ...all, of(points.name)];
}

function alarmCalls(): Call[] {
	const list: Call = {
		path: alarms.ALARMS_PATH,
		isList: true,
		fields: alarms.alarmFields,
		// The vendor's schema has organizationUid, the vendor's example this one.
		rare: ['object.companyUid'],
		words: {
			'lastActivation.status': [...alarms.ALARM_STATUSES, 'Unknown'],
			'object.type': alarms.ALARM_OBJECT_TYPES,
			area: ['vspc', 'vone'],
		},
		uid: 'instanceUid',
		query: {
			sort: ['lastActivation.time', 'instanceUid'],
			select: ['instanceUid', 'alarmTemplateUid', 'lastActivation'],
			filters: [
				word('lastActivation.status'),
				{ name: 'not resolved', rule: () => alarms.resolvedIs(false) },
				since('lastActivation.time', alarms.activatedSince),
				uid('alarmTemplateUid'),
			],
		},
	};
	const history: Call = {
		path: [...alarms.ALARMS_PATH, '{}', 'history'],
		from: { list: templateOf(list), uids: (row) => [row.instanceUid] },
		isList: true,
		fields: alarms.activationFields,
		words: { status: [...alarms.ALARM_STATUSES, 'Unknown'] },
		uid: 'instanceUid',
	};
	const templates = namedBy({ path: alarms.TEMPLATES_PATH, uid: 'instanceUid', name: 'name' });
	return [list, oneOfList(list), history, templates];
}

function companyCalls(): Call[] {
	const list: Call = {
		path: companies.COMPANIES_PATH,
		isList: true,
		fields: companies.companyFields,
		words: { status: companies.COMPANY_STATUSES },
		uid: 'instanceUid',
		expand: 'Organization',
		query: {
			sort: ['name'],
			select: ['instanceUid', 'name'],
			filters: [word('status'), part('name'), uid('resellerUid')],
		},
	};
	const organizations: Call = {
		path: companies.ORGANIZATIONS_PATH,
		isList: true,
		fields: companies.organizationFields,
		words: { type: ['Provider', 'Reseller', 'Company'] },
		uid: 'instanceUid',
		query: { sort: ['name'], select: ['instanceUid', 'name', 'email'], filters: [word('type')] },
	};
	return [list, oneOfList(list), organizations, oneOfList(organizations)];
}

/**
 * Every call that the package makes to read something, each once, in an order in which rows are there before they are
 * needed. A test compares the paths with those in nodes/.
 */
export function allCalls(): Call[] {
	const jobLists = Object.values(KINDS).flatMap(({ kind }) => callsOf(kind));
	const jobs = jobLists.find(
		({ path }) => templateOf({ path }) === templateOf({ path: JOBS_PATH }),
	)!;
	const ofServer: Call = {
		...jobs,
		path: ['infrastructure', 'backupServers', '{}', 'jobs'],
		from: { list: templateOf(jobs), uids: (row) => [row.backupServerUid] },
		query: { sort: [], select: ['instanceUid'], filters: [uid('instanceUid')] },
	};
	const names = Object.values(LISTS).map(namedBy);
	const managementAgents: Call = {
		path: MANAGEMENT_AGENTS_PATH,
		isList: true,
		fields: { instanceUid: { type: 'uid' } },
		some: true,
		uid: 'instanceUid',
	};
	const calls: Call[] = [
		{ path: ['users', 'me'], isList: false, uid: 'instanceUid' },
		{ path: ['about'], isList: false, uid: 'installationId', isExtra: true },
		// Names come first: whatever has been seen as one is printed nowhere else.
		...companyCalls(),
		...names.flatMap((list) => [list, oneOfList(list)]),
		...[
			AGENTS_PATH,
			['infrastructure', 'backupServers', 'repositories'],
			...Object.values(SERVER_KINDS).map(({ path }) => path),
		].map((path) => namedBy({ path, uid: 'instanceUid', name: 'name' })),
		{
			path: ['infrastructure', 'jobSessionHeatmap'],
			isList: false,
			uid: '',
			// A preview that API 3.6 brought; two days, as the package asks.
			more: () => ({
				endsInSlash: true,
				apiVersion: '3.6',
				qs: {
					from: new Date(Date.now() - 48 * 3_600_000).toISOString(),
					to: new Date().toISOString(),
				},
			}),
		},
		managementAgents,
		oneOfList(managementAgents),
		{
			path: ['infrastructure', 'vb365Servers', 'organizations', 'companyMappings'],
			isList: true,
			fields: { companyUid: { type: 'uid' }, companyName: { type: 'text', null: true } },
			some: true,
			uid: '',
		},
		...jobLists,
		oneOfList(jobs),
		ofServer,
		...alarmCalls(),
		...WORKLOAD_KINDS.flatMap(workloadCalls),
	];
	const known = new Set<string>();
	const distinct = calls.filter((call) => {
		const template = templateOf(call);
		return !known.has(template) && known.add(template);
	});
	// What takes its UID from a list comes behind it.
	return [...distinct.filter(({ from }) => !from), ...distinct.filter(({ from }) => from)];
}
