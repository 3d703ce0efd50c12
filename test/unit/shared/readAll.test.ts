import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { IncompleteListError, readAll, readUntil } from '../../../nodes/vspc/list/pages';
import { placeOf, type Page } from '../../../nodes/vspc/list/pages';
import { cases } from '../../cases';

/** A list on a server, which may change after each request. */
interface Server {
	rows: number[];
	/** The server's own page size, when smaller than asked for */
	maxPage: number;
	/** Whether it sends total and offset */
	meta: boolean;
	/** Called after each request, with their number */
	then?: (requests: number) => void;
}

const keyOf = (row: IDataObject) => row.id;
const ids = (rows: IDataObject[]) => rows.map(({ id }) => id as number);
const range = (count: number) => Array.from({ length: count }, (_, id) => id);

function reader(server: Server) {
	let requests = 0;
	const read = async (offset: number, limit: number): Promise<Page> => {
		const count = Math.min(limit, server.maxPage);
		const rows = server.rows.slice(offset, offset + count).map((id) => ({ id }));
		const total = server.rows.length;
		requests++;
		server.then?.(requests);
		return server.meta ? { rows, total, offset } : { rows };
	};
	return { read, requests: () => requests };
}

test('any list, with any page size, with or without paging information: every row once, in order', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 0, max: 2600 }),
			fc.integer({ min: 2, max: 600 }),
			fc.boolean(),
			async (total, maxPage, meta) => {
				const { read, requests } = reader({ rows: range(total), maxPage, meta });
				expect(ids(await readAll(read, keyOf))).toEqual(range(total));
				const size = Math.min(maxPage, 500) - 1;
				expect(requests()).toBeLessThanOrEqual(Math.ceil(total / size) + 2);
			},
		),
		{ numRuns: cases(150) },
	);
});

const change = fc.record({
	afterRequest: fc.integer({ min: 1, max: 12 }),
	remove: fc.boolean(),
	at: fc.double({ min: 0, max: 1, noNaN: true }),
});

test('a list that changes while it is read: no row twice, none lost that was there all the time, or an error', async () => {
	let completed = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 0, max: 60 }),
			fc.integer({ min: 2, max: 12 }),
			fc.boolean(),
			fc.array(change, { maxLength: 5 }),
			async (total, maxPage, meta, changes) => {
				const ever = new Set(range(total));
				const removed = new Set<number>();
				const server: Server = { rows: range(total), maxPage, meta };
				let next = total;
				server.then = (requests) => {
					for (const { afterRequest, remove, at } of changes) {
						if (afterRequest !== requests) continue;
						const index = Math.floor(at * server.rows.length);
						if (remove) server.rows.splice(index, 1).forEach((id) => removed.add(id));
						else {
							server.rows.splice(index, 0, next);
							ever.add(next++);
						}
					}
				};
				let result: number[];
				try {
					result = ids(await readAll(reader(server).read, keyOf));
				} catch (error) {
					expect(error).toBeInstanceOf(IncompleteListError);
					return;
				}
				completed++;
				expect(new Set(result).size).toBe(result.length);
				expect(result.filter((id) => !ever.has(id))).toEqual([]);
				const lost = range(total).filter((id) => !removed.has(id) && !result.includes(id));
				expect(lost).toEqual([]);
			},
		),
		{ numRuns: cases(2000) },
	);
	expect(completed).toBeGreaterThan(cases(1000));
});

test('a list that never stops changing ends in an error, not in a loop', async () => {
	const server: Server = { rows: range(3000), maxPage: 500, meta: true };
	server.then = () => server.rows.shift();
	const { read, requests } = reader(server);
	await expect(readAll(read, keyOf)).rejects.toThrow('it changed while it was read');
	expect(requests()).toBeLessThan(30);
});

test.each([true, false])(
	'the same page again and again ends in an error (sends its place: %s)',
	async (meta) => {
		const rows = range(500).map((id) => ({ id }));
		const read = async (offset: number): Promise<Page> =>
			meta ? { rows, total: 1200, offset } : { rows, total: 1200 };
		await expect(readAll(read, keyOf)).rejects.toThrow('VSPC sends the same page again');
	},
);

test('an empty page before the end is no end', async () => {
	let empty = 1;
	const { read } = reader({ rows: range(1200), maxPage: 500, meta: true });
	const gappy = async (offset: number, limit: number): Promise<Page> => {
		const page = await read(offset, limit);
		return offset > 0 && empty-- > 0 ? { ...page, rows: [] } : page;
	};
	expect(ids(await readAll(gappy, keyOf))).toEqual(range(1200));
});

test('an error of the request is that error, at once', async () => {
	const read = jest.fn(async () => await Promise.reject(new Error('VSPC is down')));
	await expect(readAll(read, keyOf)).rejects.toThrow('VSPC is down');
	expect(read).toHaveBeenCalledTimes(1);
});

test('reads no further than needed', async () => {
	const { read, requests } = reader({ rows: range(5000), maxPage: 500, meta: true });
	const rows = await readUntil(read, keyOf, 20, (soFar) => soFar.length >= 20);
	expect(ids(rows)).toEqual(range(20));
	expect(requests()).toBe(1);
});

/** A server with pages of its own size that always says the same total. */
function saying(rows: IDataObject[], maxPage: number, total: number | null) {
	return async (offset: number, limit: number): Promise<Page> => {
		const page = rows.slice(offset, offset + Math.min(limit, maxPage));
		return { rows: page, ...placeOf({ total, offset }, page.length, offset) };
	};
}

test('whatever the server says as the total: every row once, or an error', async () => {
	let complete = 0;
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 0, max: 1600 }),
			fc.integer({ min: 2, max: 600 }),
			fc.option(fc.integer({ min: -2, max: 1700 })),
			async (count, maxPage, total) => {
				// One page and a total that says so is what every short list looks like.
				fc.pre(total !== Math.min(count, maxPage) || total >= 500);
				const rows = range(count).map((id) => ({ id }));
				const read = saying(rows, maxPage, total);
				const found = await readAll(read, keyOf).catch((error) => {
					expect(error).toBeInstanceOf(IncompleteListError);
					// Only one that is too large cannot be seen through.
					expect(total).toBeGreaterThan(count);
					return undefined;
				});
				if (found) {
					complete++;
					expect(ids(found)).toEqual(range(count));
				}
			},
		),
		{ numRuns: cases(400) },
	);
	expect(complete).toBeGreaterThan(cases(150));
});

test('rows without a UID: each of them, in their order, however many look alike', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.option(fc.integer({ min: 0, max: 9 })), { maxLength: 60 }),
			fc.integer({ min: 2, max: 20 }),
			fc.boolean(),
			async (names, maxPage, hasTotal) => {
				const rows = names.map((name, index) => ({ name, uid: name === null ? index : undefined }));
				const read = saying(rows, maxPage, hasTotal ? rows.length : null);
				for (const key of [
					({ uid }: IDataObject) => uid,
					({ uid }: IDataObject) => `job::${String(uid ?? '')}`,
				]) {
					expect(await readAll(read, key)).toEqual(rows);
				}
			},
		),
	);
});
