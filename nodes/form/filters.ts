import { type IDataObject, type IExecuteFunctions, NodeOperationError } from 'n8n-workflow';

import { EXAMPLE_TIMES, toMoment, zoneOf } from '../util/time';
import type { VspcContext } from '../vspc/client/connection';
import { readParameter } from './options';
import { isGiven, readUidOf, type UidField } from './uid';

/** Reads filters that are set; those that are not are undefined. */
export interface FilterReader {
	/** @throws NodeOperationError naming the filter, when it is empty or `parse` objects to it */
	read: <T>(name: string, label: string, parse: (value: unknown) => T) => T | undefined;
	/**
	 * Milliseconds since 1970.
	 *
	 * @throws NodeOperationError naming the filter, when it is no date
	 */
	time: (name: string, label: string) => number | undefined;
	/** @throws NodeOperationError naming the filter, when nothing is chosen or it is no UID */
	uid: (field: UidField) => string | undefined;
}

/** The collection 'Filters' of an item. */
export function readFiltersField(context: IExecuteFunctions, itemIndex: number): IDataObject {
	return readParameter(context, 'filters', itemIndex, {}) as IDataObject;
}

/**
 * @param given the collection 'Filters'
 * @param itemIndex a trigger has no items
 * @param timeZone in which times without an offset are meant; that of the workflow when left out
 */
export function filterReader(
	context: VspcContext,
	given: IDataObject,
	itemIndex?: number,
	timeZone = zoneOf(context),
): FilterReader {
	const where = itemIndex === undefined ? '' : ` of item ${itemIndex}`;
	const read: FilterReader['read'] = (name, label, parse) => {
		if (!(name in given)) return undefined;
		try {
			return parse(filled(given[name]));
		} catch (error) {
			const { message, description } = error as BadValue;
			throw new NodeOperationError(
				context.getNode(),
				`The filter '${label}'${where} ${message}`,
				description === undefined ? { itemIndex } : { itemIndex, description },
			);
		}
	};
	return {
		read,
		time: (name, label) => read(name, label, (value) => toTime(value, timeZone)),
		uid: (field) => {
			if (!(field.name in given)) return undefined;
			const value = given[field.name];
			if (isGiven(value)) return readUidOf(context, field, value, itemIndex);
			throw new NodeOperationError(
				context.getNode(),
				`No ${field.noun} is chosen. Choose one from the list, or remove the filter`,
				{
					description: `The filter '${field.displayName}'${where} is empty. If it comes from an expression, the field that the expression names may be missing or misspelt. ${field.source}.`,
					itemIndex,
				},
			);
		},
	};
}

/** In the descriptions of filters by time. */
export const TIME_ZONE =
	"E.g. 2026-01-31T18:00:00+01:00 or 2026-01-31; without an offset it is meant in the workflow's time zone";

/** What is wrong with the value of a filter, as the end of a sentence; the description says what to do. */
class BadValue extends Error {
	constructor(
		message: string,
		readonly description?: string,
	) {
		super(message);
	}
}

/** An empty filter is refused, not skipped: one customer's report must never become one of all customers. */
function filled(value: unknown): unknown {
	const isEmpty = value === undefined || value === null || String(value).trim() === '';
	if (isEmpty || (Array.isArray(value) && value.length === 0)) throw new BadValue(EMPTY);
	return value;
}

const EMPTY = 'is empty. Fill it in or remove it; if it comes from an expression, check that';

/**
 * Reads values of an enum, in any case: a list, or text with commas. A misspelt one would find nothing, and nothing
 * looks like "no failed jobs".
 *
 * @param values those that the form offers
 * @param advice how to get others
 */
export function toOneOf(values: string[], advice = ''): (value: unknown) => string[] {
	const known = new Map(values.map((name) => [name.toLowerCase(), name]));
	return (value) => {
		const list = (Array.isArray(value) ? value : String(textOf(value)).split(',')) as unknown[];
		const texts = list.map((entry) => textOf(entry).trim()).filter((text) => text !== '');
		if (texts.length === 0) throw new BadValue(EMPTY);
		const unknown = texts.find((text) => !known.has(text.toLowerCase()));
		if (unknown === undefined) return texts.map((text) => known.get(text.toLowerCase())!);
		throw new BadValue(
			`has the value '${unknown.slice(0, 60)}', which is none of ${values.join(', ')}`,
			`Give one of these values, or several as a list or as text with commas. ${advice}`.trim(),
		);
	};
}

/** Text as it is, anything else as JSON: an object shows what is in it. */
function textOf(value: unknown): string {
	return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}

/** An object or a list is nothing that a name could have in it. */
export function toText(value: unknown): string {
	if (typeof value !== 'object') return String(value);
	throw new BadValue(`is no text: ${textOf(value).slice(0, 60)}`, 'Check its expression.');
}

export function toBoolean(value: unknown): boolean {
	const text = String(value).toLowerCase();
	if (text !== 'true' && text !== 'false') throw new BadValue(`is neither true nor false: ${text}`);
	return text === 'true';
}

/** n8n's editor gives a time without an offset; expressions give any form that toMoment reads. */
function toTime(value: unknown, timeZone: string): number {
	const time = toMoment(value, timeZone);
	if (time !== undefined) return time;
	throw new BadValue(
		`is not a date: ${String(value).slice(0, 60)}. Enter one like ${EXAMPLE_TIMES}`,
		`Without an offset it is meant in the time zone ${timeZone}.`,
	);
}

export function toHours(value: unknown): number {
	const hours = Number(value);
	if (!Number.isFinite(hours) || hours < 0) {
		throw new BadValue(`is not a number of hours: ${String(value).slice(0, 60)}`);
	}
	return hours;
}
