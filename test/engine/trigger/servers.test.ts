import { PollContext } from 'n8n-core';
import type { INodeParameters } from 'n8n-workflow';

import { longTest } from '../../longTest';
import { brief, DAY, HOUR, jsonOf, MINUTE, useStage } from './stage';

/** Servers that lose their connection to VSPC: their jobs show an old state, and no failure ever comes. */
const stage = useStage({ jobs: 40, agentJobs: 2, vb365Jobs: 6, companies: 6 });
const { time } = stage;

const EVENTS = ['serverDisconnected', 'serverReconnected'];
const LISTS = /\/(backupServers|vb365Servers|managementAgents)$/;

async function published(options: INodeParameters = {}, parameters: INodeParameters = {}) {
	for (const { instanceUid } of servers()) {
		stage.simulator.setServer(instanceUid, { status: 'Healthy' });
	}
	const trigger = stage.trigger({
		events: EVENTS,
		jobKinds: ['job', 'agentJob', 'microsoft365Job'],
		...parameters,
		options,
	} as never);
	await trigger.publish();
	return trigger;
}
type Trigger = Awaited<ReturnType<typeof published>>;

const servers = () => {
	const { backupServers, vb365Servers } = stage.simulator.estate;
	return [...backupServers, ...vb365Servers];
};
const server = (index = 0) => stage.simulator.estate.backupServers[index];
const set = (status: string, connectionStatus?: 'Inaccessible' | 'Online' | 'Rejected' | null) =>
	stage.simulator.setServer(server().instanceUid, { status, connectionStatus });

/** Polls every ten minutes. */
async function pollFor(trigger: Trigger, duration: number, step = 10 * MINUTE) {
	const items = [];
	for (let passed = 0; passed < duration; passed += step) {
		time.advance(step);
		items.push(...(await trigger.poll()));
	}
	return items;
}

longTest(
	'a server that is disconnected for half an hour is reported once, with its jobs',
	async () => {
		const trigger = await published();
		set('Inaccessible');
		const { name, instanceUid, organizationUid } = server();
		expect(await pollFor(trigger, 30 * MINUTE)).toEqual([]);
		const first = await pollFor(trigger, 10 * MINUTE);
		const [item] = jsonOf(first);
		expect(brief(first)).toEqual([`serverDisconnected ${name}`]);
		const jobs = stage.simulator.estate.jobs.filter((job) => job.backupServerUid === instanceUid);
		expect(item).toMatchObject({
			event: 'serverDisconnected',
			serverKey: `backupServer:${instanceUid}`,
			serverType: 'backupServer',
			status: 'Inaccessible',
			connectionStatus: 'Inaccessible',
			affectedJobs: jobs.length,
			companyUid: organizationUid,
			backupServerName: name,
			serverConnected: false,
		});
		expect(item.companyName).toEqual(expect.any(String));
		expect(item.lastHeartbeatTime).toEqual(expect.any(String));
		expect(await pollFor(trigger, DAY, HOUR)).toEqual([]);
		await trigger.restart();
		expect(await pollFor(trigger, 2 * HOUR)).toEqual([]);
	},
);

longTest('it is reported as connected again when two reads have shown it so', async () => {
	const trigger = await published();
	set('Inaccessible');
	expect(await pollFor(trigger, HOUR)).toHaveLength(1);
	set('Healthy');
	expect(await pollFor(trigger, 10 * MINUTE)).toEqual([]);
	set('Inaccessible');
	expect(await pollFor(trigger, 10 * MINUTE)).toEqual([]);
	set('Warning');
	expect(await pollFor(trigger, 10 * MINUTE)).toEqual([]);
	const back = jsonOf(await pollFor(trigger, 10 * MINUTE));
	expect(back).toMatchObject([
		{ event: 'serverReconnected', serverConnected: true, connectionStatus: 'Online' },
	]);
	set('Inaccessible');
	const again = jsonOf(await pollFor(trigger, HOUR));
	expect(again).toMatchObject([{ event: 'serverDisconnected' }]);
});

test('a server that comes back within the half hour is not reported', async () => {
	const trigger = await published();
	for (let round = 0; round < 4; round++) {
		set('Inaccessible');
		expect(await pollFor(trigger, 20 * MINUTE)).toEqual([]);
		set('Healthy');
		expect(await pollFor(trigger, 10 * MINUTE)).toEqual([]);
	}
});

test('the management agent counts too, where VSPC still shows the server as healthy', async () => {
	const trigger = await published({ disconnectedMinutes: 0 });
	set('Healthy', 'Inaccessible');
	expect(brief(await pollFor(trigger, 10 * MINUTE))).toEqual([
		`serverDisconnected ${server().name}`,
	]);
	set('Healthy', 'Online');
	expect(await pollFor(trigger, 20 * MINUTE)).toHaveLength(1);
});

