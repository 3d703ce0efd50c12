import type { SessionHistorySettings, Simulator } from '../index';
import { startSimulator } from '../index';
import { ZERO_UID } from '../estate/dice';
import { DAY, HOUR, MINUTE } from '../estate/times';
import type { JsonObject } from '../types';
import { call, errorOf, isPortalPage } from './client';

/** `GET /infrastructure/jobSessionHeatmap/`: every session that the simulator played, and 30 days before. */
const PATH = '/infrastructure/jobSessionHeatmap/';
const NOW = Date.parse('2026-03-01T12:00:00Z');
let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 60, companies: 8, now: new Date(NOW) });
});
afterAll(async () => await simulator.close());
beforeEach(() => jest.spyOn(Date, 'now').mockReturnValue(NOW));
afterEach(() => {
	jest.restoreAllMocks();
	simulator.reset();
});

const set = (settings: Partial<SessionHistorySettings>) =>
	Object.assign(simulator.settings.sessionHistory, settings);
const time = (ms: number) => new Date(ms).toISOString();
const ask = async (from: number, to: number, more = {}) =>
	await call(simulator, PATH, { query: { from: time(from), to: time(to) }, ...more });
const rowsOf = (data: unknown) =>
	(data as { dataPerDays: Array<{ sessions: JsonObject[] }> }).dataPerDays.flatMap(
		({ sessions }) => sessions,
	);
const read = async (from = NOW - 40 * DAY, to = NOW + DAY) =>
	rowsOf((await ask(from, to)).json.data);
const uidsOf = (rows: Array<{ sessionUid?: unknown }>) =>
	rows.map(({ sessionUid }) => String(sessionUid)).sort();
const startOf = (row: JsonObject) => Date.parse(String(row.startTime));
const endOf = (row: JsonObject) => Date.parse(String(row.endTime));

