import { badParameter } from '../api/answers';
import type { JsonObject } from '../types';
import { comparable, compare, valuesAt } from './compare';
import type { Expression, QueryScope } from './parse';
import { collationOf, parseArray, propertyOf } from './parse';

/** What rows are sorted by. */
export type SortKey = string | number | undefined;

/** An order whose keys can be taken from each row once, which big lists need. */
export interface Order {
	/** The properties it looks at, without what is below them. */
	properties: string[];
	keysOf: (row: JsonObject) => SortKey[];
	compareKeys: (a: SortKey[], b: SortKey[]) => number;
}

/** One entry of a sort parameter. */
interface Step {
	property: string;
	keyOf: (row: JsonObject) => SortKey;
	compareKey: (a: SortKey, b: SortKey) => number;
}

function stepOf(expression: Expression, scope: QueryScope): Step {
	const { direction = 'ascending' } = expression;
	const field = propertyOf('sort', expression.property, scope);
	const property = String(expression.property);
	const collation = collationOf('sort', expression.collation);
	if (direction !== 'ascending' && direction !== 'descending') {
		return badParameter('sort', `Unknown direction '${String(direction)}'.`);
	}
	if (field.kind === 'object') return badParameter('sort', `Cannot sort by '${property}'.`);
	const sign = direction === 'ascending' ? 1 : -1;
	return {
		property,
		keyOf: (row) => comparable(valuesAt(row, property)[0], field, collation),
		compareKey: (a, b) =>
			// Nulls come last in both directions.
			a === undefined || b === undefined
				? Number(a === undefined) - Number(b === undefined)
				: sign * compare(a, b, collation),
	};
}

/** The order that a sort parameter asks for; earlier entries weigh more. */
export function parseOrder(text: string, scope: QueryScope): Order {
	if (scope.rejectSort) badParameter('sort', 'The parameter sort is not supported.');
	const steps = parseArray('sort', text).map((entry) => stepOf(entry, scope));
	return {
		properties: steps.map(({ property }) => property.split('.')[0]),
		keysOf: (row) => steps.map(({ keyOf }) => keyOf(row)),
		compareKeys: (a, b) => {
			for (const [index, { compareKey }] of steps.entries()) {
				const result = compareKey(a[index], b[index]);
				if (result !== 0) return result;
			}
			return 0;
		},
	};
}

/** The same order for Array.sort. */
export function parseSort(text: string, scope: QueryScope) {
	const { keysOf, compareKeys } = parseOrder(text, scope);
	return (a: JsonObject, b: JsonObject) => compareKeys(keysOf(a), keysOf(b));
}
