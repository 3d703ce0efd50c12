import type { IDataObject } from 'n8n-workflow';

import { elapsed, withTimeout } from '../../util/clock';
import { parseUsedUid, spelled } from '../../util/text';
import { inOrderOf } from '../../vspc/fields';
import type { JobKind } from '../../vspc/jobs/kind';
import { serverTicketOf } from '../../vspc/jobs/tickets';
import { uidIs } from '../../vspc/list/filter';
import { companyUidOf } from '../../vspc/placement';
import {
	type AgentConnection,
	connectionOf,
	MANAGEMENT_AGENTS_PATH,
	type Server,
	type ServerKind,
} from '../../vspc/servers';
import type { Vspc } from '../../vspc/vspc';
import { eventIdOf } from '../engine/state';
import type { TimedItem } from '../engine/watch';
import { iso, jobEventFields, NO_NAMES } from './items';
import type { ServerEventName } from './serverDecide';
import { connectionStatusOf, passes, type ServerSource } from './serverReads';
import type { EmittedServerEvent } from './serverWatch';

const inOrder = inOrderOf(Object.keys(jobEventFields));

/** In one poll, what is read besides is read of so many servers. */
const MOST_DETAILS = 15;

/** What items of servers have besides the server. */
interface ServerDetails {
	jobs: JobKind;
	includeNames: boolean;
	addTicketFields: boolean;
	/** When all must have been read, by the clock `elapsed` */
	until: number;
}

/**
 * An item for each event: the server as VSPC sent it, how many jobs it has, and the event's own. What can't be had at
 * the moment is null: the event itself is what must not be lost.
 */
export async function toServerItems(
	{ vspc, kind }: Pick<ServerSource, 'vspc' | 'kind'>,
	emitted: EmittedServerEvent[],
	{ jobs: jobKind, includeNames, addTicketFields, until }: ServerDetails,
): Promise<TimedItem[]> {
	if (emitted.length === 0) return [];
	const some = emitted.slice(0, MOST_DETAILS);
	const inTime = async <Result>(read: Promise<Result>) =>
		await withTimeout(read, Math.max(0, (until - elapsed()) / 1000)).catch(() => undefined);
	const counts = await inTime(countJobs(vspc, kind, jobKind, some));
	return await Promise.all(
		emitted.map(async ({ key, server, agent, event, since }) => {
			const own = agent ?? (some.length < 4 ? await inTime(readAgent(vspc, server)) : undefined);
			const where = {
				companyUid: companyUidOf([server.organizationUid]),
				backupServerName: spelled(server.name),
				locationUid: parseUsedUid(server.locationUid),
			};
			const names = includeNames ? await inTime(vspc.names.namesOf(where)) : {};
			const jobs = counts?.get(parseUsedUid(server.instanceUid) ?? '') ?? null;
			const isConnected = event.name === 'serverReconnected';
			const item: IDataObject = {
				...server,
				...(names ?? { ...NO_NAMES, companyUid: where.companyUid ?? null }),
				event: event.name,
				eventId: eventIdOf(key, event.name, event.of),
				serverKey: key,
				serverType: kind.type,
				connectionStatus: own?.connectionStatus ?? null,
				lastHeartbeatTime: own?.lastHeartbeatTime ?? null,
				disconnectedSinceUtc: iso(since),
				affectedJobs: jobs,
				serverConnected: isConnected,
			};
			if (addTicketFields) {
				const ticket = serverTicketOf(kind, {
					...item,
					...{ key, isConnected, jobs, since: item.disconnectedSinceUtc },
				});
				Object.assign(item, ticket);
			}
			return { at: event.at, item: inOrder(item) };
		}),
	);
}

async function readAgent(vspc: Vspc, { managementAgentUid }: Server): Promise<AgentConnection> {
	const uid = parseUsedUid(managementAgentUid);
	if (uid === undefined) return {};
	const path = [...MANAGEMENT_AGENTS_PATH, uid];
	const activity = 'reading a management agent';
	return await vspc.fetchOne<AgentConnection>({ path, activity, noun: 'management agent', uid });
}

/** How many jobs the servers have, by UID. */
async function countJobs(
	vspc: Vspc,
	{ serverField }: ServerKind,
	jobs: JobKind,
	emitted: EmittedServerEvent[],
): Promise<Map<string, number>> {
	const counts = new Map(
		emitted.flatMap(({ server }) => {
			const uid = parseUsedUid(server.instanceUid);
			return uid === undefined ? [] : [[uid, 0] as [string, number]];
		}),
	);
	const items = [...counts.keys()].map((uid) => uidIs(serverField, uid));
	const { rows } = await vspc.list({
		call: { path: jobs.listPath, activity: `counting ${jobs.noun}s` },
		keyOf: (row) => row.instanceUid,
		...(jobs.isQueryable
			? { filter: [{ operation: 'or' as const, items }], select: ['instanceUid', serverField] }
			: {}),
	});
	for (const row of rows) {
		const uid = parseUsedUid(row[serverField]);
		const count = uid === undefined ? undefined : counts.get(uid);
		if (count !== undefined) counts.set(uid!, count + 1);
	}
	return counts;
}

/**
 * An item to build a workflow with: a server that is disconnected, else any, with `isSample`. Changes nothing.
 *
 * @throws what vspc.request throws
 */
export async function sampleServerItems(
	source: ServerSource,
	details: ServerDetails & { events: ReadonlySet<ServerEventName> },
): Promise<IDataObject[]> {
	const { kind, reads, filters } = source;
	const { servers, agents } = await reads.of(kind);
	const wanted = servers.filter((server) => passes(kind, server, filters));
	const isCut = (server: Server) =>
		connectionOf(server, connectionStatusOf(server, agents)) === 'disconnected';
	const cut = wanted.find(isCut);
	const server = cut ?? wanted[0];
	if (!server) return [];
	const now = Math.floor(Date.now() / 1000);
	const name: ServerEventName = details.events.has('serverDisconnected')
		? 'serverDisconnected'
		: 'serverReconnected';
	const key = `${kind.type}:${spelled(server.instanceUid).toLowerCase()}`;
	const agent = agents?.get(spelled(server.managementAgentUid).toLowerCase());
	const event = { name, of: now, at: now };
	const [{ item }] = await toServerItems(
		source,
		[{ key, server, agent, event, since: now }],
		details,
	);
	return [
		inOrder({ ...item, ...(cut && name === 'serverDisconnected' ? {} : { isSample: true }) }),
	];
}
