import type { Answer, ApiRequest } from '../api/answers';
import { badParameter } from '../api/answers';
import type { JsonObject } from '../types';
import { parseFilter } from './filter';
import type { QueryScope } from './parse';
import { parseSelect } from './select';
import { parseSort } from './sort';

const LIMIT_MAX = 500;
const OFFSET_MAX = 2147483647;

function integer(request: ApiRequest, name: string, fallback: number, min: number, max: number) {
	const text = request.query[name];
	if (text === undefined) return fallback;
	const number = Number(text);
	if (!/^\d+$/.test(text) || number < min || number > max) {
		return badParameter(name, `The ${name} parameter must be from ${min} to ${max}.`);
	}
	return number;
}

/** The rows of a collection and how they are shown; `omit` cuts what lists leave out. */
interface Collection<T> {
	rows: T[];
	render: (row: T) => JsonObject;
	omit?: (row: JsonObject) => JsonObject;
}

/** One page of a collection, after filter, sort and offset. */
export function page<T>(
	{ rows, render, omit = (row) => row }: Collection<T>,
	request: ApiRequest,
	scope: QueryScope & { maxPageSize: number },
): Answer {
	const { query, ignore } = request;
	const limit = Math.min(integer(request, 'limit', 100, 1, LIMIT_MAX), scope.maxPageSize);
	const askedOffset = integer(request, 'offset', 0, 0, OFFSET_MAX);
	const offset = ignore.has('offset') ? 0 : askedOffset;
	// All three are read even when a fault ignores them: bad ones are refused all the same.
	const filter = query.filter === undefined ? undefined : parseFilter(query.filter, scope);
	const order = query.sort === undefined ? undefined : parseSort(query.sort, scope);
	const select = query.select === undefined ? undefined : parseSelect(query.select, scope);

	const cut = <R>(found: R[]) => found.slice(offset, offset + limit);
	let total = rows.length;
	let shown: JsonObject[];
	if (filter || order) {
		const all = rows.map(render);
		const found = filter && !ignore.has('filter') ? all.filter(filter) : all;
		total = found.length;
		shown = cut(order && !ignore.has('sort') ? found.sort(order) : found);
	} else {
		// Rendering the page alone keeps big estates quick.
		shown = cut(rows).map(render);
	}
	const data = shown.map(omit).map(select ?? ((row) => row));
	return {
		status: 200,
		json: { meta: { pagingInfo: { total, count: data.length, offset } }, data, errors: null },
	};
}