describe('what it has', () => {
	test('30 days before the start: every session once, none twice, none older', async () => {
		const rows = await read();
		expect(rows.length).toBeGreaterThan(1000);
		expect(new Set(uidsOf(rows)).size).toBe(rows.length);
		expect(uidsOf(rows)).toEqual(uidsOf(simulator.sessions));
		for (const row of rows) {
			expect(endOf(row)).toBeGreaterThan(NOW - 30 * DAY);
			expect(endOf(row)).toBeLessThanOrEqual(NOW);
			expect(row.duration).toBe(Math.round((endOf(row) - startOf(row)) / 1000));
		}
	});

	test('the latest session of each job, as its list shows it', async () => {
		const rows = await read();
		const { jobs, backupServers } = simulator.estate;
		const shown = jobs.filter(
			({ status, lastEndTime }) =>
				/^(success|warning|failed)$/i.test(status) && Date.parse(lastEndTime!) > NOW - 30 * DAY,
		);
		expect(shown.length).toBeGreaterThan(10);
		for (const job of shown) {
			const { managementAgentUid } = backupServers.find(
				({ instanceUid }) => instanceUid === job.backupServerUid,
			)!;
			const end = Date.parse(job.lastEndTime!);
			const own = rows.filter(
				(row) => row.managementAgentUid === managementAgentUid && row.jobName === job.name,
			);
			const latest = own.filter((row) => Math.abs(endOf(row) - end) < 1000);
			expect(latest.map(({ result }) => String(result).toLowerCase())).toContain(
				job.status.toLowerCase(),
			);
		}
	});

	test('the numbers of results, and days that add up to them', async () => {
		const { data } = (await ask(NOW - 7 * DAY, NOW)).json as { data: JsonObject };
		const rows = rowsOf(data);
		const count = (result: string) => rows.filter((row) => row.result === result).length;
		expect(data).toMatchObject({
			successJobsCount: count('Success'),
			warningJobsCount: count('Warning'),
			failJobsCount: count('Failed'),
		});
		for (const { date, sessions } of data.dataPerDays as JsonObject[]) {
			expect(date).toMatch(/^2026-0[23]-\d\d$/);
			for (const row of sessions as JsonObject[]) expect(row.startTime).toContain(date);
		}
	});

	test('names that jobs of one server share, and sessions that no job list has', async () => {
		const rows = await read();
		const { jobs, agentJobs, vb365Jobs } = simulator.estate;
		const names = new Set([...jobs, ...agentJobs, ...vb365Jobs].map(({ name }) => name ?? ''));
		const unlisted = rows.filter(({ jobName }) => !names.has(String(jobName)));
		expect(new Set(unlisted.map(({ jobType }) => jobType))).toEqual(
			new Set(['SureBackup', 'BackupToTape']),
		);
		const teams = vb365Jobs.map(({ managementAgentUid, name }) => `${managementAgentUid} ${name}`);
		expect(new Set(teams).size).toBeLessThan(teams.length);
		expect(rows.some((row) => endOf(row) - startOf(row) > DAY)).toBe(true);
	});

	test('what ends later: of jobs of all kinds, late by as much as is set', async () => {
		set({ delaySeconds: 600 });
		const { jobs, agentJobs, vb365Jobs } = simulator.estate;
		const ends = [jobs[0], agentJobs[0], vb365Jobs[0]];
		for (const { instanceUid } of ends) {
			simulator.endSession(instanceUid, { status: 'Failed', seconds: 300 });
		}
		const newest = async () =>
			(await read(NOW - MINUTE)).filter(({ result }) => result === 'Failed');
		expect(await newest()).toEqual([]);
		simulator.clock.advance(600_000);
		const rows = await newest();
		expect(rows.map(({ jobName }) => jobName)).toEqual(ends.map(({ name }) => name));
		for (const row of rows) expect(endOf(row)).toBe(NOW);
		expect(rows[0]).toMatchObject({ duration: 300, failureMessage: expect.any(String) });
	});

	test('two sessions of a job between two looks, and one that a test sets', async () => {
		const [job] = simulator.estate.jobs;
		simulator.endSession(job.instanceUid, { status: 'Failed', at: NOW - 2 * MINUTE });
		simulator.endSession(job.instanceUid, { status: 'Success', at: NOW - MINUTE });
		simulator.setJob(job.instanceUid, { status: 'Warning', lastEndTime: time(NOW - 1000) });
		const rows = await read(NOW - 3 * MINUTE, NOW);
		const own = rows.filter(({ jobName }) => jobName === job.name);
		expect(own.map(({ result }) => result)).toEqual(['Failed', 'Success', 'Warning']);
	});

	test('a renamed job: its sessions have the name of then, or that of now', async () => {
		const [job] = simulator.estate.jobs;
		simulator.endSession(job.instanceUid, { status: 'Success' });
		const { name } = job;
		simulator.setJob(job.instanceUid, { name: 'Renamed' });
		const has = async (wanted: string) =>
			(await read(NOW - MINUTE)).some(({ jobName }) => jobName === wanted);
		expect([await has(name), await has('Renamed')]).toEqual([true, false]);
		set({ names: 'now' });
		expect(await has('Renamed')).toBe(true);
	});

	test('reset: what was played is gone, the history is the same', async () => {
		const before = uidsOf(await read());
		simulator.endSession(simulator.estate.jobs[0].instanceUid, { status: 'Success' });
		simulator.setJob(simulator.estate.jobs[1].instanceUid, { name: 'Renamed' });
		expect(await read()).toHaveLength(before.length + 1);
		simulator.reset();
		expect(uidsOf(await read())).toEqual(before);
	});

	test('sessions that go on, without an end', async () => {
		const hasEnd = (row: JsonObject) => !String(row.endTime).startsWith('0001');
		expect((await read()).every(hasEnd)).toBe(true);
		set({ running: 'withoutEnd' });
		expect((await read()).filter((row) => !hasEnd(row)).length).toBeGreaterThan(0);
	});
});

