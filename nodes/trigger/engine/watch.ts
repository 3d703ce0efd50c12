import type { IDataObject } from 'n8n-workflow';

import { asError } from '../../util/clock';
import type { VspcContext } from '../../vspc/client/connection';
import { isUnfinished } from '../../vspc/client/explanation';
import { redact } from '../../vspc/client/redact';
import { type ListMemory, newListMemory, type Part } from '../../vspc/list/readList';
import { type Absence, AbsentLists } from './gone';
import type { ListFailure } from './memory';
import type { Circumstances, Findings } from './poll';
import {
	type CodecFor,
	type LastSeen,
	type ListState,
	type OpenProblem,
	readList,
	readState,
	type SavedHead,
	type SavedList,
	type SavedState,
	shortId,
	writeList,
	writeState,
} from './state';

/** An event as an item, and when it came about: seconds since 1970. */
export interface TimedItem {
	at: number;
	item: IDataObject;
}

/** One event, whatever is watched; times are seconds since 1970. */
export interface WatchEvent<Name, Status> {
	name: Name;
	/** What it is of, which distinguishes it from others of the same name */
	of: number;
	/** When it came about, to put events in order */
	at: number;
	/** How the job or alarm stood before */
	previous?: Status;
}

/** What a poll found out about one list. */
export interface ListFindings<Seen extends LastSeen, Problem extends OpenProblem> {
	state: ListState<Seen, Problem>;
	events: TimedItem[];
	/** What this process should remember of it once the state has been taken over */
	notes: unknown;
	/** What could not be read, while the rest could */
	failure?: Error;
	/** All of it has been read in this poll, or in the last ones and this one */
	isFullRead?: boolean;
}

/** One of the lists that a trigger watches. */
export interface WatchedList<Seen extends LastSeen, Problem extends OpenProblem> {
	/** By which the state keeps it */
	name: string;
	/** Left out: it is always there */
	absence?: Absence;
	/**
	 * Whether this poll has nothing to do with it, by what stands beside the entries: tens of thousands of them are then
	 * neither read nor written. Left out: it always has.
	 *
	 * @param notes what this process remembers of it
	 */
	isQuiet?: (saved: SavedHead, notes: unknown) => boolean;
	/**
	 * One poll of it.
	 *
	 * @param old its state, the caller's own copy; undefined for none
	 * @param notes what this process remembers of it
	 * @throws what vspc.request throws, when nothing could be read
	 */
	poll: (
		old: ListState<Seen, Problem> | undefined,
		notes: unknown,
	) => Promise<ListFindings<Seen, Problem>>;
}

/** A list, whatever it is of: what is kept of it goes in and out as n8n saves it. */
export interface AnyList {
	name: string;
	absence?: Absence;
	/**
	 * One poll of it, from what is saved.
	 *
	 * @param notes what this process remembers of it
	 * @throws Error for what this version does not understand
	 */
	open: (saved: SavedList | undefined, notes: unknown) => () => Promise<AnyFindings>;
}

type AnyFindings = Omit<ListFindings<LastSeen, OpenProblem>, 'state'> & { saved: () => SavedList };

/** A list with the codec of what is kept of it. */
export function watched<Seen extends LastSeen, Problem extends OpenProblem>(
	{ name, absence, isQuiet, poll }: WatchedList<Seen, Problem>,
	codec: CodecFor<Seen, Problem>,
): AnyList {
	return {
		name,
		absence,
		open: (saved, notes) => {
			if (saved && isQuiet?.(saved, notes)) {
				return async () => ({ events: [], notes, saved: () => saved });
			}
			const old = saved && readList(saved, codec);
			return async () => {
				const { state, ...found } = await poll(old, notes);
				return { ...found, saved: () => writeList(state, codec) };
			};
		},
	};
}

/** What the user decides for any trigger. */
export interface WatchOptions {
	/** Forget what happened while the workflow was not published */
	startsFresh: boolean;
	/** Emit the last events again after a restart of n8n */
	repeatsLast: boolean;
}

/**
 * One poll of all lists. One that can't be read doesn't delay the others; one that there is no time for has its
 * turn first in the next poll.
 */
