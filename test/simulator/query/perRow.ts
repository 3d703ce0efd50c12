import type { EstateStore } from '../estate/store';
import type { JsonObject } from '../types';

/** What was made of a row when it had this version. */
interface Made {
	version: number;
	made: unknown;
}

const memories = new WeakMap<JsonObject[], Map<string, WeakMap<JsonObject, Made>>>();

/** Ways of looking at a list that are remembered; a client has a few. */
const LOOKS = 8;

function memoryOf(rows: JsonObject[], look: string): WeakMap<JsonObject, Made> {
	const looks = memories.get(rows) ?? new Map<string, WeakMap<JsonObject, Made>>();
	memories.set(rows, looks);
	if (looks.size >= LOOKS && !looks.has(look)) looks.clear();
	const memory = looks.get(look) ?? new WeakMap<JsonObject, Made>();
	looks.set(look, memory);
	return memory;
}

/**
 * Makes something of each row of a list once, as long as the row doesn't change.
 *
 * @param look returns what is made, and all that it depends on besides the row
 */
export function perRow<T extends JsonObject, Result>(
	rows: T[],
	look: string,
	store: EstateStore,
	make: (row: T) => Result,
): (row: T) => Result {
	const memory = memoryOf(rows, look);
	return (row) => {
		const version = store.versionOf(row);
		const known = memory.get(row);
		if (known?.version === version) return known.made as Result;
		const made = make(row);
		memory.set(row, { version, made });
		return made;
	};
}
