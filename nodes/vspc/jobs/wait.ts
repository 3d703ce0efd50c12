import { asError, elapsed, isCancelled, pause, throwIfCancelled } from '../../util/clock';
import { parseTime } from '../../util/time';
import type { Vspc } from '../vspc';
import { type JobKind, type JobRef, toResult, type VspcJob } from './kind';

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

/**
 * Waits until the sessions of all jobs have ended: their end time is another one than before. No clocks are
 * compared, and a running job shows the end of its previous session.
 *
 * @param minutes how long to wait in all
 * @param onEnd called for each job with the job as it is then, or with what went wrong
 */
export async function waitForEnd(
	kind: JobKind,
	vspc: Vspc,
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
		await pause(vspc.context, Math.min(wait, left));
		wait = Math.min(wait * PAUSE_GROWTH, LONGEST_PAUSE_MS);
		try {
			const ended = await endedOnes(kind, vspc, [...waiting.values()]);
			trouble = '';
			for (const [ref, outcome] of ended) {
				onEnd(waiting.get(ref)!, outcome);
				waiting.delete(ref);
			}
		} catch (error) {
			throwIfCancelled(vspc.context);
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

/** Jobs that have ended, or whose state VSPC refuses to tell. */
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
		// Without an end time a session is told by its start.
		return job.stopped || now[properties.lastRun] !== job.before[properties.lastRun];
	}
	const end = parseTime(now[time]);
	return end !== undefined && end !== parseTime(job.before[time]);
}
