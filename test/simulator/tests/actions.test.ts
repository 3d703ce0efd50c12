import type { Fault, Simulator } from '../index';
import { startSimulator } from '../index';
import type { JsonObject } from '../types';
import { call, errorOf, JOBS, isPortalPage } from './client';

const ID = '97431954-0dd7-472a-8cb7-d0cb0fbccaf7';
let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 3, companies: 2 });
});
afterAll(async () => await simulator.close());
afterEach(() => {
	jest.restoreAllMocks();
	simulator.reset();
});

const job = () => simulator.estate.jobs[0];
const starts = () => simulator.starts.get(job().instanceUid);
const act = async (action: string, id?: string) =>
	await call(simulator, `${JOBS}/${job().instanceUid}/${action}`, {
		method: 'POST',
		headers: id ? { 'X-Request-id': id } : {},
	});

const status = (value: string) => simulator.setJob(job().instanceUid, { status: value });
const type = (value: string) => simulator.setJob(job().instanceUid, { type: value });
const refusal = async (action: string): Promise<JsonObject | undefined> => {
	const reply = await act(action);
	return reply.status === 200 ? undefined : { status: reply.status, ...errorOf(reply) };
};

describe('actions that do not fit the state of the job', () => {
	const running = { status: 400, type: 'logical', code: 400, message: /is already running/ };

	test.each(['start', 'retry'])('%s of a running job answers 400', async (action) => {
		status('Running');
		const found = await refusal(action);
		expect(found).toMatchObject({ ...running, message: expect.stringMatching(running.message) });
		expect([simulator.starts.size, simulator.retries.size]).toEqual([0, 0]);
	});

	test.each(['Starting', 'Stopping', 'WaitingTape', 'WaitingRepository'])(
		'a job that is %s counts as running',
		async (value) => {
			status(value);
			expect(await refusal('start')).toMatchObject({ status: 400 });
		},
	);

	test.each([
		['Success', 'is not running'],
		['Idle', 'is not running'],
		['Stopping', 'is already stopping'],
	])('stop of a job in status %s answers 400', async (value, message) => {
		status(value);
		expect((await refusal('stop'))?.message).toContain(message);
		expect(simulator.stops.size).toBe(0);
	});

	test("the vendor's job, in camel case, is judged alike", async () => {
		const path = `${JOBS}/${simulator.estate.vendorJobUid}`;
		const answers: number[] = [];
		for (const action of ['stop', 'retry', 'retry', 'stop']) {
			answers.push((await call(simulator, `${path}/${action}`, { method: 'POST' })).status);
		}
		expect(answers).toEqual([400, 200, 400, 200]);
		expect(simulator.estate.jobs.at(-1)?.status).toBe('stopping');
	});

	test('retry is there for some types only', async () => {
		for (const value of ['ReplicationVM', 'CopyFile', 'FileToTape', 'ObjectStorageBackup']) {
			type(value);
			status('Failed');
			expect(await refusal('retry')).toBeUndefined();
		}
		type('SureBackup');
		status('Failed');
		expect((await refusal('retry'))?.message).toContain('SureBackup');
		expect(simulator.retries.get(job().instanceUid)).toBe(4);
		expect(starts()).toBeUndefined();
	});

	test('actionsCheckState off takes all of them', async () => {
		simulator.settings.actionsCheckState = false;
		type('SureBackup');
		for (const action of ['stop', 'stop', 'retry', 'start']) {
			expect(await refusal(action)).toBeUndefined();
		}
		expect(simulator.stops.get(job().instanceUid)).toBe(2);
	});

	test.each(['start', 'stop', 'retry'])('%s needs a key that may write', async (action) => {
		const token = simulator.accounts.readOnlyApiKey;
		const path = `${JOBS}/${job().instanceUid}/${action}`;
		expect((await call(simulator, path, { method: 'POST', token })).status).toBe(403);
	});
});

describe('start, stop and retry', () => {
	test.each([
		['start', 'Running'],
		['stop', 'Stopping'],
		['retry', 'Running'],
	])('%s sets the status to %s', async (action, status) => {
		if (action === 'stop') simulator.setJob(job().instanceUid, { status: 'Running' });
		expect((await act(action)).status).toBe(200);
		expect(job().status).toBe(status);
	});

	test('every start without X-Request-id counts', async () => {
		simulator.settings.actionsCheckState = false;
		await act('start');
		await act('start');
		expect(starts()).toBe(2);
	});

	test('the same X-Request-id gives the first answer and starts once', async () => {
		const first = await act('start', ID);
		const second = await act('start', ID);
		expect(second.text).toBe(first.text);
		expect(starts()).toBe(1);
	});

	test('after five minutes the same X-Request-id starts again', async () => {
		simulator.settings.actionsCheckState = false;
		await act('start', ID);
		const later = Date.now() + 5 * 60_000;
		jest.spyOn(Date, 'now').mockReturnValue(later);
		await act('start', ID);
		expect(starts()).toBe(2);
	});

	test('an X-Request-id that is no UUID answers 400', async () => {
		const reply = await act('start', 'abc');
		expect([reply.status, errorOf(reply).parameterName]).toEqual([400, 'X-Request-id']);
		expect(starts()).toBeUndefined();
	});

	test('GET on an action answers with the page of the portal', async () => {
		const reply = await call(simulator, `${JOBS}/${job().instanceUid}/start`);
		expect(isPortalPage(reply)).toBe(true);
	});
});

