import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { declare, declaredFailure, declareSettings } from '../../vspc/client/explanation';

/** Events of a poll that threw a failure instead, and the state that goes with them. */
export interface Held {
	/** The state that they were made of */
	before: unknown;
	state: string;
	items: IDataObject[];
}

/**
 * What this process remembers of a trigger. n8n may end at any time without saving a thing, so nothing here
 * decides which events there are, only how soon and with how many requests.
 */
export interface TriggerMemory {
	/** A poll is under way */
	isPolling: boolean;
	/** The state that this process made last; another one means that something was lost in between */
	written?: string;
	/** For the next poll to emit: what n8n is given with an error is lost */
	held?: Held;
	/** A person has published the workflow after it was inactive, and no poll has been through since */
	isAfterPause: boolean;
	/** Since when this process knows the trigger, milliseconds since 1970 */
	since: number;
	/** When VSPC could be read last, milliseconds since 1970 */
	readAt?: number;
	failures: FailureLog;
	/** For the trigger's own use, by topic */
	notes: Map<string, unknown>;
}

const memories = new Map<string, TriggerMemory>();

/** The memory of a node, by workflow and node. */
export function memoryOf(context: IPollFunctions): TriggerMemory {
	const { id, name } = context.getNode();
	const key = JSON.stringify([context.getWorkflow().id, id, name]);
	let memory = memories.get(key);
	if (!memory) {
		memory = {
			isPolling: false,
			isAfterPause: false,
			since: Date.now(),
			failures: new FailureLog(),
			notes: new Map(),
		};
		memories.set(key, memory);
	}
	return memory;
}

const HOUR_MS = 3_600_000;

/** What could not be read; `list` is empty when it concerns all that is watched. */
export interface ListFailure {
	list: string;
	error: Error;
}

interface NotedFailure {
	/** Milliseconds since 1970 */
	since: number;
	isThrown: boolean;
}

/**
 * Every error that a poll throws starts the user's error workflow: each kind of failure of a list once, then
 * hourly, whatever its words. They may contain a number that changes each time.
 */
export class FailureLog {
	private readonly noted = new Map<string, NotedFailure>();

	/**
	 * The failure that should be thrown now; then it counts as thrown. Events go first: a failure that comes
	 * along with some is thrown by the next poll that has it.
	 *
	 * @param hasEvents the poll has events
	 * @param mustEmit a failure delayed them before, so that none is thrown
	 * @param now milliseconds since 1970
	 */
	take(
		failures: ListFailure[],
		{ hasEvents, mustEmit }: { hasEvents: boolean; mustEmit: boolean },
		now: number,
	): Error | undefined {
		this.forget(now);
		for (const { list, error } of failures) {
			if (this.noted.get(keyOf('', error))?.isThrown) continue;
			const key = keyOf(list, error);
			const noted = this.noted.get(key);
			if (noted?.isThrown) continue;
			const isNew = noted === undefined;
			const entry = noted ?? { since: now, isThrown: false };
			this.noted.set(key, entry);
			if (mustEmit || (hasEvents && isNew)) continue;
			entry.isThrown = true;
			return error;
		}
		return undefined;
	}

	private forget(now: number): void {
		for (const [key, { since }] of this.noted) {
			// A clock that was set back must not silence it for longer.
			if (now < since || now >= since + HOUR_MS) this.noted.delete(key);
		}
	}
}

function keyOf(list: string, error: Error & { httpCode?: string | null }): string {
	return `${list} ${error.httpCode ?? declaredFailure(error)?.cause ?? ''}`;
}

/**
 * Marks a poll as begun. n8n starts a poll while the one before still runs, both on the same state.
 *
 * @returns false when there is another one under way
 */
export function enter(memory: TriggerMemory): boolean {
	if (memory.isPolling) return false;
	memory.isPolling = true;
	return true;
}

export function leave(memory: TriggerMemory): void {
	memory.isPolling = false;
}

/**
 * Takes a new state over as a whole, unless someone else changed the state that it was made of.
 *
 * @returns whether it was taken over
 */
