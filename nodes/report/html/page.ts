import { countedOf } from '../history';
import type { Report, Totals } from '../report';
import type { RowResult } from '../row';
import {
	leftOutKindsOf,
	notesOf,
	shownRateOf,
	resultHeading,
	spanText,
	subjectOf,
	verdictOf,
} from '../text';
import { companyText, fill, type Language } from '../language';
import { countsOf } from '../parts';
import { RESULTS } from '../words';
import { type Branding, type Detail, DETAILS, LIGHT, RESULT_COLORS } from './colors';
import {
	band,
	type Band,
	bytesOf,
	document,
	escapeHtml,
	facts,
	legend,
	MAX_BYTES,
	notesHtml,
	paragraph,
	ROOM,
	show,
} from './document';
import { strips } from './strips';
import {
	bar,
	breakdowns,
	longestTable,
	nameHtml,
	rowHtml,
	rowsSection,
	type Shown,
} from './tables';

export { MAX_BYTES } from './document';

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
		band(bandOf(report), branding),
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
	return document(
		{
			language,
			subject: subjectOf(report),
			preview: verdictOf(report.summary, language).join(', '),
		},
		body,
	);
}

/** The one thing to know, and the numbers behind it. */
function overview(report: Report): string {
	const { summary, language } = report;
	const { result, headline, more } = headlineOf(summary, language, summary.sessions);
	const { text } = RESULT_COLORS[result];
	const lines = [more, ...leftOutKindsOf(report)].map((line) => show(line, 400)).join('<br>');
	return `<tr><td class="p" style="padding:30px 32px 8px"><div class="h r-${result}" style="font-size:28px;line-height:34px;font-weight:700;letter-spacing:-.3px;color:${text}">${escapeHtml(headline)}</div><div class="m" style="padding:6px 0 20px;font-size:15px;line-height:22px;color:${LIGHT.muted}">${lines}</div>${bar(summary, 12, language)}${legendOf(summary, language)}${facts(factsOf({ ...summary, successRate: shownRateOf(summary) }, language))}</td></tr>`;
}

/** What is said first; a report without any of these is one of successes. */
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

function legendOf(totals: Totals, language: Language): string {
	const entries = RESULTS.map((result) => {
		const count = totals[result];
		return { result, count, label: resultHeading(result, count, language) };
	});
	return legend(entries, language);
}

function factsOf(
	{ successRate, transferredText, durationText }: Totals,
	{ words, rate }: Language,
): Array<[label: string, value: string]> {
	return [
		[words.successRate, rate(successRate)],
		[words.transferred, transferredText ?? '–'],
		[words.duration, durationText ?? '–'],
	];
}

function bandOf(report: Report): Band {
	const { title, company, language } = report;
	return {
		title,
		company: company && companyText(company, language.words),
		span: spanText(report),
	};
}
