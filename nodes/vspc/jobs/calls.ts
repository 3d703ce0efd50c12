import type { IDataObject } from 'n8n-workflow';

import { asError, elapsed, isCancelled, pause, throwIfCancelled } from '../../util/clock';
import { parseUid, textOrNull } from '../../util/text';
import { parseTime } from '../../util/time';
import type { Vspc } from '../vspc';
import { type BackupServerJob, jobKeyOf, placementOfJob } from './backupServerJobFields';
import {
	type JobActionName,
	type JobKind,
	type JobRef,
	otherUids,
	READ_JOB_ROLES,
	toResult,
	type VspcJob,
} from './kind';

/** The job that is acted on, for messages. */
export interface Acted {
	noun: string;
	uid: string;
}

export const DOING: Record<JobActionName, string> = {
	start: 'starting',
	stop: 'stopping',
	retry: 'retrying',
	enable: 'enabling',
	disable: 'disabling',
};

const ADVICE: Partial<Record<JobActionName, string>> = {
	start: 'A job that is running cannot be started: read its status with Get first.',
	stop: 'Only a job that is running can be stopped: read its status with Get first.',
	retry:
		"Only backup and replication jobs and those for files and object storage can be retried, after a session that failed. Use 'Start' for others.",
};

/** More are not named: the first ones say what is wrong. */
const NAMED = 5;

/** A job that was acted on, and how it stood before that. */
export interface Awaited {
	ref: JobRef;
	/** The item that errors belong to */
	itemIndex?: number;
	before: VspcJob;
	/** A stopped session ends; the others end one that begins only now */
	stopped: boolean;
}

const FIRST_PAUSE_MS = 1000;
const PAUSE_GROWTH = 1.5;
const LONGEST_PAUSE_MS = 30_000;

/** Up to here each job is asked for by itself, where its kind allows; beyond, one list serves them all. */
const FEW = 3;

/** What is asked about jobs of all kinds and done to them, for an item. */
export class JobCalls {
	constructor(private readonly vspc: Vspc) {}

	/**
	 * Acts on a job by `POST …/{action}` (vendor's API description). VSPC answers when the action is in its queue,
	 * not when it is carried out.
	 *
	 * @throws as vspc.request does
	 */
	async post(
		action: JobActionName,
		jobPath: string[],
		acted: Acted,
		qs?: IDataObject,
	): Promise<void> {
		await this.vspc.request({
			...about(action, acted),
			method: 'POST',
			path: [...jobPath, action],
			qs,
			rejectionHint: ADVICE[action],
		});
	}

	/**
	 * Turns a job's schedule on or off: JSON Patch on `isEnabled` (vendor's API description). The path is
	 * written with and without a slash in the vendor's own pages, so the second spelling is tried where VSPC
	 * rejects the first; the outcome is the same however often it is sent.
	 *
	 * @throws as vspc.request does, with VSPC's word on the first spelling
	 */
	async patchEnabled(action: 'enable' | 'disable', jobPath: string[], acted: Acted): Promise<void> {
		const patch = async (path: string) => {
			const body = [{ op: 'replace', path, value: action === 'enable' }];
			const call = { ...about(action, acted), method: 'PATCH' as const, path: jobPath, body };
			return await outcomeOf(this.vspc.request(call));
		};
		const first = await patch('/isEnabled');
		if (!first) return;
		// Rights, a missing job or throttling have nothing to do with the spelling.
		if (first.httpCode !== '400' && first.httpCode !== '520') throw first;
		if (await patch('isEnabled')) throw first;
	}

	/**
	 * A UID that VSPC sent and that becomes part of an address.
	 *
	 * @throws NodeOperationError where VSPC sent something else
	 */
	uidOf(job: VspcJob, field: string): string {
		const uid = parseUid(job[field]);
		if (uid) return uid;
		const message = `VSPC sent no UID in the field ${field} of the job`;
		throw this.vspc.error({ message, description: 'Therefore the job cannot be addressed.' });
	}

	/**
	 * Finds jobs of a kind whose single answers have another form, or want more than a UID: by one read of the
	 * list, so that UID and key lead to the same.
	 */
	async findByList<Job extends IDataObject>(
		kind: Pick<JobKind<Job>, 'listPath' | 'keyOf' | 'noun'>,
		refs: JobRef[],
	): Promise<Map<JobRef, Job | Error>> {
		const { rows } = await this.vspc.list({
			call: { path: kind.listPath, activity: `listing the ${kind.noun}s` },
			keyOf: kind.keyOf,
		});
		const byRef = new Map<string, Job[]>();
		for (const row of rows) {
			for (const ref of [kind.keyOf(row)?.toLowerCase(), parseUid(row.instanceUid)]) {
				if (ref === undefined) continue;
				const others = byRef.get(ref);
				if (others) others.push(row);
				else byRef.set(ref, [row]);
			}
		}
		const found = new Map<JobRef, Job | Error>();
		for (const ref of refs) {
			const matches = byRef.get(ref.toLowerCase()) ?? [];
			if (matches.length === 1) found.set(ref, matches[0]);
			if (matches.length > 1) {
				const message = `${matches.length} ${kind.noun}s have the UID ${ref}`;
				const keys = matches.map((row) => kind.keyOf(row) ?? 'one without a key').slice(0, 5);
				const description = `Give the jobKey of the one that is meant, as it is in the items of Get Many: ${keys.join(' or ')}.`;
				found.set(ref, this.vspc.error({ message, description }));
			}
		}
		return found;
	}

