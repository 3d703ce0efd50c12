import type { Simulator } from '../index';
import { startSimulator } from '../index';
import { agentJobStatuses } from '../estate/agentJobs';
import type { JsonObject } from '../types';
import { call, errorOf, rowsOf, isPortalPage } from './client';

const AGENTS = '/infrastructure/backupAgents';
let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 1, companies: 5 });
});
afterAll(async () => await simulator.close());
afterEach(() => {
	jest.restoreAllMocks();
	simulator.reset();
});

const systems = [
	['windows', 'Windows'],
	['linux', 'Linux'],
	['mac', 'Mac'],
] as const;
const jobOf = (system: string, status = 'Success') =>
	simulator.estate.agentJobs.find((job) => job.systemType === system && job.status === status)!;
const read = async (path: string, query = {}) =>
	await call(simulator, `${AGENTS}${path}`, { query: { limit: '500', ...query } });
const post = async (path: string, query = {}) =>
	await call(simulator, `${AGENTS}${path}`, { method: 'POST', query });
const uidsOf = (rows: JsonObject[]) => rows.map((row) => row.instanceUid);

describe('agents', () => {
	test('are listed with what their jobs add up to', async () => {
		const rows = rowsOf(await read(''));
		expect(uidsOf(rows)).toEqual(uidsOf(simulator.estate.backupAgents));
		const jobs = rows.reduce((sum, row) => sum + Number(row.totalJobsCount), 0);
		expect(jobs).toBe(60);
		const running = simulator.estate.agentJobs.filter((job) => job.status === 'Running').length;
		expect(rows.reduce((sum, row) => sum + Number(row.runningJobsCount), 0)).toBe(running);
	});

	test('can be read one by one', async () => {
		const [agent] = simulator.estate.backupAgents;
		expect((await read(`/${agent.instanceUid}`)).json.data).toMatchObject(agent);
		expect((await read('/97431954-0dd7-472a-8cb7-d0cb0fbccaf7')).status).toBe(404);
		expect(errorOf(await read('/abc')).parameterName).toBe('backupAgentUid');
	});
});

describe('jobs of agents', () => {
	test('belong to agents and companies, and have every status', () => {
		const { agentJobs, backupAgents, companies } = simulator.estate;
		const agents = new Map(backupAgents.map((agent) => [agent.instanceUid, agent]));
		for (const job of agentJobs) {
			const agent = agents.get(job.backupAgentUid);
			expect(agent).toMatchObject({
				agentPlatform: job.systemType,
				organizationUid: job.organizationUid,
			});
			expect(companies.map((one) => one.instanceUid)).toContain(job.organizationUid);
		}
		expect(new Set(agentJobs.map((job) => job.status))).toEqual(new Set(agentJobStatuses));
	});

	test('the list of all shows what no list of one system does', async () => {
		const rows = rowsOf(await read('/jobs'));
		expect(uidsOf(rows)).toEqual(uidsOf(simulator.estate.agentJobs));
		for (const row of rows) {
			expect(row).toHaveProperty('systemType');
			expect(row).toHaveProperty('scheduleDisplayName');
			expect(row).not.toHaveProperty('scheduleEvents');
		}
	});

	test.each(systems)('of %s have a list of their own', async (os, system) => {
		const jobs = simulator.estate.agentJobs.filter((job) => job.systemType === system);
		const rows = rowsOf(await read(`/${os}/jobs`));
		expect(uidsOf(rows)).toEqual(uidsOf(jobs));
		expect(rows.length).toBeGreaterThan(0);
		for (const row of rows) {
			expect(row).not.toHaveProperty('systemType');
			expect('scheduleEvents' in row).toBe(os === 'windows');
			const targets = os === 'windows' ? /^(Cloud|Local|Unknown)$/ : /Folder|Repository|Unknown/;
			expect(row.targetType).toMatch(targets);
		}
	});

	test.each(systems)('of one agent for %s can be listed and read', async (os, system) => {
		const job = jobOf(system);
		const path = `/${os}/${job.backupAgentUid}/jobs`;
		const own = simulator.estate.agentJobs.filter(
			(one) => one.backupAgentUid === job.backupAgentUid,
		);
		expect(uidsOf(rowsOf(await read(path)))).toEqual(uidsOf(own));
		const single = (await read(`${path}/${job.instanceUid}`)).json.data;
		expect(single).toMatchObject({ instanceUid: job.instanceUid, name: job.name });
	});

	test('can be filtered, sorted and cut', async () => {
		const filter = '[{"property":"status","operation":"equals","value":"Failed"}]';
		const sort = '[{"property":"name","direction":"ascending"}]';
		const select = '[{"propertyPath":"status"}]';
		const rows = rowsOf(await read('/jobs', { filter, sort, select }));
		expect(rows.length).toBeGreaterThan(0);
		for (const row of rows) expect(row).toEqual({ status: 'Failed' });
	});

	test('older versions lack younger properties', async () => {
		const reply = await call(simulator, `${AGENTS}/jobs`, { version: '3.5.1' });
		for (const name of ['originalUid', 'backupPolicyName', 'scheduleDisplayName']) {
			expect(rowsOf(reply)[0]).not.toHaveProperty(name);
		}
	});

	test.each([
		['GET', '/jobs'],
		['GET', '/jobs/{job}'],
		['PATCH', '/jobs/{job}'],
		['POST', '/jobs/{job}/retry'],
	])('without a system there is no %s {agent}%s', async (method, path) => {
		const { instanceUid, backupAgentUid } = jobOf('Windows');
		const full = `${AGENTS}/${backupAgentUid}${path.replace('{job}', instanceUid)}`;
		const reply = await call(simulator, full, { method });
		expect(isPortalPage(reply) || reply.status === 404).toBe(true);
	});

	test('are found below their own agent and system only', async () => {
		const job = jobOf('Windows');
		const other = jobOf('Linux');
		const paths = [
			`/windows/${other.backupAgentUid}/jobs/${other.instanceUid}`,
			`/linux/${other.backupAgentUid}/jobs/${job.instanceUid}`,
		];
		for (const path of paths) expect((await read(path)).status).toBe(404);
		const bad = await read(`/linux/${other.backupAgentUid}/jobs/abc`);
		expect([bad.status, errorOf(bad).parameterName]).toEqual([400, 'backupAgentJobUid']);
	});
});

