import { isAmount } from '../util/text';
import { parseTime } from '../util/time';
import type { Row as RowOf } from '../vspc/fields';
import {
	failureOf,
	isContinuous,
	isHung,
	type JobKind,
	type JobResult,
	toResult,
	type VspcJob,
} from '../vspc/jobs/kind';
import type { reportRowFields } from './fields';
import { type Day, type History, historyOf, type Run } from './history';
import { fill, type Language, typeTextOf, wordOf } from './language';
import { RESULTS, type Words } from './words';

export const PERIODS = ['last24Hours', 'last7Days', 'last30Days', 'custom'] as const;

export type PeriodName = (typeof PERIODS)[number];

/** The time that a report is about, in milliseconds since 1970. */
export interface Period {
	name: PeriodName;
	from: number;
	to: number;
	/** It ended before the report is made: what came after it is not in the report */
	isOver: boolean;
}

const HOURS: Record<Exclude<PeriodName, 'custom'>, number> = {
	last24Hours: 24,
	last7Days: 7 * 24,
	last30Days: 30 * 24,
};

/** A period that ends now. */
export function lastHours(name: Exclude<PeriodName, 'custom'>, now: number): Period {
	return { name, from: now - HOURS[name] * 3_600_000, to: now, isOver: false };
}

/** Any other period. */
export function customPeriod(from: number, to: number, now: number): Period {
	return { name: 'custom', from, to, isOver: to < now };
}

/**
 * Hours that a job may run before it counts as without a success, and that it may be without one before a report
 * names it: nearly all jobs run daily.
 */
export const ALLOWED_HOURS = 24;

/** Clocks that differ by less are right enough, in milliseconds. */
const CLOCK_TOLERANCE = 5 * 60_000;

/** A wrong time zone is at most that wrong, in milliseconds. */
const ZONE_TOLERANCE = 26 * 3_600_000;

export type Standing = JobResult | 'hung' | 'notRun' | 'disabled' | 'later';

/**
 * How a job stands in a period by its latest session, the only one that VSPC shows.
 *
 * A session counts when it ended in the period. Where there is no end time, or only that of the session before
 * (Microsoft 365 jobs have none), the start counts. A period that lasts until now has no upper limit: the clocks
 * of backup servers and n8n differ, and the latest session cannot have ended later than now.
 *
 * @param now when the report is made, in milliseconds since 1970
 */
export function standingOf(
	kind: JobKind,
	job: VspcJob,
	{ from, to, isOver }: Period,
	now: number,
): Standing {
	const result = toResult(job[kind.properties.status]);
	const { startedAt, latest } = timesOf(kind, job);
	if (result === 'running') {
		if (isOver && startedAt !== undefined && startedAt > to) return 'later';
		const isTooLong = isHung({ result, startedAt }, ALLOWED_HOURS, Math.min(to, now));
		return isTooLong && !isContinuous(job) ? 'hung' : 'running';
	}
	// VSPC says that there was a session but not when: a problem must not pass for a job that did not run.
	if (latest === undefined && (result === 'failed' || result === 'warning')) return result;
	const at = latest ?? -Infinity;
	if (isOver && at > to) return 'later';
	// So far ahead, a success may be of any day. A problem is shown all the same.
	if (result === 'success' && at > now + ZONE_TOLERANCE) return 'none';
	if (at >= from) return result;
	return job.isEnabled === false ? 'disabled' : 'notRun';
}

/** Whether a job shows a time that is yet to come: the clock of its backup server, or its time zone, is wrong. */
export function isInFuture(kind: JobKind, job: VspcJob, now: number): boolean {
	return (timesOf(kind, job).latest ?? -Infinity) > now + CLOCK_TOLERANCE;
}

function timesOf({ properties: { lastRun, lastEnd } }: JobKind, job: VspcJob) {
	const startedAt = parseTime(job[lastRun]);
	const endedAt = lastEnd === undefined ? undefined : parseTime(job[lastEnd]);
	const latest = Math.max(startedAt ?? -Infinity, endedAt ?? -Infinity);
	return { startedAt, latest: latest === -Infinity ? undefined : latest };
}

/**
 * How a job stands in a report; `notRun`: enabled, but without any session in the period; `hung`: running for longer
 * than it may be without a success.
 */
export type RowResult = JobResult | 'hung' | 'notRun';

/** A job of a report; the same fields for all kinds of jobs. */
export type Row = Omit<RowOf<typeof reportRowFields>, 'history'> & {
	result: RowResult;
	lastResult: JobResult;
	history?: History | null;
};

/** A job that was read, for a report. */
export interface ReadJob {
	kindName: string;
	kind: JobKind;
	job: VspcJob;
	companyUid: string | null;
	companyName: string | null;
	/** Whether VSPC is connected to its server; null or left out: not known */
	serverConnected?: boolean | null;
	/** All of its sessions; null: not known which are its own; left out: only the latest one is known */
	runs?: Run[] | null;
}

/**
 * A row, or why a job has none: `disabled` without a session, or `later`: it ran again after the period.
 *
 * @param now in milliseconds since 1970
 * @param days those of the period
 */
