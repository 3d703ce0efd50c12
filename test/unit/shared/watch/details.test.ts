import type { IDataObject } from 'n8n-workflow';

import { readWhole } from '../../../../nodes/trigger/jobs/details';
import type { JobSource } from '../../../../nodes/trigger/jobs/observation';
import { elapsed } from '../../../../nodes/util/clock';
import { backupServerJob } from '../../../../nodes/vspc/jobs/backupServerJob';
import { microsoft365Job } from '../../../../nodes/vspc/jobs/microsoft365Job';

/** Events of many jobs at once: with all fields of each job, and with few requests. */

const SERVER = '11111111-1111-4111-8111-111111111111';
const uid = (index: number) => `22222222-2222-4222-8222-${String(index).padStart(12, '0')}`;
const key = (index: number) => `job:${SERVER}:${uid(index)}`;
const keys = (count: number, from = 0) =>
	Array.from({ length: count }, (_, index) => key(from + index));
const job = (index: number): IDataObject => ({
	instanceUid: uid(index),
	backupServerUid: SERVER,
	name: `Job ${index}`,
});

interface Server {
	/** Those whose sessions ended last come first */
	jobs?: IDataObject[];
	apiVersion?: string;
	/** What VSPC makes of a filter by UID */
	filters?: 'applied' | 'refused' | 'ignored';
	/** It says how many jobs there are */
	hasTotal?: boolean;
	/** From this page on, pages of the list fail */
	failsFrom?: number;
	/** It sends the first page whatever the offset */
	ignoresOffset?: boolean;
	fetch?: (index: number) => IDataObject;
	more?: object;
}

function serverOf({
	jobs = Array.from({ length: 2000 }, (_, index) => job(index)),
	apiVersion = '3.6.1',
	filters = 'applied',
	hasTotal = true,
	failsFrom = Infinity,
	ignoresOffset = false,
	fetch = job,
	more = {},
}: Server) {
	const asked = { pages: 0, filters: [] as string[], single: 0 };
	const request = async ({ qs }: { qs: { filter: string } }) => {
		const [{ items }] = JSON.parse(qs.filter) as [
			{ items: Array<{ property: string; value: string }> },
		];
		asked.filters.push(items[0].property);
		if (filters === 'refused') throw new Error('400');
		const wanted = ({ property, value }: { property: string; value: string }) =>
			jobs.filter((row) => row[property] === value);
		const data = filters === 'ignored' ? jobs.slice(-500) : items.flatMap(wanted);
		return { data, meta: null };
	};
	const vspc = {
		connection: { apiVersion },
		timeouts: { timeoutSeconds: 60, asyncTimeoutSeconds: 300 },
		within: () => vspc,
		request,
	};
	const read = async (offset: number, limit: number) => {
		if (asked.pages++ >= failsFrom) throw new Error('503');
		const start = ignoresOffset ? 0 : offset;
		const rows = jobs.slice(start, start + limit);
		return { rows, offset: start, ...(hasTotal ? { total: jobs.length } : {}) };
	};
	const kind = {
		...backupServerJob,
		fetch: async (_: unknown, ref: string) => {
			asked.single++;
			return fetch(Number(ref.slice(-12)));
		},
		...more,
	};
	const until = elapsed() + 10_000;
	const source = { kind, vspc, wholePages: { read }, until } as unknown as JobSource;
	return { source, asked };
}

const namesOf = (found: Map<string, IDataObject | null>) =>
	[...found.values()].map((row) => row?.name).sort();
const named = (count: number, from = 0) =>
	Array.from({ length: count }, (_, index) => `Job ${from + index}`).sort();

