import type { Simulator } from '../index';
import { startSimulator } from '../index';
import { call, rowsOf } from './client';

/** Servers that lose their connection, and their management agents. */
let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 5, companies: 4, vb365Jobs: 2, controlPort: 0 });
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.reset());

const AGENTS = '/infrastructure/managementAgents';
const SERVERS = '/infrastructure/backupServers';

async function rows(path: string) {
	return rowsOf(await call(simulator, path, { query: { limit: '500' } }));
}

const agentOf = async (managementAgentUid: string) =>
	(await call(simulator, `${AGENTS}/${managementAgentUid}`)).json.data;

test('every server and every computer has a management agent', async () => {
	const { backupServers, vb365Servers, backupAgents } = simulator.estate;
	const computers = [...backupServers, ...vb365Servers, ...backupAgents];
	const uids = (await rows(AGENTS)).map(({ instanceUid }) => instanceUid);
	expect(uids).toEqual(computers.map(({ managementAgentUid }) => managementAgentUid));
});

test('a server that loses its connection keeps the time of its last heartbeat', async () => {
	const [{ instanceUid, managementAgentUid }] = simulator.estate.backupServers;
	simulator.setServer(instanceUid, { status: 'Healthy' });
	simulator.setServer(instanceUid, { status: 'Inaccessible' });
	const cut = await agentOf(managementAgentUid);
	expect(cut).toMatchObject({ connectionStatus: 'Inaccessible', status: 'Inaccessible' });
	expect((await rows(SERVERS))[0]).toMatchObject({ status: 'Inaccessible' });
	simulator.clock.advance(3_600_000);
	simulator.setServer(instanceUid, { status: 'Inaccessible' });
	expect(await agentOf(managementAgentUid)).toEqual(cut);
	simulator.setServer(instanceUid, { status: 'Healthy' });
	expect(await agentOf(managementAgentUid)).toMatchObject({ connectionStatus: 'Online' });
});

test('the agent of a server may lose its connection though VSPC shows the server as healthy', async () => {
	const [{ instanceUid, managementAgentUid }] = simulator.estate.vb365Servers;
	simulator.setServer(instanceUid, { status: 'Healthy', connectionStatus: 'Rejected' });
	expect(await agentOf(managementAgentUid)).toMatchObject({ connectionStatus: 'Rejected' });
	const [server] = await rows('/infrastructure/vb365Servers');
	expect(server).toMatchObject({ status: 'Healthy', managementAgentStatus: 'Inaccessible' });
});

test('a server that vanishes is not in the list until it is back', async () => {
	const before = await rows(SERVERS);
	const show = simulator.hideServer(String(before[1].instanceUid));
	expect(await rows(SERVERS)).toHaveLength(before.length - 1);
	show();
	expect(await rows(SERVERS)).toEqual(before);
});

test('the control API changes servers, too', async () => {
	const [{ instanceUid }] = simulator.estate.backupServers;
	const response = await fetch(`${simulator.controlUrl}/servers/${instanceUid}`, {
		method: 'PATCH',
		headers: { 'Content-Type': 'application/json', Connection: 'close' },
		body: JSON.stringify({ status: 'Inaccessible' }),
	});
	expect(response.status).toBe(200);
	expect((await rows(SERVERS))[0]).toMatchObject({ status: 'Inaccessible' });
});
