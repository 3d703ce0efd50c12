import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { asError } from '../../util/clock';
import { isUnfinished } from '../../vspc/client/explanation';
import { redact } from '../../vspc/client/redact';
import { type ListMemory, newListMemory, type Part } from '../../vspc/list/readList';
import { shortId } from './known';
import type { ListFailure } from './memory';
import type { Circumstances, Findings } from './poll';
import { type KindState, type Problem, readState, type WatchState, writeState } from './state';

/** An event as an item, and when it came about: seconds since 1970. */
export interface TimedItem {
	at: number;
	item: IDataObject;
}

/** What a poll found out about one list. */
export interface ListFindings {
	state: KindState;
	events: TimedItem[];
	/** What this process should remember of it once the state has been taken over */
	notes: unknown;
	/** What could not be read, while the rest could */
	failure?: Error;
}

/** One of the lists that a trigger watches. */
export interface WatchedList {
	/** By which the state keeps it */
	name: string;
	/**
	 * One poll of it.
	 *
	 * @param old its state, the caller's own copy; undefined for none
	 * @param notes what this process remembers of it
	 * @throws what vspcRequest throws, when nothing could be read
	 */
	poll: (old: KindState | undefined, notes: unknown) => Promise<ListFindings>;
}

/** What the user decides for any trigger. */
export interface WatchOptions {
	/** Forget what happened while the workflow was not published */
	startsFresh: boolean;
	/** Tell the last events again after a restart of n8n */
	repeatsLast: boolean;
}

/**
 * One poll of all lists. One that can't be read doesn't hold up the others; one that there is no time for has its
 * turn first in the next poll.
 */
export async function watchLists(
	context: IPollFunctions,
	lists: WatchedList[],
	{ startsFresh, repeatsLast }: WatchOptions,
	circumstances: Circumstances,
): Promise<Findings> {
	const { notes, isAfterPause, isAfterRestart, isTimeUp } = circumstances;
	const text = startsFresh && isAfterPause ? undefined : circumstances.state;
	const old = readOld(context, text);
	const turns = new Turns(notes);
	const failures: ListFailure[] = [];
	const found = new Map<string, ListFindings>();
	for (const [index, { name, poll }] of turns.order(lists).entries()) {
		if (index > 0 && isTimeUp()) {
			turns.skipped(name);
			continue;
		}
		let error: Error | undefined;
		try {
			const findings = await poll(old?.kinds.get(name), notes.get(name));
			found.set(name, findings);
			error = findings.failure;
		} catch (thrown) {
			error = asError(thrown);
		}
		turns.taken(name, error !== undefined);
		if (!error) notes.delete(waitingTopic(name));
		else if (!isWaiting(name, error, notes, Date.now())) failures.push({ list: name, error });
		else context.logger?.debug(`${context.getNode().name}: ${redact(error.message, [])}`);
	}
	if (found.size === 0) return { items: [], failures: sameForAll(failures, lists.length) };
	const state: WatchState = { kinds: kindsAfter(lists, text, old, found) };
	const events = [...found.values()].flatMap((list) => list.events).sort((a, b) => a.at - b.at);
	const fresh = events.map(({ item }) => item);
	const repeated = repeatsLast && isAfterRestart && old?.last ? old.last : [];
	const items = [...repeated, ...fresh];
	if (repeatsLast) state.last = items.length > 0 ? items : old?.last;
	return {
		state: writeState(state),
		items,
		failures,
		commit: () => {
			for (const [name, list] of found) notes.set(name, list.notes);
		},
	};
}

/** What keeps all lists from being read is one failure. */
function sameForAll(failures: ListFailure[], count: number): ListFailure[] {
	return failures.length === count ? [{ ...failures[0], list: '' }] : failures;
}

/** One that is not watched now may be again: its problems are still open. */
function kindsAfter(
	lists: WatchedList[],
	text: string | undefined,
	old: WatchState | undefined,
	found: Map<string, ListFindings>,
): Map<string, KindState> {
	const kinds = new Map(old?.kinds);
	for (const { name } of lists) kinds.delete(name);
	const isAllRead = lists.every(({ name }) => found.has(name));
	// What was begun on the copy of one that failed is not to be kept.
	const untouched = isAllRead || text === undefined ? undefined : readState(text);
	for (const { name } of lists) {
		const kind = found.get(name)?.state ?? untouched?.kinds.get(name);
		if (kind) kinds.set(name, kind);
	}
	return kinds;
}

