import type { Simulator } from '../index';
import { startSimulator } from '../index';
import { instantOf } from '../query/compare';
import type { JsonObject } from '../types';
import { call, JOBS, login, rowsOf } from './client';

const NOW = Date.parse('2026-03-01T12:00:00Z');
let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 5, companies: 2, now: new Date(NOW) });
});
afterAll(async () => await simulator.close());
beforeEach(() => {
	jest.spyOn(Date, 'now').mockReturnValue(NOW);
	simulator.settings.sessions = { seconds: 90, status: 'Success' };
});
afterEach(() => {
	jest.restoreAllMocks();
	simulator.reset();
});

const job = () => simulator.estate.jobs[0];
const path = () => `${JOBS}/${job().instanceUid}`;
const act = async (action: string) => {
	expect((await call(simulator, `${path()}/${action}`, { method: 'POST' })).status).toBe(200);
};
const read = async () => (await call(simulator, path())).json.data as JsonObject;
const at = (time: unknown) => instantOf(String(time)) - NOW;

test('a started job runs and ends by itself', async () => {
	const before = { ...job() };
	await act('start');
	const running = await read();
	expect(running).toMatchObject({ status: 'Running', failureMessage: null });
	expect(at(running.lastRun)).toBe(0);
	const { lastEndTime, lastDuration } = before;
	expect(running).toMatchObject({ lastEndTime, lastDuration });
	simulator.clock.advance(89_999);
	expect((await read()).status).toBe('Running');
	simulator.clock.advance(1);
	const ended = await read();
	expect(ended).toMatchObject({ status: 'Success', lastDuration: 90, failureMessage: null });
	expect(at(ended.lastEndTime)).toBe(90_000);
	expect(ended.lastRun).toBe(running.lastRun);
});

test.each([
	['cleared', null, ''],
	['kept', 'Own words', 'Own words'],
] as const)(
	'the message of the session before is %s while a job runs',
	async (runningMessage, message, details) => {
		simulator.settings.runningMessage = runningMessage;
		const { vb365Jobs, vb365Servers } = simulator.estate;
		const end = { status: 'Failed', failureMessage: 'Own words' };
		for (const { instanceUid } of [job(), vb365Jobs[0]]) simulator.endSession(instanceUid, end);
		await act('start');
		expect(await read()).toMatchObject({ status: 'Running', failureMessage: message });
		const server = vb365Servers.find((one) => one.instanceUid === vb365Jobs[0].vb365ServerUid)!;
		const jobs = `/infrastructure/vb365Servers/${server.instanceUid}/organizations/jobs`;
		await call(simulator, `${jobs}/${vb365Jobs[0].instanceUid}/start`, { method: 'POST' });
		expect(vb365Jobs[0]).toMatchObject({ lastStatus: 'Running', lastStatusDetails: details });
		expect(vb365Jobs[0].lastErrorLogRecords).toHaveLength(message === null ? 0 : 1);
	},
);

test('times keep the offset of the server', async () => {
	const offset = /[+-]\d\d:\d\d$/.exec(job().lastRun ?? '')?.[0];
	await act('start');
	expect((await read()).lastRun).toMatch(new RegExp(`\\${offset}$`));
});

test('an end is as late as planned, however late someone looks', async () => {
	await act('start');
	simulator.clock.advance(86_400_000);
	const [row] = rowsOf(await call(simulator, JOBS));
	expect([row.status, at(row.lastEndTime)]).toEqual(['Success', 90_000]);
});

test('while queued the job shows its old state', async () => {
	simulator.settings.sessions = { seconds: 90, status: 'Failed', queueSeconds: 30 };
	const before = { ...job() };
	await act('retry');
	simulator.clock.advance(29_000);
	expect(await read()).toEqual(before);
	simulator.clock.advance(1000);
	const running = await read();
	expect([running.status, at(running.lastRun)]).toEqual(['Running', 30_000]);
	simulator.clock.advance(90_000);
	const ended = await read();
	expect(ended).toMatchObject({ status: 'Failed', lastDuration: 90 });
	expect(ended.failureMessage).toContain('\r\n');
	expect(simulator.retries.get(job().instanceUid)).toBe(1);
});

test('a queued job cannot be started again, but taken back', async () => {
	simulator.settings.sessions = { seconds: 90, status: 'Failed', queueSeconds: 30 };
	const before = { ...job() };
	await act('start');
	expect((await call(simulator, `${path()}/start`, { method: 'POST' })).status).toBe(400);
	await act('stop');
	simulator.clock.advance(1_000_000);
	expect(await read()).toEqual(before);
});

test('a stopped job ends as failed and names the user', async () => {
	await act('start');
	simulator.clock.advance(40_000);
	await act('stop');
	expect(await read()).toMatchObject({
		status: 'Failed',
		lastDuration: 40,
		failureMessage: 'Stopped by user simulator-key-owner',
	});
});

test('a stop can be queued and take its time', async () => {
	const queue = { queueSeconds: 10, stopSeconds: 5 };
	simulator.settings.sessions = { seconds: 90, status: 'Success', ...queue };
	simulator.setJob(job().instanceUid, { status: 'Running' });
	await act('stop');
	expect(job().status).toBe('Running');
	simulator.clock.advance(10_000);
	expect(job().status).toBe('Stopping');
	simulator.clock.advance(5000);
	expect(job().status).toBe('Failed');
});

test('the tasks of a session end like it', async () => {
	simulator.settings.sessions = { seconds: 7, status: 'Warning' };
	await act('start');
	simulator.clock.advance(7000);
	const [task] = (await read()).lastSessionTasks as JsonObject[];
	expect(task).toMatchObject({ status: 'Warning', duration: 7 });
	expect([at(task.startTime), at(task.endTime)]).toEqual([0, 7000]);
});

test("the vendor's job stays in camel case", async () => {
	const uid = simulator.estate.vendorJobUid;
	await call(simulator, `${JOBS}/${uid}/start`, { method: 'POST' });
	simulator.clock.advance(90_000);
	expect(simulator.estate.jobs.at(-1)).toMatchObject({ status: 'success', lastDuration: 90 });
});

test('reset brings back the jobs, and what was due never comes', async () => {
	const before = { ...job() };
	await act('start');
	simulator.reset();
	expect(job()).toEqual(before);
	simulator.clock.advance(1_000_000);
	expect(job()).toEqual(before);
});

test('tokens expire by the same clock', async () => {
	const user = { grant_type: 'password', ...simulator.accounts.user };
	const token = String((await login(simulator, user)).json.access_token);
	simulator.clock.advance(3_599_000);
	expect((await call(simulator, JOBS, { token })).status).toBe(200);
	simulator.clock.advance(1000);
	expect((await call(simulator, JOBS, { token })).status).toBe(401);
});