describe('actions on jobs of agents', () => {
	const pathOf = (os: string) => {
		const { backupAgentUid, instanceUid } = jobOf(os === '' ? 'Mac' : os);
		const prefix = os === '' ? '' : `/${os.toLowerCase()}`;
		return { uid: instanceUid, path: `${prefix}/${backupAgentUid}/jobs/${instanceUid}` };
	};

	test.each(['Windows', 'Linux', 'Mac', ''])('start and stop below "%s"', async (os) => {
		const { uid, path } = pathOf(os);
		const job = () => simulator.estate.agentJobs.find((one) => one.instanceUid === uid);
		const query = { activeFullBackup: 'true' };
		expect((await post(`${path}/start`, query)).status).toBe(200);
		expect(job()).toMatchObject({ status: 'Running', failureMessage: '' });
		expect((await post(`${path}/start`)).status).toBe(400);
		expect((await post(`${path}/stop`)).status).toBe(200);
		expect(job()?.status).toBe('Stopping');
		expect([simulator.starts.get(uid), simulator.stops.get(uid)]).toEqual([1, 1]);
		expect(simulator.requests[0].query).toEqual(query);
	});

	test('activeFullBackup is true or false', async () => {
		const { path } = pathOf('Windows');
		const reply = await post(`${path}/start`, { activeFullBackup: 'yes' });
		expect([reply.status, errorOf(reply).parameterName]).toEqual([400, 'activeFullBackup']);
		expect((await post(`${path}/start`, { activeFullBackup: 'false' })).status).toBe(200);
	});

	test('sessions end by the clock', async () => {
		simulator.settings.sessions = { seconds: 30, status: 'Failed' };
		const { uid, path } = pathOf('Linux');
		await post(`${path}/start`);
		simulator.clock.advance(30_000);
		const job = (await read(path)).json.data as JsonObject;
		expect(job).toMatchObject({ instanceUid: uid, status: 'Failed', lastDuration: 30 });
		expect(job.failureMessage).not.toBe('');
	});

	test('PATCH is there for Windows only', async () => {
		const patch = async (os: string) =>
			await call(simulator, `${AGENTS}${pathOf(os).path}`, {
				method: 'PATCH',
				headers: { 'Content-Type': 'application/json' },
				body: '[{"op":"replace","path":"/isEnabled","value":false}]',
			});
		expect((await patch('Windows')).json.data).toMatchObject({ isEnabled: false });
		expect(jobOf('Windows').isEnabled).toBe(false);
		for (const os of ['Linux', 'Mac']) expect((await patch(os)).status).toBe(404);
	});

	test('a read-only key may not write', async () => {
		const token = simulator.accounts.readOnlyApiKey;
		const path = `${AGENTS}${pathOf('Windows').path}/start`;
		expect((await call(simulator, path, { method: 'POST', token })).status).toBe(403);
	});

	test('tests can set, end and remove them', async () => {
		const { uid, path } = pathOf('Mac');
		simulator.endSession(uid, { status: 'Failed', failureMessage: 'Own words' });
		expect((await read(path)).json.data).toMatchObject({ failureMessage: 'Own words' });
		simulator.setJob(uid, { status: 'Success', restorePoints: 7 });
		expect((await read(path)).json.data).toMatchObject({ restorePoints: 7 });
		simulator.removeJob(uid);
		expect((await read(path)).status).toBe(404);
		simulator.reset();
		expect((await read(path)).status).toBe(200);
	});
});

test('their number is an option, and leaves the rest of the estate as it is', async () => {
	const options = { jobs: 3, companies: 2, now: new Date('2026-03-01T12:00:00Z') };
	const [none, some] = [
		await startSimulator({ ...options, agentJobs: 0, vb365Jobs: 0 }),
		await startSimulator({ ...options, agentJobs: 7, vb365Jobs: 4 }),
	];
	await Promise.all([none.close(), some.close()]);
	expect([none.estate.agentJobs, none.estate.vb365Jobs]).toEqual([[], []]);
	expect([some.estate.agentJobs.length, some.estate.vb365Jobs.length]).toEqual([7, 4]);
	expect(none.estate.jobs).toEqual(some.estate.jobs);
});
