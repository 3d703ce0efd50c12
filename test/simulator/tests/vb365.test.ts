import type { Simulator } from '../index';
import { startSimulator } from '../index';
import { vb365Statuses } from '../estate/vb365';
import type { JsonObject } from '../types';
import { call, errorOf, rowsOf, isPortalPage } from './client';

const ROOT = '/infrastructure/vb365Servers';
const ALL = `${ROOT}/organizations/jobs`;
let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 1, companies: 5 });
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.reset());

const estate = () => simulator.estate;
const read = async (path: string, query = {}) =>
	await call(simulator, path, { query: { limit: '500', ...query } });
const uidsOf = (rows: JsonObject[]) => rows.map((row) => row.instanceUid);
const jobOf = (type = 'BackupJob') =>
	estate().vb365Jobs.find((job) => job.jobType === type && job.lastStatus === 'Success')!;
const act = async (action: string, token?: string) => {
	const { vb365ServerUid, instanceUid } = jobOf();
	const path = `${ROOT}/${vb365ServerUid}/organizations/jobs/${instanceUid}/${action}`;
	return await call(simulator, path, { method: 'POST', token });
};

test('servers can be listed and read', async () => {
	expect(rowsOf(await read(ROOT))).toEqual(estate().vb365Servers);
	const [server] = estate().vb365Servers;
	expect((await read(`${ROOT}/${server.instanceUid}`)).json.data).toEqual(server);
	expect((await read(`${ROOT}/97431954-0dd7-472a-8cb7-d0cb0fbccaf7`)).status).toBe(404);
	expect(errorOf(await read(`${ROOT}/abc`)).parameterName).toBe('vb365ServerUid');
	expect(isPortalPage(await read(`${ROOT}/organizations`))).toBe(true);
});

describe('lists of jobs', () => {
	test('belong to servers and companies, and have every status', () => {
		const { vb365Jobs, vb365Servers, companies } = estate();
		for (const job of vb365Jobs) {
			const server = vb365Servers.find((one) => one.instanceUid === job.vb365ServerUid);
			expect(server?.name).toBe(job.vb365ServerName);
			if (job.vspcOrganizationUid === null) continue;
			const company = companies.find((one) => one.instanceUid === job.vspcOrganizationUid);
			expect(company?.name).toBe(job.vspcOrganizationName);
		}
		expect(new Set(vb365Jobs.map((job) => job.lastStatus))).toEqual(new Set(vb365Statuses));
		expect(vb365Jobs.some((job) => job.vspcOrganizationUid === null)).toBe(true);
	});

	test('all jobs, without what only one kind has', async () => {
		const rows = rowsOf(await read(ALL));
		expect(uidsOf(rows)).toEqual(uidsOf(estate().vb365Jobs));
		expect(rows).toHaveLength(30);
		for (const row of rows) {
			expect(row).toHaveProperty('jobType');
			expect(row).not.toHaveProperty('schedulePolicy');
			expect(row).not.toHaveProperty('lastEndTime');
		}
	});

	test.each([
		['backup', 'BackupJob', 'backupType'],
		['copy', 'CopyJob', 'sourceBackupJobUid'],
	])('%s jobs', async (kind, type, property) => {
		const own = estate().vb365Jobs.filter((job) => job.jobType === type);
		const rows = rowsOf(await read(`${ALL}/${kind}`));
		expect(uidsOf(rows)).toEqual(uidsOf(own));
		for (const row of rows) {
			expect(row).toHaveProperty(property);
			expect(row).not.toHaveProperty('jobType');
		}
	});

	test('the list of all can be cut by organization, location and sites', async () => {
		const { vb365Jobs, vb365Servers, sites } = estate();
		const mapped = vb365Jobs.find((job) => job.vspcOrganizationUid !== null)!;
		const byOrganization = await read(ALL, { organizationFilter: mapped.vspcOrganizationUid });
		expect(uidsOf(rowsOf(byOrganization))).toEqual(
			uidsOf(vb365Jobs.filter((job) => job.vspcOrganizationUid === mapped.vspcOrganizationUid)),
		);
		const { locationUid } = vb365Servers[0];
		const servers = vb365Servers.filter((one) => one.locationUid === locationUid);
		expect(uidsOf(rowsOf(await read(ALL, { locationFilter: locationUid })))).toEqual(
			uidsOf(
				vb365Jobs.filter((job) => servers.some((one) => one.instanceUid === job.vb365ServerUid)),
			),
		);
		const search = sites.map((site) => `siteFilter=${site.siteUid}`).join('&');
		expect(uidsOf(rowsOf(await call(simulator, `${ALL}?${search}&limit=500`)))).toEqual(
			uidsOf(vb365Jobs.filter((job) => job.siteName !== null)),
		);
		const bad = await read(ALL, { siteFilter: 'abc' });
		expect([bad.status, errorOf(bad).parameterName]).toEqual([400, 'siteFilter']);
	});

	test('filter and sort work as elsewhere', async () => {
		const filter = '[{"property":"lastStatus","operation":"equals","value":"Failed"}]';
		const rows = rowsOf(await read(ALL, { filter, sort: '[{"property":"name"}]' }));
		expect(rows.length).toBeGreaterThan(0);
		for (const row of rows) expect(row.lastStatus).toBe('Failed');
	});
});

