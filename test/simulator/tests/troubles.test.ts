import type { Fault, Simulator } from '../index';
import { startSimulator } from '../index';
import type { JsonObject } from '../types';
import type { Reply } from './client';
import { call, JOBS, rowsOf } from './client';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ jobs: 30, companies: 2 });
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.reset());

const uids = () => simulator.estate.jobs.map((job) => job.instanceUid);
const page = async (offset: number, query = {}) =>
	await call(simulator, JOBS, { query: { limit: '10', offset: String(offset), ...query } });
const uidsOf = (reply: Reply) => rowsOf(reply).map((row) => row.instanceUid);
const paging = (reply: Reply) => (reply.json.meta as JsonObject).pagingInfo as JsonObject;
const sorted = { sort: '[{"property":"name","direction":"descending"}]' };

test('repeatPage has the rows of the first page but shows the offset asked for', async () => {
	simulator.faults.add({ kind: 'repeatPage' });
	const reply = await page(10);
	expect(uidsOf(reply)).toEqual(uids().slice(0, 10));
	expect(paging(reply)).toEqual({ total: 30, count: 10, offset: 10 });
});

test('emptyPage has no rows for some times', async () => {
	simulator.faults.add({ kind: 'emptyPage', skip: 1, times: 1 });
	expect(rowsOf(await page(0))).toHaveLength(10);
	const empty = await page(10);
	expect([rowsOf(empty), paging(empty)]).toEqual([[], { total: 30, count: 0, offset: 10 }]);
	expect(rowsOf(await page(10))).toHaveLength(10);
});

test('total is off from a page on', async () => {
	simulator.faults.add({ kind: 'total', change: -5, skip: 1 });
	const totals: unknown[] = [];
	for (const offset of [0, 10, 20]) totals.push(paging(await page(offset)).total);
	expect(totals).toEqual([30, 25, 25]);
});

test('total is never below zero', async () => {
	simulator.faults.add({ kind: 'total', change: -500 });
	expect(paging(await page(0)).total).toBe(0);
});

test.each([null, 0, -1, 7])('%s is sent as the total, whatever there is', async (total) => {
	simulator.faults.add({ kind: 'totalIs', total });
	expect(paging(await page(10)).total).toBe(total);
	expect(rowsOf(await page(10))).toHaveLength(10);
});

test('shortPage has fewer rows than asked for', async () => {
	simulator.faults.add({ kind: 'shortPage', rows: 3 });
	const reply = await page(10);
	expect(uidsOf(reply)).toEqual(uids().slice(10, 13));
	expect(paging(reply)).toEqual({ total: 30, count: 3, offset: 10 });
});

describe.each<[string, object]>([
	['in the order of the estate', {}],
	['sorted', sorted],
])('a list that changes meanwhile, %s', (_, query) => {
	const all = async () => uidsOf(await page(0, { ...query, limit: '500' }));

	test('shrink lets rows vanish from its front after each page', async () => {
		const before = await all();
		simulator.faults.add({ kind: 'shrink', rows: 2 });
		expect(uidsOf(await page(0, query))).toEqual(before.slice(0, 10));
		const second = await page(10, query);
		// The two rows at the seam are missed by paging.
		expect(uidsOf(second)).toEqual(before.slice(12, 22));
		expect(paging(second).total).toBe(28);
		expect((await call(simulator, `${JOBS}/${String(before[0])}`)).status).toBe(404);
	});

	test('grow lets rows appear at its front after each page', async () => {
		const before = await all();
		simulator.faults.add({ kind: 'grow', rows: 2, times: 1 });
		expect(uidsOf(await page(0, query))).toEqual(before.slice(0, 10));
		const second = await page(10, query);
		// The two rows at the seam come twice.
		expect(uidsOf(second)).toEqual(before.slice(8, 18));
		expect(paging(second).total).toBe(32);
		const [newest] = await all();
		expect(before).not.toContain(newest);
		expect((await call(simulator, `${JOBS}/${String(newest)}`)).status).toBe(200);
	});

	test('reset brings the list back', async () => {
		const before = await all();
		simulator.faults.add({ kind: 'grow', rows: 2 });
		simulator.faults.add({ kind: 'shrink', rows: 1 });
		await page(0, query);
		simulator.reset();
		expect(await all()).toEqual(before);
	});
});

test('a list can shrink to nothing', async () => {
	simulator.faults.add({ kind: 'shrink', rows: 100 });
	await page(0);
	expect(paging(await page(0))).toEqual({ total: 0, count: 0, offset: 0 });
	expect(simulator.addJob({ name: 'First again' })).toMatchObject({ name: 'First again' });
});

test('other lists shrink and grow too', async () => {
	simulator.faults.add({ kind: 'grow', rows: 1, times: 1 });
	simulator.faults.add({ kind: 'shrink', rows: 1, skip: 1 });
	const path = '/infrastructure/sites';
	const seen: unknown[] = [];
	for (let i = 0; i < 3; i++) {
		const { total } = paging(await call(simulator, path));
		seen.push(total);
	}
	expect(seen).toEqual([2, 3, 2]);
});

test.each<[Fault & { kind: 'noMeta' }, object]>([
	[{ kind: 'noMeta' }, {}],
	[{ kind: 'noMeta', meta: 'null' }, { meta: null }],
	[{ kind: 'noMeta', meta: 'empty' }, { meta: {} }],
])('%j says nothing about the page', async (fault, meta) => {
	simulator.faults.add(fault);
	const { json } = await page(0);
	expect(json).toEqual({ ...meta, data: expect.any(Array) as unknown });
});

test('requests for other things do not count', async () => {
	simulator.faults.add({ kind: 'shortPage', rows: 1, times: 1 });
	await call(simulator, `${JOBS}/${uids()[0]}`);
	await call(simulator, `${JOBS}/${uids()[0]}/start`, { method: 'POST' });
	await call(simulator, '/about');
	await call(simulator, '/users/me');
	expect(rowsOf(await page(0))).toHaveLength(1);
	expect(rowsOf(await page(0))).toHaveLength(10);
});

test('troubles come together, and with other faults', async () => {
	simulator.faults.add({ kind: 'throttle', times: 1 });
	simulator.faults.add({ kind: 'repeatPage' });
	simulator.faults.add({ kind: 'shortPage', rows: 2 });
	simulator.faults.add({ kind: 'noMeta' });
	expect((await page(10)).status).toBe(429);
	const reply = await page(10);
	expect(uidsOf(reply)).toEqual(uids().slice(0, 2));
	expect(reply.json).not.toHaveProperty('meta');
});

test.each<[string, object]>([
	['total without change', { kind: 'total' }],
	['total with half a row', { kind: 'total', change: 0.5 }],
	['shortPage without rows', { kind: 'shortPage' }],
	['grow with fewer than no rows', { kind: 'grow', rows: -1 }],
	['noMeta with another form', { kind: 'noMeta', meta: 'maybe' }],
])('%s is refused', (_, fault) => {
	expect(() => simulator.faults.add(fault as Fault)).toThrow();
});
