import type { EstateStore } from '../estate/store';
import type { JsonObject } from '../types';
import { filterProperties, parseFilter } from './filter';
import type { QueryScope } from './parse';
import type { Order, SortKey } from './sort';
import { perRow } from './perRow';
import { parseOrder } from './sort';

/** The rows of a collection and how they are shown. */
export interface Collection<T> {
	rows: T[];
	/** What the rows were taken from, when they are a part of it. */
	source?: T[];
	/** The row as the client sees it; with `only`, cut to these properties. */
	render: (row: T, only?: ReadonlySet<string>) => JsonObject;
	/** Cuts what lists leave out. */
	omit?: (row: JsonObject) => JsonObject;
	/** What rows look like hangs on them, the settings and the API version alone, so big lists may remember it. */
	isSteady?: boolean;
}

/** The parameters that decide which rows are found, and in which order. */
interface Search {
	filter?: string;
	sort?: string;
	/** Parameters that are read and refused if they are bad, but have no effect. */
	ignore: ReadonlySet<string>;
}

const REMEMBERED_SEARCHES = 4;

const memory = new WeakMap<object, { version: number; found: Map<string, unknown[]> }>();

/** Whether results are remembered: clients read hundreds of pages of big lists. */
export const isRemembered = (rows: unknown[], { rememberFrom = 5000 }: QueryScope) =>
	rows.length >= rememberFrom;

function remembered<T>(rows: T[], key: string, version: number, work: () => T[]): T[] {
	let known = memory.get(rows);
	if (known?.version !== version) {
		known = { version, found: new Map() };
		memory.set(rows, known);
	}
	const found = (known.found.get(key) as T[] | undefined) ?? work();
	// The youngest is last; the oldest gives way.
	known.found.delete(key);
	known.found.set(key, found);
	for (const oldest of known.found.keys()) {
		if (known.found.size <= REMEMBERED_SEARCHES) break;
		known.found.delete(oldest);
	}
	return found;
}

function ordered<T>(rows: T[], keysOf: (row: T) => SortKey[], order: Order): T[] {
	return rows
		.map((row) => ({ row, keys: keysOf(row) }))
		.sort((a, b) => order.compareKeys(a.keys, b.keys))
		.map(({ row }) => row);
}

/** All rows that a request finds, in its order. Ends requests with bad parameters. */
export function search<T extends JsonObject>(
	{ rows, render, isSteady }: Collection<T>,
	{ filter, sort, ignore }: Search,
	scope: QueryScope,
	store: EstateStore,
): T[] {
	const test = filter === undefined ? undefined : parseFilter(filter, scope);
	const order = sort === undefined ? undefined : parseOrder(sort, scope);
	const filters = test && !ignore.has('filter');
	const sorts = order && order.properties.length > 0 && !ignore.has('sort');
	if (!filters && !sorts) return rows;
	const key = JSON.stringify([filters && filter, sorts && sort, { ...scope, fields: undefined }]);
	const isBig = isRemembered(rows, scope);
	const once = <Made>(topic: unknown, make: (row: T) => Made) =>
		isBig && isSteady
			? perRow(rows, JSON.stringify([topic, { ...scope, fields: undefined }]), store, make)
			: make;
	const work = () => {
		// Rendering what is compared alone keeps big estates quick.
		const tested = new Set(filters ? filterProperties(filter ?? '') : []);
		const glimpse = once([...tested], (row) => render(row, tested));
		const found = filters ? rows.filter((row) => test(glimpse(row))) : rows;
		if (!sorts) return found;
		const sorted = new Set(order.properties);
		const keysOf = once(sort, (row) => order.keysOf(render(row, sorted)));
		return ordered(found, keysOf, order);
	};
	return isBig ? remembered(rows, key, store.version, work) : work();
}
