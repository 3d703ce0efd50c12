import type { IDataObject } from 'n8n-workflow';

import { bytesText, durationText } from '../jobs/computed';
import type { Row } from './row';

/** What the rows of a report, or of a part of it, add up to. */
export interface Totals extends IDataObject {
	jobs: number;
	success: number;
	warning: number;
	failed: number;
	notRun: number;
	running: number;
	/** Running for longer than a job may be without a success */
	hung: number;
	/** The latest session tells no result, as of a job that waits for new data */
	none: number;
	/** Percent of the sessions that ended with a result or are hung, one decimal; null without any */
	successRate: number | null;
	/** Of backup server jobs, the only ones for which VSPC tells it; null when it told none */
	transferredBytes: number | null;
	transferredText: string | null;
	/** Of all sessions together; null when VSPC told none */
	durationSeconds: number | null;
	durationText: string | null;
}

/** Adds up rows. */
export function totalsOf(rows: Row[]): Totals {
	const count = { success: 0, warning: 0, failed: 0, notRun: 0, running: 0, hung: 0, none: 0 };
	for (const { result } of rows) count[result]++;
	const transferredBytes = sumOf(rows.map((row) => row.transferredBytes));
	const durationSeconds = sumOf(rows.map((row) => row.durationSeconds));
	return {
		jobs: rows.length,
		...count,
		successRate: rateOf(count.success, countedOf(count)),
		transferredBytes,
		transferredText: bytesText(transferredBytes),
		durationSeconds,
		durationText: durationText(durationSeconds),
	};
}

/** Sessions that are a success or not one: those that ended with a result, and those that are hung. */
export function countedOf({
	success,
	warning,
	failed,
	hung,
}: Pick<Totals, 'success' | 'warning' | 'failed' | 'hung'>): number {
	return success + warning + failed + hung;
}

/** Never 100 % while one is missing. */
function rateOf(part: number, whole: number): number | null {
	if (whole === 0) return null;
	const rate = Math.round((part / whole) * 1000) / 10;
	return rate === 100 && part < whole ? 99.9 : rate;
}

function sumOf(values: Array<number | null>): number | null {
	const told = values.filter((value): value is number => value !== null);
	return told.length === 0 ? null : told.reduce((sum, value) => sum + value, 0);
}
