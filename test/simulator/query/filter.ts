import { badParameter } from '../api/answers';
import type { JsonObject } from '../types';
import { comparable, compare, valuesAt } from './compare';
import { checkTaken, collationOfFilter, listOf, wanted } from './filterLimits';
import type { Expression, QueryScope } from './parse';
import { asExpressions, parseArray, propertyOf } from './parse';

type Test = (row: JsonObject) => boolean;
type Values = Array<string | number>;
/** What was read of a row, by property and collation: filters may ask for one thing many times. */
const readings = new WeakMap<JsonObject, Map<string, Values>>();

const bad = (message: string) => badParameter('filter', message);

/** Operations that match when one of the property's values stands so to the filter's value. */
const orderings: Record<string, (order: number) => boolean> = {
	equals: (order) => order === 0,
	notEquals: (order) => order !== 0,
	lessThan: (order) => order < 0,
	lessThanOrEqual: (order) => order <= 0,
	greaterThan: (order) => order > 0,
	greaterThanOrEqual: (order) => order >= 0,
};

const groups: Record<string, (tests: Test[]) => Test> = {
	and: (tests) => (row) => tests.every((test) => test(row)),
	or: (tests) => (row) => tests.some((test) => test(row)),
	not: (tests) => (row) => !tests.every((test) => test(row)),
	exclusiveOr: (tests) => (row) => tests.filter((test) => test(row)).length % 2 === 1,
};

const holds = <T>(table: Record<string, T>, name: unknown): T | undefined =>
	typeof name === 'string' && Object.hasOwn(table, name) ? table[name] : undefined;

/** The test of one list operation on the property's values, or undefined for other operations. */
function listTest(operation: unknown, list: () => Values): ((own: Values) => boolean) | undefined {
	switch (operation) {
		case 'in': {
			const allowed = new Set(list());
			return (own) => own.some((value) => allowed.has(value));
		}
		case 'subset': {
			const allowed = new Set(list());
			return (own) => own.length > 0 && own.every((value) => allowed.has(value));
		}
		case 'superset': {
			const needed = list();
			return (own) => own.length > 0 && needed.every((value) => own.includes(value));
		}
		default:
			return undefined;
	}
}

/** Reads what a filter compares of a row. */
function readerOf(expression: Expression, scope: QueryScope): (row: JsonObject) => Values {
	const property = String(expression.property);
	const field = propertyOf('filter', expression.property, scope);
	const collation = collationOfFilter(expression, scope);
	const name = `${property} ${collation}`;
	return (row) => {
		const ofRow = readings.get(row) ?? new Map<string, Values>();
		const known = ofRow.get(name);
		if (known) return known;
		// Nulls are not among the values: they never match, not even notEquals.
		const values = valuesAt(row, property).flatMap(
			(one) => comparable(one, field, collation) ?? [],
		);
		readings.set(row, ofRow.set(name, values));
		return values;
	};
}

function leaf(expression: Expression, scope: QueryScope): Test {
	const { property, operation, value } = expression;
	const field = propertyOf('filter', property, scope);
	const collation = collationOfFilter(expression, scope);
	const own = readerOf(expression, scope);
	const list = listTest(operation, () =>
		listOf(value).map((entry) => wanted(entry, field, collation, scope)),
	);
	if (list) return (row) => list(own(row));
	if (operation === 'contains') {
		if (field.kind !== 'text') return bad(`'contains' does not fit '${String(property)}'.`);
		const part = String(wanted(value, field, collation, scope));
		return (row) => own(row).some((text) => String(text).includes(part));
	}
	const fits = holds(orderings, operation) ?? bad(`Unknown operation '${String(operation)}'.`);
	const isOrdered = !['uuid', 'boolean', 'enum'].includes(field.kind);
	if (!isOrdered && operation !== 'equals' && operation !== 'notEquals') {
		return bad(`'${String(operation)}' does not fit '${String(property)}'.`);
	}
	const target = wanted(value, field, collation, scope);
	return (row) => own(row).some((one) => fits(compare(one, target, collation)));
}

/** `or` of `equals` on one property, by which clients ask for a handful of rows: one look instead of many. */
function oneOf(items: Expression[], scope: QueryScope): Test | undefined {
	const [first] = items;
	const isAlike = items.every(
		({ operation, property, collation }) =>
			operation === 'equals' && property === first.property && collation === first.collation,
	);
	const collation = isAlike && collationOfFilter(first, scope);
	if (!collation || collation === 'lexicographic') return undefined;
	const field = propertyOf('filter', first.property, scope);
	const own = readerOf(first, scope);
	const allowed = new Set(items.map(({ value }) => wanted(value, field, collation, scope)));
	return (row) => own(row).some((value) => allowed.has(value));
}

function build(expression: Expression, scope: QueryScope): Test {
	checkTaken(expression, scope);
	const group = holds(groups, expression.operation);
	if (!group) return leaf(expression, scope);
	const items = asExpressions('filter', expression.items);
	if (items.length === 0) return bad(`'${String(expression.operation)}' needs items.`);
	const tests = items.map((item) => build(item, scope));
	return (expression.operation === 'or' && oneOf(items, scope)) || group(tests);
}

/** Builds the test of a filter parameter; the entries of its array are and-ed. */
export function parseFilter(text: string, scope: QueryScope): Test {
	return groups.and(parseArray('filter', text).map((entry) => build(entry, scope)));
}

/** The properties that a filter looks at, without what is below them. */
export function filterProperties(text: string): string[] {
	const of = ({ property, items }: Expression): string[] => [
		...(typeof property === 'string' ? [property.split('.')[0]] : []),
		...(Array.isArray(items) ? asExpressions('filter', items).flatMap(of) : []),
	];
	return parseArray('filter', text).flatMap(of);
}
