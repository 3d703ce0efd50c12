import type { IDataObject } from 'n8n-workflow';

import type { JobKind } from '../jobs/kinds/kind';
import { toResult, type JobResult } from '../jobs/result';
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
 * How a job stands in a period by its latest session, the only one that VSPC shows.
 *
 * A session counts when it ended in the period. Where there is no end time, or only that of the session before
 * (Microsoft 365 jobs have none), the start counts. A period that lasts until now has no upper limit: the clocks
 * of VSPC and n8n may differ.
 */
export function standingOf(
	{ properties }: JobKind,
	job: IDataObject,
	{ from, to, isOver }: Period,
): JobResult | 'notRun' | 'disabled' | 'later' {
	const { status, lastRun, lastEnd } = properties;
	const result = toResult(job[status]);
	const started = parseTime(job[lastRun]) ?? -Infinity;
	const ended = lastEnd === undefined ? started : (parseTime(job[lastEnd]) ?? -Infinity);
	if (result === 'running') return isOver && started > to ? 'later' : 'running';
	const at = Math.max(started, ended);
	if (isOver && at > to) return 'later';
	if (at >= from) return result;
	return job.isEnabled === false ? 'disabled' : 'notRun';
}
