import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { placeOf, type Page } from '../../../nodes/vspc/list/pages';
import { IncompleteListError } from '../../../nodes/vspc/list/pages';
import { readSlice, type Place } from '../../../nodes/vspc/list/resumable';
import { cases } from '../../cases';

/** A list that is read in parts, with time for it to change between them, and even between pages. */
const keyOf = (row: IDataObject) => row.id;
const ids = (rows: IDataObject[]) => rows.map(({ id }) => id as number);
const range = (count: number, from = 0) =>
	Array.from({ length: count }, (_, index) => from + index);

/** A list in the order of its IDs, as VSPC sorts by UID. */
class Server {
	requests = 0;
	then: (requests: number) => void = () => undefined;

	constructor(
		public rows: number[],
		private readonly maxPage: number,
		private readonly meta = true,
	) {}

	readonly read = async (offset: number, limit: number): Promise<Page> => {
		const rows = this.rows
			.slice(offset, offset + Math.min(limit, this.maxPage))
			.map((id) => ({ id }));
		const total = this.rows.length;
		this.then(++this.requests);
		return this.meta ? { rows, total, offset } : { rows };
	};
}

/** Reads all parts, each with a pause after it. */
async function readParts(server: Server, between: (part: number) => void = () => undefined) {
	const rows: number[] = [];
	let place: Place | undefined;
	for (let part = 0; part < 10_000; part++) {
		const slice = await readSlice(server.read, keyOf, place, () => true);
		rows.push(...ids(slice.rows));
		place = slice.next;
		if (!place) return { rows, parts: part + 1 };
		between(part);
	}
	throw new Error('never ends');
}

test('a list that stays: every row once, in order, and no page again', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 0, max: 1500 }),
			fc.integer({ min: 2, max: 600 }),
			fc.boolean(),
			async (count, maxPage, meta) => {
				const server = new Server(range(count), maxPage, meta);
				const { rows } = await readParts(server);
				expect(rows).toEqual(range(count));
				const step = Math.min(maxPage, 500) - 1;
				expect(server.requests).toBeLessThanOrEqual(Math.ceil(count / step) + 2);
			},
		),
		{ numRuns: cases(100) },
	);
});

test('goes on until the time is up, and asks for the time that the next pages are likely to take', async () => {
	const server = new Server(range(300), 20);
	const asked: number[] = [];
	const slice = await readSlice(server.read, keyOf, undefined, (ahead) => asked.push(ahead) > 1);
	expect(asked).toHaveLength(2);
	expect(asked.every((ahead) => ahead >= 0)).toBe(true);
	expect(ids(slice.rows)).toEqual(range(slice.rows.length));
	expect(slice.next).toEqual({ offset: slice.rows.length - 1, key: slice.rows.length - 1 });
});

describe('a reader that may take so many pages', () => {
	const never = () => false;

	test.each([1, 2, 3, 5, 6])(
		'%i: no more are asked for, and the next part goes on',
		async (most) => {
			const server = new Server(range(1000), 50);
			const rows: number[] = [];
			let place: Place | undefined;
			do {
				server.requests = 0;
				const slice = await readSlice(server.read, keyOf, place, never, most);
				expect(server.requests).toBeLessThanOrEqual(most);
				rows.push(...ids(slice.rows));
				place = slice.next;
			} while (place);
			expect(rows).toEqual(range(1000));
		},
	);

	test('rows before its place are deleted: it goes on, and takes no more for that', async () => {
		const server = new Server(range(4000), 500);
		const first = await readSlice(server.read, keyOf, undefined, never, 3);
		server.rows.splice(2, 1);
		server.requests = 0;
		const second = await readSlice(server.read, keyOf, first.next, never, 3);
		expect(server.requests).toBeLessThanOrEqual(3);
		const { rows } = await readSlice(server.read, keyOf, second.next, never);
		const seen = new Set(ids([...first.rows, ...second.rows, ...rows]));
		expect(range(4000).filter((id) => !seen.has(id))).toEqual([]);
	});

	test('though it may take one only, it looks for its place', async () => {
		const server = new Server(range(4000), 500);
		const { next } = await readSlice(server.read, keyOf, undefined, never, 1);
		server.rows.splice(2, 1);
		const { rows } = await readSlice(server.read, keyOf, next, never, 1);
		expect(rows.length).toBeGreaterThan(0);
	});
});

interface Change {
	/** Which request or part it comes after */
	after: number;
	remove: boolean;
	/** Where in the list, 0 to 1 */
	at: number;
	count: number;
}
const changes = fc.array(
	fc.record<Change>({
		after: fc.nat(12),
		remove: fc.boolean(),
		at: fc.double({ min: 0, max: 1, noNaN: true }),
		count: fc.integer({ min: 1, max: 200 }),
	}),
	{ maxLength: 5 },
);

/** New rows get IDs between the others: the list stays sorted. */
function apply(server: Server, { remove, at, count }: Change, gone: Set<number>) {
	const index = Math.floor(at * server.rows.length);
	if (remove) {
		for (const id of server.rows.splice(index, count)) gone.add(id);
		return;
	}
	const [low = -1000, high = low + 1000] = [server.rows[index - 1], server.rows[index]];
	const fresh = range(count, 1).map((part) => low + ((high - low) * part) / (count + 1));
	server.rows.splice(index, 0, ...fresh);
}

