import { parseSelect } from '../query/select';
import type { Fields } from '../schema/fields';
import type { JsonObject } from '../types';
import type { Call } from './call';

/** Cuts a single row to what the request selects. Ends the request when select is bad. */
export function selector(
	{ request, state, version }: Call,
	fields: Fields,
): (row: JsonObject) => JsonObject {
	const { select } = request.query;
	if (select === undefined) return (row) => row;
	return parseSelect(select, { ...state.settings, fields, version });
}
