import type { IDataObject } from 'n8n-workflow';

import type { JobKind } from './kinds/kind';

/** How the latest session of a job stands, the same words for all kinds of jobs. */
export type JobResult = 'success' | 'warning' | 'failed' | 'running' | 'none';

/**
 * VSPC's statuses in small letters (enums BackupServerJobStatus, BackupAgentJobStatus, Vb365JobLastStatus).
 * What isn't here tells of no session: None, Idle, Unknown, Enabling, Disconnected and whatever is new.
 */
const RESULTS = new Map<string, JobResult>(
	Object.entries({
		success: 'success',
		warning: 'warning',
		failed: 'failed',
		// A session that somebody stopped has not protected anything.
		stopped: 'failed',
		running: 'running',
		starting: 'running',
		stopping: 'running',
		queued: 'running',
		waitingtape: 'running',
		waitingrepository: 'running',
	} as const),
);

/** The case of enum values differs between versions of VSPC, so it doesn't count. */
export function toResult(status: unknown): JobResult {
	return (typeof status === 'string' && RESULTS.get(status.toLowerCase())) || 'none';
}

/** Types of jobs whose session goes on for ever, in small letters: logs are shipped and VMs replicated all the time. */
const CONTINUOUS_TYPES = new Set([
	'sqllogbackup',
	'oraclelogbackup',
	'postgresqllogbackup',
	'cdpreplicationvm',
]);

/**
 * Whether a job runs without an end by its nature: a live server shows it as Running, without an end time, for
 * months. Looks at `scheduleType` and, of jobs of backup servers, `type`.
 */
export function isContinuous({ scheduleType, type }: IDataObject): boolean {
	return (
		String(scheduleType ?? '').toLowerCase() === 'continuously' ||
		CONTINUOUS_TYPES.has(String(type ?? '').toLowerCase())
	);
}

/** How the latest session stands, and when it started: milliseconds since 1970, undefined when VSPC does not say. */
export interface SessionStart {
	result: JobResult;
	startedAt?: number;
}

/**
 * Whether a job has been running for longer than it may go without a success: then it counts as without one,
 * however the session before ended. A job of which nobody knows when it started is not hung.
 *
 * @param now milliseconds since 1970
 */
export function isHung({ result, startedAt }: SessionStart, hours: number, now: number): boolean {
	return result === 'running' && startedAt !== undefined && now - startedAt > hours * 3_600_000;
}

/** Entries of a session's log that are shown: the first ones say what is wrong. */
const SHOWN = 3;

/** Of one entry, in characters. */
const LONGEST = 300;

/**
 * Why the latest session of a job failed or warned, as a person reads it: without the line breaks at its end, and the
 * first few entries where VSPC has it in parts only.
 *
 * @returns null when VSPC gives no reason
 */
export function failureOf(kind: Pick<JobKind, 'failureTexts'>, job: IDataObject): string | null {
	const texts = kind.failureTexts(job);
	if (texts.length < 2) return texts[0] ?? null;
	const shown = texts.slice(0, SHOWN).map(shorten);
	const left = texts.length - shown.length;
	return [...shown, ...(left > 0 ? [`… and ${left} more`] : [])].join('\n');
}

/** Texts as VSPC sent them, those with nothing in them left out. */
export function textsOf(values: unknown[]): string[] {
	const texts = values.filter((value) => typeof value === 'string').map((text) => text.trim());
	return [...new Set(texts)].filter((text) => text !== '');
}

function shorten(text: string): string {
	const characters = [...text];
	return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : text;
}
