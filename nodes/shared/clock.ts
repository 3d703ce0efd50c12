import { sleep } from 'n8n-workflow';

/** Milliseconds that only ever grow: the clock of a server is set back now and then, waiting must not care. */
export function elapsed(): number {
	return performance.now();
}

/** After n8n's own time-out, which counts silence only and closes the connection. */
const GRACE_MS = 500;

/**
 * Bounds work that could go on for ever, as an answer does that trickles in byte by byte.
 *
 * @throws Error with the code ETIMEDOUT; the work itself is left alone
 */
export async function withTimeout<Result>(work: Promise<Result>, seconds: number): Promise<Result> {
	const done = new AbortController();
	const late = {};
	const alarm = sleep(seconds * 1000 + GRACE_MS, done.signal).then(
		() => late,
		() => late,
	);
	try {
		const first = await Promise.race([work, alarm]);
		if (first === late) throw Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' });
		return first as Result;
	} finally {
		done.abort();
	}
}

/**
 * Bounds work that can be stopped, as a request can: when it is late, or fails, its signal is aborted, so that
 * nothing goes on that nobody waits for.
 *
 * @param ended stops the work before its time
 * @throws as withTimeout does, and what the work throws
 */
export async function withDeadline<Result>(
	seconds: number,
	ended: AbortSignal | undefined,
	work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
	const stop = new AbortController();
	// Not AbortSignal.any: the execution's signal lives as long as the execution and would collect followers.
	const abort = () => stop.abort();
	ended?.addEventListener('abort', abort, { once: true });
	if (ended?.aborted) abort();
	let isDone = false;
	try {
		const result = await withTimeout(work(stop.signal), seconds);
		isDone = true;
		return result;
	} finally {
		if (!isDone) abort();
		ended?.removeEventListener('abort', abort);
	}
}