describe('settings on which the description is silent', () => {
	const from = NOW - 3 * DAY;
	const to = NOW - DAY - HOUR;

	test.each([
		['start', (start: number) => start >= from && start < to],
		['end', (_: number, end: number) => end >= from && end < to],
		['inside', (start: number, end: number) => start >= from && end <= to],
		[
			'days',
			(_: number, end: number) =>
				time(end).slice(0, 10) >= time(from).slice(0, 10) &&
				time(end).slice(0, 10) < time(to).slice(0, 10),
		],
	] as const)('from and to by %s', async (window, fits) => {
		set({ window });
		const wanted = simulator.sessions.filter(({ start, end }) => fits(start, end));
		expect(uidsOf(await read(from, to))).toEqual(uidsOf(wanted));
	});

	test.each([
		['rounded', (off: number) => off > -MINUTE && off <= 0],
		['shifted', (off: number, shift: number) => off === shift * MINUTE],
		['quarterHours', (off: number) => off !== 0 && off % (15 * MINUTE) === 0],
		['useless', (off: number) => off % MINUTE === 0],
	] as const)('times that are %s', async (times, fits) => {
		set({ times });
		const sessions = new Map(simulator.sessions.map((one) => [one.sessionUid, one]));
		const rows = await read();
		for (const row of rows) {
			const { end } = sessions.get(String(row.sessionUid))!;
			const off = endOf(row) - end;
			expect([off, fits(off, Number(row.timeShiftMinutes))]).toEqual([off, true]);
		}
	});

	test('UIDs that are zeros', async () => {
		set({ uids: 'zero' });
		expect(new Set(uidsOf(await read()))).toEqual(new Set([ZERO_UID]));
	});
});

describe('who has it', () => {
	test.each(['3.4', '3.5', '3.5.1'])('not API %s', async (version) => {
		const reply = await ask(NOW - DAY, NOW, { version });
		expect([reply.status, reply.json.error]).toEqual([
			400,
			expect.objectContaining({ code: 'UnsupportedApiVersion' }),
		]);
	});

	test('API 3.6 and newer, and requests without a version', async () => {
		for (const version of ['3.6', '3.6.1', undefined]) {
			expect((await ask(NOW - DAY, NOW, { version })).status).toBe(200);
		}
	});

	test('a server without it: 404, the portal, or a version that it does not know', async () => {
		set({ server: 'missing' });
		expect((await ask(NOW - DAY, NOW)).status).toBe(404);
		set({ server: 'portalPage' });
		expect(isPortalPage(await ask(NOW - DAY, NOW))).toBe(true);
		set({ server: 'unsupported' });
		expect((await ask(NOW - DAY, NOW)).json.error).toMatchObject({ code: 'UnsupportedApiVersion' });
		simulator.reset();
		simulator.settings.serverVersion = '3.5.1';
		expect((await ask(NOW - DAY, NOW, { version: '3.6' })).status).toBe(400);
	});

	test('no account without a portal role', async () => {
		const { companyApiKey, noRightsApiKey, readOnlyApiKey } = simulator.accounts;
		for (const token of [companyApiKey, noRightsApiKey]) {
			expect((await ask(NOW - DAY, NOW, { token })).status).toBe(403);
		}
		expect((await ask(NOW - DAY, NOW, { token: readOnlyApiKey })).status).toBe(200);
		const jobs = await call(simulator, '/infrastructure/backupServers/jobs', {
			token: companyApiKey,
		});
		expect(jobs.status).toBe(200);
	});

	test('from and to are required, and the path ends in a slash', async () => {
		const query = { from: time(NOW - DAY) };
		expect(errorOf(await call(simulator, PATH, { query })).parameterName).toBe('to');
		const wrong = { from: 'yesterday', to: time(NOW) };
		expect(errorOf(await call(simulator, PATH, { query: wrong })).parameterName).toBe('from');
		expect(isPortalPage(await call(simulator, PATH.slice(0, -1)))).toBe(true);
	});

	test('202 and the result of the background action', async () => {
		simulator.faults.add({ kind: 'async', path: 'jobSessionHeatmap', pollsUntilDone: 1, times: 1 });
		const reply = await ask(NOW - DAY, NOW);
		expect(reply.status).toBe(202);
		const path = String(reply.headers.location).replace(/^.*\/api\/v3/, '');
		for (let polls = 0; polls < 2; polls++) await call(simulator, path);
		const result = await call(simulator, `${path}/result`);
		expect(rowsOf(result.json.data).length).toBeGreaterThan(0);
	});
});

test('days of 5,000 sessions', async () => {
	const large = await startSimulator({ jobs: 6000, companies: 50, now: new Date(NOW) });
	try {
		const query = { from: time(NOW - 2 * DAY), to: time(NOW - DAY) };
		const { json } = await call(large, PATH, { query });
		expect(rowsOf(json.data).length).toBeGreaterThan(5000);
	} finally {
		await large.close();
	}
});
