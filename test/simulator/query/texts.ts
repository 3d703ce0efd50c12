import type { EstateStore } from '../estate/store';
import type { JsonObject } from '../types';
import type { QueryScope } from './parse';
import { isRemembered, type Collection } from './search';

/** The JSON texts of rows, as long as they don't change, by the way they are shown. */
type Texts = WeakMap<JsonObject, { version: number; text: string }>;

const memories = new WeakMap<JsonObject[], Map<string, Texts>>();

/** Ways of showing a list that are remembered; a client has one or two. */
const LOOKS = 4;

function textsOf(rows: JsonObject[], look: string): Texts {
	const looks = memories.get(rows) ?? new Map<string, Texts>();
	memories.set(rows, looks);
	if (looks.size >= LOOKS && !looks.has(look)) looks.clear();
	const texts: Texts = looks.get(look) ?? new WeakMap();
	looks.set(look, texts);
	return texts;
}

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
	const textOf = (row: T) => JSON.stringify(trim(omit(render(row))));
	if (!isSteady || !isRemembered(rows, scope)) return textOf;
	const texts = textsOf(rows, JSON.stringify([select, { ...scope, fields: undefined }]));
	return (row) => {
		const version = store.versionOf(row);
		const known = texts.get(row);
		if (known?.version === version) return known.text;
		const text = textOf(row);
		texts.set(row, { version, text });
		return text;
	};
}
