import type { EstateStore } from '../estate/store';
import type { JsonObject } from '../types';
import type { QueryScope } from './parse';
import { perRow } from './perRow';
import { isRemembered, type Collection } from './search';
import { selectedProperties } from './select';

/**
 * Turns a row into its JSON text. That is most of the work for a page, so each row of a big list is done once:
 * otherwise whoever measures a client would measure this server.
 *
 * @param select what `trim` was made of
 */
export function toText<T extends JsonObject>(
	{ rows, render, omit = (row) => row, isSteady }: Collection<T>,
	scope: QueryScope,
	store: EstateStore,
	select: string | undefined,
	trim: (row: JsonObject) => JsonObject,
): (row: T) => string {
	const names = select === undefined ? undefined : selectedProperties(select);
	const only = names?.size ? names : undefined;
	const textOf = (row: T) => JSON.stringify(trim(omit(render(row, only))));
	if (!isSteady || !isRemembered(rows, scope)) return textOf;
	const look = JSON.stringify(['text', select, { ...scope, fields: undefined }]);
	return perRow(rows, look, store, textOf);
}