longTest(
	'a rejected agent, an unknown state and a server that vanished are not disconnected',
	async () => {
		const trigger = await published({ disconnectedMinutes: 0 });
		set('Inaccessible', 'Rejected');
		expect(await pollFor(trigger, HOUR)).toEqual([]);
		set('Unknown');
		expect(await pollFor(trigger, HOUR)).toEqual([]);
		set('Healthy');
		const show = stage.simulator.hideServer(server().instanceUid);
		expect(await pollFor(trigger, 2 * HOUR)).toEqual([]);
		show();
		expect(await pollFor(trigger, 2 * HOUR)).toEqual([]);
	},
);

longTest('a disconnected server that vanishes stays so until it is back', async () => {
	const trigger = await published({ disconnectedMinutes: 0 });
	set('Inaccessible');
	expect(await pollFor(trigger, 10 * MINUTE)).toHaveLength(1);
	const show = stage.simulator.hideServer(server().instanceUid);
	expect(await pollFor(trigger, 3 * DAY, HOUR)).toEqual([]);
	show();
	set('Healthy');
	const back = jsonOf(await pollFor(trigger, HOUR));
	expect(back).toMatchObject([{ event: 'serverReconnected' }]);
});

longTest('what was disconnected at the beginning is known, unless it is asked for', async () => {
	await published();
	set('Inaccessible');
	const parameters = { events: EVENTS, jobKinds: ['job'] };
	const quiet = stage.trigger(parameters);
	const eager = stage.trigger({ ...parameters, options: { emitExisting: true } });
	await quiet.publish();
	await eager.publish();
	expect(await pollFor(quiet, 2 * HOUR)).toEqual([]);
	expect(brief(await pollFor(eager, HOUR))).toContain(`serverDisconnected ${server().name}`);
	set('Healthy');
	expect(await pollFor(quiet, HOUR)).toEqual([]);
	set('Inaccessible');
	expect(await pollFor(quiet, HOUR)).toHaveLength(1);
});

test('a Microsoft 365 server is watched if its jobs are', async () => {
	const trigger = await published({ disconnectedMinutes: 0 });
	const [{ instanceUid, name }] = stage.simulator.estate.vb365Servers;
	const jobs = stage.simulator.estate.vb365Jobs.filter((job) => job.vb365ServerUid === instanceUid);
	stage.simulator.setServer(instanceUid, { status: 'Inaccessible' });
	const [item] = jsonOf(await pollFor(trigger, 10 * MINUTE));
	expect(item).toMatchObject({
		name,
		serverKey: `microsoft365Server:${instanceUid}`,
		affectedJobs: jobs.length,
	});
	const other = await published({ disconnectedMinutes: 0 }, { jobKinds: ['job'] });
	stage.simulator.setServer(instanceUid, { status: 'Inaccessible' });
	expect(await pollFor(other, HOUR)).toEqual([]);
});

test('the filters by company and by backup server count for servers', async () => {
	const wanted = server(1);
	const filters = { companyUid: { mode: 'id', value: wanted.organizationUid, __rl: true } };
	const trigger = await published({ disconnectedMinutes: 0 }, { filters });
	for (const { instanceUid } of stage.simulator.estate.backupServers) {
		stage.simulator.setServer(instanceUid, { status: 'Inaccessible' });
	}
	expect(brief(await pollFor(trigger, 10 * MINUTE))).toEqual([`serverDisconnected ${wanted.name}`]);
});

test('each list is read once in ten minutes, however often it is polled', async () => {
	const trigger = await published();
	stage.simulator.requests.length = 0;
	for (let minute = 0; minute < 60; minute++) {
		time.advance(MINUTE);
		await trigger.poll();
	}
	const counts = new Map<string, number>();
	for (const { path } of stage.simulator.requests) {
		const list = LISTS.exec(path)?.[1] ?? path;
		counts.set(list, (counts.get(list) ?? 0) + 1);
	}
	for (const list of ['backupServers', 'vb365Servers', 'managementAgents']) {
		expect(counts.get(list)).toBeLessThanOrEqual(6);
		expect(counts.get(list)).toBeGreaterThanOrEqual(5);
	}
	// No event of jobs is chosen: none is read.
	expect(counts.size).toBe(3);
});

test('an event of a job says whether its server is connected', async () => {
	const trigger = await published(
		{},
		{ events: ['failed', 'serverDisconnected'], jobKinds: ['job', 'agentJob'] },
	);
	const job = stage.simulator.estate.jobs.find(
		({ backupServerUid }) => backupServerUid === server(1).instanceUid,
	)!;
	const { instanceUid: agentJobUid } = stage.simulator.estate.agentJobs[0];
	time.advance(20 * MINUTE);
	stage.end(job.instanceUid, 'Failed');
	expect(jsonOf(await trigger.poll())).toMatchObject([{ event: 'failed', serverConnected: true }]);
	time.advance(20 * MINUTE);
	stage.simulator.setServer(server(1).instanceUid, { status: 'Inaccessible' });
	stage.end(job.instanceUid, 'Failed');
	expect(jsonOf(await trigger.poll())).toMatchObject([{ event: 'failed', serverConnected: false }]);
	time.advance(20 * MINUTE);
	stage.end(agentJobUid, 'Failed');
	const [agentItem] = jsonOf(await trigger.poll());
	expect(agentItem).not.toHaveProperty('serverConnected');
});

