import type { IDataObject } from 'n8n-workflow';

import { sampleServerItems, toServerItems } from '../../../../nodes/trigger/jobs/serverItems';
import type { ServerSource } from '../../../../nodes/trigger/jobs/serverReads';
import type { EmittedServerEvent } from '../../../../nodes/trigger/jobs/serverWatch';
import { elapsed } from '../../../../nodes/util/clock';
import { backupServerJob } from '../../../../nodes/vspc/jobs/backupServerJob';
import { microsoft365Job } from '../../../../nodes/vspc/jobs/microsoft365Job';
import { SERVER_KINDS, type Server } from '../../../../nodes/vspc/servers';

/** The item of a server that is disconnected: what VSPC cannot say at the moment is null, and the event is emitted. */

const NOW = 1_800_000_000;
const uid = (index: number) => `33333333-3333-4333-8333-${String(index).padStart(12, '0')}`;
const COMPANY = uid(900);
const server = (index: number, more: Partial<Server> = {}): Server => ({
	instanceUid: uid(index),
	name: `Server ${index}`,
	organizationUid: COMPANY,
	locationUid: uid(901),
	managementAgentUid: uid(500 + index),
	status: 'Inaccessible',
	...more,
});
const emittedOf = (one: Server, more: Partial<EmittedServerEvent> = {}): EmittedServerEvent => ({
	key: `backupServer:${String(one.instanceUid)}`,
	server: one,
	event: { name: 'serverDisconnected', of: NOW, at: NOW },
	since: NOW - 1800,
	...more,
});

interface Answers {
	jobs?: IDataObject[] | Error;
	agent?: IDataObject | Error;
	names?: IDataObject | Error;
	servers?: Server[];
	/** By UID, those that are not online */
	agents?: Map<string, IDataObject>;
}

const NAMES = { companyUid: COMPANY, companyName: 'Acme', backupServerName: 'Server 1' };

function sourceOf({ jobs = [], agent = {}, names = NAMES, servers = [], agents }: Answers) {
	const asked: string[] = [];
	const answer = async <Result>(what: string, result: Result | Error): Promise<Result> => {
		asked.push(what);
		if (result instanceof Error) throw result;
		return result;
	};
	const vspc = {
		list: async ({ filter }: { filter?: unknown }) => ({
			rows: await answer(filter ? 'some jobs' : 'all jobs', jobs),
		}),
		fetchOne: async () => await answer('agent', agent),
		names: { namesOf: async () => await answer('names', names) },
	};
	const reads = { of: async () => ({ servers, agents }) };
	const source = { vspc, kind: SERVER_KINDS.job, reads, filters: [] };
	return { source: source as unknown as ServerSource, asked };
}

const details = (more: object = {}) => ({
	...{ jobs: backupServerJob, includeNames: true, addTicketFields: false },
	until: elapsed() + 10_000,
	...more,
});
const jobsOf = (...servers: Array<string | null>): IDataObject[] =>
	servers.map((backupServerUid, index) => ({ instanceUid: uid(700 + index), backupServerUid }));

test('a server has its names, its jobs and how its agent is connected', async () => {
	const { source } = sourceOf({
		jobs: jobsOf(uid(1), uid(1), uid(2), null),
		agent: { connectionStatus: 'Inaccessible', lastHeartbeatTime: '2027-01-15T07:00:00Z' },
	});
	const [{ at, item }] = await toServerItems(source, [emittedOf(server(1))], details());
	expect(at).toBe(NOW);
	expect(item).toEqual({
		...server(1),
		...NAMES,
		event: 'serverDisconnected',
		eventId: `backupServer:${uid(1)}:serverDisconnected:2027-01-15T08:00:00Z`,
		serverKey: `backupServer:${uid(1)}`,
		serverType: 'backupServer',
		connectionStatus: 'Inaccessible',
		lastHeartbeatTime: '2027-01-15T07:00:00Z',
		disconnectedSinceUtc: '2027-01-15T07:30:00Z',
		affectedJobs: 2,
		serverConnected: false,
	});
});

test.each([
	['that belongs to a company', server(1), COMPANY],
	['of which VSPC shows neither name nor company', { status: 'Inaccessible' }, null],
])('nothing of a server can be read besides: %s', async (_, one, companyUid) => {
	const { source } = sourceOf({
		jobs: new Error('503'),
		agent: new Error('503'),
		names: new Error('503'),
	});
	const [{ item }] = await toServerItems(source, [emittedOf(one)], details());
	expect(item).toMatchObject({
		...{ companyUid, companyName: null, siteName: null },
		...{ affectedJobs: null, connectionStatus: null, lastHeartbeatTime: null },
		...{ event: 'serverDisconnected', serverConnected: false },
	});
});

