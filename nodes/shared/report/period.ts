import type { IDataObject } from 'n8n-workflow';

import type { JobKind } from '../jobs/kinds/kind';
import { isContinuous, isHung, toResult, type JobResult } from '../jobs/result';
import { parseTime } from '../time';

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
	job: IDataObject,
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
export function isInFuture(kind: JobKind, job: IDataObject, now: number): boolean {
	return (timesOf(kind, job).latest ?? -Infinity) > now + CLOCK_TOLERANCE;
}

function timesOf({ properties: { lastRun, lastEnd } }: JobKind, job: IDataObject) {
	const startedAt = parseTime(job[lastRun]);
	const endedAt = lastEnd === undefined ? undefined : parseTime(job[lastEnd]);
	const latest = Math.max(startedAt ?? -Infinity, endedAt ?? -Infinity);
	return { startedAt, latest: latest === -Infinity ? undefined : latest };
}
