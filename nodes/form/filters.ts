import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { alphabetical, wordsOf } from '../util/text';
import type { Rule, SetFilter } from '../vspc/list/filter';
import type { Parameters } from './parameters';

/**
 * One filter of a list, whole: what the editor shows, how its value is read, and what it asks of a row.
 *
 * @template About what else the rule depends on, e.g. the kind of jobs
 */
interface FilterRow<Value, About> {
	field: INodeProperties;
	/** @throws NodeOperationError naming the filter */
	read: (filters: Parameters, name: string) => Value;
	/** Undefined: every row fits */
	rule: (value: Value, about: About) => Rule | undefined;
	/** Where the things of a list are, e.g. their company; a trigger never watches any others */
	isPlacement?: true;
}

/** A filter as it stands in tables, whatever the type of its value. */
export interface Filter<About = void> {
	field: INodeProperties;
	/** Reads the value that somebody has set. */
	read: (filters: Parameters) => SetFilter<About>;
}

/** A row of a table of filters. */
export function filter<Value, About = void>(row: FilterRow<Value, About>): Filter<About> {
	const { field, rule, isPlacement } = row;
	return {
		field,
		read: (filters) => {
			const value = row.read(filters, field.name);
			return { name: field.name, value, rule: (about) => rule(value, about), isPlacement };
		},
	};
}

/** The collection 'Filters'; a row must match all that are set. */
export function filtersField<About>(
	filters: Array<Filter<About>>,
	description: string,
): INodeProperties {
	return {
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		description,
		options: filters.map(({ field }) => field),
	};
}

/**
 * Reads the filters that somebody has set.
 *
 * @throws NodeOperationError naming the filter: one that is empty is no filter that can be skipped
 */
export function readFilters<About>(
	p: Parameters,
	filters: Array<Filter<About>>,
): Array<SetFilter<About>> {
	const given = p.filtersAmong(filters.map(({ field }) => field));
	return filters.filter(({ field }) => given.has(field.name)).map(({ read }) => read(given));
}

/** The value of a filter; undefined where it is not set. */
export function valueOf<Value>(filters: Array<SetFilter<never>>, name: string): Value | undefined {
	return filters.find((one) => one.name === name)?.value as Value | undefined;
}

/** In the descriptions of filters by time. */
export const TIME_ZONE =
	"E.g. 2026-01-31T18:00:00+01:00 or 2026-01-31. Without an offset, the workflow's time zone applies";

/** Part of a name or of a message. */
export const readText = (filters: Parameters, name: string) => filters.text(name);

/** Milliseconds since 1970. */
export const readTime = (filters: Parameters, name: string) => filters.time(name);

/** Any of the choices. */
export const readChoices = (filters: Parameters, name: string) => filters.list(name);

/**
 * The choices of a list of values that VSPC names: in words, with VSPC's name behind them where it is another one.
 *
 * @param words what they are called, where that is more than their names in words
 */
export function choicesInWords(
	values: readonly string[],
	words: Readonly<Record<string, string>> = {},
): INodePropertyOptions[] {
	const choices = values.map((value) => {
		const word = words[value] ?? wordsOf(value);
		return { name: word === value ? word : `${word} (${value})`, value };
	});
	return alphabetical(choices, ({ name }) => name);
}
