import { RESULTS } from '../order';
import type { Report } from '../report';
import type { RowResult } from '../row';
import { DETAILS, type Detail, type Look } from './look';
import { page, type Shown } from './page';
import { rowHtml } from './rows';

/** Gmail cuts messages at 102 kB. */
export const MAX_BYTES = 100_000;

/**
 * The report as an HTML e-mail. Where it would become too long, less is shown of each job; where that is not enough,
 * jobs are left out from the end, and it says so.
 *
 * @param maxBytes of UTF-8; the result is smaller
 */
export function renderHtml(report: Report, look: Look, maxBytes = MAX_BYTES): string {
	let best = '';
	for (const detail of DETAILS) {
		const { html, left } = fitted(report, look, detail, maxBytes);
		best = html;
		if (left === 0) break;
	}
	return best;
}

function fitted(report: Report, look: Look, detail: Detail, maxBytes: number) {
	const { rows } = report;
	const shown = new Map<RowResult, Shown>(
		RESULTS.map((result) => [result, { count: 0, rows: [] }]),
	);
	for (const { result } of rows) shown.get(result)!.count++;
	// Without any row every line about what is left out is there, so it only becomes shorter.
	let bytes = bytesOf(page(report, look, shown)) + ROOM;
	let fitting = 0;
	for (const [index, row] of rows.entries()) {
		const html = rowHtml(row, rows[index - 1], report, detail);
		bytes += bytesOf(html);
		if (bytes >= maxBytes) break;
		shown.get(row.result)!.rows.push(html);
		fitting++;
	}
	return { html: page(report, look, shown), left: rows.length - fitting };
}

/** For the tables around the rows, which a section without rows has not. */
const ROOM = 6 * 300;

function bytesOf(text: string): number {
	return Buffer.byteLength(text, 'utf8');
}
