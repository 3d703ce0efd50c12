import type { IDataObject } from 'n8n-workflow';

import { placeInJson, spelled } from '../../util/text';
import { isNever, parseTime } from '../../util/time';
import type { SortEntry } from './pages';

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

/** UIDs in one filter: addresses longer than 4 kB are refused by some servers. */
export const UIDS_A_FILTER = 15;

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
	list.forEach((expression, index) => check(expression, `entry ${index + 1}`, 0));
	return list as FilterExpression[];
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		throw reject(`it is not JSON, ${placeInJson(text, (error as Error).message)}`);
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
		items.forEach((item, index) => check(item, `${where}, item ${index + 1}`, depth + 1));
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
			`${where} has the collation "${spelled(collation)}"; VSPC knows ${COLLATIONS.join(', ')}`,
		);
	}
}

function reject(reason: string): Error {
	return new Error(`is not a filter of VSPC: ${reason}`);
}

/** One filter: for the server, and as a check of one row. */
export interface Rule {
	/** Left out where VSPC's documentation doesn't settle how to say it */
	expression?: FilterExpression;
	/** A server that ignores a filter can't give wrong rows */
	keep: (row: IDataObject) => boolean;
	/** The fields that `keep` looks at */
	fields: string[];
}

/** A filter that somebody has set. */
export interface SetFilter<About = void> {
	/** Of its parameter */
	name: string;
	value: unknown;
	/** Undefined: every row fits */
	rule: (about: About) => Rule | undefined;
	/** It says where the things of a list are */
	isPlacement?: true;
}

/** What to send of all filters and what to check. */
export interface RowFilter {
	expressions: FilterExpression[];
	keep: (row: IDataObject) => boolean;
	fields: string[];
}

/** A row must match all rules; those that are not set are undefined. */
export function toRowFilter(rules: Array<Rule | undefined>): RowFilter {
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
		keep: (row) => wanted.has(spelled(valueOf(row)).toLowerCase()),
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
		keep: (row) => spelled(valueOf(row)).toLowerCase().includes(wanted),
		fields: [topOf(property)],
	};
}

/** A reference to the resource with this UID. */
export function referringTo(property: string, uid: string): Rule {
	return {
		expression: uidIs(property, uid),
		keep: (row) => spelled(row[property]).toLowerCase() === uid.toLowerCase(),
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

/** Compares by each entry in turn; rows without a value come last, whichever the direction. */
export function compareRows(
	sort: SortEntry[],
	compareText: (a: string, b: string) => number = compareIgnoringCase,
): (a: IDataObject, b: IDataObject) => number {
	const entries = sort.map(({ property, direction }) => ({
		valueOf: getterOf(property),
		isDescending: direction === 'descending',
	}));
	return (a, b) => {
		for (const { valueOf, isDescending } of entries) {
			const [x, y] = [valueOf(a), valueOf(b)];
			const [noX, noY] = [isMissing(x), isMissing(y)];
			if (noX || noY) {
				if (noX && noY) continue;
				return noX ? 1 : -1;
			}
			const order = compareValues(x, y, compareText);
			if (order !== 0) return isDescending ? -order : order;
		}
		return 0;
	};
}

/**
 * Whether a server has sorted as it was asked to. Servers differ in how they order capitals and missing values,
 * so every plausible way counts.
 */
export function isSorted(rows: IDataObject[], sort: SortEntry[]): boolean {
	const getters = sort.map(({ property }) => getterOf(property));
	const present = rows.filter((row) => getters.every((valueOf) => !isMissing(valueOf(row))));
	return [compareIgnoringCase, compareOrdinal].some((compareText) => {
		const compare = compareRows(sort, compareText);
		return present.every((row, index) => index === 0 || compare(present[index - 1], row) <= 0);
	});
}

function isMissing(value: unknown): boolean {
	return value === null || value === undefined || isNever(value);
}

function compareValues(
	a: unknown,
	b: unknown,
	compareText: (a: string, b: string) => number,
): number {
	if (typeof a === 'string' && typeof b === 'string') {
		const [timeA, timeB] = [parseTime(a), parseTime(b)];
		if (timeA !== undefined && timeB !== undefined) return timeA - timeB;
		return compareText(a, b);
	}
	return Number(a) - Number(b);
}

function compareIgnoringCase(a: string, b: string): number {
	return compareOrdinal(a.toLowerCase(), b.toLowerCase());
}

function compareOrdinal(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

/** The value of a property, or of a property of one: VSPC writes `lastActivation.time`. */
export function valueAt(row: IDataObject, property: string): unknown {
	return getterOf(property)(row);
}

/** The same for many rows: the name is taken apart once. */
export function getterOf(property: string): (row: IDataObject) => unknown {
	if (!property.includes('.')) return (row) => ownValue(row, property);
	const names = property.split('.');
	return (row) => {
		let value: unknown = row;
		for (const name of names) {
			if (typeof value !== 'object' || value === null) return undefined;
			value = ownValue(value as IDataObject, name);
		}
		return value;
	};
}

/** A person may name any property, `constructor` too. */
function ownValue(row: IDataObject, name: string): unknown {
	return Object.prototype.hasOwnProperty.call(row, name) ? row[name] : undefined;
}

/** `lastActivation` of `lastActivation.time`: the property that a row has to have. */
export function topOf(property: string): string {
	return property.split('.', 1)[0];
}
