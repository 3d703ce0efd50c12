import type { EstateStore } from '../estate/store';
import type { JsonObject } from '../types';
import type { QueryScope } from './parse';
import { REMEMBERED_FROM, type Collection } from './search';

/** The JSON texts of a list's rows, as long as neither the estate nor the way it is shown changes. */
interface Memory {
	version: number;
	look: string;
	texts: WeakMap<JsonObject, string>;
}

const memories = new WeakMap<JsonObject[], Memory>();

/**
 * Turns a row into its JSON text. That is most of the work for a page, so each row of a big list is done once:
 * otherwise whoever measures a client would measure this server.
 */
export function toText<T extends JsonObject>(
	{ rows, render, omit = (row) => row, isSteady }: Collection<T>,
	scope: QueryScope,
	{ version }: EstateStore,
): (row: T) => string {
	const textOf = (row: T) => JSON.stringify(omit(render(row)));
	if (!isSteady || rows.length < REMEMBERED_FROM) return textOf;
	const look = JSON.stringify({ ...scope, fields: undefined });
	let memory = memories.get(rows);
	if (memory?.version !== version || memory.look !== look) {
		memory = { version, look, texts: new WeakMap() };
		memories.set(rows, memory);
	}
	const { texts } = memory;
	return (row) => {
		const known = texts.get(row) ?? textOf(row);
		texts.set(row, known);
		return known;
	};
}
