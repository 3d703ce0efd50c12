import type { Answer, ApiRequest } from '../api/answers';
import { badParameter } from '../api/answers';
import type { Call } from '../api/call';
import type { Fields } from '../schema/fields';
import type { JsonObject } from '../types';
import type { Collection } from './search';
import { search } from './search';
import { parseSelect } from './select';
import { toText } from './texts';
import { disturb, metaOf, spoiled } from './troubles';

const LIMIT_MAX = 500;
const OFFSET_MAX = 2147483647;

function integer(request: ApiRequest, name: string, fallback: number, min: number, max: number) {
	const text = request.query[name];
	if (text === undefined) return fallback;
	const number = Number(text);
	// Seen live.
	if (number > max) {
		return badParameter(name, `Parameter value must be less or equal to ${max}.`);
	}
	if (!/^\d+$/.test(text) || number < min) {
		return badParameter(name, `The ${name} parameter must be from ${min} to ${max}.`);
	}
	return number;
}

/** One page of a collection, after filter, sort and offset. */
export function page<T extends JsonObject>(
	collection: Collection<T>,
	{ request, state, version }: Call,
	fields: Fields,
): Answer {
	const { query, ignore, troubles } = request;
	const scope = { ...state.settings, fields, version };
	const limit = Math.min(integer(request, 'limit', 100, 1, LIMIT_MAX), scope.maxPageSize);
	const asked = integer(request, 'offset', 0, 0, OFFSET_MAX);
	const { select } = query;
	const trim = select === undefined ? (row: JsonObject) => row : parseSelect(select, scope);
	const wanted = { filter: query.filter, sort: query.sort, ignore };
	const found = search(collection, wanted, scope, state.store);

	const offset = ignore.has('offset') ? 0 : asked;
	const cut = spoiled({ from: offset, limit, offset, total: found.length }, troubles);
	const shown = found.slice(cut.from, cut.from + cut.limit);
	const texts = shown.map(toText(collection, scope, state.store, select, trim));
	const shownInfo = { total: cut.total, count: shown.length, offset: cut.offset };
	disturb(collection.source ?? collection.rows, found, troubles, state.store);
	const meta = JSON.stringify(metaOf(shownInfo, troubles)).slice(1, -1);
	const isNull = texts.length === 0 && state.settings.emptyLists === 'null';
	const data = `"data":${isNull ? 'null' : `[${texts.join(',')}]`}`;
	// Seen live: no errors, and meta before data or after it.
	const members = state.requests.length % 2 === 0 ? [meta, data] : [data, meta];
	return { status: 200, text: `{${members.filter(Boolean).join(',')}}` };
}
