import { hash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';
import { spelled } from '../../util/text';

/** What is kept of anything that is watched, as far as the engine goes by it; times are seconds since 1970. */
export interface LastSeen {
	/** The time that it showed */
	time?: number;
	/** When a full read first lacked it */
	goneSince?: number;
}

/** A problem that was emitted and has not ended. */
export interface OpenProblem {
	key: string;
	/** What the event that emitted it last was of; seconds since 1970 */
	of: number;
}

/** What is kept of one list. */
export interface ListState<Seen extends LastSeen, Problem extends OpenProblem> {
	/** Where its rows come from; with another scope there are some that no poll looked at */
	scope: string;
	/** The VSPC in short, where it is kept: the rows of another one are others */
	host?: string;
	/** All of the scope have been seen once */
	isComplete: boolean;
	/** When a complete read found none at all, by n8n's clock; undefined since there are some. Seconds since 1970 */
	emptyAt?: number;
	/** What an unknown one shows of earlier than this is existing. Seconds since 1970 */
	baseline?: number;
	/** By short ID */
	lastSeen: Map<string, Seen>;
	/** By short ID */
	problems: Map<string, Problem>;
	/** Keys of those with a problem that is not emitted yet, by short ID */
	waiting: Map<string, string>;
}

/** Texts that many entries of a list have in common: each is saved once, and an entry has its number. */
export class SharedTexts {
	private readonly numbers: Map<string, number>;

	constructor(readonly all: string[] = []) {
		this.numbers = new Map(all.map((text, index) => [text, index]));
	}

	numberOf(text: string): number {
		const known = this.numbers.get(text);
		if (known !== undefined) return known;
		this.numbers.set(text, this.all.length);
		return this.all.push(text) - 1;
	}

	/** @throws Error where there is none */
	at(number: number): string {
		if (!(number in this.all)) throw new Error('not a shared text');
		return this.all[number];
	}
}

/** How the memory of one thing becomes text and comes back: all that the engine knows of what is watched. */
export interface Codec<Seen extends LastSeen, Problem extends OpenProblem> {
	/** Called before a list is written, with all of it: how long its entries may be can depend on that */
	prepare?: (all: Iterable<Seen>) => void;
	/** Text without spaces; the shorter the better, since n8n's database stores it for each thing */
	encode: (lastSeen: Seen) => string;
	/** @throws Error for a text that `encode` does not make */
	decode: (text: string) => Seen;
	/** What a problem says besides its key and its time */
	encodeProblem: (problem: Problem) => ProblemValue[];
	/** @param values those of `encodeProblem` */
	decodeProblem: (problem: OpenProblem, values: ProblemValue[]) => Problem;
}

/** A codec, or how one is made for a list whose entries share texts. */
export type CodecFor<Seen extends LastSeen, Problem extends OpenProblem> =
	| Codec<Seen, Problem>
	| ((texts: SharedTexts) => Codec<Seen, Problem>);

function codecWith<Seen extends LastSeen, Problem extends OpenProblem>(
	codec: CodecFor<Seen, Problem>,
	texts: SharedTexts,
): Codec<Seen, Problem> {
	return typeof codec === 'function' ? codec(texts) : codec;
}

export type ProblemValue = string | number | null;

/**
 * The form is frozen: n8n's database keeps states for as long as workflows live. A state with another number is not
 * read, and its trigger starts afresh.
 */
const VERSION = 2;

/** Everything that a trigger keeps from poll to poll, as n8n saves it: one text, so that it is taken over as a whole. */
export interface SavedState {
	v: number;
	lists: Record<string, SavedList>;
	/** The items that were emitted last, to repeat them after a restart */
	last?: IDataObject[];
	/** Marks of lists that have been read, see WatchedList */
	read?: string[];
}

/** One list in a saved state. */
export interface SavedList {
	scope: string;
	host?: string;
	emptyAt?: number;
	baseline?: number;
	isComplete: boolean;
	/** `<short ID><text of the codec>` for each, parted by spaces */
	seen: string;
	/** `of` is 0 for the time that was last seen anyway */
	problems: Array<[key: string, of: number, ...values: ProblemValue[]]>;
	waiting?: string[];
	/** See SharedTexts; left out where there are none */
	texts?: string[];
}

/** What a saved list says of itself beside its entries. */
export type SavedHead = Pick<SavedList, 'scope' | 'host' | 'baseline' | 'isComplete'>;

/** The text of a state. */
export function writeState(
	lists: Map<string, SavedList>,
	last?: IDataObject[],
	read: string[] = [],
): string {
	const state: SavedState = { v: VERSION, lists: Object.fromEntries(lists) };
	return JSON.stringify({ ...state, ...(last && { last }), ...(read.length > 0 && { read }) });
}

/**
 * A state by its text; its lists are read by `readList`.
 *
 * @throws Error for a text that this version does not understand
 */
export function readState(text: string): SavedState {
	const state = JSON.parse(text) as Partial<SavedState> | null;
	if (state?.v !== VERSION) throw new Error('not a state of this version');
	const { lists, last, read } = state;
	if (typeof lists !== 'object' || lists === null) throw new Error('not a state');
	return {
		v: VERSION,
		lists,
		...(Array.isArray(last) ? { last } : {}),
		...(Array.isArray(read) ? { read: read.map(String) } : {}),
	};
}

/** A list as a state has it. */
export function writeList<Seen extends LastSeen, Problem extends OpenProblem>(
	list: ListState<Seen, Problem>,
	codecFor: CodecFor<Seen, Problem>,
): SavedList {
	const { scope, host, emptyAt, baseline, isComplete, lastSeen, problems, waiting } = list;
	const texts = new SharedTexts();
	const codec = codecWith(codecFor, texts);
	codec.prepare?.(lastSeen.values());
	const seen = [...lastSeen].map(([id, one]) => `${id}${codec.encode(one)}`).join(' ');
	return {
		scope,
		...(host === undefined ? {} : { host }),
		...(emptyAt === undefined ? {} : { emptyAt }),
		...(baseline === undefined ? {} : { baseline }),
		isComplete,
		seen,
		problems: [...problems].map(([id, problem]) => {
			const of = problem.of === lastSeen.get(id)?.time ? 0 : problem.of;
			return [packUids(problem.key), of, ...codec.encodeProblem(problem)];
		}),
		...(waiting.size > 0 ? { waiting: [...waiting.values()].map(packUids) } : {}),
		...(texts.all.length > 0 ? { texts: texts.all } : {}),
	};
}

/**
 * A list of a saved state; a copy of its own at each call.
 *
 * @throws Error for a list that this version does not understand
 */
export function readList<Seen extends LastSeen, Problem extends OpenProblem>(
	saved: SavedList,
	codecFor: CodecFor<Seen, Problem>,
): ListState<Seen, Problem> {
	const { scope, host, emptyAt, isComplete, baseline, seen, problems, waiting = [] } = saved;
	const codec = codecWith(codecFor, new SharedTexts((saved.texts ?? []).map(String)));
	const entries = seen === '' ? [] : seen.split(' ');
	const lastSeen = new Map(entries.map((one) => readOne(one, codec)));
	return {
		scope: spelled(scope),
		...(typeof host === 'string' ? { host } : {}),
		...(typeof emptyAt === 'number' ? { emptyAt } : {}),
		isComplete: isComplete === true,
		...(typeof baseline === 'number' ? { baseline } : {}),
		lastSeen,
		problems: new Map(
			problems.map(([packedKey, time, ...values]) => {
				const key = unpackUids(packedKey);
				const id = shortId(key);
				const of = Number(time) || lastSeen.get(id)?.time || 0;
				return [id, codec.decodeProblem({ key, of }, values)];
			}),
		),
		waiting: new Map(waiting.map(unpackUids).map((key) => [shortId(key), key])),
	};
}

const ID = /^[\w-]{12}$/;

function readOne<Seen extends LastSeen>(
	text: string,
	{ decode }: Pick<Codec<Seen, never>, 'decode'>,
): [id: string, lastSeen: Seen] {
	const id = text.slice(0, 12);
	if (!ID.test(id)) throw new Error('not a short ID');
	return [id, decode(text.slice(12))];
}

/** A key in short. 72 bits: among a million the chance that two have the same is one in ten billion. */
export function shortId(key: string): string {
	// Half the time of createHash, and tens of thousands of jobs are compared by it in every full read.
	return hash('sha256', key, 'base64url').slice(0, 12);
}

/** The same event has the same ID, whenever and however often it is emitted. */
export function eventIdOf(key: string, event: string, of: number): string {
	return `${key}:${event}:${new Date(of * 1000).toISOString().replace('.000Z', 'Z')}`;
}

const ENTRY = /^([A-Z])([0-9a-z]*)((?:\.[a-zA-Z0-9]+)*)$/;

/**
 * The parts of a codec's text: `<letter><time>`, then `.<tag><value>` for each thing that there is to say.
 *
 * @throws Error for another text
 */
export function readEntry(text: string): {
	letter: string;
	time?: number;
	tags: Array<[tag: string, value: string]>;
} {
	const match = ENTRY.exec(text);
	if (!match) throw new Error('not an entry');
	const [, letter, time, rest] = match;
	const parts = rest === '' ? [] : rest.slice(1).split('.');
	return {
		letter,
		...(time === '' ? {} : { time: readTime(time) }),
		tags: parts.map((part) => [part[0], part.slice(1)]),
	};
}

/** A time to the base of 36. */
export function writeTime(seconds: number | undefined): string {
	return seconds === undefined ? '' : Math.max(0, Math.round(seconds)).toString(36);
}

/** @throws Error for what is no time */
export function readTime(text: string): number {
	const seconds = Number.parseInt(text, 36);
	if (!Number.isSafeInteger(seconds)) throw new Error('not a time');
	return seconds;
}

/** Times apart take fewer letters; one may lie after the other when a clock was wrong. */
export function writeSpan(seconds: number): string {
	return seconds < 0 ? `Z${writeTime(-seconds)}` : writeTime(seconds);
}

/** @throws Error for what is no span */
export function readSpan(text: string): number {
	return text.startsWith('Z') ? -readTime(text.slice(1)) : readTime(text);
}

const UID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;

/** UIDs in a text take 23 letters instead of 36. */
export function packUids(text: string): string {
	return text.replace(
		UID,
		(uid) => `!${Buffer.from(uid.replace(/-/g, ''), 'hex').toString('base64url')}`,
	);
}

/** The text that was packed; one that was not stays as it is. */
export function unpackUids(packedText: string): string {
	return spelled(packedText).replace(/!([\w-]{22})/g, (_, letters: string) =>
		Buffer.from(letters, 'base64url')
			.toString('hex')
			.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
	);
}
