import type { Simulator } from '../index';
import { startSimulator } from '../index';
import { instantOf } from '../query/compare';
import { call, JOBS, rowsOf } from './client';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 5, companies: 2, controlPort: 0 });
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.reset());

const uids = async () => rowsOf(await call(simulator, JOBS)).map((row) => row.instanceUid);
const job = () => simulator.estate.jobs[0];
const control = async (method: string, path: string, body: unknown = {}) => {
	const response = await fetch(`${simulator.controlUrl}${path}`, {
		method,
		headers: { 'Content-Type': 'application/json', Connection: 'close' },
		body: JSON.stringify(body),
	});
	return { status: response.status, json: (await response.json()) as Record<string, unknown> };
};

describe('in tests', () => {
	test('jobs can be added at the end or elsewhere, changed and removed', async () => {
		const before = await uids();
		const last = simulator.addJob({ name: 'New one', status: 'Failed' });
		const first = simulator.addJob({ name: 'First' }, 0);
		expect(await uids()).toEqual([first.instanceUid, ...before, last.instanceUid]);
		expect(last).toMatchObject({ name: 'New one', status: 'Failed', type: job().type });
		simulator.setJob(last.instanceUid, { name: 'Renamed' });
		const { json } = await call(simulator, `${JOBS}/${last.instanceUid}`);
		expect(json.data).toMatchObject({ name: 'Renamed' });
		simulator.removeJob(first.instanceUid);
		expect((await call(simulator, `${JOBS}/${first.instanceUid}`)).status).toBe(404);
	});

	test('reset undoes all of it', async () => {
		const before = structuredClone(simulator.estate.jobs);
		simulator.addJob();
		simulator.setJob(job().instanceUid, { name: 'Other', backupChainSize: 1 });
		simulator.removeJob(simulator.estate.jobs[1].instanceUid);
		simulator.setJob(simulator.estate.vendorJobUid, { description: 'New property' });
		simulator.reset();
		expect(simulator.estate.jobs).toEqual(before);
	});

	test('an unknown job is refused', () => {
		expect(() => simulator.setJob('nope', {})).toThrow("no job 'nope'");
		expect(() => simulator.removeJob('nope')).toThrow();
		expect(() => simulator.endSession('nope', { status: 'Failed' })).toThrow();
	});

	test('endSession ends a running session at a given time', () => {
		const { instanceUid } = job();
		simulator.setJob(instanceUid, { status: 'Running', lastRun: '2026-03-01T10:00:00+02:00' });
		const at = '2026-03-01T09:00:00Z';
		simulator.endSession(instanceUid, { status: 'Failed', at, failureMessage: 'Own words' });
		expect(job()).toMatchObject({
			status: 'Failed',
			lastEndTime: '2026-03-01T11:00:00.0000000+02:00',
			lastDuration: 3600,
			failureMessage: 'Own words',
		});
	});

	test('endSession of an idle job is a session of its own', () => {
		simulator.endSession(job().instanceUid, { status: 'Warning', at: new Date(1e12) });
		expect(job()).toMatchObject({ status: 'Warning', lastDuration: 60 });
		expect(job().failureMessage).toEqual(expect.any(String));
		expect(instantOf(job().lastEndTime ?? '')).toBe(1e12);
		expect(() => simulator.endSession(job().instanceUid, { status: 'x', at: 'y' })).toThrow();
	});

	test('a status or an end that was set ends what was going on', async () => {
		simulator.settings.sessions = { seconds: 5, status: 'Success' };
		for (const end of [
			() => simulator.setJob(job().instanceUid, { status: 'Failed' }),
			() => simulator.endSession(job().instanceUid, { status: 'Failed' }),
		]) {
			await call(simulator, `${JOBS}/${job().instanceUid}/start`, { method: 'POST' });
			end();
			simulator.clock.advance(10_000);
			expect(job().status).toBe('Failed');
		}
	});
});

describe('over the control API', () => {
	test('jobs can be added, changed and removed', async () => {
		const added = await control('POST', '/jobs', { name: 'New one', index: 0 });
		expect([added.status, added.json.name]).toEqual([201, 'New one']);
		const uid = String(added.json.instanceUid);
		expect((await uids())[0]).toBe(uid);
		const changed = await control('PATCH', `/jobs/${uid}`, { isEnabled: false });
		expect(changed.json).toMatchObject({ name: 'New one', isEnabled: false });
		await control('DELETE', `/jobs/${uid}`);
		expect(await uids()).not.toContain(uid);
	});

	test('sessions can be ended', async () => {
		const path = `/jobs/${job().instanceUid}/session`;
		await control('POST', path, { status: 'Failed', failureMessage: null });
		expect(job()).toMatchObject({ status: 'Failed', failureMessage: null });
		expect((await control('POST', path, {})).status).toBe(400);
	});

	test('the clock can be advanced', async () => {
		const before = simulator.clock.now();
		const { json } = await control('POST', '/clock', { advance: 3_600_000 });
		expect(Date.parse(String(json.now)) - before).toBeGreaterThanOrEqual(3_600_000);
		expect((await control('POST', '/clock', {})).status).toBe(400);
	});

	test.each([
		['PATCH', '/jobs/nope', {}],
		['DELETE', '/jobs/nope', {}],
		['POST', '/jobs', []],
	])('%s %s with nonsense answers 400 and says why', async (method, path, body) => {
		const reply = await control(method, path, body);
		expect([reply.status, reply.json.error]).toEqual([400, expect.any(String)]);
	});
});
