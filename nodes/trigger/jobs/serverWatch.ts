import { parseUsedUid, spelled } from '../../util/text';
import {
	connectionOf,
	type AgentConnection,
	type Server,
	type ServerKind,
} from '../../vspc/servers';
import { shortId } from '../engine/state';
import { FORGOTTEN_AFTER, noteMissing, type WatchEvent } from '../engine/watch';
import type { UnreportedServer } from './log';
import {
	decideServer,
	type ServerConditions,
	type ServerEventName,
	type ServerListState,
} from './serverDecide';
import { connectionStatusOf, passes, type ServerReading, type ServerSource } from './serverReads';

/** Which servers are watched, and when they have an event. */
export interface ServerRules {
	events: ReadonlySet<ServerEventName>;
	/** Seconds */
	disconnectedAfter: number;
	emitExisting: boolean;
}

/** An event of a server, and the server as it was seen. */
export interface EmittedServerEvent {
	key: string;
	server: Server;
	agent?: AgentConnection;
	event: WatchEvent<ServerEventName, never>;
	/** Since when polls saw it disconnected; seconds since 1970 */
	since: number;
}

export interface ServerFindings {
	state: ServerListState;
	/** The list was read in this poll */
	isFullRead: boolean;
	emitted: EmittedServerEvent[];
	unreported: UnreportedServer[];
}

/**
 * One poll of the servers of one kind: what was read of them ten minutes ago still counts.
 *
 * @param old changed in place: the caller's own copy
 * @throws what vspc.request throws
 */
export async function watchServers(
	{ vspc, reads, kind, filters }: ServerSource,
	old: ServerListState | undefined,
	{ disconnectedAfter, emitExisting, events }: ServerRules,
	now: number,
): Promise<ServerFindings> {
	const host = shortId(vspc.connection.host);
	const state = old?.host === host ? old : newState(host);
	const isFullRead = state !== old || reads.isDue(kind);
	const findings: ServerFindings = { state, isFullRead, emitted: [], unreported: [] };
	if (!isFullRead) return findings;
	const { servers, agents } = await reads.of(kind);
	const conditions = {
		now: Math.floor(now / 1000),
		disconnectedAfter,
		emitExisting,
		// An empty list may be that of an account without rights.
		isBaseline: !state.isComplete,
	};
	const seen = new Set<string>();
	for (const server of servers) {
		const uid = parseUsedUid(server.instanceUid);
		if (uid === undefined) continue;
		const key = `${kind.type}:${uid}`;
		if (seen.has(key)) continue;
		seen.add(key);
		const isWanted = passes(kind, server, filters);
		take(findings, kind, { key, server, agents }, { ...conditions, isWanted });
	}
	if (seen.size > 0) state.isComplete = true;
	noteAbsent(findings, kind, seen, conditions.now);
	findings.emitted = findings.emitted.filter(({ event }) => events.has(event.name));
	return findings;
}

function newState(host: string): ServerListState {
	const [lastSeen, problems, waiting] = [new Map(), new Map(), new Map()];
	return { scope: '', host, isComplete: false, lastSeen, problems, waiting };
}

function take(
	{ state, emitted, unreported }: ServerFindings,
	{ noun }: ServerKind,
	{ key, server, agents }: { key: string; server: Server; agents: ServerReading['agents'] },
	conditions: ServerConditions,
): void {
	const id = shortId(key);
	const name = spelled(server.name);
	const connection = connectionOf(server, connectionStatusOf(server, agents));
	const isByAgent = connectionOf(server, undefined) !== 'disconnected';
	const old = { lastSeen: state.lastSeen.get(id), problem: state.problems.get(id) };
	const seen = { key, name, connection, isByAgent, hasAgents: agents !== undefined };
	const { lastSeen, problem, event, reason } = decideServer(old, seen, conditions);
	state.lastSeen.set(id, lastSeen);
	if (problem) state.problems.set(id, problem);
	else state.problems.delete(id);
	if (reason) unreported.push({ key, noun, name, reason });
	if (!event) return;
	const agent = agents?.get(spelled(server.managementAgentUid).toLowerCase());
	const since = (problem ?? old.problem)?.of ?? event.of;
	emitted.push({ key, server, agent, event, since });
}

/** That a server is not on the list says nothing of its connection: its problem stays open, for 30 days. */
function noteAbsent(
	{ state, unreported }: ServerFindings,
	{ noun }: ServerKind,
	seen: Set<string>,
	now: number,
): void {
	const { problems, goneFor } = noteMissing(state, seen, now);
	for (const [id, { key, name }] of problems) {
		unreported.push({ key, noun, name, reason: 'missing' });
		if (goneFor(id) <= FORGOTTEN_AFTER) continue;
		state.problems.delete(id);
		state.lastSeen.delete(id);
	}
}