test.each(['parts', 'pages'] as const)(
	'a list that shrinks and grows between %s: no row is lost that stays, or it says so',
	async (between) => {
		let completed = 0;
		let runs = 0;
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 0, max: 2500 }),
				fc.oneof(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 2, max: 600 })),
				fc.boolean(),
				changes,
				async (count, maxPage, meta, drawn) => {
					const server = new Server(range(count), maxPage, meta);
					const gone = new Set<number>();
					const happen = (moment: number) => {
						for (const change of drawn) {
							if (change.after === moment) apply(server, change, gone);
						}
					};
					if (between === 'pages') server.then = happen;
					runs++;
					let rows: number[];
					try {
						({ rows } = await readParts(server, between === 'parts' ? happen : undefined));
					} catch (error) {
						expect(error).toBeInstanceOf(IncompleteListError);
						return;
					}
					completed++;
					const seen = new Set(rows);
					expect(range(count).filter((id) => !gone.has(id) && !seen.has(id))).toEqual([]);
				},
			),
			{ numRuns: 400 },
		);
		// Saying so must not be the rule: of fewer lists, half could fail by chance.
		expect(completed).toBeGreaterThan(runs / 2);
	},
);

test('rows before the place are deleted: none behind it is lost, and it need not begin again', async () => {
	const server = new Server(range(1800), 500);
	const { rows } = await readParts(server, (part) => {
		if (part === 1) server.rows.splice(0, 15);
	});
	expect(new Set(rows)).toEqual(new Set(range(1800)));
});

test('so many rows are deleted that the pages do not meet: it says so', async () => {
	const server = new Server(range(1000), 20);
	const first = await readSlice(server.read, keyOf, undefined, () => true);
	const place: Place = { offset: 600, key: 600 };
	expect(first.next).toBeDefined();
	// Row 600 is now at 355: what looks back from 350 finds it, but ends before the page at 600 begins.
	server.rows.splice(0, 245);
	await expect(readSlice(server.read, keyOf, place, () => true)).rejects.toThrow(
		'it changed while it was read',
	);
});

test('the row of the place is deleted: it says so', async () => {
	const server = new Server(range(200), 20);
	const { next } = await readSlice(server.read, keyOf, undefined, () => true);
	server.rows = server.rows.filter((id) => id !== next!.key);
	await expect(readSlice(server.read, keyOf, next, () => true)).rejects.toThrow(
		IncompleteListError,
	);
});

test('a server that ignores the offset is found out, whether it says so or not', async () => {
	const server = new Server(range(200), 20);
	const { next } = await readSlice(server.read, keyOf, undefined, () => true);
	const first = { rows: range(20).map((id) => ({ id })), total: 200 };
	const telling = async () => ({ ...first, offset: 0 });
	await expect(readSlice(telling, keyOf, next, () => true)).rejects.toThrow('the same page again');
	await expect(
		readSlice(
			async () => first,
			keyOf,
			next,
			() => true,
		),
	).rejects.toThrow(IncompleteListError);
});

test('a page without rows though there are more is no end', async () => {
	const server = new Server(range(200), 20);
	const { next } = await readSlice(server.read, keyOf, undefined, () => true);
	const empty = async (offset: number): Promise<Page> => ({ rows: [], total: 200, offset });
	await expect(readSlice(empty, keyOf, next, () => true)).rejects.toThrow(IncompleteListError);
	const once = async (offset: number, limit: number) =>
		offset === 0 ? await server.read(offset, limit) : await empty(offset);
	await expect(readSlice(once, keyOf, undefined, () => false)).rejects.toThrow(IncompleteListError);
});

test('whatever the server says as the total: no row is left out, or it is an error', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 0, max: 1200 }),
			fc.integer({ min: 2, max: 600 }),
			fc.option(fc.integer({ min: -2, max: 1300 })),
			async (count, maxPage, total) => {
				// One page and a total that says so is what every short list looks like.
				fc.pre(total !== Math.min(count, maxPage) || total >= 500);
				const read = async (offset: number, limit: number): Promise<Page> => {
					const page = range(count).slice(offset, offset + Math.min(limit, maxPage));
					const rows = page.map((id) => ({ id }));
					return { rows, ...placeOf({ total, offset }, rows.length, offset) };
				};
				const slice = await readSlice(read, keyOf, undefined, () => false).catch((error) => {
					expect(error).toBeInstanceOf(IncompleteListError);
					expect(total).toBeGreaterThan(count);
					return undefined;
				});
				if (slice) expect(ids(slice.rows)).toEqual(range(count));
			},
		),
		{ numRuns: cases(400) },
	);
});

test('rows without a UID are in it too, also where a part ends with one', async () => {
	const rows = range(40).map((index) => ({
		name: `job ${index}`,
		uid: index % 3 ? index : undefined,
	}));
	const read = async (offset: number): Promise<Page> => ({
		rows: rows.slice(offset, offset + 5),
		total: rows.length,
		offset,
	});
	const key = ({ uid }: IDataObject) => `job::${String(uid ?? '')}`;
	const found: IDataObject[] = [];
	let place: Place | undefined;
	do {
		const slice = await readSlice(read, key, place, () => true);
		found.push(...slice.rows);
		place = slice.next;
	} while (place);
	expect(found).toEqual(rows);
});