export async function watchLists(
	context: VspcContext,
	lists: AnyList[],
	{ startsFresh, repeatsLast }: WatchOptions,
	circumstances: Circumstances,
): Promise<Findings> {
	const { notes, isAfterPause, isAfterRestart, isTimeUp } = circumstances;
	const old = readOld(context, circumstances.state, lists, notes);
	const { saved, polls } = startsFresh && isAfterPause ? { polls: open(lists, notes) } : old;
	const turns = new Turns(notes);
	const absent = new AbsentLists(notes, old.saved);
	const failures: ListFailure[] = [];
	const found = new Map<string, AnyFindings>();
	for (const [index, list] of absent.last(turns.order(lists)).entries()) {
		const { name } = list;
		if (absent.isNotDue(list, found)) continue;
		if (index > 0 && isTimeUp()) {
			turns.skipped(name);
			continue;
		}
		let error: Error | undefined;
		try {
			const findings = await polls.get(name)!();
			found.set(name, findings);
			absent.noteRead(list);
			error = findings.failure;
		} catch (thrown) {
			error = asError(thrown);
			if (absent.take(list, error)) continue;
		}
		turns.taken(name, error !== undefined);
		if (!error) notes.delete(waitingTopic(name));
		else if (!isWaiting(name, error, notes, Date.now())) failures.push({ list: name, error });
		else context.logger?.debug(`${context.getNode().name}: ${redact(error.message, [])}`);
	}
	if (found.size === 0) {
		return { items: [], failures: sameForAll(absent.failures(failures, lists), lists.length) };
	}
	const events = [...found.values()].flatMap((list) => list.events).sort((a, b) => a.at - b.at);
	const fresh = events.map(({ item }) => item);
	const repeated = repeatsLast && isAfterRestart && saved?.last ? saved.last : [];
	const items = [...repeated, ...fresh];
	// A list that is not watched now may be again, and one that failed goes on from where it was.
	const next = new Map(Object.entries(saved?.lists ?? {}));
	for (const [name, list] of found) next.set(name, list.saved());
	const last = items.length > 0 ? items : saved?.last;
	return {
		state: writeState(next, repeatsLast ? last : undefined, absent.marks),
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

/** In which order lists are read: when VSPC is slow, a poll does not come to all of them. */
class Turns {
	private readonly last: Map<string, number>;

	constructor(notes: Map<string, unknown>) {
		this.last = (notes.get('turns') as Map<string, number> | undefined) ?? new Map();
		notes.set('turns', this.last);
	}

	/** Those that were skipped for longest first, those that failed last. */
	order<List extends { name: string }>(lists: List[]): List[] {
		const turn = ({ name }: List) => this.last.get(name) ?? 1;
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
	const noted = notes.get(waitingTopic(name));
	const since = typeof noted === 'number' && noted <= now ? noted : now;
	notes.set(waitingTopic(name), since);
	return now - since < WAITED_FOR_MS;
}

type Polls = Map<string, ReturnType<AnyList['open']>>;

function open(lists: AnyList[], notes: Map<string, unknown>, saved?: SavedState): Polls {
	return new Map(
		lists.map((list) => [list.name, list.open(saved?.lists[list.name], notes.get(list.name))]),
	);
}

function readOld(
	context: VspcContext,
	text: string | undefined,
	lists: AnyList[],
	notes: Map<string, unknown>,
): { saved?: SavedState; polls: Polls } {
	if (text === undefined) return { polls: open(lists, notes) };
	try {
		const saved = readState(text);
		return { saved, polls: open(lists, notes, saved) };
	} catch {
		context.logger?.warn(
			`${context.getNode().name}: the state that was saved is not understood by this version of n8n-nodes-vspc. The trigger starts afresh: what is there now counts as known.`,
		);
		return { polls: open(lists, notes) };
	}
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

/** What was last seen of one that is gone is forgotten then; seconds. */
export const FORGOTTEN_AFTER = 30 * 24 * 3600;

/** What a complete read lacked. */
export interface Missing<Problem extends OpenProblem> {
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
export function noteMissing<Problem extends OpenProblem>(
	{ lastSeen, problems, waiting }: ListState<LastSeen, Problem>,
	seen: Set<string>,
	now: number,
): Missing<Problem> {
	const present = new Set([...seen].map(shortId));
	for (const [id, one] of lastSeen) {
		if (present.has(id)) continue;
		// A clock that was set back must not make it stay for longer.
		one.goneSince = Math.min(one.goneSince ?? now, now);
		const isOld = now - one.goneSince > FORGOTTEN_AFTER && !problems.has(id);
		// An empty list may be that of an account without rights: when it has them again, nothing is new.
		if (!isOld || seen.size === 0) continue;
		lastSeen.delete(id);
		waiting.delete(id);
	}
	return {
		isMissing: (id) => !present.has(id),
		problems: [...problems].filter(([id]) => !present.has(id)),
		goneFor: (id) => now - (lastSeen.get(id)?.goneSince ?? now),
	};
}
