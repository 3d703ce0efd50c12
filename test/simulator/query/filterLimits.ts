import { badParameter } from '../api/answers';
import type { FieldSpec } from '../schema/fields';
import { comparable } from './compare';
import type { Collation, Expression, QueryScope } from './parse';
import { collationOf } from './parse';

const bad = (message: string) => badParameter('filter', message);

/** Ends the request when the server doesn't take a part of the expression. */
export function checkTaken(
	{ property, operation, collation }: Expression,
	scope: QueryScope,
): void {
	const { properties = [], operations = [], collations = [] } = scope.rejectFilter ?? {};
	const refuse = (what: string, list: string[], value: unknown) => {
		if (list.includes(String(value))) bad(`The ${what} '${String(value)}' is not supported.`);
	};
	refuse('property', properties, property);
	refuse('operation', operations, operation);
	refuse('collation', collations, collation);
}

/** The collation to compare with: a server may take ignorecase and mind the case all the same. */
export function collationOfFilter(expression: Expression, scope: QueryScope): Collation {
	const collation = collationOf('filter', expression.collation);
	return collation === 'ignorecase' && scope.ignoreCaseWorks === false ? 'ordinal' : collation;
}

/** A value of a filter in the form in which it is compared. Ends the request when it doesn't fit. */
export function wanted(
	value: unknown,
	field: FieldSpec,
	collation: Collation,
	{ filterDates }: QueryScope,
): string | number {
	if (field.kind === 'date') {
		if (filterDates === 'rejected') return bad('Dates cannot be compared.');
		if (filterDates === 'utcOnly' && !/(Z|[+-]00:00)$/i.test(String(value))) {
			return bad(`Value ${JSON.stringify(value)} is not a time in UTC.`);
		}
	}
	return comparable(value, field, collation) ?? bad(`Value ${JSON.stringify(value)} does not fit.`);
}

/** The values of a list operation. */
export function listOf(value: unknown): unknown[] {
	if (Array.isArray(value)) return value as unknown[];
	return bad(`Value ${JSON.stringify(value)} does not fit the operation.`);
}
