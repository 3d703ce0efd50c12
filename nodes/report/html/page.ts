import { countedOf, type Report, type Totals } from '../report';
import type { RowResult } from '../row';
import {
	leftOutKindsOf,
	notesOf,
	rateOf,
	resultHeading,
	spanText,
	subjectOf,
	verdictOf,
} from '../text';
import { companyText, fill, type Language } from '../language';
import { RESULTS } from '../words';
import {
	type Branding,
	contrast,
	type Detail,
	DETAILS,
	FONT,
	LIGHT,
	RESULT_COLORS,
	styleSheet,
	textOn,
} from './colors';
import { strips } from './strips';
import {
	bar,
	breakdowns,
	escapeHtml,
	longestTable,
	nameHtml,
	rowHtml,
	rowsSection,
	show,
	type Shown,
} from './tables';

/** Gmail cuts messages at 102 kB. */
export const MAX_BYTES = 100_000;

/** More successful jobs than these are a list of names at the end: nobody on a phone should have to scroll past them. */
const MOST_SUCCESSFUL = 25;

/**
 * The report as an HTML e-mail. Where it would become too long, less is shown of each job; where that is not enough,
 * jobs are left out from the end, and it says so.
 *
 * @param isFile a file is never cut: it has a row for each job, also where the e-mail does not list successful ones
 */
export function renderHtml(report: Report, branding: Branding, isFile = false): string {
	let best = '';
	for (const detail of DETAILS) {
		const { html, left } = fitted(report, branding, detail, isFile);
		best = html;
		if (left === 0) break;
	}
	return best;
}

function fitted(report: Report, branding: Branding, detail: Detail, isFile: boolean) {
	const listsSuccessful = isFile || report.listsSuccessful;
	const rows = report.rows.filter(({ result }) => listsSuccessful || result !== 'success');
	const shown = emptySections();
	for (const { result } of rows) shown[result].count++;
	shown.success.isSmallPrint = !isFile && shown.success.count > MOST_SUCCESSFUL;
	const notes = notesOf(report, listsSuccessful);
	// Without any row every line about what is left out is there, so it only becomes shorter.
	const history = strips(report, isFile);
	let bytes = bytesOf(page(report, branding, shown, notes, history)) + ROOM;
	let fitting = 0;
	for (const [index, row] of rows.entries()) {
		const { isSmallPrint, rows: own } = shown[row.result];
		const html = (isSmallPrint ? nameHtml : rowHtml)(row, rows[index - 1], report, detail);
		bytes += bytesOf(html);
		if (!isFile && bytes >= MAX_BYTES) break;
		own.push(html);
		fitting++;
	}
	return { html: page(report, branding, shown, notes, history), left: rows.length - fitting };
}

/** For the tables around the rows, which a section without rows has not. */
const ROOM = 6 * 300;

function bytesOf(text: string): number {
	return Buffer.byteLength(text, 'utf8');
}

type Sections = Record<RowResult, Shown>;

function emptySections(): Sections {
	const section = (): Shown => ({ count: 0, rows: [], isSmallPrint: false });
	return Object.fromEntries(RESULTS.map((result) => [result, section()])) as Sections;
}

/** The whole document around the rows. */
function page(
	report: Report,
	branding: Branding,
	shown: Sections,
	notes: string[],
	history: string,
): string {
	const { language } = report;
	const sectionsOf = (...results: RowResult[]) =>
		results.map((result) => rowsSection(result, shown[result], language)).join('');
	const success = sectionsOf('success');
	const { isSmallPrint } = shown.success;
	const body = [
		band(report, branding),
		paragraph(report.intro, '24px 32px 0'),
		overview(report),
		sectionsOf('failed', 'hung', 'warning', 'notRun'),
		longestTable(report),
		breakdowns(report),
		history,
		sectionsOf('running', 'none'),
		isSmallPrint ? '' : success,
		paragraph(report.footer, '22px 32px 4px'),
		notesHtml([...notes, language.words.source]),
		isSmallPrint ? success : '',
	].join('');
	return document(report, body);
}

