import type { Simulator } from '../index';
import { startSimulator } from '../index';
import { makeEstate } from '../estate';
import { EstateStore } from '../estate/store';
import type { EstateJob } from '../estate/types';
import { search } from '../query/search';
import { jobFields } from '../schema/job';
import { call, JOBS, rowsOf } from './client';

const now = new Date('2026-03-01T12:00:00Z');
const byEnd = '[{"property":"lastEndTime","direction":"descending"}]';
const failed = '[{"property":"status","operation":"equals","value":"Failed"}]';

describe('an estate of 100,000 jobs', () => {
	const { jobs } = makeEstate({ seed: 1, now, jobs: 100_000, companies: 20 });

	test('has jobs of their own', () => {
		expect(new Set(jobs.map((job) => job.instanceUid)).size).toBe(100_000);
		expect(new Set(jobs.map((job) => job.uniqueUid)).size).toBe(100_000);
		expect(jobs[99_998].instanceUid).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
	});

	test('begins as a smaller one of the same seed', () => {
		const smaller = makeEstate({ seed: 1, now, jobs: 300, companies: 20 });
		expect(jobs.slice(0, 298)).toEqual(smaller.jobs.slice(0, 298));
		expect(jobs.at(-1)).toEqual(smaller.jobs.at(-1));
	});

	test('is searched once for many pages, and again after a change', () => {
		const store = new EstateStore();
		let rendered = 0;
		const render = (job: EstateJob) => {
			rendered++;
			return job;
		};
		const scope = { fields: jobFields, version: '3.6.1' };
		const look = (parameters: object) => {
			rendered = 0;
			const found = search(
				{ rows: jobs, render },
				{ ignore: new Set(), ...parameters },
				scope,
				store,
			);
			return { found, rendered };
		};
		expect(look({})).toEqual({ found: jobs, rendered: 0 });
		const first = look({ sort: byEnd, filter: failed });
		expect(first.rendered).toBe(100_000 + first.found.length);
		expect(look({ sort: byEnd, filter: failed })).toEqual({ found: first.found, rendered: 0 });
		expect(look({ filter: failed }).rendered).toBe(100_000);
		store.change(jobs[0], { name: 'Changed' });
		expect(look({ sort: byEnd, filter: failed }).rendered).toBeGreaterThan(0);
		store.restore();
	});
});

describe('a simulator with 6,000 jobs', () => {
	let simulator: Simulator;
	beforeAll(async () => {
		simulator = await startSimulator({ jobs: 6000, now });
	});
	afterAll(async () => await simulator.close());
	afterEach(() => simulator.reset());

	const pages = async (query: Record<string, string>) => {
		const rows = [];
		for (let offset = 0; offset < 6000; offset += 500) {
			const part = { limit: '500', offset: String(offset), ...query };
			rows.push(...rowsOf(await call(simulator, JOBS, { query: part })));
		}
		return rows;
	};

	test('pages put together are the whole list, sorted or not', async () => {
		const uids = simulator.estate.jobs.map((job) => job.instanceUid);
		expect((await pages({})).map((row) => row.instanceUid)).toEqual(uids);
		const select = '[{"propertyPath":"instanceUid"}]';
		const sorted = (await pages({ sort: byEnd, select })).map((row) => String(row.instanceUid));
		expect(sorted).not.toEqual(uids);
		expect(sorted.sort()).toEqual([...uids].sort());
	});

	test('changes, new rows, other settings and versions are seen at once', async () => {
		const sort = '[{"property":"name","direction":"ascending"}]';
		const first = async (version?: string) =>
			rowsOf(await call(simulator, JOBS, { query: { sort, limit: '1' }, version }))[0];
		const before = await first();
		const { instanceUid } = simulator.estate.jobs[4000];
		simulator.setJob(instanceUid, { name: '!' });
		expect(await first()).toMatchObject({ instanceUid, name: '!' });
		simulator.settings.enumCase = 'camel';
		expect((await first()).status).toMatch(/^[a-z]/);
		expect(await first('3.4')).not.toHaveProperty('uniqueUid');
		simulator.addJob({ name: ' ' });
		expect((await first()).name).toBe(' ');
		simulator.reset();
		expect(await first()).toEqual(before);
	});

	test('pages are sent again from memory, but never old ones', async () => {
		const first = async (version?: string) =>
			rowsOf(await call(simulator, JOBS, { query: { limit: '1' }, version }))[0];
		const before = await first();
		expect(await first()).toEqual(before);
		const [{ instanceUid }] = simulator.estate.jobs;
		simulator.setJob(instanceUid, { description: 'Changed' });
		expect(await first()).toEqual({ ...before, description: 'Changed' });
		expect(await first('3.4')).not.toHaveProperty('uniqueUid');
		simulator.settings.listOmits = ['description'];
		expect(await first()).not.toHaveProperty('description');
		simulator.reset();
		expect(await first()).toEqual(before);
	});

	test('a session that ends by the clock changes what a filter finds', async () => {
		simulator.settings.sessions = { seconds: 10, status: 'Failed' };
		const count = async () => {
			const { json } = await call(simulator, JOBS, { query: { filter: failed, limit: '1' } });
			return json.meta;
		};
		const idle = simulator.estate.jobs.find((job) => job.status === 'Success')!;
		const before = await count();
		await call(simulator, `${JOBS}/${idle.instanceUid}/start`, { method: 'POST' });
		expect(await count()).toEqual(before);
		simulator.clock.advance(10_000);
		expect(await count()).not.toEqual(before);
	});
});
