import { isUuid } from '../api/uuid';
import type { FieldSpec } from '../schema/fields';
import type { Json, JsonObject } from '../types';
import type { Collation } from './parse';

/** All values behind a dotted path; lists on the way are walked through, nulls left out. */
export function valuesAt(row: JsonObject, path: string): Json[] {
	let values: Json[] = [row];
	for (const name of path.split('.')) {
		const next: Json[] = [];
		for (const value of values) {
			const member = (value as JsonObject)[name] ?? null;
			next.push(...(Array.isArray(member) ? member : [member]));
		}
		values = next.filter((value) => value !== null);
	}
	return values;
}

/** Milliseconds since 1970. A time without offset counts as UTC, whatever the machine's zone. */
export function instantOf(text: string): number {
	const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(\.\d+)?(Z|[+-]\d\d:\d\d)?)?$/i.exec(
		text,
	);
	if (!match) return NaN;
	const [, day, time = '00:00:00', fraction = '', offset = 'Z'] = match;
	// Microseconds are kept, so that two runs in one millisecond stay in order.
	const ms = Date.parse(`${day}T${time.length === 5 ? `${time}:00` : time}${offset.toUpperCase()}`);
	return ms + Number(`0${fraction || '.0'}`) * 1000;
}

/** A value in the form in which values of its kind are compared; undefined when it is none. */
export function comparable(
	value: unknown,
	field: FieldSpec,
	collation: Collation,
): string | number | undefined {
	const text = typeof value === 'string' ? value : undefined;
	switch (field.kind) {
		case 'number': {
			const number = typeof value === 'number' ? value : text?.trim() ? Number(text) : NaN;
			return Number.isNaN(number) ? undefined : number;
		}
		case 'date': {
			const instant = text === undefined ? NaN : instantOf(text);
			return Number.isNaN(instant) ? undefined : instant;
		}
		case 'boolean':
			if (value === true || text?.toLowerCase() === 'true') return 'true';
			return value === false || text?.toLowerCase() === 'false' ? 'false' : undefined;
		case 'uuid':
			return text && isUuid(text) ? text.toLowerCase() : undefined;
		case 'object':
			return undefined;
		default:
			return collation === 'ignorecase' ? text?.toLowerCase() : text;
	}
}

/** Negative, zero or positive, as for Array.sort; both values must come from `comparable`. */
export function compare(a: string | number, b: string | number, collation: Collation): number {
	if (typeof a === 'string' && typeof b === 'string' && collation === 'lexicographic') {
		return a.localeCompare(b, 'en');
	}
	return a < b ? -1 : a > b ? 1 : 0;
}
