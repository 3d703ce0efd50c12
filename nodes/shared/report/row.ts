import type { IDataObject } from 'n8n-workflow';

import { computeFields, isAmount } from '../jobs/computed';
import type { JobKind } from '../jobs/kinds/kind';
import { failureOf, toResult, type JobResult } from '../jobs/result';
import { standingOf, type Period } from './period';
import { typeTextOf } from './typeText';

/**
 * How a job stands in a report; `notRun`: enabled, but without any session in the period; `hung`: running for longer
 * than it may be without a success.
 */
export type RowResult = JobResult | 'hung' | 'notRun';

/** A job of a report; the same fields for all kinds of jobs. */
export interface Row extends IDataObject {
	result: RowResult;
	name: string;
	companyUid: string | null;
	companyName: string | null;
	/**
	 * Tells one company from another: the UID of the company; of a Microsoft 365 organization that belongs to none
	 * `organization:<server>:<organization>`, since names repeat; empty without either
	 */
	companyKey: string;
	/** job, agentJob or microsoft365Job */
	jobKind: string;
	/** VSPC's own words */
	type: string | null;
	typeText: string;
	status: string | null;
	/** How the latest session stands, also when it is none of the period */
	lastResult: JobResult;
	isEnabled: boolean;
	lastRunUtc: string | null;
	/** Microsoft 365 jobs have none */
	lastEndTimeUtc: string | null;
	/** Of the session in the period; null where VSPC tells none */
	durationSeconds: number | null;
	durationText: string | null;
	transferredBytes: number | null;
	transferredText: string | null;
	failureMessage: string | null;
	/** Null for a row of VSPC that doesn't say which job it is */
	jobKey: string | null;
}

/** A job that was read, for a report. */
export interface ReadJob {
	kindName: string;
	kind: JobKind;
	job: IDataObject;
	companyUid: string | null;
	companyName: string | null;
}

/** A row, or why a job has none: `disabled` without a session, or `later`: it ran again after the period. */
export function toRow(read: ReadJob, period: Period, now: number): Row | 'disabled' | 'later' {
	const { kindName, kind, job } = read;
	const standing = standingOf(kind, job, period, now);
	if (standing === 'disabled' || standing === 'later') return standing;
	const { status, type, transferred } = kind.properties;
	const { lastRunUtc, lastEndTimeUtc, durationText, transferredText } = computeFields(
		kind,
		job,
		now,
	);
	// What a running job shows is of the session before, and what didn't run in the period isn't in its sums.
	const hasEnded = standing !== 'running' && standing !== 'hung' && standing !== 'notRun';
	return {
		result: standing,
		name: nameOf(job),
		companyUid: read.companyUid,
		companyName: read.companyName,
		companyKey: companyKeyOf(read),
		jobKind: kindName,
		type: type ? textOf(job[type]) : textOf(job.systemType),
		typeText: typeTextOf(kindName, type ? job[type] : job.systemType),
		status: textOf(job[status]),
		lastResult: toResult(job[status]),
		isEnabled: job.isEnabled !== false,
		lastRunUtc,
		lastEndTimeUtc,
		durationSeconds: hasEnded ? numberOf(job.lastDuration) : null,
		durationText: hasEnded ? durationText : null,
		transferredBytes: hasEnded && transferred ? numberOf(job[transferred]) : null,
		transferredText: hasEnded ? transferredText : null,
		failureMessage: failureOf(kind, job),
		jobKey: kind.keyOf(job) ?? null,
	};
}

/** See Row. Never the name alone: two customers may have the same. */
export function companyKeyOf({ kind, job, companyUid, companyName }: ReadJob): string {
	if (companyUid !== null) return companyUid;
	const { organizationKey } = kind.whereabouts(job);
	return companyName !== null && organizationKey ? `organization:${organizationKey}` : '';
}

/** There is always something to call a job by. */
export function nameOf({ name }: IDataObject): string {
	return textOf(name) ?? '(no name)';
}

/** The fields of VSPC that a row is made of, without those of key and company. */
export function rowFields({ properties }: JobKind): string[] {
	const { status, lastRun, lastEnd, failure, type, transferred } = properties;
	return [
		'name',
		'isEnabled',
		'scheduleType',
		status,
		lastRun,
		failure,
		type ?? 'systemType',
		...(lastEnd ? [lastEnd, 'lastDuration'] : []),
		...(transferred ? [transferred] : []),
	];
}

function textOf(value: unknown): string | null {
	return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function numberOf(value: unknown): number | null {
	return isAmount(value) ? value : null;
}
