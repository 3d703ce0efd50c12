import type { IDataObject } from 'n8n-workflow';

import { isNever, parseTime } from '../time';
import type { SortEntry } from './page';
import { getterOf } from './valueAt';

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
 * Whether a server has sorted as it was told. Servers differ in how they order capitals and missing values,
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
