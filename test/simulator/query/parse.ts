import { badParameter } from '../api/answers';
import type { FieldSpec, Fields } from '../schema/fields';
import { fieldAt } from '../schema/fields';
import { isVisible } from '../schema/render';

/** What is needed to judge the property names of a query. */
export interface QueryScope {
	fields: Fields;
	version: string;
	/* What the server may refuse or do silently; see the settings of the same names. */
	rejectSelect?: boolean;
	rejectSort?: boolean;
	rejectFilter?: RejectedFilters;
	filterDates?: 'rfc3339' | 'utcOnly' | 'rejected';
	ignoreCaseWorks?: boolean;
	/** From how many rows on results are remembered. */
	rememberFrom?: number;
}

/** Parts of a filter that the server doesn't take. */
export interface RejectedFilters {
	properties?: string[];
	operations?: string[];
	collations?: string[];
}

export type Expression = Record<string, unknown>;

/** The JSON array of objects in a query parameter. Anything else ends the request with 400. */
export function parseArray(parameter: string, text: string): Expression[] {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		return badParameter(parameter, `The ${parameter} parameter is not valid JSON.`);
	}
	return asExpressions(parameter, parsed);
}

/** Checks that a value is a list of objects. */
export function asExpressions(parameter: string, value: unknown): Expression[] {
	const isObject = (entry: unknown) =>
		typeof entry === 'object' && entry !== null && !Array.isArray(entry);
	if (!Array.isArray(value) || !value.every(isObject)) {
		return badParameter(parameter, `The ${parameter} parameter must be a JSON array of objects.`);
	}
	return value as Expression[];
}

/** The property a query names. An unknown one ends the request with 400. */
export function propertyOf(parameter: string, path: unknown, scope: QueryScope): FieldSpec {
	const visible = (field: FieldSpec) => isVisible(field, scope.version);
	const field = typeof path === 'string' ? fieldAt(scope.fields, path, visible) : undefined;
	return field ?? badParameter(parameter, `Unknown property '${String(path)}'.`);
}

/** The collation a query names; ordinal when it names none. */
export function collationOf(parameter: string, value: unknown): Collation {
	if (value === undefined || value === null) return 'ordinal';
	if (value === 'ordinal' || value === 'ignorecase' || value === 'lexicographic') return value;
	return badParameter(parameter, `Unknown collation '${String(value)}'.`);
}
export type Collation = 'ordinal' | 'ignorecase' | 'lexicographic';
