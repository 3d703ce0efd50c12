import type { Simulator } from '../index';
import { startSimulator } from '../index';
import { call, JOBS, login } from './client';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({
		jobs: 3,
		companies: 2,
		controlPort: 0,
		settings: { enumCase: 'camel' },
	});
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.reset());

const control = async (method: string, path: string, body?: unknown) => {
	const response = await fetch(`${simulator.controlUrl}${path}`, {
		method,
		headers: { 'Content-Type': 'application/json', Connection: 'close' },
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	return { status: response.status, json: (await response.json()) as unknown };
};

describe('control API', () => {
	test('faults can be added, listed and cleared', async () => {
		const fault = { kind: 'throttle', retryAfter: 3 };
		expect(await control('POST', '/faults', fault)).toEqual({ status: 201, json: [fault] });
		expect((await call(simulator, JOBS)).status).toBe(429);
		expect((await control('GET', '/faults')).json).toEqual([fault]);
		expect((await control('DELETE', '/faults')).json).toEqual([]);
		expect((await call(simulator, JOBS)).status).toBe(200);
	});

	test('a list of faults with a bad one changes nothing and says why', async () => {
		const reply = await control('POST', '/faults', [{ kind: 'drop' }, { kind: 'nope' }]);
		expect(reply).toEqual({ status: 400, json: { error: "Unknown fault kind 'nope'" } });
		expect(simulator.faults.list()).toEqual([]);
	});

	test('settings can be read and changed', async () => {
		await control('PATCH', '/settings', { maxPageSize: 1, rateLimit: { perSecond: 9 } });
		expect(simulator.settings).toMatchObject({ maxPageSize: 1, rateLimit: { perSecond: 9 } });
		await control('PATCH', '/settings', { rateLimit: null });
		expect((await control('GET', '/settings')).json).not.toHaveProperty('rateLimit');
	});

	test.each<[string, object]>([
		['an unknown setting', { nope: 1 }],
		['a wrong value', { enumCase: 'upper' }],
	])('%s answers 400 and changes nothing', async (_, change) => {
		const reply = await control('PATCH', '/settings', { maxPageSize: 1, ...change });
		expect(reply.status).toBe(400);
		expect(simulator.settings.maxPageSize).toBe(500);
	});

	test('requests can be read and forgotten', async () => {
		await call(simulator, JOBS, { query: { limit: '2' } });
		expect((await control('GET', '/requests')).json).toEqual([
			expect.objectContaining({
				method: 'GET',
				path: `/api/v3${JOBS}`,
				query: { limit: '2' },
				status: 200,
			}),
		]);
		await control('DELETE', '/requests');
		expect(simulator.requests).toEqual([]);
	});

	test('tokens can be expired', async () => {
		const user = { grant_type: 'password', ...simulator.accounts.user };
		const token = String((await login(simulator, user)).json.access_token);
		await control('POST', '/expire-tokens');
		expect((await call(simulator, JOBS, { token })).status).toBe(401);
	});

	test('reset goes back to the settings of the start', async () => {
		await control('PATCH', '/settings', { enumCase: 'pascal' });
		await control('POST', '/faults', { kind: 'drop' });
		await control('POST', '/reset');
		expect(simulator.settings.enumCase).toBe('camel');
		expect(simulator.faults.list()).toEqual([]);
	});

	test('the accounts can be read', async () => {
		expect((await control('GET', '/accounts')).json).toEqual(simulator.accounts);
	});

	test('other paths answer 404, and bad JSON 400', async () => {
		expect((await control('GET', '/nope')).status).toBe(404);
		const response = await fetch(`${simulator.controlUrl}/faults`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', Connection: 'close' },
			body: '{',
		});
		expect(response.status).toBe(400);
	});
});

describe('a simulator of its own', () => {
	test('logs method, path, query, lower-case headers and body', async () => {
		await call(simulator, '/token', {
			method: 'POST',
			token: null,
			query: { a: 'b c' },
			headers: { 'X-Thing': 'Yes' },
			body: 'text',
		});
		expect(simulator.requests).toEqual([
			expect.objectContaining({
				method: 'POST',
				path: '/api/v3/token',
				query: { a: 'b c' },
				headers: expect.objectContaining({ 'x-thing': 'Yes' }) as unknown,
				body: 'text',
				status: 415,
			}),
		]);
	});

	test('rejects when its port is taken, and frees what it had opened', async () => {
		const { port } = simulator;
		await expect(startSimulator({ port, jobs: 1 })).rejects.toThrow('EADDRINUSE');
		await expect(startSimulator({ controlPort: port, jobs: 1 })).rejects.toThrow('EADDRINUSE');
	});

	test('refuses settings that make no sense', async () => {
		const settings = { maxPageSize: -1 };
		await expect(startSimulator({ settings })).rejects.toThrow('maxPageSize');
	});

	test('can be closed twice', async () => {
		const other = await startSimulator({ jobs: 1, companies: 1 });
		await other.close();
		await other.close();
		await expect(call(other, JOBS)).rejects.toThrow('ECONNREFUSED');
	});
});
