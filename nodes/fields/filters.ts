import { NodeOperationError, type IDataObject, type IExecuteFunctions } from 'n8n-workflow';

import type { VspcContext } from '../shared/connection';
import { parseTime } from '../shared/time';
import { readParameter } from './parameter';
import { readUidOf, type UidField } from './uid';

/** Reads filters that are set; those that are not are undefined. */
export interface FilterReader {
	/** @throws NodeOperationError naming the filter, when it is empty or `parse` objects to it */
	read: <T>(name: string, label: string, parse: (value: unknown) => T) => T | undefined;
	/** @throws NodeOperationError naming the filter, when it is no UID */
	uid: (field: UidField) => string | undefined;
}

/** The collection 'Filters' of an item. */
export function readFiltersField(context: IExecuteFunctions, itemIndex: number): IDataObject {
	return readParameter(context, 'filters', itemIndex, {}) as IDataObject;
}

/**
 * @param given the collection 'Filters'
 * @param itemIndex a trigger has no items
 */
export function filterReader(
	context: VspcContext,
	given: IDataObject,
	itemIndex?: number,
): FilterReader {
	const where = itemIndex === undefined ? '' : ` of item ${itemIndex}`;
	return {
		read: (name, label, parse) => {
			if (!(name in given)) return undefined;
			try {
				return parse(filled(given[name]));
			} catch (error) {
				throw new NodeOperationError(
					context.getNode(),
					`The filter '${label}'${where} ${(error as Error).message}`,
					{ itemIndex },
				);
			}
		},
		uid: (field) =>
			field.name in given ? readUidOf(context, field, given[field.name], itemIndex) : undefined,
	};
}

/** An empty filter is refused, not skipped: one customer's report must never become one of all customers. */
function filled(value: unknown): unknown {
	const isEmpty = value === undefined || value === null || String(value).trim() === '';
	if (isEmpty || (Array.isArray(value) && value.length === 0)) throw new Error(EMPTY);
	return value;
}

const EMPTY = 'is empty. Fill it in or remove it; if it comes from an expression, check that';

/** A list, or text with commas. */
export function toTexts(value: unknown): string[] {
	const list = Array.isArray(value) ? value : String(value).split(',');
	const texts = list.map((entry) => String(entry).trim()).filter((entry) => entry !== '');
	if (texts.length === 0) throw new Error(EMPTY);
	return texts;
}

export function toBoolean(value: unknown): boolean {
	const text = String(value).toLowerCase();
	if (text !== 'true' && text !== 'false') throw new Error(`is neither true nor false: ${text}`);
	return text === 'true';
}

/** n8n gives dates as ISO text, with the offset of the workflow's time zone, or as objects of luxon. */
export function toTime(value: unknown): number {
	const text = value instanceof Date ? value.toISOString() : String(value).trim();
	const time = parseTime(text) ?? Date.parse(text);
	if (Number.isNaN(time)) {
		throw new Error(
			`is not a date: ${text.slice(0, 60)}. Enter one like 2026-01-31T18:00:00+01:00`,
		);
	}
	return time;
}

export function toHours(value: unknown): number {
	const hours = Number(value);
	if (!Number.isFinite(hours) || hours < 0) {
		throw new Error(`is not a number of hours: ${String(value).slice(0, 60)}`);
	}
	return hours;
}
