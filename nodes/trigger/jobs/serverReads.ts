import { asError, isDueAgain } from '../../util/clock';
import { parseUsedUid, spelled } from '../../util/text';
import { isListAbsent } from '../../vspc/client/explanation';
import type { JobFilters } from '../../vspc/jobs/filters';
import { companyUidOf } from '../../vspc/placement';
import {
	type AgentConnection,
	connectionOf,
	MANAGEMENT_AGENTS_PATH,
	SERVER_KINDS,
	type Server,
	type ServerKind,
} from '../../vspc/servers';
import { ListPages, type PagesRequest } from '../../vspc/list/readList';
import type { Vspc } from '../../vspc/vspc';
import { listMemoryOf } from '../engine/watch';
import { warn } from './log';

/** How often each list of servers is read; polls come every minute. */
const READ_EVERY_MS = 600_000;

/** Backup servers, Microsoft 365 servers, management agents. */
export const SERVER_REQUESTS = 3;

/** What a list that is read here has. */
type ServerRow = Server | AgentConnection;

interface KeptRows {
	rows: ServerRow[];
	/** Milliseconds since 1970 */
	at: number;
	/** The list is not there */
	error?: Error;
}

/** The servers of one kind as VSPC shows them, and how their management agents are connected. */
export interface ServerReading {
	servers: Server[];
	/** Those that are not online, by UID in small letters; undefined where the account may not read them */
	agents?: Map<string, AgentConnection>;
}

/** Reads servers and their management agents, each list at most once in ten minutes of this process. */
export class ServerReads {
	private readonly kept: Map<string, KeptRows>;
	private readonly current = new Map<string, Promise<ServerRow[]>>();

	/**
	 * @param notes what this process remembers
	 * @param now milliseconds since 1970
	 * @param isWatching servers have events: then it matters to a person what of them cannot be read
	 */
	constructor(
		private readonly vspc: Vspc,
		private readonly notes: Map<string, unknown>,
		private readonly now: number,
		private readonly isWatching = true,
	) {
		const topic = 'reads of servers';
		this.kept = (notes.get(topic) as Map<string, KeptRows> | undefined) ?? new Map();
		notes.set(topic, this.kept);
	}

	/** Whether the servers of a kind are due to be read, or were read in this poll. */
	isDue({ path }: ServerKind): boolean {
		const at = this.kept.get(path.join('/'))?.at;
		return at === this.now || this.isOld(at);
	}

	/** Requests that these kinds of jobs are going to take for their servers in this poll. */
	requestsDue(jobKinds: string[]): number {
		const areDue = jobKinds.some((name) => SERVER_KINDS[name] && this.isDue(SERVER_KINDS[name]));
		return areDue ? SERVER_REQUESTS : 0;
	}

	/**
	 * The servers of a kind, as they are or were at most ten minutes ago.
	 *
	 * @throws what vspc.request throws
	 */
	async of(kind: ServerKind): Promise<ServerReading> {
		const { path, noun } = kind;
		const [servers, agents] = await Promise.all([
			this.rows(path, { activity: `listing the ${noun}s` }),
			this.agents(),
		]);
		return { servers, agents };
	}

	/**
	 * Whether the servers of a kind are connected, by UID; those of which nobody knows are missing.
	 *
	 * @throws what vspc.request throws
	 */
	async connectionsOf(kind: ServerKind): Promise<Map<string, boolean>> {
		const { servers, agents } = await this.of(kind);
		const connections = new Map<string, boolean>();
		for (const server of servers) {
			const uid = parseUsedUid(server.instanceUid);
			const connection = connectionOf(server, connectionStatusOf(server, agents));
			if (uid === undefined || connection === 'unknown' || connections.has(uid)) continue;
			connections.set(uid, connection === 'connected');
		}
		return connections;
	}

	private async agents(): Promise<Map<string, AgentConnection> | undefined> {
		const topic = 'no management agents';
		try {
			const rows = await this.rows(MANAGEMENT_AGENTS_PATH, {
				activity: 'listing the management agents',
				select: ['instanceUid', 'connectionStatus', 'lastHeartbeatTime'],
				// Thousands of computers have one, and most are online.
				filter: [
					{
						property: 'connectionStatus',
						operation: 'notEquals' as const,
						collation: 'ignorecase' as const,
						value: 'Online',
					},
				],
			});
			this.notes.delete(topic);
			return new Map(rows.map((row) => [spelled(row.instanceUid).toLowerCase(), row]));
		} catch (error) {
			if (!isListAbsent(error)) throw asError(error);
			if (this.isWatching && !this.notes.has(topic)) {
				const { message } = error as Error;
				warn(this.vspc, `Servers are watched without their management agents: ${message}`);
			}
			this.notes.set(topic, true);
			return undefined;
		}
	}

	private async rows(
		path: string[],
		request: Omit<PagesRequest, 'call'> & { activity: string },
	): Promise<ServerRow[]> {
		const topic = path.join('/');
		const kept = this.kept.get(topic);
		if (kept && !this.isOld(kept.at)) {
			if (kept.error) throw kept.error;
			return kept.rows;
		}
		let read = this.current.get(topic);
		if (!read) {
			read = this.read(topic, path, request);
			this.current.set(topic, read);
		}
		return await read;
	}

	private async read(
		topic: string,
		path: string[],
		{ activity, ...request }: Omit<PagesRequest, 'call'> & { activity: string },
	): Promise<ServerRow[]> {
		const memory = listMemoryOf(topic, this.notes, this.now);
		const pages = new ListPages(this.vspc, { call: { path, activity }, ...request }, memory);
		try {
			const rows = await pages.readWhole((row) => row.instanceUid);
			this.kept.set(topic, { rows, at: this.now });
			return rows;
		} catch (error) {
			// A list that is not there is not asked for more often.
			if (isListAbsent(error))
				this.kept.set(topic, { rows: [], at: this.now, error: asError(error) });
			throw asError(error);
		}
	}

	private isOld(at: number | undefined): boolean {
		return isDueAgain(this.now, at, READ_EVERY_MS);
	}
}

/** Undefined where agents cannot be read; those that are not among them are online. */
export function connectionStatusOf(
	{ managementAgentUid }: Server,
	agents: Map<string, AgentConnection> | undefined,
): string | undefined {
	const uid = parseUsedUid(managementAgentUid);
	if (!agents || uid === undefined) return undefined;
	return agents.has(uid) ? spelled(agents.get(uid)!.connectionStatus) || 'Unknown' : 'Online';
}

/** One kind of servers, and what is asked of them. */
export interface ServerSource {
	vspc: Vspc;
	reads: ServerReads;
	kind: ServerKind;
	/** Of the jobs: those by company and by backup server count for servers, too */
	filters: JobFilters;
}

/** Whether a server passes the filters. */
export function passes({ type }: ServerKind, server: Server, filters: JobFilters): boolean {
	return filters.every(({ name, value }) => {
		if (name === 'companyUid') return companyUidOf([server.organizationUid]) === value;
		if (name !== 'backupServerUid') return true;
		return type === 'backupServer' && parseUsedUid(server.instanceUid) === value;
	});
}
