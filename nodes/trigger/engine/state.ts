import type { IDataObject } from 'n8n-workflow';

import { type Known, readKnown, shortId, writeKnown } from './known';

/** A problem that was told and has not ended; times are seconds since 1970. */
export interface Problem {
	key: string;
	name: string;
	/** What the event that told it last was of */
	of: number;
	/** Jobs: it was disabled when it was told, so that being disabled doesn't end it */
	wasDisabled: boolean;
	/** Jobs: the UID of the company that it belongs to, in small letters, where VSPC tells it */
	company?: string;
	/** Alarms: the UID of the template, in small letters */
	template?: string;
}

/** What is kept of one kind of jobs, or of the alarms. */
export interface KindState {
	/** Where they come from; with another scope there are some that were not looked at before */
	scope: string;
	/** The VSPC in short, where it is kept: the jobs of another one are others */
	host?: string;
	/** All of the scope have been seen once */
	isComplete: boolean;
	/** Alarms: when a complete read found none at all, by n8n's clock; undefined since there are some. Seconds since 1970 */
	emptyAt?: number;
	/** What an unknown one shows of earlier than this was there before. Seconds since 1970 */
	baseline?: number;
	known: Map<string, Known>;
	problems: Map<string, Problem>;
	/** Keys of those with a problem that is not told yet */
	waiting: Map<string, string>;
}

/** Everything that a trigger keeps from poll to poll. */
export interface WatchState {
	kinds: Map<string, KindState>;
	/** The items that were emitted last, to repeat them after a restart */
	last?: IDataObject[];
}

/** Changes when texts that were written before could no longer be read. */
const VERSION = 1;

/** Longer ones are cut: the name only serves to name what is gone. */
const NAME_LENGTH = 200;

interface Written {
	v: number;
	kinds: Record<string, WrittenKind>;
	last?: IDataObject[];
}

interface WrittenKind {
	scope: string;
	host?: string;
	emptyAt?: number;
	baseline?: number;
	isComplete: boolean;
	known: string;
	/** `of` is 0 for the time that is known of it anyway; what follows is left out where it says nothing */
	problems: Array<[key: string, name: string, of: number, wasDisabled?: 0 | 1, owner?: string]>;
	waiting?: string[];
}

/**
 * One text, so that it is taken over as a whole; a few bytes a job, since n8n's database holds it.
 */
export function writeState({ kinds, last }: WatchState): string {
	const written: Written = { v: VERSION, kinds: {} };
	for (const [name, kind] of kinds) {
		const { scope, host, emptyAt, baseline, isComplete, known, problems, waiting } = kind;
		written.kinds[name] = {
			scope,
			...(host === undefined ? {} : { host }),
			...(emptyAt === undefined ? {} : { emptyAt }),
			baseline,
			isComplete,
			known: [...known].map(([id, entry]) => writeKnown(id, entry)).join(' '),
			problems: [...problems].map(([id, problem]) => writeProblem(problem, known.get(id))),
			...(waiting.size > 0 ? { waiting: [...waiting.values()].map(packUids) } : {}),
		};
	}
	if (last) written.last = last;
	return JSON.stringify(written);
}

function writeProblem(
	{ key, name, of, wasDisabled, company, template }: Problem,
	known: Known | undefined,
): WrittenKind['problems'][number] {
	const time = of === known?.time ? 0 : of;
	const start = [packUids(key), name.slice(0, NAME_LENGTH), time] as const;
	const owner = company ?? (template === undefined ? undefined : `${TEMPLATE}${template}`);
	if (owner !== undefined) return [...start, wasDisabled ? 1 : 0, packUids(owner)];
	return wasDisabled ? [...start, 1] : [...start];
}

/** Undefined for a text that this version does not understand. */
export function readState(text: string): WatchState | undefined {
	try {
		const { v, kinds, last } = JSON.parse(text) as Written;
		if (v !== VERSION) return undefined;
		return {
			kinds: new Map(Object.entries(kinds).map(([name, kind]) => [name, readKind(kind)])),
			...(Array.isArray(last) ? { last } : {}),
		};
	} catch {
		return undefined;
	}
}

function readKind(written: WrittenKind): KindState {
	const { scope, host, emptyAt, baseline, isComplete, problems, waiting = [] } = written;
	const known = new Map(written.known === '' ? [] : written.known.split(' ').map(readKnown));
	return {
		scope: String(scope),
		...(typeof host === 'string' ? { host } : {}),
		...(typeof emptyAt === 'number' ? { emptyAt } : {}),
		isComplete: isComplete === true,
		...(typeof baseline === 'number' ? { baseline } : {}),
		known,
		problems: new Map(
			problems.map(([packed, name, of, wasDisabled, owner]) => {
				const key = unpackUids(packed);
				const id = shortId(key);
				const time = Number(of) || known.get(id)?.time || 0;
				const problem = { key, name: String(name), of: time, wasDisabled: wasDisabled === 1 };
				return [id, owner === undefined ? problem : { ...problem, ...ownerOf(owner) }];
			}),
		),
		waiting: new Map(waiting.map(unpackUids).map((key) => [shortId(key), key])),
	};
}

/** What a problem of an alarm belongs to is its template, that of a job its company. */
const TEMPLATE = 'template ';

function ownerOf(packed: string): Pick<Problem, 'company' | 'template'> {
	const owner = unpackUids(packed);
	return owner.startsWith(TEMPLATE)
		? { template: owner.slice(TEMPLATE.length) }
		: { company: owner };
}

/** The same event has the same ID, whenever and however often it is told. */
export function eventIdOf(key: string, event: string, of: number): string {
	return `${key}:${event}:${new Date(of * 1000).toISOString().replace('.000Z', 'Z')}`;
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
export function unpackUids(packed: string): string {
	return String(packed).replace(/!([\w-]{22})/g, (_, letters: string) =>
		Buffer.from(letters, 'base64url')
			.toString('hex')
			.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
	);
}
