import { badParameter } from '../api/answers';
import type { JsonObject } from '../types';
import { comparable, compare, valuesAt } from './compare';
import type { Expression, QueryScope } from './parse';
import { collationOf, parseArray, propertyOf } from './parse';

type Order = (a: JsonObject, b: JsonObject) => number;

function orderBy(expression: Expression, scope: QueryScope): Order {
	const { property, direction = 'ascending' } = expression;
	const field = propertyOf('sort', property, scope);
	const collation = collationOf('sort', expression.collation);
	if (direction !== 'ascending' && direction !== 'descending') {
		return badParameter('sort', `Unknown direction '${String(direction)}'.`);
	}
	if (field.kind === 'object') return badParameter('sort', `Cannot sort by '${String(property)}'.`);
	const sign = direction === 'ascending' ? 1 : -1;
	const first = (row: JsonObject) =>
		comparable(valuesAt(row, String(property))[0], field, collation);
	return (a, b) => {
		const left = first(a);
		const right = first(b);
		// Nulls come last in both directions.
		if (left === undefined || right === undefined) {
			return Number(left === undefined) - Number(right === undefined);
		}
		return sign * compare(left, right, collation);
	};
}

/** The order that a sort parameter asks for; earlier entries weigh more. */
export function parseSort(text: string, scope: QueryScope): Order {
	const orders = parseArray('sort', text).map((entry) => orderBy(entry, scope));
	return (a, b) => {
		for (const order of orders) {
			const result = order(a, b);
			if (result !== 0) return result;
		}
		return 0;
	};
}
