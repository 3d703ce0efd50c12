import { createHash, randomUUID } from 'crypto';

import { asksForRetry, errorEntries, type RawAnswer } from './answer';
import type { VspcContext } from './connection';
import type { HttpCall } from './send';

/** Refusals to remember; n8n runs for months. */
const MAX_REFUSED = 1000;

/** How often VSPC has refused a write, by what the write is. */
const refusals = new Map<string, number>();

/** The X-Request-id of a call. */
export interface RequestId {
	id: string;
	/** Takes note of the answer: after a refusal the same write gets another ID. */
	settle: (answer: RawAnswer) => void;
}

/**
 * A new ID for a read. For a write the same one whenever the same execution sends it again: when n8n repeats a
 * node (Retry On Fail), or a model calls a tool twice. VSPC carries out a write once for each ID (vendor's API
 * description, `X-Request-id`: for five minutes), and takes a UUID for it.
 *
 * @param host `host:port`
 */
export function requestIdOf(context: VspcContext, host: string, call: HttpCall): RequestId {
	const scope = call.method === 'GET' ? undefined : scopeOf(context);
	if (!scope) return { id: randomUUID(), settle: () => undefined };
	// Path, query and body name operation and job. Both spellings of a patch are writes of their own.
	const { method, path, qs, body } = call;
	const write = sha256([...scope, host, method, path, qs ?? null, body ?? null]);
	return {
		id: toUuid(sha256([write, refusals.get(write) ?? 0])),
		settle: (answer) => {
			if (isRefusal(answer)) noteRefusal(write);
		},
	};
}

/** What distinguishes the runs of a node; undefined outside of executions. */
function scopeOf(context: VspcContext): unknown[] | undefined {
	const executionId = context.getExecutionId?.();
	if (!executionId || !('getInputData' in context)) return undefined;
	const { id, name, type } = context.getNode();
	// For a tool n8n counts the tries of a call and the calls of a model alike.
	const run = type.endsWith('Tool') ? null : context.getWorkflowDataProxy(0).$runIndex;
	return [context.getInstanceId(), context.getWorkflow().id, executionId, id || name, run];
}

/**
 * VSPC said no, so nothing was done, and it would say so again for the same ID. Not so what may have been done
 * (202, a server or proxy in trouble), and what VSPC asks to be sent again.
 */
function isRefusal(answer: RawAnswer): boolean {
	const { status } = answer;
	if (status === 408 || status === 429 || asksForRetry(answer)) return false;
	if (status >= 400 && status < 500) return true;
	return (status === 520 || status === 200) && errorEntries(answer).length > 0;
}

function noteRefusal(write: string): void {
	const count = (refusals.get(write) ?? 0) + 1;
	refusals.delete(write);
	refusals.set(write, count);
	if (refusals.size > MAX_REFUSED) refusals.delete([...refusals.keys()][0]);
}

function sha256(parts: unknown[]): string {
	return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Version 8: what is hashed is our own business (RFC 9562). */
function toUuid(hash: string): string {
	const variant = '89ab'[parseInt(hash[16], 16) % 4];
	return [
		hash.slice(0, 8),
		hash.slice(8, 12),
		`8${hash.slice(13, 16)}`,
		`${variant}${hash.slice(17, 20)}`,
		hash.slice(20, 32),
	].join('-');
}

/** VSPC remembers an X-Request-id this long (vendor's API description); a margin is taken off. */
export const SAME_REQUEST_MS = 270_000;
