import type { IDataObject } from 'n8n-workflow';

import type { Connection, VspcContext } from '../connection';
import { asError } from '../parallel';
import { isCancelled, pause, throwIfCancelled } from '../pause';
import type { Limits } from '../untilAnswered';
import { parseTime } from '../time';
import { KEY_FROM } from './jobKey';
import { fetchJob, scanList } from './lookup';
import { toResult } from './result';

/** A job that was acted on, and its end time before that. */
export interface Awaited {
	uid: string;
	itemIndex: number;
	lastEndTimeBefore: unknown;
}

const FIRST_PAUSE_MS = 1000;
const PAUSE_GROWTH = 1.5;
const LONGEST_PAUSE_MS = 30_000;

/** Up to here each job is asked for by itself; beyond, one read of the list serves them all. */
const FEW = 3;

/**
 * Waits until the sessions of all jobs have ended: their end time is another one than before. No clocks are
 * compared, and a running job shows the end of its previous session.
 *
 * @param minutes how long to wait in all
 * @param onEnd called for each job with the job as it is then, or with what went wrong
 */
export async function waitForEnd(
	context: VspcContext,
	connection: Connection,
	jobs: Awaited[],
	minutes: number,
	onEnd: (job: Awaited, outcome: IDataObject | Error) => void,
	limits?: Limits,
): Promise<void> {
	const waiting = new Map(jobs.map((job) => [job.uid, job]));
	const deadline = Date.now() + minutes * 60_000;
	let trouble = '';
	for (let wait = FIRST_PAUSE_MS; waiting.size > 0; ) {
		const left = deadline - Date.now();
		if (left <= 0) break;
		await pause(context, Math.min(wait, left));
		wait = Math.min(wait * PAUSE_GROWTH, LONGEST_PAUSE_MS);
		try {
			const ended = await endedOnes(context, connection, [...waiting.values()], limits);
			trouble = '';
			for (const [uid, outcome] of ended) {
				onEnd(waiting.get(uid)!, outcome);
				waiting.delete(uid);
			}
		} catch (error) {
			throwIfCancelled(context);
			// The job goes on whether or not VSPC can be asked right now.
			trouble = ` VSPC could not be asked at last: ${asError(error).message}`;
		}
	}
	for (const job of waiting.values()) onEnd(job, notEnded(minutes, trouble));
}

function notEnded(minutes: number, trouble: string): Error {
	return Object.assign(new Error(`The job had not ended after ${minutes} minutes`), {
		description: `It goes on in VSPC. Raise 'Wait Minutes' in the options to wait longer.${trouble}`,
	});
}

/** Jobs that have ended, or whose state VSPC refuses to tell, by UID. */
async function endedOnes(
	context: VspcContext,
	connection: Connection,
	jobs: Awaited[],
	limits?: Limits,
): Promise<Map<string, IDataObject | Error>> {
	const seen =
		jobs.length > FEW
			? await scanList(
					context,
					connection,
					new Set(jobs.map(({ uid }) => uid)),
					selectFor(connection),
					limits,
				)
			: new Map<string, IDataObject>();
	const ended = new Map<string, IDataObject | Error>();
	for (const job of jobs) {
		const listed = seen.get(job.uid);
		if (listed && !hasEnded(listed, job)) continue;
		try {
			const fresh = await fetchJob(context, connection, job.uid, job.itemIndex, limits);
			if (hasEnded(fresh, job)) ended.set(job.uid, fresh);
		} catch (error) {
			const { httpCode } = error as { httpCode?: string | null };
			if (isCancelled(context) || !['401', '403', '404'].includes(httpCode ?? ''))
				throw asError(error);
			ended.set(job.uid, asError(error));
		}
	}
	return ended;
}

function hasEnded({ status, lastStatus, lastEndTime }: IDataObject, before: Awaited): boolean {
	const end = parseTime(lastEndTime);
	const isOther = end !== undefined && end !== parseTime(before.lastEndTimeBefore);
	return isOther && toResult(status ?? lastStatus) !== 'running';
}

function selectFor({ apiVersion }: Connection): string[] {
	const keys = KEY_FROM.filter((field) => field !== 'originalUid' || apiVersion === '3.5');
	return [...keys, 'status', 'lastEndTime'];
}
