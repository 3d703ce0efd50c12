import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import type { Part } from '../list/tolerant';
import { asError } from '../parallel';
import type { Circumstances, Findings } from './poll';
import { readState, writeState, type KindState, type WatchState } from './state';

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
 * One poll of all lists. One that can't be read doesn't hold up the others.
 *
 * @throws what vspcRequest throws, when none could be read
 */
export async function watchLists(
	context: IPollFunctions,
	lists: WatchedList[],
	{ startsFresh, repeatsLast }: WatchOptions,
	circumstances: Circumstances,
): Promise<Findings> {
	const { notes, isAfterPause, isAfterRestart } = circumstances;
	const text = startsFresh && isAfterPause ? undefined : circumstances.state;
	const old = readOld(context, text);
	const state: WatchState = { kinds: new Map() };
	const failures: Error[] = [];
	const events: TimedItem[] = [];
	const kept = new Map<string, unknown>();
	for (const { name, poll } of lists) {
		try {
			const found = await poll(old?.kinds.get(name), notes.get(name));
			events.push(...found.events);
			state.kinds.set(name, found.state);
			kept.set(name, found.notes);
			if (found.failure) failures.push(found.failure);
		} catch (error) {
			failures.push(asError(error));
			// What was begun on the copy is not to be kept.
			const untouched = text === undefined ? undefined : readState(text)?.kinds.get(name);
			if (untouched) state.kinds.set(name, untouched);
		}
	}
	if (kept.size === 0 && failures.length > 0) throw failures[0];
	const fresh = events.sort((a, b) => a.at - b.at).map(({ item }) => item);
	const repeated = repeatsLast && isAfterRestart && old?.last ? old.last : [];
	if (repeatsLast) state.last = fresh.length > 0 ? fresh : old?.last;
	return {
		state: writeState(state),
		items: [...repeated, ...fresh],
		failure: failures[0],
		commit: () => {
			for (const [name, listNotes] of kept) notes.set(name, listNotes);
		},
	};
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
 * What the server refused of the requests for a list, as this process remembers.
 *
 * @param now milliseconds since 1970
 */
export function refusalsOf(name: string, notes: Map<string, unknown>, now: number): Set<Part> {
	const topic = `refused for ${name}`;
	const old = notes.get(topic) as { parts: Set<Part>; since: number } | undefined;
	if (old && now >= old.since && now - old.since < REFUSALS_COUNT_MS) return old.parts;
	const parts = new Set<Part>();
	notes.set(topic, { parts, since: now });
	return parts;
}