const LINE_LENGTH = 2000;

/** Lines of whoever sends the report. */
function paragraph(lines: string[], padding: string): string {
	if (lines.length === 0) return '';
	const html = lines.map((line) => show(line, LINE_LENGTH)).join('<br>');
	return `<tr><td class="p" style="padding:${padding}"><div class="t" style="font-size:15px;line-height:22px;color:${LIGHT.text}">${html}</div></td></tr>`;
}

function notesHtml(notes: string[]): string {
	return `<tr><td class="p" style="padding:22px 32px 28px"><div class="m l" style="border-top:1px solid ${LIGHT.line};padding-top:16px;font-size:12px;line-height:18px;color:${LIGHT.muted}">${notes.map((note) => show(note, 400)).join('<br>')}</div></td></tr>`;
}

function document(report: Report, body: string): string {
	const { page: back, card, line, text } = LIGHT;
	return `<!DOCTYPE html>
<html lang="${report.language.words.locale.slice(0, 2)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subjectOf(report))}</title>
<style>${styleSheet()}</style>
</head>
<body class="b" bgcolor="${back}" style="margin:0;padding:0;background:${back};font-family:${FONT}">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(verdictOf(report.summary, report.language).join(', '))}</div>
<table role="presentation" class="b" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${back}" style="width:100%;background:${back}"><tr><td class="g" align="center" style="padding:24px 12px">
<table role="presentation" class="c" width="600" cellpadding="0" cellspacing="0" border="0" bgcolor="${card}" style="width:100%;max-width:600px;background:${card};border:1px solid ${line};border-radius:12px;overflow:hidden;text-align:left;font-family:${FONT};font-size:14px;line-height:20px;color:${text};word-break:break-word;overflow-wrap:anywhere">${body}</table>
</td></tr></table>
</body>
</html>
`;
}

const HEADING_LENGTH = 120;

/** The band at the top: logo, title, whom and what time it is about. */
function band(report: Report, branding: Branding): string {
	const { title, company, language } = report;
	const color = textOn(branding.header);
	const soft =
		color === '#ffffff' ? softest('#cfd6e2', branding.header) : softest('#344054', branding.header);
	const logo = branding.logoUrl
		? `<img src="${escapeHtml(branding.logoUrl)}" alt="" height="36" style="display:block;height:36px;max-width:240px;border:0;margin:0 0 16px">`
		: '';
	const name = company
		? `<div style="padding-top:4px;font-size:16px;line-height:22px;color:${color}">${show(companyText(company, language.words), HEADING_LENGTH)}</div>`
		: '';
	return `<tr><td class="p" bgcolor="${branding.header}" style="padding:24px 32px 22px;background:${branding.header};border-top:4px solid ${branding.accent}">${logo}<div style="font-size:20px;line-height:26px;font-weight:600;color:${color}">${show(title, HEADING_LENGTH)}</div>${name}<div style="padding-top:6px;font-size:13px;line-height:18px;color:${soft}">${escapeHtml(spanText(report))}</div></td></tr>`;
}

/** A soft color, unless it could not be read. */
function softest(soft: string, background: string): string {
	return contrast(soft, background) >= 4.5 ? soft : textOn(background);
}

/** The one thing to know, and the numbers behind it. */
function overview(report: Report): string {
	const { summary, language } = report;
	const { result, headline, more } = headlineOf(summary, language, summary.sessions);
	const { text } = RESULT_COLORS[result];
	const lines = [more, ...leftOutKindsOf(report)].map((line) => show(line, 400)).join('<br>');
	return `<tr><td class="p" style="padding:30px 32px 8px"><div class="h r-${result}" style="font-size:28px;line-height:34px;font-weight:700;letter-spacing:-.3px;color:${text}">${escapeHtml(headline)}</div><div class="m" style="padding:6px 0 20px;font-size:15px;line-height:22px;color:${LIGHT.muted}">${lines}</div>${bar(summary, 12, language)}${legend(summary, language)}${facts({ ...summary, successRate: rateOf(summary) }, language)}</td></tr>`;
}

