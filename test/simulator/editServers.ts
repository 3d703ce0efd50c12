import { connectionOf } from './estate/managementAgents';
import type { BackupServer, ManagementAgent, Vb365Server } from './estate/types';
import type { State } from './state';
import type { JsonObject } from './types';

/** How a server stands, and what VSPC shows of its management agent. */
export interface ServerPatch {
	status?: string;
	/** As fits the status when left out; null: it stays as it is. */
	connectionStatus?: ManagementAgent['connectionStatus'] | null;
}

/** Changes of backup servers and servers of Veeam Backup for Microsoft 365, by `instanceUid`. All throw for one not there. */
export interface ServerEditor {
	/**
	 * A server loses its connection, or is back. A heartbeat comes as long as the agent is online: the last one was
	 * sent when it was cut off.
	 */
	setServer(serverUid: string, patch: ServerPatch): void;
	/** No list shows the server until the function is called that this returns. */
	hideServer(serverUid: string): () => void;
}

type Server = BackupServer | Vb365Server;

function find(uid: string, { estate }: State): { list: JsonObject[]; server: Server } {
	for (const list of [estate.backupServers, estate.vb365Servers] as Server[][]) {
		const server = list.find(({ instanceUid }) => instanceUid === uid);
		if (server) return { list, server };
	}
	throw new Error(`There is no server '${uid}'`);
}

/** Makes the editor of servers. */
export function makeServerEditor(state: State): ServerEditor {
	const { store, estate, clock } = state;
	return {
		setServer(serverUid, { status, connectionStatus }) {
			const { server } = find(serverUid, state);
			const agent = estate.managementAgents.find(
				({ instanceUid }) => instanceUid === server.managementAgentUid,
			);
			if (status !== undefined) store.change<JsonObject>(server, { status });
			const implied = status === undefined ? undefined : connectionOf(status);
			const connection = connectionStatus === undefined ? implied : connectionStatus;
			if (!agent || !connection) return;
			const isOnline = connection === 'Online';
			const heartbeat = new Date(clock.now()).toISOString();
			const wasOnline = agent.connectionStatus === 'Online';
			store.change<JsonObject>(agent, {
				connectionStatus: connection,
				status: isOnline ? 'Healthy' : 'Inaccessible',
				...(isOnline || wasOnline ? { lastHeartbeatTime: heartbeat } : {}),
			});
			if ('managementAgentStatus' in server) {
				store.change<JsonObject>(server, { managementAgentStatus: agent.status });
			}
		},
		hideServer(serverUid) {
			const { list, server } = find(serverUid, state);
			const index = list.indexOf(server);
			store.remove<JsonObject>(list, server);
			return () => store.insert<JsonObject>(list, server, index);
		},
	};
}
