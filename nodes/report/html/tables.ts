import type { Report, Totals } from '../report';
import { measuresOf, measureText, reasonOf, type Row, type RowResult, whenText } from '../row';
import { longestText, resultHeading, shortVerdictOf, verdictOf, worthNaming } from '../text';
import { companyText, type Language } from '../language';
import { breakdownsOf, type Part, partRateOf } from '../parts';
import { RESULTS } from '../words';
import { type Detail, LIGHT, RESULT_COLORS } from './colors';
import { escapeHtml, lineOf, section, sectionTitle, show, unbroken } from './document';

/** More would leave no room for the jobs. */
export const MOST_PARTS = 15;
const NAME_LENGTH = 60;

/** How the companies and the types of jobs stand, those with most trouble first. */
export function breakdowns(report: Report): string {
	const { language } = report;
	return breakdownsOf(report)
		.map(({ heading, parts }) => {
			const rows = parts.slice(0, MOST_PARTS).map((part) => partRow(part, language));
			return section(heading, rows, parts.length - MOST_PARTS, language);
		})
		.join('');
}

function partRow(part: Part, language: Language): string {
	const verdict = shortVerdictOf(part.totals, language, part.counts).join(', ');
	return shareRow(part.name, verdict, bar(part.totals, 6, language), partRateOf(part, language));
}

/** A part of a whole: name, words, bar and rate. */
export function shareRow(name: string, verdict: string, barHtml: string, rate: string): string {
	const line = `border-top:1px solid ${LIGHT.line}`;
	return `<tr><td class="l" style="padding:8px 0;${line}"><b>${show(name, NAME_LENGTH)}</b><br>${escapeHtml(verdict)}</td><td class="q" width="120" style="padding:8px 0 8px 12px;${line}">${barHtml}</td><td align="right" width="56" style="padding:8px 0;${line};white-space:nowrap">${escapeHtml(rate)}</td></tr>`;
}

/** The jobs that have been without a success for longest. */
export function longestTable(report: Report): string {
	const { language, company, summary } = report;
	const jobs = worthNaming(summary.longestWithoutSuccess);
	if (jobs.length === 0) return '';
	const rows = jobs.map((job) => {
		const whose = company ? '' : `<br>${show(companyText(job, language.words), NAME_LENGTH)}`;
		return `<tr><td class="l" style="padding:8px 0;border-top:1px solid ${LIGHT.line}"><b>${show(job.name, NAME_LENGTH)}</b>${whose}</td><td align="right" style="padding:8px 0 8px 12px;border-top:1px solid ${LIGHT.line};white-space:nowrap">${escapeHtml(longestText(job, language))}</td></tr>`;
	});
	return section(language.words.longestWithoutSuccess, rows, 0, language);
}

const SMALL_LENGTH = 60;

/** These take more room than the others, to say why. */
function hasTrouble(result: RowResult): boolean {
	return result === 'failed' || result === 'hung' || result === 'warning';
}

/** One job, as a row of the table of its result. */
export function rowHtml(
	row: Row,
	previous: Row | undefined,
	report: Report,
	detail: Detail,
): string {
	return hasTrouble(row.result)
		? troubleRow(row, report, detail)
		: `${companyRow(row, previous, report, detail)}${quietRow(row, report, detail)}`;
}

/** One of many successful jobs: its name, behind those of its company. */
export function nameHtml(
	row: Row,
	previous: Row | undefined,
	report: Report,
	detail: Detail,
): string {
	const name = show(row.name, detail.name);
	if (isSameCompany(row, previous)) return `&nbsp;&middot; ${name}`;
	const gap = previous?.result === row.result ? '<br>' : '';
	return `${gap}${report.company ? '' : `<b>${companyHtml(row, report, detail)}</b> `}${name}`;
}

function isSameCompany(row: Row, previous: Row | undefined): boolean {
	return previous?.result === row.result && previous.companyKey === row.companyKey;
}

function troubleRow(row: Row, report: Report, detail: Detail): string {
	const { mark, back } = RESULT_COLORS[row.result];
	const facts = [
		report.company ? '' : companyHtml(row, report, detail),
		show(row.typeText, detail.type),
		unbroken(show(whenText(row, report.language, report.period.to), SMALL_LENGTH)),
		...measuresOf(row, report.language.words).map((measure) =>
			unbroken(show(measure, SMALL_LENGTH)),
		),
	];
	const reason = show(reasonOf(row), detail.reason);
	const why = reason === '' ? '' : `<i class="t" style="font-style:normal">${reason}</i><br>`;
	return `<tr><td bgcolor="${back}" style="padding:12px 16px;background:${back};border-left:3px solid ${mark}"><b class="t" style="font-size:15px;color:${LIGHT.text}">${show(row.name, detail.name)}</b><br>${why}<span class="m" style="color:${LIGHT.muted}">${lineOf(facts)}</span></td></tr>`;
}