/** In which order lists are read: when VSPC is slow, a poll does not come to all of them. */
class Turns {
	private readonly last: Map<string, number>;

	constructor(notes: Map<string, unknown>) {
		this.last = (notes.get('turns') as Map<string, number> | undefined) ?? new Map();
		notes.set('turns', this.last);
	}

	/** Those that were skipped for longest first, those that failed last. */
	order(lists: WatchedList[]): WatchedList[] {
		const turn = ({ name }: WatchedList) => this.last.get(name) ?? 1;
		return [...lists].sort((a, b) => turn(a) - turn(b));
	}

	skipped(name: string): void {
		this.last.set(name, (this.last.get(name) ?? 1) - 1);
	}

	taken(name: string, hasFailed: boolean): void {
		this.last.set(name, hasFailed ? 2 : 1);
	}
}

/** That there is no time to wait for VSPC is no failure, as long as a later poll may still come to the end. */
const WAITED_FOR_MS = 3_600_000;

const waitingTopic = (name: string) => `waiting for ${name}`;

function isWaiting(name: string, error: Error, notes: Map<string, unknown>, now: number): boolean {
	if (!isUnfinished(error)) return false;
	const known = notes.get(waitingTopic(name));
	const since = typeof known === 'number' && known <= now ? known : now;
	notes.set(waitingTopic(name), since);
	return now - since < WAITED_FOR_MS;
}

function readOld(context: IPollFunctions, text: string | undefined): WatchState | undefined {
	if (text === undefined) return undefined;
	const old = readState(text);
	if (!old) {
		context.logger?.warn(
			`${context.getNode().name}: the state that was saved is not understood by this version of n8n-nodes-vspc. The trigger starts afresh: what is there now counts as known.`,
		);
	}
	return old;
}

/** What VSPC refused is tried again after a while: it may have been upgraded. */
const REFUSALS_COUNT_MS = 3_600_000;

/**
 * What earlier polls of this process leave to the reads of a list.
 *
 * @param now milliseconds since 1970
 */
export function listMemoryOf(name: string, notes: Map<string, unknown>, now: number): ListMemory {
	const topic = `reads of ${name}`;
	const old = notes.get(topic) as { memory: ListMemory; since: number } | undefined;
	if (old && now >= old.since && now - old.since < REFUSALS_COUNT_MS) return old.memory;
	const memory = { ...(old?.memory ?? newListMemory()), refused: new Set<Part>() };
	notes.set(topic, { memory, since: now });
	return memory;
}

/** What is known of one that is gone is forgotten then; seconds. */
export const FORGOTTEN_AFTER = 30 * 24 * 3600;

/** What a complete read lacked. */
export interface Missing {
	isMissing: (id: string) => boolean;
	/** Those with a problem, by short ID */
	problems: Array<[id: string, problem: Problem]>;
	/** For how long one has been missing; seconds */
	goneFor: (id: string) => number;
}

/**
 * Notes which ones a complete read lacked, and forgets those that have been gone for long.
 *
 * @param state changed in place
 * @param seen keys
 * @param now seconds since 1970
 */
export function noteMissing(state: KindState, seen: Set<string>, now: number): Missing {
	const { known, problems, waiting } = state;
	const present = new Set([...seen].map(shortId));
	for (const [id, entry] of known) {
		if (present.has(id)) continue;
		// A clock that was set back must not make it stay for longer.
		entry.goneSince = Math.min(entry.goneSince ?? now, now);
		const isOld = now - entry.goneSince > FORGOTTEN_AFTER && !problems.has(id);
		// An empty list may be that of an account without rights: when it has them again, nothing is news.
		if (!isOld || seen.size === 0) continue;
		known.delete(id);
		waiting.delete(id);
	}
	return {
		isMissing: (id) => !present.has(id),
		problems: [...problems].filter(([id]) => !present.has(id)),
		goneFor: (id) => now - (known.get(id)?.goneSince ?? now),
	};
}
