import { RESULTS } from '../order';
import type { Totals } from '../totals';
import { verdictOf } from '../words';
import { RESULT_COLOURS } from './colours';
import { escapeHtml } from './escape';

/** Shares of the results as a bar made of table cells: mail programs show neither scripts nor drawings. */
export function bar(totals: Totals, height: number): string {
	if (totals.jobs === 0) return '';
	const cells = widthsOf(RESULTS.map((result) => totals[result]))
		.map((width, index) => ({ width, colour: RESULT_COLOURS[RESULTS[index]].mark }))
		.filter(({ width }) => width > 0)
		.map(
			({ width, colour }) =>
				`<td width="${width}%" height="${height}" bgcolor="${colour}">&nbsp;</td>`,
		);
	const label = escapeHtml(verdictOf(totals).join(', '));
	return `<table role="img" aria-label="${label}" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;table-layout:fixed;border-radius:${height / 2}px;overflow:hidden;font-size:0;line-height:0"><tr>${cells.join('')}</tr></table>`;
}

/**
 * Whole percent that add up to 100. A single failure among thousands is still seen.
 *
 * @param counts at least one above 0
 */
export function widthsOf(counts: number[]): number[] {
	const whole = counts.reduce((sum, count) => sum + count, 0);
	const widths = counts.map((count) =>
		count === 0 ? 0 : Math.max(2, Math.round((count / whole) * 100)),
	);
	const largest = widths.indexOf(Math.max(...widths));
	widths[largest] += 100 - widths.reduce((sum, width) => sum + width, 0);
	return widths;
}
