import { sleep } from 'n8n-workflow';

import { elapsed } from './clock';
import type { VspcContext } from './connection';

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
