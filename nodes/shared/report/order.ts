import type { Row, RowResult } from './row';

/** What needs attention comes first; a report that must be cut keeps the beginning. */
export const RESULTS: RowResult[] = [
	'failed',
	'hung',
	'warning',
	'notRun',
	'running',
	'none',
	'success',
];

/** The rows by result, then by company and name. */
export function inOrder(rows: Row[]): Row[] {
	const place = new Map(RESULTS.map((result, index) => [result, index]));
	return rows
		.map((row) => ({
			row,
			result: place.get(row.result)!,
			company: (row.companyName ?? '').toLowerCase(),
			name: row.name.toLowerCase(),
		}))
		.sort(
			(a, b) =>
				a.result - b.result ||
				compare(a.company, b.company) ||
				compare(a.name, b.name) ||
				compare(a.row.jobKey ?? '', b.row.jobKey ?? ''),
		)
		.map(({ row }) => row);
}

/** For alphabetical order, the same on every machine. */
export function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}
