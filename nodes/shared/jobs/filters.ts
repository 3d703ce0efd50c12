import type { IDataObject } from 'n8n-workflow';

import type { FilterCondition, FilterExpression } from '../list/filter';
import type { JobKind } from './kinds/kind';
import { toResult } from './result';
import { parseTime } from '../time';

/** Which jobs are wanted; all that are given must hold. */
export interface JobFilters {
	companyUid?: string;
	backupServerUid?: string;
	/** Values of VSPC, in any case */
	status?: string[];
	type?: string[];
	nameContains?: string;
	enabled?: boolean;
	/** Milliseconds since 1970: the latest session started then or later */
	lastRunAfter?: number;
	/** Milliseconds since 1970: the latest session started before */
	lastRunBefore?: number;
	/** The latest session is no success, or one that ended longer ago */
	noSuccessForHours?: number;
	failureMessageContains?: string;
}

interface Rule {
	/** For the server; undefined where VSPC's documentation doesn't settle how to say it */
	expression?: FilterExpression;
	/** The same for one job. A server that ignores a filter can't give wrong jobs. */
	keep: (job: IDataObject) => boolean;
	/** The fields that `keep` looks at */
	fields: string[];
}

/** What to send and what to check. */
export interface JobSieve {
	expressions: FilterExpression[];
	keep: (job: IDataObject) => boolean;
	fields: string[];
}

/** @param now milliseconds since 1970, once for all jobs of an execution */
export function toSieve(kind: JobKind, filters: JobFilters, now: number): JobSieve {
	const rules = rulesOf(kind, filters, now);
	return {
		expressions: kind.isQueryable ? rules.flatMap(({ expression }) => expression ?? []) : [],
		keep: (job) => rules.every(({ keep }) => keep(job)),
		fields: [...new Set(rules.flatMap(({ fields }) => fields))],
	};
}

function rulesOf(kind: JobKind, filters: JobFilters, now: number): Rule[] {
	const { status: statusField, type: typeField, failure, lastRun, lastEnd } = kind.properties;
	const { companyUid, backupServerUid, status, type, enabled } = filters;
	const { lastRunAfter, lastRunBefore, noSuccessForHours } = filters;
	const rules: Array<Rule | undefined> = [
		companyUid === undefined ? undefined : ofCompany(kind, companyUid),
		backupServerUid === undefined ? undefined : ofServer(backupServerUid),
		status?.length ? oneOf(statusField, status) : undefined,
		type?.length && typeField ? oneOf(typeField, type) : undefined,
		filters.nameContains ? containing('name', filters.nameContains) : undefined,
		filters.failureMessageContains
			? containing(failure, filters.failureMessageContains)
			: undefined,
		enabled === undefined ? undefined : enabledIs(enabled),
		lastRunAfter === undefined ? undefined : startedSince(lastRun, lastRunAfter),
		lastRunBefore === undefined ? undefined : startedBefore(lastRun, lastRunBefore),
		noSuccessForHours === undefined
			? undefined
			: withoutSuccess(statusField, lastEnd ?? lastRun, now - noSuccessForHours * 3_600_000),
	];
	return rules.filter((rule): rule is Rule => rule !== undefined);
}

/** The server is asked for more: which of the UIDs counts can't be said in its grammar. */
function ofCompany(kind: JobKind, companyUid: string): Rule {
	const fields = kind.properties.company;
	return {
		expression: { operation: 'or', items: fields.map((field) => uidIs(field, companyUid)) },
		keep: (job) => kind.whereabouts(job).companyUid === companyUid,
		fields,
	};
}

function ofServer(backupServerUid: string): Rule {
	return {
		expression: uidIs('backupServerUid', backupServerUid),
		keep: (job) => sameText(job.backupServerUid, backupServerUid),
		fields: ['backupServerUid'],
	};
}

function uidIs(property: string, value: string): FilterCondition {
	return { property, operation: 'equals', collation: 'ignorecase', value };
}

/** `or` of `equals`, since no page of the vendor shows the form of `in`. */
function oneOf(property: string, values: string[]): Rule {
	const wanted = new Set(values.map((value) => value.toLowerCase()));
	return {
		expression: {
			operation: 'or',
			items: values.flatMap((value) => enumIs(property, value)),
		},
		keep: (job) => wanted.has(String(job[property] ?? '').toLowerCase()),
		fields: [property],
	};
}

/** Servers write enums as `Failed` or `failed`: a missed failure must not hang on whether ignorecase works. */
function enumIs(property: string, value: string): FilterCondition[] {
	const [first, rest] = [value.charAt(0), value.slice(1)];
	return [first.toUpperCase() + rest, first.toLowerCase() + rest].map((spelling) => ({
		property,
		operation: 'equals',
		collation: 'ignorecase',
		value: spelling,
	}));
}

function containing(property: string, part: string): Rule {
	const wanted = part.toLowerCase();
	return {
		expression: { property, operation: 'contains', collation: 'ignorecase', value: part },
		keep: (job) =>
			String(job[property] ?? '')
				.toLowerCase()
				.includes(wanted),
		fields: [property],
	};
}

function enabledIs(enabled: boolean): Rule {
	return {
		expression: { property: 'isEnabled', operation: 'equals', value: enabled },
		keep: (job) => job.isEnabled === enabled,
		fields: ['isEnabled'],
	};
}

function startedSince(field: string, time: number): Rule {
	return {
		expression: timeIs(field, 'greaterThanOrEqual', time),
		keep: (job) => (parseTime(job[field]) ?? -Infinity) >= time,
		fields: [field],
	};
}

function startedBefore(field: string, time: number): Rule {
	return {
		expression: timeIs(field, 'lessThan', time),
		keep: (job) => (parseTime(job[field]) ?? Infinity) < time,
		fields: [field],
	};
}

function timeIs(property: string, operation: 'lessThan' | 'greaterThanOrEqual', time: number) {
	return { property, operation, value: new Date(time).toISOString() };
}

/**
 * Microsoft 365 jobs have no end time: there the start counts. Negated, since a comparison with a missing end time is never true: jobs that never ran are kept. The
 * server's idea of the time plays no part.
 */
function withoutSuccess(status: string, end: string, since: number): Rule {
	const success: FilterExpression = { operation: 'or', items: enumIs(status, 'Success') };
	return {
		expression: {
			operation: 'not',
			items: [
				{
					operation: 'and',
					items: [success, timeIs(end, 'greaterThanOrEqual', since)],
				},
			],
		},
		keep: (job) =>
			toResult(job[status]) !== 'success' || (parseTime(job[end]) ?? -Infinity) < since,
		fields: [status, end],
	};
}

function sameText(value: unknown, wanted: string): boolean {
	return String(value ?? '').toLowerCase() === wanted.toLowerCase();
}