const failedOf = (uid: string) => {
	const job = stage.simulator.estate.jobs.find(({ backupServerUid }) => backupServerUid === uid)!;
	stage.end(job.instanceUid, 'Failed');
};

test('it says so without any event of servers, too, and a quiet poll reads no server', async () => {
	const trigger = await published({}, { events: ['failed'], jobKinds: ['job'] });
	const { instanceUid } = server(1);
	const reads = () => stage.simulator.requests.filter(({ path }) => LISTS.test(path)).length;
	stage.simulator.setServer(instanceUid, { status: 'Inaccessible' });
	expect(await pollFor(trigger, HOUR)).toEqual([]);
	expect(reads()).toBe(0);
	failedOf(instanceUid);
	expect(jsonOf(await trigger.poll())).toMatchObject([{ event: 'failed', serverConnected: false }]);
	expect(reads()).toBe(2);
	time.advance(5 * MINUTE);
	failedOf(instanceUid);
	expect(jsonOf(await trigger.poll())).toMatchObject([{ event: 'failed', serverConnected: false }]);
	expect(reads()).toBe(2);
	time.advance(10 * MINUTE);
	stage.simulator.setServer(instanceUid, { status: 'Healthy' });
	failedOf(instanceUid);
	expect(jsonOf(await trigger.poll())).toMatchObject([{ event: 'failed', serverConnected: true }]);
	expect(reads()).toBe(4);
});

test.each(['/backupServers$', '/managementAgents$'])(
	'an account that may not read %s: the event comes, and nobody is warned of it',
	async (path) => {
		stage.simulator.faults.add({
			...({ kind: 'error', status: 403, path } as const),
			errors: [{ type: 'logical', code: 1, message: 'no' }],
		});
		const trigger = await published({}, { events: ['failed'], jobKinds: ['job'] });
		const warn = jest.fn();
		const logger = { debug: () => undefined, warn, error: warn };
		jest.spyOn(PollContext.prototype, 'logger', 'get').mockReturnValue(logger as never);
		time.advance(HOUR);
		failedOf(server(1).instanceUid);
		const connected = path.startsWith('/backup') ? null : true;
		expect(jsonOf(await trigger.poll())).toMatchObject([
			{ event: 'failed', serverConnected: connected },
		]);
		jest.restoreAllMocks();
		expect(warn).not.toHaveBeenCalled();
	},
);

test('an account without the right to management agents goes by the servers alone', async () => {
	stage.simulator.faults.add({
		kind: 'error',
		status: 403,
		errors: [{ type: 'logical', code: 1, message: 'no' }],
		path: '/managementAgents',
	});
	const trigger = await published({ disconnectedMinutes: 0 });
	set('Inaccessible');
	expect(jsonOf(await pollFor(trigger, 10 * MINUTE))).toMatchObject([{ connectionStatus: null }]);
	set('Healthy');
	expect(await pollFor(trigger, 20 * MINUTE)).toHaveLength(1);
});

test('while management agents cannot be read, no server counts as connected again', async () => {
	const trigger = await published({ disconnectedMinutes: 0 });
	set('Healthy', 'Inaccessible');
	expect(await pollFor(trigger, 10 * MINUTE)).toHaveLength(1);
	stage.simulator.faults.add({ kind: 'drop', path: '/managementAgents' });
	await expect(pollFor(trigger, 10 * MINUTE)).rejects.toThrow();
	expect(await pollFor(trigger, 10 * MINUTE)).toEqual([]);
	stage.simulator.faults.clear();
	expect(await pollFor(trigger, 30 * MINUTE)).toEqual([]);
});

test('the log says why a server has no event, once for each reason', async () => {
	const lines: string[] = [];
	const logger = { debug: (line: string) => void lines.push(line), warn: jest.fn() };
	jest.spyOn(PollContext.prototype, 'logger', 'get').mockReturnValue(logger as never);
	const trigger = await published();
	set('Unknown');
	await pollFor(trigger, HOUR);
	set('Inaccessible');
	await pollFor(trigger, 30 * MINUTE);
	jest.restoreAllMocks();
	const own = lines.filter((line) => line.includes(`"${server().name}"`));
	expect(own.map((line) => /: (\w+)\. [A-Z]/.exec(line)?.[1])).toEqual(['unknown', 'waiting']);
});

test.each([
	[{ events: ['serverReconnected'] }, /'Server Reconnected' needs 'Server Disconnected'/],
	[{ jobKinds: ['agentJob'] }, /'Server Disconnected' needs 'Backup Server Job'/],
])('settings that would never report a server are refused: %j', async (parameters, message) => {
	await expect(published({}, parameters)).rejects.toThrow(message);
});

test('in the editor there is a server to build a workflow with', async () => {
	await published();
	const trigger = stage.trigger({ events: EVENTS });
	const [healthy] = jsonOf(await trigger.testRun());
	expect(healthy).toMatchObject({ event: 'serverDisconnected', isSample: true });
	set('Inaccessible');
	const [cut] = jsonOf(await trigger.testRun());
	expect(cut).toMatchObject({ event: 'serverDisconnected', name: server().name });
	expect(cut).not.toHaveProperty('isSample');
});
