import { spelled } from '../../util/text';
import type { Connection } from '../../vspc/servers';
import {
	type Codec,
	type LastSeen,
	type ListState,
	type OpenProblem,
	readEntry,
	readTime,
	writeTime,
} from '../engine/state';
import type { WatchEvent } from '../engine/watch';

export type ServerEventName = 'serverDisconnected' | 'serverReconnected';

/** What is kept of a server; `time` is since when reads have seen it disconnected, by n8n's clock. */
export interface ServerLastSeen extends LastSeen {
	/** What the last read showed that was not unknown */
	connection: Connection;
	/** It was disconnected when the trigger started */
	isExisting?: boolean;
	/** In how many reads in a row it was connected again */
	connectedReads?: number;
	/** Only its management agent showed that it is disconnected */
	isByAgent?: boolean;
}

/** A server that was emitted as disconnected. */
export interface ServerProblem extends OpenProblem {
	name: string;
}

export type ServerListState = ListState<ServerLastSeen, ServerProblem>;

const LETTERS: Record<Connection, string> = { connected: 'C', disconnected: 'D', unknown: 'U' };

/** Longer ones are cut: the name only serves to name what is gone. */
const NAME_LENGTH = 200;

/** `<letter of the connection><time>`, `.e` for existing, `.a` for by the agent, `.n<number>` for reads. */
export const serverCodec: Codec<ServerLastSeen, ServerProblem> = {
	encode: ({ connection, time, isExisting, isByAgent, connectedReads, goneSince }) =>
		[
			`${LETTERS[connection]}${writeTime(time)}`,
			...(isExisting ? ['e'] : []),
			...(isByAgent ? ['a'] : []),
			...(connectedReads === undefined ? [] : [`n${writeTime(connectedReads)}`]),
			...(goneSince === undefined ? [] : [`x${writeTime(goneSince)}`]),
		].join('.'),
	decode: (text) => {
		const { letter, time, tags } = readEntry(text);
		const known = Object.entries(LETTERS).find(([, one]) => one === letter);
		if (!known) throw new Error('not a connection');
		const lastSeen: ServerLastSeen = { connection: known[0] as Connection };
		if (time !== undefined) lastSeen.time = time;
		for (const [tag, value] of tags) {
			if (tag === 'e') lastSeen.isExisting = true;
			else if (tag === 'a') lastSeen.isByAgent = true;
			else if (tag === 'n') lastSeen.connectedReads = readTime(value);
			else if (tag === 'x') lastSeen.goneSince = readTime(value);
			else throw new Error('not a tag');
		}
		return lastSeen;
	},
	encodeProblem: ({ name }) => [name.slice(0, NAME_LENGTH)],
	decodeProblem: (problem, [name]) => ({ ...problem, name: spelled(name) }),
};

/** Why what a read shows of a server leads to no event. */
export const SERVER_REASONS = {
	existing:
		'The server was disconnected before the trigger started. Emit Existing Problems includes that.',
	waiting:
		'The server has not been disconnected yet for as long as Disconnected (Minutes) requires.',
	filtered: 'The server does not pass the filters of the trigger by company and backup server.',
	unknown:
		'VSPC does not know, or the management agent was rejected. That is neither disconnected nor connected.',
	missing: 'The server is not on the list. That is not the same as disconnected.',
	connectedOnce: 'The server is connected again. A second read has to show it.',
} as const;

export type ServerReason = keyof typeof SERVER_REASONS;

/** What one read shows of a server. */
export interface ServerObservation {
	key: string;
	name: string;
	connection: Connection;
	/** Its own status does not say that it is disconnected */
	isByAgent: boolean;
	/** Management agents could be read */
	hasAgents: boolean;
}

/** What decideServer goes by besides the server; times are seconds since 1970, by n8n's clock. */
export interface ServerConditions {
	now: number;
	/** How long it must have been disconnected */
	disconnectedAfter: number;
	emitExisting: boolean;
	/** It passes the filters, so that it can be emitted */
	isWanted: boolean;
	/** An unknown server that is disconnected is existing */
	isBaseline: boolean;
}

export interface ServerDecision {
	lastSeen: ServerLastSeen;
	problem?: ServerProblem;
	event?: WatchEvent<ServerEventName, never>;
	reason?: ServerReason;
}

/** Reads in a row that have to show a server as connected before it counts as such. */
const READS = 2;

/** What a read means: the event, or the reason why there is none, and what to keep. Depends on nothing but its arguments. */
export function decideServer(
	old: { lastSeen?: ServerLastSeen; problem?: ServerProblem },
	seen: ServerObservation,
	conditions: ServerConditions,
): ServerDecision {
	const lastSeen: ServerLastSeen = { ...(old.lastSeen ?? { connection: 'unknown' }) };
	delete lastSeen.goneSince;
	// What the agent alone showed, only the agent can take back.
	const isHidden = lastSeen.isByAgent === true && !seen.hasAgents;
	const { problem } = old;
	if (seen.connection === 'unknown' || (seen.connection === 'connected' && isHidden)) {
		return { lastSeen, problem, reason: 'unknown' };
	}
	if (seen.connection === 'connected') return connected(lastSeen, problem, conditions);
	return disconnected({ ...old, lastSeen }, seen, conditions, old.lastSeen === undefined);
}

function connected(
	lastSeen: ServerLastSeen,
	problem: ServerProblem | undefined,
	{ now }: ServerConditions,
): ServerDecision {
	const reads = (lastSeen.connectedReads ?? 0) + 1;
	if (!problem && !lastSeen.isExisting) return { lastSeen: { connection: 'connected' } };
	if (reads < READS) {
		return { lastSeen: { ...lastSeen, connectedReads: reads }, problem, reason: 'connectedOnce' };
	}
	if (!problem) return { lastSeen: { connection: 'connected' } };
	const event = { name: 'serverReconnected' as const, of: now, at: now };
	return { lastSeen: { connection: 'connected' }, event };
}

function disconnected(
	{ lastSeen, problem }: { lastSeen: ServerLastSeen; problem?: ServerProblem },
	{ key, name, isByAgent }: ServerObservation,
	{ now, disconnectedAfter, emitExisting, isWanted, isBaseline }: ServerConditions,
	isFirst: boolean,
): ServerDecision {
	lastSeen.connection = 'disconnected';
	delete lastSeen.connectedReads;
	delete lastSeen.isByAgent;
	if (isByAgent) lastSeen.isByAgent = true;
	if (isFirst && isBaseline && !emitExisting) lastSeen.isExisting = true;
	if (problem) return { lastSeen, problem };
	if (lastSeen.isExisting) return { lastSeen, reason: 'existing' };
	// A clock that was set back must not make it wait for ever.
	const since = Math.min(lastSeen.time ?? now, now);
	lastSeen.time = since;
	if (now - since < disconnectedAfter) return { lastSeen, reason: 'waiting' };
	if (!isWanted) return { lastSeen, reason: 'filtered' };
	const event = { name: 'serverDisconnected' as const, of: since, at: now };
	return { lastSeen, problem: { key, name, of: since }, event };
}
