/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import type { Fault, Simulator } from '../index';
import { startSimulator } from '../index';
import { call, errorOf, JOBS } from './client';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 3, companies: 2 });
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.reset());

const jobPath = () => `${JOBS}/${simulator.estate.vendorJobUid}`;
const readWith = async (fault: Fault) => {
	simulator.faults.add(fault);
	return await call(simulator, jobPath());
};

describe('which requests a fault hits', () => {
	const statuses = async (count: number, path = jobPath(), method = 'GET') => {
		const seen: number[] = [];
		for (let i = 0; i < count; i++) seen.push((await call(simulator, path, { method })).status);
		return seen;
	};

	test('skip lets requests through and times ends it', async () => {
		simulator.faults.add({ kind: 'throttle', skip: 1, times: 2 });
		expect(await statuses(4)).toEqual([200, 429, 429, 200]);
	});

	test('without times it stays until cleared', async () => {
		simulator.faults.add({ kind: 'throttle' });
		expect(await statuses(2)).toEqual([429, 429]);
		simulator.faults.clear();
		expect(await statuses(1)).toEqual([200]);
	});

	test('path is a regular expression over the path, method is compared', async () => {
		simulator.faults.add({ kind: 'throttle', path: '/jobs/[^/]+$', method: 'get' });
		expect(await statuses(1, JOBS)).toEqual([200]);
		expect(await statuses(1)).toEqual([429]);
		expect(await statuses(1, `${jobPath()}/start`, 'POST')).toEqual([200]);
	});

	test('of several faults the first counts; the second waits for its turn', async () => {
		simulator.faults.add({ kind: 'error', status: 503, times: 1 });
		simulator.faults.add({ kind: 'throttle', times: 1 });
		expect(await statuses(3)).toEqual([503, 429, 200]);
	});

	test('a fault object can be added again', async () => {
		const fault: Fault = { kind: 'throttle', times: 1 };
		simulator.faults.add(fault);
		expect(await statuses(2)).toEqual([429, 200]);
		simulator.faults.add(fault);
		expect(await statuses(2)).toEqual([429, 200]);
	});
});

describe('faults that make no sense are refused', () => {
	test.each<[string, object]>([
		['an unknown kind', { kind: 'nope' }],
		['an inherited name as kind', { kind: 'constructor' }],
		['a bad regular expression', { kind: 'drop', path: '(' }],
		['an unknown field', { kind: 'drop', ms: 1 }],
		['a missing field', { kind: 'latency' }],
		['a wrong value', { kind: 'async', outcome: 'maybe' }],
		['a negative count', { kind: 'drop', times: -1 }],
	])('%s', (_, fault) => {
		expect(() => simulator.faults.add(fault as Fault)).toThrow();
		expect(simulator.faults.list()).toEqual([]);
	});
});

describe('faults that answer', () => {
	test('throttle sends the seconds in the body or in the header', async () => {
		const reply = await readWith({ kind: 'throttle', retryAfter: 25, retryAfterHeader: '7' });
		expect(reply.status).toBe(429);
		expect(errorOf(reply)).toMatchObject({ type: 'transport', code: 429, retryAfter: 25 });
		expect(reply.headers['retry-after']).toBe('7');
	});

	test('throttle without retryAfter does not send them', async () => {
		const reply = await readWith({ kind: 'throttle' });
		expect(errorOf(reply)).not.toHaveProperty('retryAfter');
		expect(reply.headers).not.toHaveProperty('retry-after');
	});

	test('error sends the given errors with the given status', async () => {
		const errors = [{ message: 'Busy', type: 'retryableLogical', code: 1001 }];
		const reply = await readWith({ kind: 'error', status: 520, errors });
		expect([reply.status, reply.json]).toEqual([520, { errors }]);
	});

	test('error sends any other body', async () => {
		const body = { error: { code: 'X', message: 'Y' } };
		expect((await readWith({ kind: 'error', status: 500, body })).json).toEqual(body);
		simulator.faults.clear();
		expect((await readWith({ kind: 'error', status: 502, body: 'oops' })).text).toBe('oops');
	});

	test('html is a login page', async () => {
		const reply = await readWith({ kind: 'html' });
		expect(reply.status).toBe(200);
		expect(reply.headers['content-type']).toContain('text/html');
		expect(reply.text).toContain('<form');
	});

	test('empty has no body', async () => {
		const reply = await readWith({ kind: 'empty' });
		expect([reply.status, reply.text]).toEqual([200, '']);
	});

	test('notJson sends its text', async () => {
		expect((await readWith({ kind: 'notJson', body: 'hello' })).text).toBe('hello');
	});

	test('redirect points elsewhere', async () => {
		const reply = await readWith({ kind: 'redirect', location: 'https://other.example/' });
		expect([reply.status, reply.headers.location]).toEqual([302, 'https://other.example/']);
	});

	test('latency adds up and combines with another fault', async () => {
		const timeout = jest.spyOn(global, 'setTimeout');
		simulator.faults.add({ kind: 'latency', ms: 11 });
		simulator.faults.add({ kind: 'latency', ms: 12 });
		expect((await readWith({ kind: 'throttle' })).status).toBe(429);
		expect(timeout.mock.calls.map(([, ms]) => ms)).toContain(23);
		timeout.mockRestore();
	});
});

describe('faults that break the connection', () => {
	test('drop does nothing and answers nothing', async () => {
		simulator.faults.add({ kind: 'drop' });
		const start = call(simulator, `${jobPath()}/start`, { method: 'POST' });
		await expect(start).rejects.toThrow(/hang up|ECONNRESET/);
		expect(simulator.starts.size).toBe(0);
	});

	test('dropAfter does the work and answers nothing', async () => {
		simulator.faults.add({ kind: 'dropAfter' });
		const start = call(simulator, `${jobPath()}/start`, { method: 'POST' });
		await expect(start).rejects.toThrow(/hang up|ECONNRESET/);
		expect(simulator.starts.get(simulator.estate.vendorJobUid)).toBe(1);
		expect(simulator.requests.at(-1)?.status).toBe(0);
	});

	test('truncate, clean: a complete answer with cut JSON', async () => {
		const reply = await readWith({ kind: 'truncate', bytes: 20, mode: 'clean' });
		expect(reply.status).toBe(200);
		expect(reply.text).toBe('{"data":{"instanceUi');
		expect(reply.headers['content-length']).toBe('20');
	});

	test.each([20, 0])('truncate, broken, after %i bytes: aborted', async (bytes) => {
		simulator.faults.add({ kind: 'truncate', bytes, mode: 'broken' });
		await expect(call(simulator, jobPath())).rejects.toThrow(/aborted|hang up|ECONNRESET/);
	});

	test('hang never answers, and close ends it', async () => {
		const other = await startSimulator({ jobs: 1, companies: 1 });
		other.faults.add({ kind: 'hang' });
		const pending = call(other, JOBS);
		pending.catch(() => undefined);
		while (other.requests.length === 0) await new Promise(setImmediate);
		await other.close();
		await expect(pending).rejects.toThrow();
		expect(other.requests[0].status).toBe(0);
	});
});
