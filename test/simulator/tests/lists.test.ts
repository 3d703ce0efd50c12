import type { Simulator } from '../index';
import { startSimulator } from '../index';
import type { JsonObject } from '../types';
import { call, errorOf, JOBS, rowsOf } from './client';

let simulator: Simulator;
beforeAll(async () => {
	simulator = await startSimulator({ now: new Date('2026-03-01T12:00:00Z') });
});
afterAll(async () => await simulator.close());
afterEach(() => simulator.reset());

const list = async (query: Record<string, string>, path = JOBS) =>
	await call(simulator, path, { query });
const paging = (reply: { json: JsonObject }) => (reply.json.meta as JsonObject).pagingInfo;

describe('paging', () => {
	test('a page has 100 rows by default', async () => {
		const reply = await list({});
		expect(paging(reply)).toEqual({ total: 200, count: 100, offset: 0 });
		expect(rowsOf(reply)).toHaveLength(100);
	});

	test('pages put together are the whole list', async () => {
		const uids: unknown[] = [];
		for (const offset of ['0', '70', '140', '210']) {
			uids.push(...rowsOf(await list({ limit: '70', offset })).map((row) => row.instanceUid));
		}
		expect(uids).toEqual(simulator.estate.jobs.map((job) => job.instanceUid));
	});

	test.each([
		['limit', '0'],
		['limit', '501'],
		['limit', 'many'],
		['offset', '-1'],
	])('%s=%s answers 400 and names the parameter', async (name, value) => {
		const reply = await list({ [name]: value });
		expect(reply.status).toBe(400);
		expect(errorOf(reply)).toMatchObject({ type: 'logical', code: 400, parameterName: name });
	});

	test('a server with smaller pages sends fewer rows than asked for', async () => {
		simulator.settings.maxPageSize = 30;
		expect(paging(await list({ limit: '500' }))).toEqual({ total: 200, count: 30, offset: 0 });
	});

	test('filter, sort and select work on the whole list before it is cut', async () => {
		const reply = await list({
			filter: '[{"property":"status","operation":"equals","value":"Failed"}]',
			sort: '[{"property":"name","direction":"descending"}]',
			select: '[{"propertyPath":"name"}]',
			limit: '3',
		});
		const failed = simulator.estate.jobs.filter((job) => job.status === 'Failed');
		const names = failed.map((job) => job.name).sort();
		expect(paging(reply)).toMatchObject({ total: failed.length, count: 3 });
		expect(rowsOf(reply)).toEqual(
			names
				.reverse()
				.slice(0, 3)
				.map((name) => ({ name })),
		);
	});

	test('filters see what the client sees', async () => {
		simulator.settings.enumCase = 'camel';
		const filter = '[{"property":"status","operation":"equals","value":"failed"}]';
		expect(rowsOf(await list({ filter })).length).toBeGreaterThan(0);
	});
});

test('listOmits leaves fields out of the list but not of the single answer', async () => {
	simulator.settings.listOmits = ['schedule'];
	const [row] = rowsOf(await list({ limit: '1' }));
	expect(row).not.toHaveProperty('schedule');
	const single = await call(simulator, `${JOBS}/${String(row.instanceUid)}`);
	expect(single.json.data).toHaveProperty('schedule');
});

test.each([
	['/infrastructure/backupServers', 'backupServers'],
	['/infrastructure/sites', 'sites'],
	['/organizations', 'organizations'],
	['/organizations/companies', 'companies'],
	['/organizations/locations', 'locations'],
] as const)('%s lists the %s of the estate', async (path, name) => {
	const reply = await list({ limit: '500' }, path);
	expect(rowsOf(reply)).toEqual(simulator.estate[name]);
});

test.each(['ignoreSort', 'ignoreFilter', 'ignoreOffset'] as const)('the fault %s', async (kind) => {
	const query = {
		ignoreSort: { sort: '[{"property":"name","direction":"ascending"}]' },
		ignoreFilter: { filter: '[{"property":"name","operation":"equals","value":"none"}]' },
		ignoreOffset: { offset: '50' },
	}[kind] as Record<string, string>;
	// Not the tasks: those of running jobs end when they are asked for.
	const uids = async (asked: Record<string, string>) =>
		rowsOf(await list(asked)).map(({ instanceUid }) => instanceUid);
	const plain = await uids({});
	expect(await uids(query)).not.toEqual(plain);
	simulator.faults.add({ kind, path: '/jobs$' });
	expect(await uids(query)).toEqual(plain);
});