test('a few jobs are asked for one by one, and each says for itself', async () => {
	const { source, asked } = serverOf({
		fetch: (index) => {
			if (index === 1) throw Object.assign(new Error('gone'), { httpCode: '404' });
			if (index === 2) throw new Error('not now');
			return job(index);
		},
	});
	const found = await readWhole(source, [...keys(4), 'no key']);
	expect(found.get(key(0))).toEqual(job(0));
	// Only what is certain counts as deleted.
	expect(found.get(key(1))).toBeNull();
	expect([...found.keys()]).toEqual([key(0), key(1), key(3)]);
	expect(asked).toEqual({ pages: 0, filters: [], single: 4 });
});

test('more jobs are asked for with filters, fifteen at a time', async () => {
	const { source, asked } = serverOf({});
	expect(namesOf(await readWhole(source, keys(40)))).toEqual(named(40));
	expect(asked).toMatchObject({ pages: 0, filters: Array(3).fill('instanceUid'), single: 0 });
});

test('API 3.5 calls the UID in a key by another name', async () => {
	const jobs = Array.from({ length: 100 }, (_, index) => ({
		...job(index),
		instanceUid: uid(900_000 + index),
		originalUid: uid(index),
	}));
	const { source, asked } = serverOf({ apiVersion: '3.5', jobs });
	expect(namesOf(await readWhole(source, keys(20)))).toEqual(named(20));
	expect(asked).toMatchObject({ filters: Array(2).fill('originalUid'), single: 0 });
});

test.each(['refused', 'ignored'] as const)(
	'where a filter by UID is %s, jobs are asked for one by one, up to 45 of them',
	async (filters) => {
		const { source, asked } = serverOf({ filters });
		expect(namesOf(await readWhole(source, keys(40)))).toEqual(named(40));
		expect(asked.single).toBe(40);
		const many = serverOf({ filters, failsFrom: 0 });
		expect(namesOf(await readWhole(many.source, keys(60)))).toEqual(named(45));
		expect(many.asked).toMatchObject({ pages: 1, single: 45 });
	},
);

describe('many jobs are read with pages of those whose sessions ended last', () => {
	test('a failure of hundreds takes a few requests', async () => {
		const { source, asked } = serverOf({});
		expect(namesOf(await readWhole(source, keys(700)))).toEqual(named(700));
		expect(asked).toEqual({ pages: 2, filters: [], single: 0 });
	});

	test('those that no page has any more are asked for with filters', async () => {
		const { source, asked } = serverOf({});
		const spread = [...keys(100), ...keys(10, 1900)];
		expect(namesOf(await readWhole(source, spread))).toEqual(
			[...named(100), ...named(10, 1900)].sort(),
		);
		expect(asked).toMatchObject({ pages: 2, filters: ['instanceUid'], single: 0 });
	});

	test.each<[string, Server, number]>([
		['the server does not say how many there are', { hasTotal: false }, 700],
		['a page fails', { failsFrom: 1 }, 700],
		['the server sends the first page again and again', { ignoresOffset: true }, 545],
		['a kind of jobs shows no ends', { more: { properties: { lastRun: 'lastRun' } } }, 700],
	])('though %s', async (_, server, count) => {
		const { source } = serverOf(server);
		expect(namesOf(await readWhole(source, keys(count)))).toEqual(named(count));
	});
});

test('of a kind without single answers, the list is all there is', async () => {
	const servers = (index: number) => `microsoft365Job:backup:${SERVER}:${uid(index)}`;
	const find = async (_: unknown, refs: string[]) =>
		new Map<string, unknown>([
			[refs[0], job(0)],
			[refs[1], new Error('two of them')],
		]);
	const { source, asked } = serverOf({
		more: { ...microsoft365Job, isQueryable: false, fetch: undefined, find },
	});
	const found = await readWhole(source, [servers(0), servers(1), servers(2)]);
	expect([...found]).toEqual([
		[servers(0), job(0)],
		[servers(2), null],
	]);
	expect(asked.single).toBe(0);
});

test('no event, no request', async () => {
	const { source, asked } = serverOf({});
	expect((await readWhole(source, [])).size).toBe(0);
	expect(asked).toEqual({ pages: 0, filters: [], single: 0 });
});
