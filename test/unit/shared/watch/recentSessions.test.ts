import type { IDataObject } from 'n8n-workflow';

import { readRecentSessions } from '../../../../nodes/trigger/jobs/reads';
import { observe } from '../../../../nodes/trigger/jobs/observation';
import type { JobSource } from '../../../../nodes/trigger/jobs/observation';
import type { Page } from '../../../../nodes/vspc/list/pages';
import type { JobLastSeen } from '../../../../nodes/trigger/jobs/memory';

/** Whoever reads recent sessions must know when some may be missing: then everything is read. */
const NOW = 1_800_000_000;
const PAGE = 500;

const kind = {
	properties: { status: 'status', lastRun: 'lastRun', lastEnd: 'lastEndTime' },
	keyOf: (row: IDataObject) => String(row.id),
} as unknown as JobSource['kind'];

const job = (id: number, end: number | null): IDataObject => ({
	id,
	status: end === null ? 'None' : 'Failed',
	lastEndTime: end === null ? null : new Date(end * 1000).toISOString(),
});
/** Newest first, a minute apart. */
const jobs = (count: number) => Array.from({ length: count }, (_, id) => job(id, NOW - id * 60));
const knownOf = (rows: IDataObject[]) =>
	new Map(
		rows.map((row): [string, JobLastSeen] => {
			const { id, outcome, time } = observe(kind, row);
			return [id, { outcome, time }];
		}),
	);

function source(read: (offset: number, limit: number) => Page) {
	let requests = 0;
	const pages = {
		read: async (offset: number, limit: number) => {
			if (requests++ > 20) throw new Error('reads on and on');
			return read(offset, limit);
		},
	};
	return { source: { kind, pages } as unknown as JobSource, requests: () => requests };
}
const server = (rows: IDataObject[]) => (offset: number, limit: number) => ({
	rows: rows.slice(offset, offset + limit),
	total: rows.length,
	offset,
});
const never = () => false;

test('with nothing new one page is enough', async () => {
	const rows = jobs(1200);
	const { source: from, requests } = source(server(rows));
	expect(await readRecentSessions(from, knownOf(rows), never)).toEqual({
		rows: rows.slice(0, PAGE),
		isSorted: true,
		isComplete: true,
	});
	expect(requests()).toBe(1);
});

test('with much that is new it reads on, to the end if need be', async () => {
	const rows = jobs(1200);
	const { source: from } = source(server(rows));
	const some = await readRecentSessions(from, knownOf(rows.slice(450)), never);
	expect(some).toEqual({ rows: rows.slice(0, 2 * PAGE), isSorted: true, isComplete: true });
	const all = await readRecentSessions(source(server(rows)).source, new Map(), never);
	expect(all).toEqual({ rows, isSorted: true, isComplete: true });
});

test('without totals it reads until a page is empty', async () => {
	const rows = jobs(700);
	const { source: from, requests } = source((offset, limit) => ({
		rows: rows.slice(offset, offset + limit),
	}));
	expect(await readRecentSessions(from, new Map(), never)).toEqual({
		rows,
		isSorted: true,
		isComplete: true,
	});
	expect(requests()).toBe(3);
});

test('when the time is up amid new sessions, there may be more', async () => {
	const { source: from, requests } = source(server(jobs(1200)));
	expect((await readRecentSessions(from, new Map(), () => true)).isComplete).toBe(false);
	expect(requests()).toBe(1);
});

test('a server that does not sort is not believed', async () => {
	const rows = jobs(1200).reverse();
	const { source: from } = source(server(rows));
	expect((await readRecentSessions(from, knownOf(rows), never)).isComplete).toBe(false);
});

test('a server that sends another page than asked for is not believed', async () => {
	const rows = jobs(1200);
	const { source: from, requests } = source((_, limit) => server(rows)(0, limit));
	expect((await readRecentSessions(from, new Map(), never)).isComplete).toBe(false);
	expect(requests()).toBe(2);
});

test.each([
	['newest first', jobs(PAGE)],
	['all at the same time', Array.from({ length: PAGE }, (_, id) => job(id, NOW))],
])(
	'a server that sends the same page again and does not say so is not believed: %s',
	async (_, rows) => {
		const { source: from, requests } = source(() => ({ rows }));
		expect((await readRecentSessions(from, new Map(), never)).isComplete).toBe(false);
		expect(requests()).toBe(2);
	},
);

test('a server that begins with jobs that never ran hides those that did', async () => {
	const rows = [...Array.from({ length: 600 }, (_, id) => job(1000 + id, null)), ...jobs(600)];
	const { source: from } = source(server(rows));
	const known = knownOf(rows.filter(({ id }) => id !== 0));
	expect((await readRecentSessions(from, known, never)).isComplete).toBe(false);
});

test('where all that there is never ran, that is all', async () => {
	const rows = [job(1, null), job(2, null)];
	const { source: from } = source(server(rows));
	expect(await readRecentSessions(from, new Map(), never)).toEqual({
		rows,
		isSorted: true,
		isComplete: true,
	});
});

test.each([
	['and the total says that there are rows', { total: 1200 }],
	['without a total', {}],
])('an empty first page %s proves nothing, when there were jobs', async (_, meta) => {
	const { source: from } = source(() => ({ rows: [], ...meta }));
	expect(await readRecentSessions(from, knownOf(jobs(3)), never)).toEqual({
		rows: [],
		isSorted: true,
		isComplete: false,
	});
});

test('an empty page behind the first one proves nothing before the end', async () => {
	const rows = jobs(1200);
	const { source: from } = source((offset, limit) => ({
		rows: offset === 0 ? rows.slice(0, limit) : [],
		total: rows.length,
	}));
	const { isComplete } = await readRecentSessions(from, new Map(), never);
	expect(isComplete).toBe(false);
});
