/** How VSPC compares text: ordinal, its default, distinguishes upper and lower case. */
export type Collation = 'ordinal' | 'ignorecase' | 'lexicographic';

/** Compares one property with a value. */
export interface FilterCondition {
	property: string;
	operation:
		| 'equals'
		| 'notEquals'
		| 'contains'
		| 'in'
		| 'subset'
		| 'superset'
		| 'lessThan'
		| 'lessThanOrEqual'
		| 'greaterThan'
		| 'greaterThanOrEqual';
	collation?: Collation;
	value: string | number | boolean | null | Array<string | number>;
}

/** Combines other expressions. */
export interface FilterGroup {
	operation: 'and' | 'or' | 'not' | 'exclusiveOr';
	items: FilterExpression[];
}

/** VSPC's filter grammar (vendor's REST guide, "Filtering"); the expressions of an array are and-ed. */
export type FilterExpression = FilterCondition | FilterGroup;

const COMPARISONS = [
	'equals',
	'notEquals',
	'contains',
	'in',
	'subset',
	'superset',
	'lessThan',
	'lessThanOrEqual',
	'greaterThan',
	'greaterThanOrEqual',
];
const GROUPS = ['and', 'or', 'not', 'exclusiveOr'];
const COLLATIONS = ['ordinal', 'ignorecase', 'lexicographic'];

/** Deeper nesting is no filter that a person wrote. */
const MAX_DEPTH = 20;

/**
 * Reads a filter that a person wrote, as JSON text or as a value of an expression: an array of expressions,
 * or a single one.
 *
 * @throws Error that says where the filter departs from the grammar
 */
export function parseFilter(input: unknown): FilterExpression[] {
	const value = typeof input === 'string' ? parseJson(input) : input;
	const list: unknown[] = Array.isArray(value) ? value : [value];
	list.forEach((expression, index) => check(expression, `entry ${index}`, 0));
	return list as FilterExpression[];
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw reject(`it is not JSON (${(error as Error).message})`);
	}
}

function check(expression: unknown, where: string, depth: number): void {
	if (typeof expression !== 'object' || expression === null || Array.isArray(expression)) {
		throw reject(`${where} is not an object`);
	}
	if (depth > MAX_DEPTH) throw reject(`it is nested more than ${MAX_DEPTH} deep`);
	const { operation, property, collation, items } = expression as Record<string, unknown>;
	if (typeof operation !== 'string') throw reject(`${where} has no "operation"`);
	if (GROUPS.includes(operation)) {
		if (!Array.isArray(items) || items.length === 0) {
			throw reject(`${where} ("${operation}") has no list "items"`);
		}
		items.forEach((item, index) => check(item, `${where}, item ${index}`, depth + 1));
		return;
	}
	if (!COMPARISONS.includes(operation)) {
		const known = [...COMPARISONS, ...GROUPS].join(', ');
		throw reject(`${where} has the operation "${operation}"; VSPC knows ${known}`);
	}
	if (typeof property !== 'string' || property === '') throw reject(`${where} has no "property"`);
	if (!('value' in expression)) throw reject(`${where} has no "value"`);
	if (collation !== undefined && !COLLATIONS.includes(collation as string)) {
		throw reject(
			`${where} has the collation "${String(collation)}"; VSPC knows ${COLLATIONS.join(', ')}`,
		);
	}
}

function reject(reason: string): Error {
	return new Error(`is not a filter of VSPC: ${reason}`);
}
