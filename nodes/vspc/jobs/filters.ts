import type { IDataObject } from 'n8n-workflow';

import { parseTime } from '../../util/time';
import {
	containing,
	enumIs,
	type FilterExpression,
	oneOf,
	referringTo,
	type Rule,
	type Sieve,
	timeIs,
	toSieve as sieveOf,
	uidIs,
} from '../list/filter';
import { isContinuous, isHung, type JobKind, type JobProperties, toResult } from './kind';

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
	/** The latest session is no success, or one that ended longer ago; see isWithoutSuccess */
	noSuccessForHours?: number;
	failureMessageContains?: string;
}

/** @param now milliseconds since 1970, once for all jobs of an execution */
export function toSieve(kind: JobKind, filters: JobFilters, now: number): Sieve {
	const sieve = sieveOf(rulesOf(kind, filters, now));
	return kind.isQueryable ? sieve : { ...sieve, expressions: [] };
}

function rulesOf(kind: JobKind, filters: JobFilters, now: number): Array<Rule | undefined> {
	const { status: statusField, type: typeField, lastRun } = kind.properties;
	const { companyUid, backupServerUid, status, type, enabled } = filters;
	const { lastRunAfter, lastRunBefore, noSuccessForHours } = filters;
	return [
		companyUid === undefined ? undefined : ofCompany(kind, companyUid),
		backupServerUid === undefined ? undefined : referringTo('backupServerUid', backupServerUid),
		status?.length ? oneOf(statusField, status) : undefined,
		type?.length && typeField ? oneOf(typeField, type) : undefined,
		filters.nameContains ? containing('name', filters.nameContains) : undefined,
		filters.failureMessageContains
			? failedBecause(kind, filters.failureMessageContains)
			: undefined,
		enabled === undefined ? undefined : enabledIs(enabled),
		lastRunAfter === undefined ? undefined : startedSince(lastRun, lastRunAfter),
		lastRunBefore === undefined ? undefined : startedBefore(lastRun, lastRunBefore),
		noSuccessForHours === undefined ? undefined : withoutSuccess(kind, noSuccessForHours, now),
	];
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

/** Looks at all of the reason, also at what is not shown of it. */
function failedBecause(kind: JobKind, part: string): Rule {
	const wanted = part.toLowerCase();
	return {
		...containing(kind.properties.failure, part),
		keep: (job) => kind.failureTexts(job).some((text) => text.toLowerCase().includes(wanted)),
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

/**
 * Microsoft 365 jobs have no end time: there the start counts. Negated, since a comparison with a missing end time is
 * never true: jobs that never ran are kept. Of jobs that run the server sends more than are kept: how long one has
 * been running is looked at here. The server's idea of the time plays no part.
 */
function withoutSuccess({ properties }: JobKind, hours: number, now: number): Rule {
	const { status, lastRun, lastEnd } = properties;
	const end = lastEnd ?? lastRun;
	const since = now - hours * 3_600_000;
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
		keep: (job) => isWithoutSuccess(properties, job, hours, now),
		fields: [...new Set([status, lastRun, end, ...continuousFields(properties)])],
	};
}

/** What tells that a job runs continuously; Microsoft 365 jobs have no such field. */
function continuousFields({ type, lastEnd }: JobProperties): string[] {
	return lastEnd === undefined ? [] : ['scheduleType', ...(type ? [type] : [])];
}

/**
 * A job that runs may have had its success before, of which VSPC shows nothing but when it ended: it is without one
 * when it has been running for too long, or when that end is too long ago. One that runs continuously is not.
 */
function isWithoutSuccess(
	{ status, lastRun, lastEnd }: JobProperties,
	job: IDataObject,
	hours: number,
	now: number,
): boolean {
	const since = now - hours * 3_600_000;
	const result = toResult(job[status]);
	const startedAt = parseTime(job[lastRun]);
	const endedAt = lastEnd === undefined ? undefined : parseTime(job[lastEnd]);
	if (result === 'success')
		return ((lastEnd === undefined ? startedAt : endedAt) ?? -Infinity) < since;
	if (result !== 'running') return true;
	if (isContinuous(job)) return false;
	if (isHung({ result, startedAt }, hours, now)) return true;
	return endedAt === undefined ? startedAt === undefined : endedAt < since;
}
