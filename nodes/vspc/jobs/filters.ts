import { parseTime } from '../../util/time';
import {
	containing,
	enumIs,
	type FilterExpression,
	type RowFilter,
	type Rule,
	type SetFilter,
	timeIs,
	toRowFilter,
	uidIs,
} from '../list/filter';
import {
	isContinuous,
	isHung,
	type JobKind,
	type JobProperties,
	toResult,
	type VspcJob,
} from './kind';

/** What the rule of a filter for jobs depends on besides its value. */
export interface FilteredJobs {
	kind: JobKind;
	/** Milliseconds since 1970, once for all jobs of an execution */
	now: number;
}

/** Which jobs are wanted: they match all filters. */
export type JobFilters = Array<SetFilter<FilteredJobs>>;

/** @param now milliseconds since 1970, once for all jobs of an execution */
export function jobRowFilter(kind: JobKind, filters: JobFilters, now: number): RowFilter {
	const rowFilter = toRowFilter(filters.map(({ rule }) => rule({ kind, now })));
	return kind.isQueryable ? rowFilter : { ...rowFilter, expressions: [] };
}

/** Jobs of a company. The server is asked for more: which of the UIDs counts can't be said in its grammar. */
export function ofCompany(kind: JobKind, companyUid: string): Rule {
	const fields = kind.properties.company;
	return {
		expression: { operation: 'or', items: fields.map((field) => uidIs(field, companyUid)) },
		keep: (job) => kind.placement(job).companyUid === companyUid,
		fields,
	};
}

/** Jobs whose failure message has this in it. Looks at all of the reason, also at what is not shown of it. */
export function failedBecause(kind: JobKind, part: string): Rule {
	const wanted = part.toLowerCase();
	return {
		...containing(kind.properties.failure, part),
		keep: (job) => kind.failureTexts(job).some((text) => text.toLowerCase().includes(wanted)),
	};
}

/** Jobs by whether their schedule is enabled. */
export function enabledIs(enabled: boolean): Rule {
	return {
		expression: { property: 'isEnabled', operation: 'equals', value: enabled },
		keep: (job) => job.isEnabled === enabled,
		fields: ['isEnabled'],
	};
}

/** Jobs whose latest session started then or later; milliseconds since 1970. */
export function startedSince({ properties: { lastRun: field } }: JobKind, time: number): Rule {
	return {
		expression: timeIs(field, 'greaterThanOrEqual', time),
		keep: (job) => (parseTime(job[field]) ?? -Infinity) >= time,
		fields: [field],
	};
}

/** Jobs whose latest session started before; milliseconds since 1970. */
export function startedBefore({ properties: { lastRun: field } }: JobKind, time: number): Rule {
	return {
		expression: timeIs(field, 'lessThan', time),
		keep: (job) => (parseTime(job[field]) ?? Infinity) < time,
		fields: [field],
	};
}

/**
 * Jobs whose latest session is no success, or one that ended longer ago, see isWithoutSuccess.
 *
 * Microsoft 365 jobs have no end time: there the start counts. Negated, since a comparison with a missing end time is
 * never true: jobs that never ran are kept. Of jobs that run the server sends more than are kept: how long one has
 * been running is looked at here. The server's idea of the time plays no part.
 */
export function withoutSuccess({ properties }: JobKind, hours: number, now: number): Rule {
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

/** The properties that show that a job runs continuously; Microsoft 365 jobs have no such field. */
function continuousFields({ type, lastEnd }: JobProperties): string[] {
	return lastEnd === undefined ? [] : ['scheduleType', ...(type ? [type] : [])];
}

/**
 * A job that runs may have had its success before, of which VSPC shows nothing but when it ended: it is without one
 * when it has been running for too long, or when that end is too long ago. One that runs continuously is not.
 */
function isWithoutSuccess(
	{ status, lastRun, lastEnd }: JobProperties,
	job: VspcJob,
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
