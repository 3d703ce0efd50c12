import { capitalized } from '../../util/text';
import { companyText, fill, type Language } from '../language';
import type { RowResult } from '../row';
import { type Branding, type Detail, DETAILS, LIGHT, RESULT_COLORS } from '../html/colors';
import {
	amounts,
	band,
	bytesOf,
	document,
	escapeHtml,
	facts,
	legend,
	lineOf,
	MAX_BYTES,
	notesHtml,
	paragraph,
	ROOM,
	section,
	show,
} from '../html/document';
import { barOf, listSection, MOST_PARTS, shareRow, type Shown } from '../html/tables';
import type { WorkloadReport, WorkloadTotals } from './report';
import type { WorkloadRow } from './row';
import {
	ageOf,
	asOfText,
	breakdownsOf,
	factsOf,
	findingsOf,
	jobOf,
	missingKindsOf,
	notesOf,
	stateHeading,
	verdictOf,
	whenOf,
	whyOf,
	workloadSubjectOf,
} from './text';
import { type State, STATES } from './words';

/** The colors of jobs that stand as badly. */
const COLORS: Record<State, RowResult> = {
	outside: 'failed',
	noRestorePoint: 'hung',
	within: 'success',
};

/** More protected workloads than these are a list of names at the end. */
const MOST_PROTECTED = 25;

type Sections = Record<State, Shown>;

/**
 * The report as an HTML e-mail, below 100 kB: where it would become too long, less is shown of each workload; where that
 * is not enough, workloads are left out from the end, and it says so.
 *
 * @param isFile a file is never cut: it has a row for each workload
 */
export function renderWorkloads(
	report: WorkloadReport,
	branding: Branding,
	isFile = false,
): string {
	let best = '';
	for (const detail of DETAILS) {
		const { html, left } = fitted(report, branding, detail, isFile);
		best = html;
		if (left === 0) break;
	}
	return best;
}

function fitted(report: WorkloadReport, branding: Branding, detail: Detail, isFile: boolean) {
	const listsProtected = isFile || report.listsProtected;
	const rows = report.rows.filter(({ state }) => listsProtected || state !== 'within');
	const shown = Object.fromEntries(
		STATES.map((state) => [state, { count: 0, rows: [], isSmallPrint: false }]),
	) as unknown as Sections;
	for (const { state } of rows) shown[state].count++;
	shown.within.isSmallPrint = !isFile && shown.within.count > MOST_PROTECTED;
	const notes = notesOf(report, listsProtected);
	// Without any row every line about what is left out is there, so it only becomes shorter.
	let bytes = bytesOf(page(report, branding, shown, notes)) + ROOM;
	let fitting = 0;
	for (const [index, row] of rows.entries()) {
		const { isSmallPrint, rows: own } = shown[row.state];
		const html = isSmallPrint
			? nameHtml(row, rows[index - 1], report, detail)
			: row.state === 'within'
				? quietRow(row, report, detail)
				: troubleRow(row, report, detail);
		bytes += bytesOf(html);
		if (!isFile && bytes >= MAX_BYTES) break;
		own.push(html);
		fitting++;
	}
	return { html: page(report, branding, shown, notes), left: rows.length - fitting };
}

/** The whole document around the rows. */
function page(
	report: WorkloadReport,
	branding: Branding,
	shown: Sections,
	notes: string[],
): string {
	const { language, title, company, summary } = report;
	const within = sectionOf('within', shown.within, language);
	const { isSmallPrint } = shown.within;
	const name = company && companyText(company, language.words);
	const body = [
		band({ title, company: name, span: asOfText(report) }, branding),
		paragraph(report.intro, '24px 32px 0'),
		overview(report),
		sectionOf('outside', shown.outside, language),
		sectionOf('noRestorePoint', shown.noRestorePoint, language),
		breakdowns(report),
		isSmallPrint ? '' : within,
		paragraph(report.footer, '22px 32px 4px'),
		notesHtml([...notes, language.words.source]),
		isSmallPrint ? within : '',
	].join('');
	const preview = verdictOf(summary, language).join(', ');
	return document({ language, subject: workloadSubjectOf(report), preview }, body);
}

function sectionOf(state: State, shown: Shown, language: Language): string {
	const { counted, words } = language;
	const { leftOut, states } = words.workloads;
	return listSection(COLORS[state], shown, language, {
		title: stateHeading(state, shown.count, language),
		leftOut: (left) => counted(leftOut, left, { state: counted(states[state], left) }),
	});
}

