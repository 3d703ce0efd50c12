import type { IDataObject } from 'n8n-workflow';

import type { FilterCondition, FilterExpression } from './filter';
import { getterOf, topOf } from './valueAt';

/** One filter: for the server, and as a check of one row. */
export interface Rule {
	/** Left out where VSPC's documentation doesn't settle how to say it */
	expression?: FilterExpression;
	/** A server that ignores a filter can't give wrong rows */
	keep: (row: IDataObject) => boolean;
	/** The fields that `keep` looks at */
	fields: string[];
}

/** What to send of all filters and what to check. */
export interface Sieve {
	expressions: FilterExpression[];
	keep: (row: IDataObject) => boolean;
	fields: string[];
}

/** All rules must hold; those that are not set are undefined. */
export function toSieve(rules: Array<Rule | undefined>): Sieve {
	const set = rules.filter((rule): rule is Rule => rule !== undefined);
	return {
		expressions: set.flatMap(({ expression }) => expression ?? []),
		keep: (row) => set.every(({ keep }) => keep(row)),
		fields: [...new Set(set.flatMap(({ fields }) => fields))],
	};
}

/**
 * An enum with one of these values, in any case. `or` of `equals`, since no page of the vendor shows the form
 * of `in`.
 */
export function oneOf(property: string, values: string[]): Rule {
	const wanted = new Set(values.map((value) => value.toLowerCase()));
	const valueOf = getterOf(property);
	return {
		expression: {
			operation: 'or',
			items: values.flatMap((value) => enumIs(property, value)),
		},
		keep: (row) => wanted.has(String(valueOf(row) ?? '').toLowerCase()),
		fields: [topOf(property)],
	};
}

/** Servers write enums as `Failed` or `failed`: a missed failure must not hang on whether ignorecase works. */
export function enumIs(property: string, value: string): FilterCondition[] {
	const [first, rest] = [value.charAt(0), value.slice(1)];
	return [first.toUpperCase() + rest, first.toLowerCase() + rest].map((spelling) => ({
		property,
		operation: 'equals',
		collation: 'ignorecase',
		value: spelling,
	}));
}

/** Text with this part in it, upper and lower case alike. */
export function containing(property: string, part: string): Rule {
	const wanted = part.toLowerCase();
	const valueOf = getterOf(property);
	return {
		expression: { property, operation: 'contains', collation: 'ignorecase', value: part },
		keep: (row) =>
			String(valueOf(row) ?? '')
				.toLowerCase()
				.includes(wanted),
		fields: [topOf(property)],
	};
}

/** A reference to the resource with this UID. */
export function referringTo(property: string, uid: string): Rule {
	return {
		expression: uidIs(property, uid),
		keep: (row) => String(row[property] ?? '').toLowerCase() === uid.toLowerCase(),
		fields: [property],
	};
}

export function uidIs(property: string, value: string): FilterCondition {
	return { property, operation: 'equals', collation: 'ignorecase', value };
}

/** In UTC, which every server takes. */
export function timeIs(
	property: string,
	operation: 'lessThan' | 'greaterThanOrEqual',
	time: number,
): FilterCondition {
	return { property, operation, value: new Date(time).toISOString() };
}
