import type { IDataObject } from 'n8n-workflow';

import { asError } from '../util/clock';
import { parseUsedUid, spelled } from '../util/text';
import { isListAbsent } from './client/explanation';
import { eitherOf, type Fields, type Sent } from './fields';
import type { ListRequest } from './list/readList';
import type { Vspc } from './vspc';

/** `GET /infrastructure/managementAgents`, schema ManagementAgent: through them VSPC knows of servers. */
export const MANAGEMENT_AGENTS_PATH = ['infrastructure', 'managementAgents'];

/** Schemas BackupServer and Vb365Server, API 3.6.1: what both have. */
const commonFields = {
	/** UID of the server */
	instanceUid: { type: 'uid', null: true },
	/** Name */
	name: { type: 'text' },
	/** UID of the organization that the management agent belongs to */
	organizationUid: { type: 'uid' },
	/** UID of the location */
	locationUid: { type: 'uid' },
	/** UID of the management agent on the server; one machine may carry two servers */
	managementAgentUid: { type: 'uid' },
	/** Version of the product */
	version: { type: 'text' },
	/** UID of the installation */
	installationUid: { type: 'uid', null: true },
	/** Healthy, Warning, Inaccessible or Unknown */
	status: { type: 'word' },
} as const satisfies Fields;

/** Schema BackupServer, API 3.6.1. */
const backupServerFields = {
	...commonFields,
	/** Version with the patch */
	displayVersion: { type: 'text' },
	/** Client, CloudConnect or Hosted */
	backupServerRoleType: { type: 'word' },
	/** Whether the server is part of a high availability cluster */
	inHighAvailabilityCluster: { type: 'boolean', since: '3.6.1' },
} as const satisfies Fields;

/** Schema Vb365Server, API 3.6.1. */
const vb365ServerFields = {
	...commonFields,
	/** Major version of the product */
	majorVersion: { type: 'integer' },
	/** Version of the API of the server */
	serverApiVersion: { type: 'word' },
	/** Status of the management agent */
	managementAgentStatus: { type: 'word' },
} as const satisfies Fields;

/** What a server may have, of either kind. */
export const serverFields: Fields = eitherOf(backupServerFields, vb365ServerFields);

/** A backup server or a server of Veeam Backup for Microsoft 365 as VSPC sent it. */
export type Server = Sent<typeof backupServerFields> & Sent<typeof vb365ServerFields>;

/** A management agent as far as it is read. */
export interface AgentConnection extends IDataObject {
	instanceUid?: string | null;
	/** Online, Inaccessible, Rejected or Unknown */
	connectionStatus?: string | null;
	/** By the clock of VSPC */
	lastHeartbeatTime?: string | null;
}

/** A kind of servers, and by which field their jobs name them. */
export interface ServerKind {
	/** `serverType` of items, and the beginning of `serverKey` */
	type: 'backupServer' | 'microsoft365Server';
	noun: string;
	path: string[];
	/** Of a job */
	serverField: 'backupServerUid' | 'vb365ServerUid';
}

/** The servers of a kind of jobs, by the name of that kind; jobs of agents run without one. */
export const SERVER_KINDS: Readonly<Record<string, ServerKind>> = {
	job: {
		type: 'backupServer',
		noun: 'backup server',
		path: ['infrastructure', 'backupServers'],
		serverField: 'backupServerUid',
	},
	microsoft365Job: {
		type: 'microsoft365Server',
		noun: 'Microsoft 365 server',
		path: ['infrastructure', 'vb365Servers'],
		serverField: 'vb365ServerUid',
	},
};

export type Connection = 'connected' | 'disconnected' | 'unknown';

/**
 * Whether VSPC has a connection to a server, by the server and its management agent. A rejected agent is a person's
 * doing, and an unknown state is no proof of anything.
 *
 * @param connectionStatus of the agent; undefined where agents cannot be read
 */
export function connectionOf(
	{ status, managementAgentStatus }: Server,
	connectionStatus: string | undefined,
): Connection {
	const [server, agent, connection] = [status, managementAgentStatus, connectionStatus].map(
		(value) => spelled(value).toLowerCase(),
	);
	if (connection === 'rejected') return 'unknown';
	if ([server, agent, connection].includes('inaccessible')) return 'disconnected';
	const isGood = server === 'healthy' || server === 'warning';
	return isGood && (connection === '' || connection === 'online') ? 'connected' : 'unknown';
}

/**
 * Whether VSPC is connected to the servers of some kinds, by UID in small letters, as one look shows it. What VSPC shows of
 * the jobs and workloads of others is old. Servers that the account may not see are missing.
 *
 * @throws what vspc.request throws, also when a list can't be completed
 */
export async function readConnections(
	vspc: Vspc,
	kinds: ServerKind[],
): Promise<Map<string, Connection>> {
	const connections = new Map<string, Connection>();
	if (kinds.length === 0) return connections;
	const agents = await rowsOf<AgentConnection>(vspc, MANAGEMENT_AGENTS_PATH, 'management agents', {
		select: ['instanceUid', 'connectionStatus'],
		// Thousands of computers have one, and most are online.
		filter: [
			{
				property: 'connectionStatus',
				operation: 'notEquals',
				collation: 'ignorecase',
				value: 'Online',
			},
		],
	});
	const statuses = new Map(
		agents?.map((row) => [parseUsedUid(row.instanceUid), spelled(row.connectionStatus)]),
	);
	for (const { path, noun } of kinds) {
		const servers = (await rowsOf<Server>(vspc, path, `${noun}s`)) ?? [];
		for (const server of servers) {
			const uid = parseUsedUid(server.instanceUid);
			const status = agents && (statuses.get(parseUsedUid(server.managementAgentUid)) ?? 'Online');
			if (uid) connections.set(uid, connectionOf(server, status));
		}
	}
	return connections;
}

/** Undefined where VSPC has no such list, or does not show it to the account. */
async function rowsOf<Row extends IDataObject>(
	vspc: Vspc,
	path: string[],
	plural: string,
	more: Pick<ListRequest<IDataObject>, 'select' | 'filter'> = {},
): Promise<Row[] | undefined> {
	const call = { path, activity: `listing the ${plural}` };
	try {
		return (await vspc.list<Row>({ call, keyOf: (row) => row.instanceUid, ...more })).rows;
	} catch (error) {
		if (!isListAbsent(error)) throw asError(error);
		return undefined;
	}
}
