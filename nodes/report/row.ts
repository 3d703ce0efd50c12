import type { Row as RowOf } from '../vspc/fields';
import { computeFields, isAmount } from '../vspc/jobs/computed';
import { failureOf, type JobKind, type JobResult, toResult, type VspcJob } from '../vspc/jobs/kind';
import type { reportRowFields, withoutSuccessFields } from './fields';
import { type Calendar, type Period, standingOf } from './period';
import { RESULT_WORDS, typeTextOf } from './words';

/**
 * How a job stands in a report; `notRun`: enabled, but without any session in the period; `hung`: running for longer
 * than it may be without a success.
 */
export type RowResult = JobResult | 'hung' | 'notRun';

/** A job of a report; the same fields for all kinds of jobs. */
export type Row = RowOf<typeof reportRowFields> & { result: RowResult; lastResult: JobResult };

/** A job that was read, for a report. */
export interface ReadJob {
	kindName: string;
	kind: JobKind;
	job: VspcJob;
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
	const { organizationKey } = kind.placement(job);
	return companyName !== null && organizationKey ? `organization:${organizationKey}` : '';
}

/** There is always something to call a job by. */
export function nameOf({ name }: VspcJob): string {
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

/** When a job ran, as far as it matters: `24 Nov, 02:13`, `since 24 Nov, 02:13`, `last run 3 Nov, 22:00`. */
export function whenText(row: Row, calendar: Calendar, around: number): string {
	const isRunning = row.result === 'running' || row.result === 'hung';
	const ended = isRunning ? null : row.lastEndTimeUtc;
	const time = ended ?? row.lastRunUtc;
	if (time === null) return unknownTime(row);
	const moment = calendar.moment(Date.parse(time), around);
	if (isRunning) return `since ${moment}`;
	return row.result === 'notRun' ? `last run ${moment}` : moment;
}

/** A job that tells how its latest session ended has run, whatever VSPC shows of the time. */
function unknownTime({ result, lastResult }: Row): string {
	if (result !== 'notRun') return '';
	return lastResult === 'none' ? 'never ran' : 'time unknown';
}

/** What else there is to say in few words: duration and size, or how a job that didn't run ended before. */
export function measuresOf(row: Row): string[] {
	const { result, lastResult, status, durationText, transferredText } = row;
	const measures =
		result === 'notRun'
			? [lastResult === 'none' ? null : RESULT_WORDS[lastResult].toLowerCase()]
			: result === 'none'
				? [status]
				: [durationText, transferredText];
	return measures.filter((text): text is string => text !== null);
}

/** The same in one text. */
export function measureText(row: Row): string {
	return measuresOf(row).join(' · ');
}

/** Why a job failed or warned; what others say of themselves is no news. */
export function reasonOf({ result, lastResult, failureMessage }: Row): string {
	const tells = result === 'notRun' ? lastResult : result;
	return tells === 'failed' || tells === 'warning' ? (failureMessage ?? '') : '';
}

/** What needs attention comes first; a report that must be cut keeps the beginning. */
export const RESULTS: RowResult[] = [
	'failed',
	'hung',
	'warning',
	'notRun',
	'running',
	'none',
	'success',
];

/** The rows by result, then by company and name. */
export function inOrder(rows: Row[]): Row[] {
	const place = new Map(RESULTS.map((result, index) => [result, index]));
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

/** A job that has had no success for long. */
export type WithoutSuccess = RowOf<typeof withoutSuccessFields>;

const AT_MOST = 5;

/**
 * The jobs of a report that have been without a success for longest. Those that never ran come behind the others:
 * there may be many, and they are known to be new or unused. Jobs that run are left out, since VSPC doesn't show how
 * the session before ended, unless they have been running for too long.
 *
 * @param until the end of the report's period, in milliseconds since 1970
 */
export function longestWithoutSuccess(rows: Row[], until: number): WithoutSuccess[] {
	return rows
		.filter(({ result }) => result !== 'success' && result !== 'running')
		.map((row) => ({ row, since: sinceOf(row) }))
		.sort((a, b) => a.since - b.since || compare(a.row.jobKey ?? '', b.row.jobKey ?? ''))
		.slice(0, AT_MOST)
		.map(({ row, since }) => ({
			name: row.name,
			companyUid: row.companyUid,
			companyName: row.companyName,
			result: row.result,
			hours: since === Infinity ? null : Math.max(0, Math.round((until - since) / 360_000) / 10),
			isAtLeast: row.lastResult !== 'success',
			jobKey: row.jobKey,
		}));
}

/** A success counts from its end, anything else from its start: the last success was before that. */
function sinceOf({ lastResult, lastRunUtc, lastEndTimeUtc }: Row): number {
	const [first, second] =
		lastResult === 'success' ? [lastEndTimeUtc, lastRunUtc] : [lastRunUtc, lastEndTimeUtc];
	const time = first ?? second;
	return time === null ? Infinity : Date.parse(time);
}