test('many servers at once: agents that the read of the list has not shown are not asked for', async () => {
	const { source, asked } = sourceOf({ jobs: jobsOf(uid(3)) });
	const agent = { connectionStatus: 'Inaccessible' };
	const many = [0, 1, 2, 3].map((index) => emittedOf(server(index), index === 3 ? { agent } : {}));
	const items = await toServerItems(source, many, details({ includeNames: false }));
	expect(asked).toEqual(['some jobs']);
	expect(items.map(({ item }) => [item.connectionStatus, item.affectedJobs])).toEqual([
		...[
			[null, 0],
			[null, 0],
			[null, 0],
		],
		...[['Inaccessible', 1]],
	]);
	expect(items[0].item).not.toHaveProperty('companyName');
});

test('a kind of jobs whose list takes no filter is counted whole', async () => {
	const jobs = jobsOf(uid(1)).map(({ backupServerUid, ...row }) => ({
		...row,
		vb365ServerUid: backupServerUid,
	}));
	const { source, asked } = sourceOf({ jobs });
	const own = { ...source, kind: SERVER_KINDS.microsoft365Job };
	const kind = { ...microsoft365Job, isQueryable: false };
	const [{ item }] = await toServerItems(own, [emittedOf(server(1))], details({ jobs: kind }));
	expect(item).toMatchObject({ serverType: 'microsoft365Server', affectedJobs: 1 });
	expect(asked[0]).toBe('all jobs');
});

test('a ticket leaves out what is not known, and no name can write a line of it', async () => {
	const silent = new Error('503');
	const { source } = sourceOf({ jobs: silent, agent: silent, names: silent });
	const name = `VBR\nServer key: other${'x'.repeat(300)}`;
	const one = emittedOf(server(1, { name, status: undefined }));
	const [{ item }] = await toServerItems(source, [one], details({ addTicketFields: true }));
	const title = String(item.ticketTitle);
	expect(title).toMatch(/^Backup server disconnected: VBR Server key: other/);
	expect(title.length).toBeLessThanOrEqual(100);
	const lines = String(item.ticketText).split('\n');
	const labels = lines.filter((line) => line.includes(': ')).map((line) => line.split(': ')[0]);
	expect(labels.slice(1)).toEqual([
		...['Disconnected since', 'Jobs of the server', 'Where to look', 'Server key'],
	]);
	expect(lines).toContain(
		'Jobs of the server: unknown. VSPC shows an old state of them until the server is connected again.',
	);
});

test('a ticket says by which words VSPC shows the server, and since when its agent is silent', async () => {
	const agent = {
		connectionStatus: 'Inaccessible',
		lastHeartbeatTime: '2027-01-15T08:00:00+01:00',
	};
	const { source } = sourceOf({ jobs: jobsOf(uid(1)), agent });
	const own = { ...source, kind: SERVER_KINDS.microsoft365Job };
	const emitted = [emittedOf(server(1))];
	const [{ item }] = await toServerItems(own, emitted, details({ addTicketFields: true }));
	expect(item.ticketTitle).toBe('Microsoft 365 server disconnected: Server 1 (Acme)');
	expect(item.ticketText).toContain(
		'\nStatus in VSPC: Inaccessible, management agent Inaccessible\n',
	);
	expect(item.ticketText).toContain(
		'\nLatest heartbeat: 2027-01-15 07:00 UTC, by the clock of VSPC\n',
	);
});

test('no event, no request', async () => {
	const { source, asked } = sourceOf({});
	expect(await toServerItems(source, [], details())).toEqual([]);
	expect(asked).toEqual([]);
});

describe('an item to build a workflow with', () => {
	const sample = async (answers: Answers, ...events: string[]) =>
		await sampleServerItems(
			sourceOf(answers).source,
			details({ events: new Set(events) }) as Parameters<typeof sampleServerItems>[1],
		);
	const healthy = server(1, { status: 'Healthy' });
	const agents = new Map([[uid(502), { connectionStatus: 'Inaccessible' }]]);

	test('there is none without a server', async () => {
		expect(await sample({}, 'serverDisconnected')).toEqual([]);
	});

	test('a server that is disconnected comes before others, and is no sample', async () => {
		const cut = server(2, { status: 'Healthy' });
		const [item] = await sample({ servers: [healthy, cut], agents }, 'serverDisconnected');
		expect(item).toMatchObject({ name: 'Server 2', connectionStatus: 'Inaccessible' });
		expect(item).not.toHaveProperty('isSample');
	});

	test('where all are connected, any one is a sample', async () => {
		const [item] = await sample({ servers: [healthy] }, 'serverDisconnected');
		expect(item).toMatchObject({ event: 'serverDisconnected', name: 'Server 1', isSample: true });
	});

	test('with Server Reconnected alone, the sample is of that', async () => {
		const [item] = await sample({ servers: [server(1)] }, 'serverReconnected');
		expect(item).toMatchObject({
			...{ event: 'serverReconnected', serverConnected: true, isSample: true },
		});
	});
});