test.each([
	['backup', 'BackupJob'],
	['copy', 'CopyJob'],
])('a single %s job can be read below its server', async (kind, type) => {
	const job = jobOf(type);
	const path = (server: string) =>
		`${ROOT}/${server}/organizations/jobs/${kind}/${job.instanceUid}`;
	const reply = await read(path(job.vb365ServerUid));
	expect(reply.json.data).toMatchObject({ name: job.name, schedulePolicy: job.schedulePolicy });
	const other = estate().vb365Servers.find((one) => one.instanceUid !== job.vb365ServerUid)!;
	expect((await read(path(other.instanceUid))).status).toBe(404);
	const wrongKind = path(job.vb365ServerUid).replace(
		`/${kind}/`,
		kind === 'copy' ? '/backup/' : '/copy/',
	);
	expect((await read(wrongKind)).status).toBe(404);
});

describe('actions', () => {
	test('start and stop, judged by the state of the job', async () => {
		const job = jobOf();
		expect((await act('start')).status).toBe(200);
		expect(job).toMatchObject({ lastStatus: 'Running', lastErrorLogRecords: [] });
		simulator.setJob(job.instanceUid, { lastStatus: 'Success' });
		expect((await act('stop')).status).toBe(400);
		simulator.setJob(job.instanceUid, { lastStatus: 'Queued' });
		const path = `${ROOT}/${job.vb365ServerUid}/organizations/jobs/${job.instanceUid}`;
		const post = async (action: string) =>
			(await call(simulator, `${path}/${action}`, { method: 'POST' })).status;
		expect([await post('start'), await post('stop')]).toEqual([400, 200]);
		expect(job.lastStatus).toBe('Stopping');
		const { starts, stops } = simulator;
		expect([starts.get(job.instanceUid), stops.get(job.instanceUid)]).toEqual([1, 1]);
	});

	test('enable and disable', async () => {
		const { instanceUid } = jobOf();
		const isEnabled = () =>
			estate().vb365Jobs.find((job) => job.instanceUid === instanceUid)?.isEnabled;
		for (const [action, expected] of [
			['disable', false],
			['disable', false],
			['enable', true],
		] as const) {
			expect((await act(action)).status).toBe(200);
			expect(isEnabled()).toBe(expected);
		}
	});

	test('a session ends by the clock, a stopped one as Stopped', async () => {
		simulator.settings.sessions = { seconds: 30, status: 'Failed' };
		const job = jobOf();
		await act('start');
		simulator.clock.advance(30_000);
		expect(estate().vb365Jobs).toContain(job);
		expect(job.lastStatus).toBe('Failed');
		const message = job.lastStatusDetails;
		expect(job.lastErrorLogRecords).toEqual([{ message, logType: 'Error' }]);
		simulator.setJob(job.instanceUid, { lastStatus: 'Success' });
		await act('start');
		const path = `${ROOT}/${job.vb365ServerUid}/organizations/jobs/${job.instanceUid}`;
		await call(simulator, `${path}/stop`, { method: 'POST' });
		expect(job.lastStatus).toBe('Stopped');
		expect(job.lastStatusDetails).toMatch(/^Stopped by user /);
	});

	test('there is no retry, and a read-only key may not write', async () => {
		expect((await act('retry')).status).toBe(404);
		for (const action of ['start', 'stop', 'enable', 'disable']) {
			expect((await act(action, simulator.accounts.readOnlyApiKey)).status).toBe(403);
		}
	});
});
