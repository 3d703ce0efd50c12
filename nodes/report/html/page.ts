import { countedOf, type Report, type Totals } from '../report';
import { RESULTS, type RowResult } from '../row';
import { daysOf, notesOf, subjectOf, verdictOf } from '../text';
import { companyText, counted, countText, rateText, RESULT_WORDS } from '../words';
import {
	contrast,
	type Detail,
	DETAILS,
	FONT,
	LIGHT,
	type Branding,
	RESULT_COLORS,
	styleSheet,
	textOn,
} from './colors';
import { bar, breakdowns, escapeHtml, longestTable, rowHtml, rowsSection, show } from './tables';

/** Gmail cuts messages at 102 kB. */
export const MAX_BYTES = 100_000;

/**
 * The report as an HTML e-mail. Where it would become too long, less is shown of each job; where that is not enough,
 * jobs are left out from the end, and it says so.
 *
 * @param maxBytes of UTF-8; the result is smaller
 */
export function renderHtml(report: Report, branding: Branding, maxBytes = MAX_BYTES): string {
	let best = '';
	for (const detail of DETAILS) {
		const { html, left } = fitted(report, branding, detail, maxBytes);
		best = html;
		if (left === 0) break;
	}
	return best;
}

function fitted(report: Report, branding: Branding, detail: Detail, maxBytes: number) {
	const { rows } = report;
	const shown = new Map<RowResult, Shown>(
		RESULTS.map((result) => [result, { count: 0, rows: [] }]),
	);
	for (const { result } of rows) shown.get(result)!.count++;
	// Without any row every line about what is left out is there, so it only becomes shorter.
	let bytes = bytesOf(page(report, branding, shown)) + ROOM;
	let fitting = 0;
	for (const [index, row] of rows.entries()) {
		const html = rowHtml(row, rows[index - 1], report, detail);
		bytes += bytesOf(html);
		if (bytes >= maxBytes) break;
		shown.get(row.result)!.rows.push(html);
		fitting++;
	}
	return { html: page(report, branding, shown), left: rows.length - fitting };
}

/** For the tables around the rows, which a section without rows has not. */
const ROOM = 6 * 300;

function bytesOf(text: string): number {
	return Buffer.byteLength(text, 'utf8');
}

/** What is shown of the jobs of one result. */
export interface Shown {
	/** How many there are */
	count: number;
	rows: string[];
}

/** The whole document around the rows. */
export function page(report: Report, branding: Branding, shown: Map<RowResult, Shown>): string {
	const sectionsOf = (results: RowResult[]) =>
		results
			.map((result) => {
				const { count, rows } = shown.get(result) ?? { count: 0, rows: [] };
				return rowsSection(result, count, rows.join(''), count - rows.length);
			})
			.join('');
	const body = [
		band(report, branding),
		overview(report),
		sectionsOf(['failed', 'hung', 'warning', 'notRun']),
		longestTable(report),
		breakdowns(report),
		sectionsOf(['running', 'none', 'success']),
		footer(report),
	].join('');
	return document(report, body);
}

function footer(report: Report): string {
	const notes = [...notesOf(report), 'Source: Veeam Service Provider Console.'];
	return `<tr><td class="p" style="padding:22px 32px 28px"><div class="m l" style="border-top:1px solid ${LIGHT.line};padding-top:16px;font-size:12px;line-height:18px;color:${LIGHT.muted}">${notes.map((note) => show(note, 400)).join('<br>')}</div></td></tr>`;
}

