import type { IDataObject } from 'n8n-workflow';

import { compare } from './order';
import type { Row } from './row';

/** A job that has had no success for long. */
export interface WithoutSuccess extends IDataObject {
	name: string;
	companyUid: string | null;
	companyName: string | null;
	result: string;
	/** One decimal; null: it has never run, or VSPC shows no time of it */
	hours: number | null;
	/** VSPC shows only the latest session: where it is no success, the last success was longer ago */
	isAtLeast: boolean;
	jobKey: string | null;
}

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
