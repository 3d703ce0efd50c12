import { badParameter } from '../api/answers';
import type { JsonObject } from '../types';
import { comparable, compare, valuesAt } from './compare';
import { checkTaken, collationOfFilter, listOf, wanted } from './filterLimits';
import type { Expression, QueryScope } from './parse';
import { asExpressions, parseArray, propertyOf } from './parse';

type Test = (row: JsonObject) => boolean;
type Values = Array<string | number>;
/** What was last read of a row, by property and collation: filters may ask for one thing many times. */
type Readings = Map<string, { row: JsonObject; values: Values }>;

const bad = (message: string) => badParameter('filter', message);

/** Operations that hold when one of the property's values stands so to the filter's value. */
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

function leaf(expression: Expression, scope: QueryScope, readings: Readings): Test {
	const { property, operation, value } = expression;
	const field = propertyOf('filter', property, scope);
	const collation = collationOfFilter(expression, scope);
	// Nulls are not among the values: they never match, not even notEquals.
	const read = (row: JsonObject): Values =>
		valuesAt(row, String(property)).flatMap((one) => comparable(one, field, collation) ?? []);
	const name = `${String(property)} ${collation}`;
	const own = (row: JsonObject): Values => {
		const known = readings.get(name);
		if (known?.row === row) return known.values;
		const values = read(row);
		readings.set(name, { row, values });
		return values;
	};
	const list = listTest(operation, () =>
		listOf(operation, value, scope).map((entry) => wanted(entry, field, collation, scope)),
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

function build(expression: Expression, scope: QueryScope, readings: Readings): Test {
	checkTaken(expression, scope);
	const group = holds(groups, expression.operation);
	if (!group) return leaf(expression, scope, readings);
	const items = asExpressions('filter', expression.items);
	if (items.length === 0) return bad(`'${String(expression.operation)}' needs items.`);
	return group(items.map((item) => build(item, scope, readings)));
}

/** Builds the test of a filter parameter; the entries of its array are and-ed. */
export function parseFilter(text: string, scope: QueryScope): Test {
	const readings: Readings = new Map();
	return groups.and(parseArray('filter', text).map((entry) => build(entry, scope, readings)));
}

/** The properties that a filter looks at, without what is below them. */
export function filterProperties(text: string): string[] {
	const of = ({ property, items }: Expression): string[] => [
		...(typeof property === 'string' ? [property.split('.')[0]] : []),
		...(Array.isArray(items) ? asExpressions('filter', items).flatMap(of) : []),
	];
	return parseArray('filter', text).flatMap(of);
}
