import { parseTime, stampIn } from '../util/time';
import {
	isContinuous,
	isHung,
	type JobKind,
	type JobResult,
	toResult,
	type VspcJob,
} from '../vspc/jobs/kind';
import { plain } from './words';

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

/** Writes times for a reader, in one language and one time zone. */
export interface Calendar {
	locale: string;
	timeZone: string;
	/** `24 Nov 2026` */
	date: (time: number) => string;
	/** `18–24 Nov 2026`, or one date */
	dates: (from: number, to: number) => string;
	/** `24 Nov, 06:00`, with the year where it is not that of `around` */
	moment: (time: number, around: number) => string;
	/** `24 Nov 2026, 06:00` */
	fullMoment: (time: number) => string;
	/** `Europe/Berlin, GMT+1` */
	zone: (time: number) => string;
	/** `2026-11-24 06:00:00`, as spreadsheets read it */
	stamp: (time: number) => string;
}

const DAY = { day: 'numeric', month: 'short' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit' } as const;

/** @throws RangeError for a language or a time zone that is none; see isLocale and isTimeZone */
export function makeCalendar(locale: string, timeZone: string): Calendar {
	const format = (options: Intl.DateTimeFormatOptions, language = locale) =>
		new Intl.DateTimeFormat(language, { ...options, timeZone });
	const date = format({ ...DAY, year: 'numeric' });
	const moment = format({ ...DAY, ...CLOCK });
	const fullMoment = format({ ...DAY, ...CLOCK, year: 'numeric' });
	const stamp = stampIn(timeZone);
	const yearOf = (time: number) => stamp(time).slice(0, 4);
	return {
		locale,
		timeZone,
		date: (time) => plain(date.format(time)),
		dates: (from, to) => plain(date.formatRange(from, to)),
		moment: (time, around) =>
			plain((yearOf(time) === yearOf(around) ? moment : fullMoment).format(time)),
		fullMoment: (time) => plain(fullMoment.format(time)),
		zone: (time) => {
			const offset = offsetText(format({ timeZoneName: 'shortOffset' }, 'en'), time);
			return timeZone === offset || timeZone === 'UTC' ? timeZone : `${timeZone}, ${offset}`;
		},
		stamp,
	};
}

function offsetText(format: Intl.DateTimeFormat, time: number): string {
	return format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? 'GMT';
}

/** Whether dates can be written in this language. */
export function isLocale(locale: string): boolean {
	try {
		return Intl.DateTimeFormat.supportedLocalesOf(locale).length === 1;
	} catch {
		return false;
	}
}
