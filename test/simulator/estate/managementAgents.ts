import type { BackupAgent, BackupServer, ManagementAgent, Vb365Server } from './types';

interface Computer {
	managementAgentUid: string;
	locationUid?: string;
	organizationUid: string;
	name: string;
	version: string;
	status: string;
	type: ManagementAgent['type'];
}

/** How the agent of a server stands whose status is this: the description does not say, so the same. */
export function connectionOf(status: string): ManagementAgent['connectionStatus'] {
	if (status === 'Inaccessible' || status === 'Unknown') return status;
	return 'Online';
}

function makeAgent(computer: Computer, now: Date): ManagementAgent {
	const { managementAgentUid, locationUid, organizationUid, name, status, type } = computer;
	const time = now.toISOString();
	return {
		instanceUid: managementAgentUid,
		locationUid: locationUid ?? null,
		organizationUid,
		hostName: name,
		friendlyName: null,
		lastHeartbeatTime: time,
		version: '9.0.0.29555',
		discoveryTime: time,
		tag: null,
		status: status === 'Inaccessible' ? 'Inaccessible' : 'Healthy',
		type,
		connectionStatus: connectionOf(status),
		isRebootRequired: false,
		connectionAccount: null,
		versionStatus: 'UpToDate',
		role: type === 'Client' ? 'Client' : 'Unknown',
	};
}

/** The management agents of servers and of computers with a backup agent; one machine has one. */
export function makeManagementAgents(
	servers: { backupServers: BackupServer[]; vb365Servers: Vb365Server[] },
	backupAgents: BackupAgent[],
	now: Date,
): ManagementAgent[] {
	const { backupServers, vb365Servers } = servers;
	const computers: Computer[] = [
		...backupServers.map((server) => ({ ...server, type: server.backupServerRoleType })),
		...vb365Servers.map((server) => ({ ...server, type: 'Hosted' as const })),
		...backupAgents.map((agent) => ({
			...agent,
			type: 'Client' as const,
			status: agent.managementAgentStatus,
		})),
	];
	return computers.map((computer) => makeAgent(computer, now));
}
