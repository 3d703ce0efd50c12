import type { Settings, Simulator } from '../index';
import { startSimulator } from '../index';
import { call, errorOf, JOBS } from './client';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 3, companies: 2 });
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.reset());

const job = () => simulator.estate.jobs[0];
const send = async (body: unknown, more: object = {}) =>
	await call(simulator, `${JOBS}/${job().instanceUid}`, {
		method: 'PATCH',
		headers: { 'Content-Type': 'application/json' },
		body: typeof body === 'string' ? body : JSON.stringify(body),
		...more,
	});
const replace = (value: unknown, path = '/isEnabled') => ({ op: 'replace', path, value });

test('replaces isEnabled and answers with the job', async () => {
	const before = { ...job() };
	for (const value of [false, true, 'false']) {
		const reply = await send([replace(value)]);
		const isEnabled = value === true;
		expect([reply.status, reply.json.data]).toEqual([200, { ...before, isEnabled }]);
		expect(job().isEnabled).toBe(isEnabled);
	}
});

test('the answer can be cut with select', async () => {
	const query = { select: '[{"propertyPath":"isEnabled"}]' };
	expect((await send([replace(false)], { query })).json.data).toEqual({ isEnabled: false });
});

test('an empty patch changes nothing', async () => {
	const before = { ...job() };
	expect((await send([])).json.data).toEqual(before);
});

describe('the spelling of the path', () => {
	const cases: Array<[Settings['patchPath'], number, number]> = [
		['both', 200, 200],
		['slash', 200, 400],
		['bare', 400, 200],
	];
	test.each(cases)('%s: /isEnabled %i, isEnabled %i', async (patchPath, slash, bare) => {
		simulator.settings.patchPath = patchPath;
		expect((await send([replace(false)])).status).toBe(slash);
		expect((await send([replace(false, 'isEnabled')])).status).toBe(bare);
	});

	test('the other one answers with the patch at fault', async () => {
		simulator.settings.patchPath = 'bare';
		const before = job().isEnabled;
		const reply = await send([replace(!before)]);
		expect(errorOf(reply)).toEqual({
			message: expect.stringContaining("'/isEnabled'") as unknown,
			type: 'logical',
			code: 1001,
			failedJsonPatch: replace(!before),
		});
		expect(job().isEnabled).toBe(before);
	});
});

test.each<[string, object]>([
	['another operation', { op: 'add', path: '/isEnabled', value: true }],
	['another property', replace('x', '/name')],
	['a value that is no boolean', replace('perhaps')],
	['a missing value', { op: 'replace', path: '/isEnabled' }],
])('%s answers 400, and nothing of the patch is done', async (_, patch) => {
	const before = job().isEnabled;
	const reply = await send([replace(!before), patch]);
	expect([reply.status, errorOf(reply).code]).toEqual([400, 1001]);
	expect(errorOf(reply).failedJsonPatch).toEqual(patch);
	expect(job().isEnabled).toBe(before);
});

test.each<[string, unknown]>([
	['an object', replace(true)],
	['a merge patch', { isEnabled: true }],
	['no JSON', '[{'],
	['nothing', ''],
	['a list of other things', [true]],
	['an entry without path', [{ op: 'replace', value: true }]],
])('%s instead of a JSON Patch answers 400', async (_, body) => {
	const reply = await send(body);
	expect([reply.status, errorOf(reply).parameterName]).toEqual([400, 'body']);
});

test('a body that is not said to be JSON answers 415', async () => {
	const headers = { 'Content-Type': 'text/plain' };
	expect((await send([replace(true)], { headers })).status).toBe(415);
});

test('a read-only key may not, and an unknown job answers 404', async () => {
	const token = simulator.accounts.readOnlyApiKey;
	expect((await send([replace(true)], { token })).status).toBe(403);
	simulator.removeJob(job().instanceUid);
	const uid = '97431954-0dd7-472a-8cb7-d0cb0fbccaf7';
	const reply = await call(simulator, `${JOBS}/${uid}`, { method: 'PATCH', body: '[]' });
	expect(reply.status).toBe(404);
});

test('the same X-Request-id gives the first answer', async () => {
	const headers = {
		'Content-Type': 'application/json',
		'X-Request-id': '97431954-0dd7-472a-8cb7-d0cb0fbccaf7',
	};
	const first = await send([replace(false)], { headers });
	simulator.setJob(job().instanceUid, { isEnabled: true });
	expect((await send([replace(false)], { headers })).text).toBe(first.text);
	expect(job().isEnabled).toBe(true);
});