describe('async actions', () => {
	const asyncFault = (more: Partial<Fault> = {}) =>
		simulator.faults.add({ kind: 'async', path: '/jobs', ...more } as Fault);
	const poll = async (path = `/asyncActions/${ID}`) => {
		const { json } = await call(simulator, path);
		return (json.data as JsonObject).status;
	};
	const result = async () => await call(simulator, `/asyncActions/${ID}/result`);

	test('a start is answered with 202 and done once, when the action ends', async () => {
		asyncFault();
		const reply = await act('start', ID);
		expect([reply.status, reply.text]).toEqual([202, '']);
		expect(reply.headers.location).toBe(`${simulator.url}/api/v3/asyncActions/${ID}`);
		expect([await poll(), await poll()]).toEqual(['running', 'running']);
		expect(starts()).toBeUndefined();
		expect(await poll()).toBe('succeed');
		expect((await result()).status).toBe(200);
		await result();
		expect(starts()).toBe(1);
	});

	test('the result is the answer of the original call', async () => {
		const uid = simulator.estate.vendorJobUid;
		const plain = await call(simulator, `${JOBS}/${uid}`);
		asyncFault({ pollsUntilDone: 0 });
		await call(simulator, `${JOBS}/${uid}`, { headers: { 'X-Request-id': ID } });
		expect((await result()).status).toBe(404);
		expect(await poll()).toBe('succeed');
		expect((await result()).text).toBe(plain.text);
	});

	test('the result has the status of the original call too', async () => {
		asyncFault({ pollsUntilDone: 0 });
		await call(simulator, `${JOBS}/abc`, { headers: { 'X-Request-id': ID } });
		await poll();
		expect((await result()).status).toBe(400);
	});

	test('without X-Request-id the action gets an id of its own', async () => {
		asyncFault({ pollsUntilDone: 0, location: 'relative' });
		const { headers } = await call(simulator, JOBS);
		expect(headers.location).toMatch(/^\/api\/v3\/asyncActions\/[0-9a-f-]{36}$/);
		expect(await poll(headers.location?.slice('/api/v3'.length))).toBe('succeed');
	});

	test('the same X-Request-id gives the same action', async () => {
		asyncFault({ pollsUntilDone: 0 });
		await act('start', ID);
		await act('start', ID);
		await poll();
		expect(starts()).toBe(1);
	});

	test('the Location can name another host, or be missing', async () => {
		asyncFault({ locationHost: 'elsewhere.example', times: 1 });
		asyncFault({ location: 'none' });
		const first = await act('start', ID);
		expect(first.headers.location).toBe(`https://elsewhere.example/api/v3/asyncActions/${ID}`);
		expect((await act('start')).headers).not.toHaveProperty('location');
	});

	test.each(['failed', 'canceled'] as const)('can end as %s without work', async (outcome) => {
		asyncFault({ pollsUntilDone: 0, outcome });
		await act('start', ID);
		expect(await poll()).toBe(outcome);
		expect((await result()).status).toBe(outcome === 'failed' ? 520 : 404);
		expect(starts()).toBeUndefined();
	});

	test('can run for ever', async () => {
		asyncFault({ pollsUntilDone: 0, outcome: 'never' });
		await act('start', ID);
		expect([await poll(), await poll()]).toEqual(['running', 'running']);
	});

	test.each([
		['gone', 404],
		['errorStatus', 520],
		['errorBody', 200],
	] as const)('the result can be %s', async (form, status) => {
		asyncFault({ pollsUntilDone: 0, result: form });
		await act('start', ID);
		await poll();
		const reply = await result();
		expect(reply.status).toBe(status);
		expect(errorOf(reply)).toEqual(expect.objectContaining({ code: expect.any(Number) }));
	});

	test('a request without a valid token is refused at once', async () => {
		asyncFault();
		expect((await call(simulator, JOBS, { token: null })).status).toBe(401);
	});

	test('can be canceled', async () => {
		asyncFault();
		await act('start', ID);
		await call(simulator, `/asyncActions/${ID}`, { method: 'DELETE' });
		expect(await poll()).toBe('canceled');
	});

	test('an unknown one answers 404', async () => {
		expect((await call(simulator, `/asyncActions/${ID}`)).status).toBe(404);
	});
});

test('the rate limit answers 429 with the seconds to wait', async () => {
	simulator.settings.rateLimit = { perSecond: 1 };
	jest.spyOn(Date, 'now').mockReturnValue(1_800_000_000_000);
	expect((await call(simulator, JOBS)).status).toBe(200);
	const reply = await call(simulator, JOBS);
	expect([reply.status, errorOf(reply).retryAfter]).toEqual([429, 1]);
});