/** The one thing to know, and the numbers behind it. */
function overview(report: WorkloadReport): string {
	const { summary, language } = report;
	const { state, headline, more } = headlineOf(summary, language);
	const result = state ? COLORS[state] : 'none';
	const lines = [more, ...missingKindsOf(report)]
		.filter((line) => line !== '')
		.map((line) => show(line, 400))
		.join('<br>');
	const verdict = verdictOf(summary, language).join(', ');
	const entries = STATES.map((one) => ({
		result: COLORS[one],
		count: summary[one],
		label: stateHeading(one, summary[one], language),
	}));
	const findings = findingsOf(report)
		.map((line) => show(line, 600))
		.join('<br>');
	return `<tr><td class="p" style="padding:30px 32px 8px"><div class="h r-${result}" style="font-size:28px;line-height:34px;font-weight:700;letter-spacing:-.3px;color:${RESULT_COLORS[result].text}">${escapeHtml(headline)}</div><div class="m" style="padding:6px 0 20px;font-size:15px;line-height:22px;color:${LIGHT.muted}">${lines}</div>${barOf(entries, 12, verdict)}${legend(entries, language)}${facts(factsOf(report))}<div class="m" style="padding:0 0 8px;font-size:13px;line-height:20px;color:${LIGHT.muted}">${findings}</div></td></tr>`;
}

function headlineOf(
	totals: WorkloadTotals,
	{ words: { workloads: words }, count, counted }: Language,
): { state?: State; headline: string; more: string } {
	const { workloads: all, within } = totals;
	if (all === 0) return { headline: words.headlineNoWorkloads, more: words.nothingThere };
	const worst = (['outside', 'noRestorePoint'] as const).find((state) => totals[state] > 0);
	const more = fill(words.withinOf, { within: count(within), all: count(all) });
	if (worst) {
		return { state: worst, headline: counted(words.headlines[worst], totals[worst]), more };
	}
	const headline = all === 1 ? words.onlyWithin : fill(words.headlineAll, { count: count(all) });
	return { state: 'within', headline, more: '' };
}

/** How companies and kinds stand, those with most trouble first. */
function breakdowns(report: WorkloadReport): string {
	const { language } = report;
	return breakdownsOf(report)
		.map(({ heading, parts }) => {
			const rows = parts.slice(0, MOST_PARTS).map(({ name, totals }) => {
				const verdict = verdictOf(totals, language).join(', ');
				const shares = STATES.map((state) => ({ count: totals[state], result: COLORS[state] }));
				const rate = language.rate(totals.complianceRate);
				return shareRow(name, verdict, barOf(shares, 6, verdict), rate);
			});
			return section(heading, rows, parts.length - MOST_PARTS, language);
		})
		.join('');
}

const SMALL_LENGTH = 80;

function troubleRow(row: WorkloadRow, report: WorkloadReport, detail: Detail): string {
	const { language } = report;
	const { mark, back } = RESULT_COLORS[COLORS[row.state]];
	const parts = [
		report.company ? '' : show(companyText(row, language.words), detail.company),
		show(capitalized(row.kindText), SMALL_LENGTH),
		...whenOf(row, report).map((text) => amounts(show(text, SMALL_LENGTH))),
		...jobOf(row, language).map((text) => show(text, detail.name)),
	];
	const why = show(whyOf(row), detail.reason);
	const reason = why === '' ? '' : `<i class="t" style="font-style:normal">${why}</i><br>`;
	return `<tr><td bgcolor="${back}" style="padding:12px 16px;background:${back};border-left:3px solid ${mark}"><b class="t" style="font-size:15px;color:${LIGHT.text}">${show(row.name, detail.name)}</b><br>${reason}<span class="m" style="color:${LIGHT.muted}">${lineOf(parts)}</span></td></tr>`;
}

/** Without styles of its own: hundreds of them may have to fit. */
function quietRow(row: WorkloadRow, report: WorkloadReport, detail: Detail): string {
	const { language } = report;
	const company = report.company ? '' : show(companyText(row, language.words), detail.company);
	const kind = show(capitalized(row.kindText), detail.type);
	const age = show(ageOf(row, language), SMALL_LENGTH);
	return `<tr><td><b>${show(row.name, detail.name)}</b><br>${lineOf([company, kind])}</td><td align="right">${age}</td></tr>`;
}

/** One of many protected workloads: its name, behind those of its company. */
function nameHtml(
	row: WorkloadRow,
	previous: WorkloadRow | undefined,
	report: WorkloadReport,
	detail: Detail,
): string {
	const name = show(row.name, detail.name);
	const isFirst = previous?.state !== row.state;
	if (!isFirst && previous.companyUid === row.companyUid) return `&nbsp;&middot; ${name}`;
	const company = show(companyText(row, report.language.words), detail.company);
	return `${isFirst ? '' : '<br>'}${report.company ? '' : `<b>${company}</b> `}${name}`;
}