/** What is told first; a report without any of these is one of successes. */
const TROUBLE = ['failed', 'hung', 'warning', 'notRun'] as const;

function headlineOf(
	totals: Totals,
	{ words, count, counted }: Language,
	sessions: Report['summary']['sessions'],
): { result: RowResult; headline: string; more: string } {
	const { jobs, running, success } = totals;
	if (jobs === 0) {
		return { result: 'none', headline: words.headlineNoJobs, more: words.nothingToReport };
	}
	const ended = countedOf(totals);
	const counts = countsOf({ success, ended }, sessions);
	const more =
		counts.ended === 0
			? words.noSessionEnded
			: fill(words.sessionsSuccessful, {
					success: count(counts.success),
					ended: count(counts.ended),
				});
	const worst = TROUBLE.find((result) => totals[result] > 0);
	if (worst) {
		return { result: worst, headline: counted(words.headlines[worst], totals[worst]), more };
	}
	if (ended === 0) {
		return running > 0
			? { result: 'running', headline: counted(words.headlines.running, running), more }
			: { result: 'none', headline: words.headlineNoResults, more };
	}
	if (ended < jobs) {
		// What still runs has no result yet.
		const all =
			ended === 1
				? words.onlySessionSuccessful
				: fill(words.allSessionsSuccessful, { count: count(ended) });
		return { result: 'success', headline: all, more: restText(totals, words, counted) };
	}
	const headline =
		jobs === 1 ? words.onlyJobSuccessful : fill(words.allJobsSuccessful, { count: count(ended) });
	return { result: 'success', headline, more: words.nothingToDo };
}

/** All sessions where they are known, else the latest of each job. */
function countsOf(
	latest: { success: number; ended: number },
	sessions: Report['summary']['sessions'],
): { success: number; ended: number } {
	if (!sessions) return latest;
	const { success, warning, failed } = sessions;
	const ended = success + warning + failed;
	return ended > 0 ? { success, ended } : latest;
}

function restText(
	totals: Totals,
	{ headlines }: Language['words'],
	counted: Language['counted'],
): string {
	const parts = (['running', 'none'] as const)
		.filter((result) => totals[result] > 0)
		.map((result) => counted(headlines[result], totals[result]));
	return `${parts.join(', ')}.`;
}

/** The results by number, with the colors of the bar. */
function legend(totals: Totals, language: Language): string {
	const entries = RESULTS.filter((result) => totals[result] > 0).map((result) => {
		const { mark } = RESULT_COLORS[result];
		const count = totals[result];
		return `<span style="display:inline-block;padding:0 18px 6px 0;white-space:nowrap"><span style="color:${mark};font-size:15px">&#9679;</span> <b class="t" style="color:${LIGHT.text}">${language.count(count)}</b> ${escapeHtml(resultHeading(result, count, language))}</span>`;
	});
	return `<div class="m" style="padding:12px 0 14px;font-size:14px;line-height:22px;color:${LIGHT.muted}">${entries.join(' ')}</div>`;
}

function facts(
	{ successRate, transferredText, durationText }: Totals,
	{ words, rate }: Language,
): string {
	const cells = [
		[words.successRate, rate(successRate)],
		[words.transferred, transferredText ?? '–'],
		[words.duration, durationText ?? '–'],
	].map(
		([label, value]) =>
			`<td width="33%" valign="top" style="width:33%;padding:16px 8px 14px 0"><div class="m" style="font-size:12px;line-height:18px;color:${LIGHT.muted}">${escapeHtml(label)}</div><div class="t" style="font-size:18px;line-height:26px;font-weight:600;color:${LIGHT.text}">${escapeHtml(value)}</div></td>`,
	);
	return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="l" style="width:100%;border-top:1px solid ${LIGHT.line}"><tr>${cells.join('')}</tr></table>`;
}