export function assign(data: IDataObject, before: unknown, after: string): boolean {
	if (data.state !== before) return false;
	if (after !== before) data.state = after;
	return true;
}

/** Why n8n polls. */
export type Occasion =
	/** A person publishes the workflow and sees what goes wrong */
	| 'publish'
	/** n8n starts, or takes over: a poll that throws now is the last one for ever */
	| 'restart'
	/** The interval is over */
	| 'tick';

/** n8n's engines (2.41) by the time that they give a poll: 300 s, or 36 s with durable pollers. */
const DEFAULT_BUDGET_MS = 300_000;
const DURABLE_BUDGET_MS = 60_000;

/** In the default engine one object serves all polls from activation on. */
const seen = new WeakSet<IPollFunctions>();

/** How long a poll may take, in milliseconds; n8n 1 has no such limit. */
export function budgetOf(context: IPollFunctions): number {
	return typeof context.getPollBudgetMs === 'function'
		? context.getPollBudgetMs()
		: DEFAULT_BUDGET_MS;
}

/** n8n's durable pollers keep state from poll to poll and survive a poll that throws while they start. */
export function isDurable(context: IPollFunctions): boolean {
	return budgetOf(context) < DURABLE_BUDGET_MS;
}

/**
 * The activation mode stays what it was for all polls of a registration, so the first poll is recognized by the
 * context being new. Durable pollers make a new one for every poll; there, no poll is special.
 */
export function occasionOf(context: IPollFunctions): Occasion {
	const isFirst = !seen.has(context);
	seen.add(context);
	if (!isFirst || isDurable(context)) return 'tick';
	return ['activate', 'update'].includes(context.getActivationMode()) ? 'publish' : 'restart';
}

/** Whether this process has come up since the state was written, not a person who publishes. */
export function isAfterRestart(context: IPollFunctions, written: string | undefined): boolean {
	if (written !== undefined) return false;
	return isDurable(context) || !['activate', 'update'].includes(context.getActivationMode());
}

/** A rejected token or a refusal is believed only after so long: VSPC answers so while it starts. */
const BELIEVED_AFTER_MS = 3_600_000;

/** The saved time may be so much too old: saving it writes the whole state to n8n's database. */
const SAVED_EVERY_MS = 600_000;

/**
 * Notes that VSPC could be read. Only n8n's durable pollers ask how long that has been, and there any n8n of
 * several may run the next poll: so it is kept in the state.
 *
 * @param now milliseconds since 1970, as all times here
 */
export function noteRead(
	context: IPollFunctions,
	memory: TriggerMemory,
	data: IDataObject,
	now: number,
): void {
	memory.readAt = now;
	if (!isDurable(context)) return;
	const saved = savedTime(data);
	if (saved === undefined || now < saved || now - saved >= SAVED_EVERY_MS) data.readAt = now;
}

function savedTime({ readAt }: IDataObject): number | undefined {
	return typeof readAt === 'number' ? readAt : undefined;
}

/**
 * Has the error of a poll say how long n8n's durable pollers should pause. They do without polls for 30 minutes
 * when somebody has to act, so a failure passes for one that comes to an end by itself, unless it has lasted.
 * It is counted from the last poll that could read, or from the start of n8n, during which none failed.
 *
 * @param isPartial something could be read: nothing may keep n8n from polling
 */
export function declareForPoll(
	error: Error,
	isPartial: boolean,
	memory: TriggerMemory,
	data: IDataObject,
	now: number,
): void {
	declareSettings(error);
	const cause = declaredFailure(error)?.cause;
	const passing = { cause: 'temporarily-unavailable' } as const;
	if (isPartial) return declare(error, passing);
	if (cause === 'rate-limited') return;
	const wasRead = memory.readAt !== undefined || typeof data.state === 'string';
	if (!wasRead && cause === 'credential-invalid') return;
	const since = Math.max(memory.since, memory.readAt ?? 0, savedTime(data) ?? 0);
	if (now - since < BELIEVED_AFTER_MS) declare(error, passing);
}
