import {
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
	sleep,
} from 'n8n-workflow';

/** Every n8n context that a VSPC request can be made from. */
export type VspcContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** Milliseconds that only ever grow: the clock of a server is set back now and then, waiting must not care. */
export function elapsed(): number {
	return performance.now();
}

/** Polls are not on the second. */
const EARLY_MS = 30_000;

/**
 * Whether a poll has to do again what comes every so often, also where the clock was set back since.
 *
 * @param at when it was done last, milliseconds since 1970
 * @param every milliseconds
 */
export function isDueAgain(now: number, at: number | undefined, every: number): boolean {
	return at === undefined || now < at || now - at >= every - EARLY_MS;
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

/** n8n versions whose `sleep` takes no signal notice a cancelled execution after this time at the latest. */
const SLICE_MS = 250;

/** The execution was cancelled while something was waited for. */
export class CancelledError extends Error {
	constructor() {
		super('The execution was cancelled');
	}
}

/** The signal of the running execution, or undefined where n8n has none (lists, polls, old versions). */
export function cancelSignal(context: VspcContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/**
 * The same context, whose requests and waits end with the signal. n8n's request function asks its context for
 * the signal and ignores the one in the options where the context has one (n8n 1.123 to 2.41).
 */
export function endingWith<Context extends VspcContext>(
	context: Context,
	signal: AbortSignal,
): Context {
	return Object.create(context, {
		getExecutionCancelSignal: { value: () => signal },
	}) as Context;
}

export function isCancelled(context: VspcContext): boolean {
	return cancelSignal(context)?.aborted === true;
}

/** @throws CancelledError when the execution has been cancelled */
export function throwIfCancelled(context: VspcContext): void {
	if (isCancelled(context)) throw new CancelledError();
}

/**
 * Waits, but stops at once when the n8n execution is cancelled.
 *
 * @param milliseconds how long
 * @throws CancelledError
 */
export async function pause(context: VspcContext, milliseconds: number): Promise<void> {
	const signal = cancelSignal(context);
	const end = elapsed() + milliseconds;
	for (let left = milliseconds; left > 0; left = end - elapsed()) {
		throwIfCancelled(context);
		try {
			await sleep(Math.min(left, SLICE_MS), signal);
		} catch {
			// sleep rejects for no other reason
			throwIfCancelled(context);
		}
	}
	throwIfCancelled(context);
}

/**
 * Works on inputs side by side.
 *
 * @param atOnce how many are under way at the most
 * @param isStopped asked before each start; what is under way then still ends
 * @returns results in the order of the inputs, with holes for those not started
 * @throws the first error; nothing is started after it
 */
export async function inParallel<Input, Result>(
	inputs: Input[],
	atOnce: number,
	work: (input: Input) => Promise<Result>,
	isStopped: () => boolean = () => false,
): Promise<Result[]> {
	const results: Result[] = [];
	let next = 0;
	let failed = false;
	const worker = async () => {
		while (next < inputs.length && !failed && !isStopped()) {
			const index = next++;
			results[index] = await work(inputs[index]).catch((error) => {
				failed = true;
				throw asError(error);
			});
		}
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, inputs.length) }, worker));
	return results;
}

/** Whatever was thrown, as an error. */
export function asError(thrown: unknown): Error {
	return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** What one poll leaves to the next ones, in the memory of this process and for a while only. */
export class Keep<Value> {
	private readonly entries = new Map<string, { value: Value; at: number }>();

	/** @param forMs how long a value is of use */
	constructor(private readonly forMs: number) {}

	get(key: string): Value | undefined {
		const entry = this.entries.get(key);
		return entry && elapsed() - entry.at < this.forMs ? entry.value : undefined;
	}

	set(key: string, value: Value): void {
		for (const [other, { at }] of this.entries) {
			if (elapsed() - at >= this.forMs) this.entries.delete(other);
		}
		this.entries.set(key, { value, at: elapsed() });
	}

	delete(key: string): void {
		this.entries.delete(key);
	}

	clear(): void {
		this.entries.clear();
	}
}

/** How patient a call is. */
export interface Timeouts {
	/** Seconds to wait for each HTTP answer */
	timeoutSeconds: number;
	/** Seconds to wait in all for a background action (202), and likewise for throttling (429) to end */
	asyncTimeoutSeconds: number;
	/** By the clock `elapsed`: no call waits any longer, whatever the other timeouts */
	until?: number;
	/** Background actions that were begun and not waited for to the end, by call: the same call goes on with them */
	actions?: Keep<string>;
}

/** Unless the node's options say otherwise. */
export const DEFAULT_TIMEOUTS: Timeouts = { timeoutSeconds: 60, asyncTimeoutSeconds: 300 };

/** The same timeouts for a read that must not delay others. */
export function atMost(seconds: number, timeouts = DEFAULT_TIMEOUTS): Timeouts {
	return {
		...timeouts,
		timeoutSeconds: Math.min(timeouts.timeoutSeconds, seconds),
		asyncTimeoutSeconds: Math.min(timeouts.asyncTimeoutSeconds, seconds),
	};
}