	/**
	 * Jobs of several backup servers with one UID, where a job was asked for by it.
	 */
	async ambiguous(uid: string, jobs: BackupServerJob[]): Promise<Error> {
		const keys = jobs.slice(0, NAMED).map((job) => jobKeyOf(job) ?? 'one without a key');
		const message = `${jobs.length} jobs have the UID ${uid}: ${await this.inWords(jobs)}`;
		const description = `Give the jobKey of the one that is meant, as it is in the items of Get Many: ${keys.join(' or ')}.`;
		return this.vspc.error({ message, description });
	}

	/** Names of jobs and their servers; the names of servers are a help and no more. */
	async inWords(jobs: BackupServerJob[]): Promise<string> {
		const names = this.vspc.names;
		const words = jobs.slice(0, NAMED).map(async (job) => {
			const where = placementOfJob(job);
			const server = await names.nameOf('backupServerName', where).catch(() => null);
			const uid = where.backupServerUid ?? 'without a UID';
			const name = (textOrNull(job.name) ?? 'one without a name').slice(0, 100);
			return `"${name}" on the backup server ${server ? `${server} (${uid})` : uid}`;
		});
		const named = (await Promise.all(words)).join(' and ');
		throwIfCancelled(this.vspc.context);
		return jobs.length > NAMED ? `${named} and others` : named;
	}

	/**
	 * Waits until the sessions of all jobs have ended: their end time is another one than before. No clocks are
	 * compared, and a running job shows the end of its previous session.
	 *
	 * @param minutes how long to wait in all
	 * @param onEnd called for each job with the job as it is then, or with what went wrong
	 */
	async waitForEnd(
		kind: JobKind,
		jobs: Awaited[],
		minutes: number,
		onEnd: (job: Awaited, outcome: VspcJob | Error) => void,
	): Promise<void> {
		const waiting = new Map(jobs.map((job) => [job.ref, job]));
		const started = elapsed();
		let trouble = '';
		for (let wait = FIRST_PAUSE_MS; waiting.size > 0; ) {
			const left = minutes * 60_000 - (elapsed() - started);
			if (left <= 0) break;
			await pause(this.vspc.context, Math.min(wait, left));
			wait = Math.min(wait * PAUSE_GROWTH, LONGEST_PAUSE_MS);
			try {
				const ended = await endedOnes(kind, this.vspc, [...waiting.values()]);
				trouble = '';
				for (const [ref, outcome] of ended) {
					onEnd(waiting.get(ref)!, outcome);
					waiting.delete(ref);
				}
			} catch (error) {
				throwIfCancelled(this.vspc.context);
				// The job goes on whether or not VSPC can be asked right now.
				trouble = ` VSPC could not be asked at last: ${asError(error).message}`;
			}
		}
		for (const job of waiting.values()) onEnd(job, notEnded(minutes, trouble));
	}
}

type Failure = Error & { httpCode?: string | null };

async function outcomeOf(call: Promise<unknown>): Promise<Failure | undefined> {
	try {
		await call;
		return undefined;
	} catch (error) {
		return error as Failure;
	}
}

function about(action: JobActionName, acted: Acted) {
	const { noun } = acted;
	return {
		...acted,
		activity: `${DOING[action]} the ${noun}`,
		roles: READ_JOB_ROLES,
		notFoundHint: otherUids(noun),
	};
}

function notEnded(minutes: number, trouble: string): Error {
	return Object.assign(new Error(`The job had not ended after ${minutes} minutes`), {
		description: `It continues in VSPC. Raise 'Wait Minutes' in the options to wait longer.${trouble}`,
	});
}

/** Jobs that have ended, or whose state VSPC refuses to send. */
async function endedOnes(
	kind: JobKind,
	vspc: Vspc,
	jobs: Awaited[],
): Promise<Map<JobRef, VspcJob | Error>> {
	const useList = !kind.fetch || jobs.length > FEW;
	const states = useList
		? await kind.states(
				vspc,
				jobs.map(({ ref }) => ref),
			)
		: new Map<JobRef, VspcJob | Error>();
	const ended = new Map<JobRef, VspcJob | Error>();
	for (const job of jobs) {
		const listed = states.get(job.ref);
		if (listed && !(listed instanceof Error) && !hasEnded(kind, listed, job)) continue;
		const fresh = kind.fetch ? await freshOrGone(kind, vspc, job) : (listed ?? gone(kind, job));
		if (fresh instanceof Error || hasEnded(kind, fresh, job)) ended.set(job.ref, fresh);
	}
	return ended;
}

async function freshOrGone(
	kind: JobKind,
	vspc: Vspc,
	{ ref, itemIndex }: Awaited,
): Promise<VspcJob | Error> {
	try {
		return await kind.fetch!(vspc.forItem(itemIndex, vspc.timeouts), ref);
	} catch (error) {
		const { httpCode } = error as { httpCode?: string | null };
		const isFinal = ['401', '403', '404'].includes(httpCode ?? '');
		if (isFinal && !isCancelled(vspc.context)) return asError(error);
		throw asError(error);
	}
}

function gone({ noun }: JobKind, { ref }: Awaited): Error {
	return new Error(`The ${noun} ${ref} is no longer there`);
}

function hasEnded({ properties }: JobKind, now: VspcJob, job: Awaited): boolean {
	if (toResult(now[properties.status]) === 'running') return false;
	const time = properties.lastEnd;
	if (time === undefined) {
		// Without an end time a session is identified by its start.
		return job.stopped || now[properties.lastRun] !== job.before[properties.lastRun];
	}
	const end = parseTime(now[time]);
	return end !== undefined && end !== parseTime(job.before[time]);
}
