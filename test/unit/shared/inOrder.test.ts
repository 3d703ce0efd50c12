import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import type { FilterCondition } from '../../../nodes/shared/list/filter';
import { readSliceInOrder, type OrderPlace } from '../../../nodes/shared/list/inOrder';
import { IncompleteListError } from '../../../nodes/shared/list/readAll';

/** What a server does with what it is asked for. */
interface Server {
	sorts: boolean;
	filters: boolean;
	tellsTotal: boolean;
	pageSize: number;
}

const row = (name: string, index: number): IDataObject => ({ name, uid: `u${index}` });

function readerOf(rows: () => IDataObject[], { sorts, filters, tellsTotal, pageSize }: Server) {
	return async (condition: FilterCondition | undefined) => {
		let list = rows();
		if (condition && filters) list = list.filter(({ name }) => name! >= condition.value!);
		if (sorts)
			list = [...list].sort((a, b) => (a.name! < b.name! ? -1 : a.name! > b.name! ? 1 : 0));
		return { rows: list.slice(0, pageSize), total: tellsTotal ? list.length : undefined };
	};
}

/** Reads all parts, each of `pages` pages; `between` happens after each part. */
async function readParts(
	read: ReturnType<typeof readerOf>,
	pages: number,
	between: () => void = () => {},
): Promise<IDataObject[]> {
	const rows: IDataObject[] = [];
	let place: OrderPlace | undefined;
	for (let part = 0; part < 100; part++) {
		let count = 0;
		const taken = new Set(rows.map(({ uid }) => String(uid)));
		const from = { place, taken };
		const slice = await readSliceInOrder(
			read,
			'name',
			({ uid }) => uid,
			from,
			() => ++count >= pages,
		);
		rows.push(...slice.rows);
		if (!slice.next) return rows;
		place = slice.next;
		between();
	}
	throw new Error('read on and on');
}

const names = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'), { maxLength: 40 });

test('a list is read completely, each row once, or not at all, whatever the server ignores', async () => {
	const servers = fc.record({
		sorts: fc.boolean(),
		filters: fc.boolean(),
		tellsTotal: fc.boolean(),
		pageSize: fc.integer({ min: 1, max: 12 }),
	});
	await fc.assert(
		fc.asyncProperty(
			names,
			servers,
			fc.integer({ min: 1, max: 4 }),
			async (list, server, pages) => {
				const rows = list.map(row);
				const all = rows.map(({ uid }) => uid).sort();
				const found = await readParts(
					readerOf(() => rows, server),
					pages,
				).catch((error) => {
					expect(error).toBeInstanceOf(IncompleteListError);
					return undefined;
				});
				if (found) expect(found.map(({ uid }) => uid).sort()).toEqual(all);
				const longestTie = Math.max(
					0,
					...list.map((name) => list.filter((n) => n === name).length),
				);
				const isGood = server.sorts && server.filters && server.tellsTotal;
				if (isGood && longestTie < server.pageSize) expect(found).toBeDefined();
			},
		),
		{ numRuns: 1000 },
	);
});

test('a row that is deleted between two parts is noticed; one that is made does no harm', async () => {
	const server = { sorts: true, filters: true, tellsTotal: true, pageSize: 3 };
	let rows = [...'abcdefgh'].map(row);
	const read = readerOf(() => rows, server);
	const make = () => {
		rows = [...rows, row('a', 100 + rows.length)];
	};
	const found = await readParts(read, 1, make);
	expect(found.map(({ name }) => name).join('')).toBe('abcdefgh');
	const remove = () => {
		rows = rows.filter(({ name }) => name !== 'g');
	};
	await expect(readParts(read, 1, remove)).rejects.toThrow('it changed while it was read');
});

test('times are asked for in UTC, and rows without one are noticed', async () => {
	const asked: Array<FilterCondition | undefined> = [];
	const at = (time: string | null) => ({ lastActivation: { time }, uid: String(time) });
	const read = async (condition: FilterCondition | undefined) => {
		asked.push(condition);
		const rows = condition ? [] : [at('2026-01-02T03:04:05.6789-05:00')];
		return { rows, total: condition ? 0 : 2 };
	};
	const from = { taken: new Set<string>() };
	const part = readSliceInOrder(
		read,
		'lastActivation.time',
		({ uid }) => uid,
		from,
		() => false,
	);
	await expect(part).rejects.toThrow(IncompleteListError);
	expect(asked[1]).toEqual({
		property: 'lastActivation.time',
		operation: 'greaterThanOrEqual',
		value: '2026-01-02T08:04:05.678Z',
	});
});

test('rows without a UID are in it too', async () => {
	const rows = [...'abcdefgh'].map((name, index) => ({ name, uid: index % 3 ? `u${name}` : '' }));
	const read = async (condition: FilterCondition | undefined) => {
		const left = rows.filter(({ name }) => !condition || name >= String(condition.value));
		return { rows: left.slice(0, 3), total: left.length };
	};
	const from = { taken: new Set<string>() };
	const key = ({ uid }: IDataObject) => `job::${String(uid)}`;
	const found = await readSliceInOrder(read, 'name', key, from, () => false);
	expect(found.rows).toEqual(rows);
});