function document(report: Report, body: string): string {
	const { page: back, card, line, text } = LIGHT;
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subjectOf(report))}</title>
<style>${styleSheet()}</style>
</head>
<body class="b" bgcolor="${back}" style="margin:0;padding:0;background:${back};font-family:${FONT}">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(verdictOf(report.summary).join(', '))}</div>
<table role="presentation" class="b" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${back}" style="width:100%;background:${back}"><tr><td class="g" align="center" style="padding:24px 12px">
<table role="presentation" class="c" width="600" cellpadding="0" cellspacing="0" border="0" bgcolor="${card}" style="width:100%;max-width:600px;background:${card};border:1px solid ${line};border-radius:12px;overflow:hidden;text-align:left;font-family:${FONT};font-size:14px;line-height:20px;color:${text};word-break:break-word;overflow-wrap:anywhere">${body}</table>
</td></tr></table>
</body>
</html>
`;
}

const HEADING_LENGTH = 120;

/** The band at the top: logo, title, whom and what time it is about. */
export function band({ title, company, period, calendar }: Report, branding: Branding): string {
	const color = textOn(branding.header);
	const soft =
		color === '#ffffff' ? softest('#cfd6e2', branding.header) : softest('#344054', branding.header);
	const logo = branding.logoUrl
		? `<img src="${escapeHtml(branding.logoUrl)}" alt="" height="36" style="display:block;height:36px;max-width:240px;border:0;margin:0 0 16px">`
		: '';
	const name = company
		? `<div style="padding-top:4px;font-size:16px;line-height:22px;color:${color}">${show(companyText(company.companyUid, company.companyName), HEADING_LENGTH)}</div>`
		: '';
	return `<tr><td class="p" bgcolor="${branding.header}" style="padding:24px 32px 22px;background:${branding.header};border-top:4px solid ${branding.accent}">${logo}<div style="font-size:20px;line-height:26px;font-weight:600;color:${color}">${show(title, HEADING_LENGTH)}</div>${name}<div style="padding-top:6px;font-size:13px;line-height:18px;color:${soft}">${escapeHtml(spanText({ period, calendar }))}</div></td></tr>`;
}

/** A soft color, unless it could not be read. */
function softest(soft: string, background: string): string {
	return contrast(soft, background) >= 4.5 ? soft : textOn(background);
}

function spanText({ period, calendar }: Pick<Report, 'period' | 'calendar'>): string {
	const days = daysOf({ period, calendar });
	return period.name === 'last24Hours' ? `24 hours until ${calendar.fullMoment(period.to)}` : days;
}

/** The one thing to know, and the numbers behind it. */
export function overview({ summary }: Report): string {
	const { result, headline, more } = headlineOf(summary);
	const { text } = RESULT_COLORS[result];
	return `<tr><td class="p" style="padding:30px 32px 8px"><div class="h r-${result}" style="font-size:28px;line-height:34px;font-weight:700;letter-spacing:-.3px;color:${text}">${escapeHtml(headline)}</div><div class="m" style="padding:6px 0 20px;font-size:15px;line-height:22px;color:${LIGHT.muted}">${escapeHtml(more)}</div>${bar(summary, 12)}${legend(summary)}${facts(summary)}</td></tr>`;
}

function headlineOf(totals: Totals): { result: RowResult; headline: string; more: string } {
	const { jobs, failed, hung, warning, notRun, running, success } = totals;
	const ended = countedOf(totals);
	const more =
		ended === 0
			? 'No session ended with a result in this time.'
			: `${countText(success)} of ${countText(ended)} sessions were successful.`;
	if (jobs === 0) {
		return {
			result: 'none',
			headline: 'No jobs',
			more: 'There is nothing to report for this time.',
		};
	}
	if (failed > 0) return { result: 'failed', headline: `${counted(failed, 'job')} failed`, more };
	if (hung > 0) {
		return { result: 'hung', headline: `${counted(hung, 'job')} running too long`, more };
	}
	if (warning > 0) {
		const headline = `${counted(warning, 'job')} with a warning`;
		return { result: 'warning', headline, more };
	}
	if (notRun > 0) {
		return { result: 'notRun', headline: `${counted(notRun, 'job')} did not run`, more };
	}
	if (ended === 0) {
		const headline = running > 0 ? `${counted(running, 'job')} running` : 'No results yet';
		return { result: running > 0 ? 'running' : 'none', headline, more };
	}
	// What still runs has no result yet.
	const all =
		ended === 1
			? 'The only session was successful'
			: `All ${countText(ended)} ${ended < jobs ? 'sessions' : 'jobs'} were successful`;
	const headline = jobs === 1 ? 'The job was successful' : all;
	const others = ended < jobs ? restText(totals) : 'Nothing needs your attention.';
	return { result: 'success', headline, more: others };
}

function restText({ running, none }: Totals): string {
	const parts = [
		running > 0 ? `${counted(running, 'job')} still running` : '',
		none > 0 ? `${counted(none, 'job')} without a result` : '',
	];
	return `${parts.filter((part) => part !== '').join(', ')}.`;
}

/** The results by number, with the colors of the bar. */
function legend(totals: Totals): string {
	const entries = RESULTS.filter((result) => totals[result] > 0).map((result) => {
		const { mark } = RESULT_COLORS[result];
		return `<span style="display:inline-block;padding:0 18px 6px 0;white-space:nowrap"><span style="color:${mark};font-size:15px">&#9679;</span> <b class="t" style="color:${LIGHT.text}">${countText(totals[result])}</b> ${escapeHtml(RESULT_WORDS[result])}</span>`;
	});
	return `<div class="m" style="padding:12px 0 14px;font-size:14px;line-height:22px;color:${LIGHT.muted}">${entries.join(' ')}</div>`;
}

function facts({ successRate, transferredText, durationText }: Totals): string {
	const cells = [
		['Success rate', rateText(successRate)],
		['Transferred', transferredText ?? '–'],
		['Time taken', durationText ?? '–'],
	].map(
		([label, value]) =>
			`<td width="33%" valign="top" style="width:33%;padding:16px 8px 14px 0"><div class="m" style="font-size:12px;line-height:18px;color:${LIGHT.muted}">${label}</div><div class="t" style="font-size:18px;line-height:26px;font-weight:600;color:${LIGHT.text}">${escapeHtml(value)}</div></td>`,
	);
	return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="l" style="width:100%;border-top:1px solid ${LIGHT.line}"><tr>${cells.join('')}</tr></table>`;
}