/** The company once for all of its jobs that follow; only of successful ones there are many. */
function companyRow(row: Row, previous: Row | undefined, report: Report, detail: Detail): string {
	if (report.company || row.result !== 'success' || isSameCompany(row, previous)) return '';
	return `<tr><th colspan="2" align="left">${companyHtml(row, report, detail)}</th></tr>`;
}

function companyHtml(row: Row, { language }: Report, { company }: Detail): string {
	return show(companyText(row, language.words), company);
}

/** Without styles of its own: hundreds of them may have to fit. */
function quietRow(row: Row, report: Report, detail: Detail): string {
	const type = show(row.typeText, detail.type);
	const when = show(whenText(row, report.language, report.period.to), SMALL_LENGTH);
	const measure = show(measureText(row, report.language.words), SMALL_LENGTH);
	const name = `<b>${show(row.name, detail.name)}</b><br>`;
	if (row.result === 'success') {
		return `<tr><td>${name}${type}</td><td align="right">${lineOf([when, measure], '<br>')}</td></tr>`;
	}
	// What there is to say of these is longer, and on a phone there is no room for it beside the name.
	const company = report.company ? '' : companyHtml(row, report, detail);
	const lines = [lineOf([company, type]), lineOf([when, measure])];
	return `<tr><td colspan="2">${name}${lineOf(lines, '<br>')}</td></tr>`;
}

/** The rows of a result, how many there are, and how they are shown. */
export interface Shown {
	count: number;
	rows: string[];
	/** Names one behind the other instead of rows of a table */
	isSmallPrint: boolean;
}

/** The rows of a result with their heading, and how many are left out. */
export function rowsSection(result: RowResult, shown: Shown, language: Language): string {
	const { counted, words } = language;
	return listSection(result, shown, language, {
		title: resultHeading(result, shown.count, language),
		leftOut: (left) =>
			counted(words.leftOut, left, { result: counted(words.results[result], left) }),
	});
}

/** The same for things of any kind, in the colors of a result. */
export function listSection(
	result: RowResult,
	{ count, rows, isSmallPrint }: Shown,
	language: Language,
	{ title, leftOut }: { title: string; leftOut: (left: number) => string },
): string {
	if (count === 0) return '';
	const small = `class="m n" style="font-size:12px;line-height:19px;color:${LIGHT.muted}"`;
	const table = hasTrouble(result)
		? `class="k-${result} t" style="width:100%;border-collapse:separate;border-spacing:0 6px;font-size:13px;line-height:20px;color:#344054"`
		: `class="j" style="width:100%;font-size:13px;line-height:18px;color:${LIGHT.muted}"`;
	const all = rows.join('');
	const body =
		all === ''
			? ''
			: isSmallPrint
				? `<div ${small}>${all}</div>`
				: `<table role="presentation" width="100%" cellpadding="4" cellspacing="0" border="0" ${table}>${all}</table>`;
	const heading = countedTitle(result, count, title, language);
	return `<tr><td class="p" style="padding:18px 32px ${isSmallPrint ? 28 : 4}px">${heading}${body}${leftOutLine(count - rows.length, leftOut)}</td></tr>`;
}

/** A heading with the number of what follows. */
function countedTitle(result: RowResult, count: number, text: string, language: Language): string {
	const dot = `<span style="color:${RESULT_COLORS[result].mark}">&#9679;</span> `;
	const number = ` <span class="m" style="font-weight:400;color:${LIGHT.muted}">${language.count(count)}</span>`;
	// Rows with trouble bring a gap of their own.
	return sectionTitle(`${dot}${escapeHtml(text)}${number}`, hasTrouble(result) ? 4 : 10);
}

function leftOutLine(left: number, lineOfLeft: (left: number) => string): string {
	if (left === 0) return '';
	return `<div class="m" style="padding:10px 0 6px;font-size:13px;line-height:20px;color:${LIGHT.muted}">${escapeHtml(lineOfLeft(left))}</div>`;
}

/** Shares of the results as a bar. */
export function bar(totals: Totals, height: number, language: Language): string {
	const shares = RESULTS.map((result) => ({ count: totals[result], result }));
	return barOf(shares, height, verdictOf(totals, language).join(', '));
}

/** A bar made of table cells: mail programs show neither scripts nor drawings. Empty without any count above 0. */
export function barOf(
	shares: Array<{ count: number; result: RowResult }>,
	height: number,
	label: string,
): string {
	if (shares.every(({ count }) => count === 0)) return '';
	const cells = widthsOf(shares.map(({ count }) => count))
		.map((width, index) => ({ width, color: RESULT_COLORS[shares[index].result].mark }))
		.filter(({ width }) => width > 0)
		.map(
			({ width, color }) =>
				`<td width="${width}%" height="${height}" bgcolor="${color}">&nbsp;</td>`,
		);
	return `<table role="img" aria-label="${escapeHtml(label)}" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%;table-layout:fixed;border-radius:${height / 2}px;overflow:hidden;font-size:0;line-height:0"><tr>${cells.join('')}</tr></table>`;
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