export function toRow(
	read: ReadJob,
	period: Period,
	now: number,
	language: Language,
	days: Day[] = [],
): Row | 'disabled' | 'later' {
	const { kindName, kind, job } = read;
	const standing = standingOf(kind, job, period, now);
	if (standing === 'disabled' || standing === 'later') return standing;
	const { status, type, transferred, lastRun, lastEnd } = kind.properties;
	// What a running job shows is of the session before, and what didn't run in the period isn't in its sums.
	const hasEnded = standing !== 'running' && standing !== 'hung' && standing !== 'notRun';
	const durationSeconds = hasEnded ? numberOf(job.lastDuration) : null;
	const transferredBytes = hasEnded && transferred ? numberOf(job[transferred]) : null;
	return {
		result: standing,
		name: nameOf(job, language.words),
		companyUid: read.companyUid,
		companyName: read.companyName,
		companyKey: companyKeyOf(read),
		jobKind: kindName,
		type: type ? textOf(job[type]) : textOf(job.systemType),
		typeText: typeTextOf(kindName, type ? job[type] : job.systemType, language.words),
		status: textOf(job[status]),
		lastResult: toResult(job[status]),
		isEnabled: job.isEnabled !== false,
		lastRunUtc: toUtc(job[lastRun]),
		lastEndTimeUtc: lastEnd === undefined ? null : toUtc(job[lastEnd]),
		durationSeconds,
		durationText: language.duration(durationSeconds),
		transferredBytes,
		transferredText: language.bytes(transferredBytes),
		failureMessage: failureOf(kind, job),
		...(read.runs === undefined
			? {}
			: { history: historyOf(read.runs, { ...read, period, days, now }, language) }),
		serverConnected: read.serverConnected ?? null,
		jobKey: kind.keyOf(job) ?? null,
	};
}

/** See Row. Never the name alone: two customers may have the same. */
export function companyKeyOf({ kind, job, companyUid, companyName }: ReadJob): string {
	if (companyUid !== null) return companyUid;
	const { organizationKey } = kind.placement(job);
	return companyName !== null && organizationKey ? `organization:${organizationKey}` : '';
}

/** There is always something to call a job by. */
export function nameOf({ name }: VspcJob, { noName }: Words): string {
	return textOf(name) ?? noName;
}

function toUtc(value: unknown): string | null {
	const time = parseTime(value);
	return time === undefined ? null : new Date(time).toISOString();
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

/** When a job ran, as far as it matters: `24 Nov, 02:13`, `since 24 Nov, 02:13`, `last run 3 Nov, 22:00`. */
export function whenText(row: Row, language: Language, around: number): string {
	const { words } = language;
	const isRunning = row.result === 'running' || row.result === 'hung';
	const ended = isRunning ? null : row.lastEndTimeUtc;
	const at = ended ?? row.lastRunUtc;
	if (at === null) return unknownTime(row, words);
	const time = language.moment(Date.parse(at), around);
	if (isRunning) return fill(words.since, { time });
	return row.result === 'notRun' ? fill(words.lastRun, { time }) : time;
}

/** A job that shows how its latest session ended has run, whatever VSPC shows of the time. */
function unknownTime({ result, lastResult }: Row, { neverRan, timeUnknown }: Words): string {
	if (result !== 'notRun') return '';
	return lastResult === 'none' ? neverRan : timeUnknown;
}

/** What else there is to say in few words: duration and size, or how a job that didn't run ended before. */
export function measuresOf(row: Row, words: Words): string[] {
	const { result, lastResult, status, durationText, transferredText } = row;
	const measures =
		result === 'notRun'
			? [lastResult === 'none' ? null : words.results[lastResult][0]]
			: result === 'none'
				? [statusText(status, words)]
				: [durationText, transferredText];
	return measures.filter((text): text is string => text !== null);
}

/** A status that shows no result; one that is not known yet is shown as VSPC writes it. */
function statusText(status: string | null, { statuses }: Words): string | null {
	const key = status?.toLowerCase() ?? '';
	return key === 'none' || key === 'unknown' ? null : (wordOf(statuses, key) ?? status);
}

/** The same in one text. */
export function measureText(row: Row, words: Words): string {
	return measuresOf(row, words).join(' · ');
}

/** Why a job failed or warned; the message of any other result is no reason. */
export function reasonOf({ result, lastResult, failureMessage }: Row): string {
	const last = result === 'notRun' ? lastResult : result;
	return last === 'failed' || last === 'warning' ? (failureMessage ?? '') : '';
}

/** The rows by result, then by company and name. */
export function inOrder(rows: Row[]): Row[] {
	const place = new Map<RowResult, number>(RESULTS.map((result, index) => [result, index]));
	return rows
		.map((row) => ({
			row,
			result: place.get(row.result)!,
			company: (row.companyName ?? '').toLowerCase(),
			name: row.name.toLowerCase(),
		}))
		.sort(
			(a, b) =>
				a.result - b.result ||
				compare(a.company, b.company) ||
				compare(a.name, b.name) ||
				compare(a.row.jobKey ?? '', b.row.jobKey ?? ''),
		)
		.map(({ row }) => row);
}

/** For alphabetical order, the same on every machine. */
export function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
