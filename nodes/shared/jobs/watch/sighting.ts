import type { IDataObject } from 'n8n-workflow';

import { parseTime } from '../../time';
import { shortId } from '../../trigger/known';
import type { JobKind } from '../kinds/kind';
import { toResult } from '../result';
import type { Mark } from './events';

/** A job as a read shows it; times are seconds since 1970. */
export interface Sighting {
	/** The job key in short */
	id: string;
	key: string;
	row: IDataObject;
	mark: Mark;
	/**
	 * The end of the latest session that ended; with Microsoft 365 the start of the latest one. Some jobs that
	 * failed have no time at all.
	 */
	time?: number;
	/** VSPC tells no end, so `time` is the start */
	isStart: boolean;
	lastRun?: number;
	/** When the session began that goes on, also where the mark is the proven one of the session before */
	runsSince?: number;
	/** Undefined where VSPC doesn't tell */
	enabled?: boolean;
}

const MARKS = { success: 'S', warning: 'W', failed: 'F', running: 'R', none: 'N' } as const;

export function sight(kind: JobKind, row: IDataObject): Sighting {
	const { status, lastRun: runField, lastEnd: endField } = kind.properties;
	// Rows without a key are left out before, see sightAll.
	const key = kind.keyOf(row) ?? '';
	const lastRun = secondsOf(row[runField]);
	const end = endField === undefined ? undefined : secondsOf(row[endField]);
	const mark = markOf(row[status]);
	const isStart = end === undefined && mark !== 'R' && lastRun !== undefined;
	const time = isStart ? lastRun : end;
	return {
		id: shortId(key),
		key,
		row,
		mark,
		time,
		isStart,
		lastRun,
		runsSince: mark === 'R' ? lastRun : undefined,
		enabled: typeof row.isEnabled === 'boolean' ? row.isEnabled : undefined,
	};
}

function markOf(status: unknown): Mark {
	if (String(status).toLowerCase() === 'stopped') return 'X';
	return MARKS[toResult(status)];
}

/** Whole seconds: the digits of a fraction differ between answers. */
function secondsOf(value: unknown): number | undefined {
	const time = parseTime(value);
	return time === undefined ? undefined : Math.floor(time / 1000);
}
