import type { Report } from '../report';
import type { Row, RowResult } from '../row';
import { measuresOf, measureText, reasonOf, whenText } from '../rowText';
import { companyText, countText, RESULT_WORDS } from '../words';
import { LIGHT, RESULT_COLOURS } from './colours';
import { escapeHtml, show } from './escape';
import type { Detail } from './look';

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

function troubleRow(row: Row, report: Report, detail: Detail): string {
	const { mark, back } = RESULT_COLOURS[row.result];
	const facts = [
		report.company ? '' : companyHtml(row, detail),
		show(row.typeText, detail.type),
		unbroken(show(whenText(row, report.calendar, report.period.to), SMALL_LENGTH)),
		...measuresOf(row).map((measure) => unbroken(show(measure, SMALL_LENGTH))),
	].filter((fact) => fact !== '');
	const reason = show(reasonOf(row), detail.reason);
	const why = reason === '' ? '' : `<i class="t" style="font-style:normal">${reason}</i><br>`;
	return `<tr><td bgcolor="${back}" style="padding:12px 16px;background:${back};border-left:3px solid ${mark}"><b class="t" style="font-size:15px;color:${LIGHT.text}">${show(row.name, detail.name)}</b><br>${why}<span class="m" style="color:${LIGHT.muted}">${facts.join('&nbsp;&middot; ')}</span></td></tr>`;
}

/** An amount and its unit belong together. */
function unbroken(html: string): string {
	return html.replace(/ /g, '&nbsp;');
}

/** The company once for all of its jobs that follow; only of successful ones there are many. */
function companyRow(row: Row, previous: Row | undefined, report: Report, detail: Detail): string {
	if (report.company || row.result !== 'success') return '';
	if (previous?.result === row.result && previous.companyKey === row.companyKey) return '';
	return `<tr><th colspan="2" align="left">${companyHtml(row, detail)}</th></tr>`;
}

function companyHtml({ companyUid, companyName }: Row, { company }: Detail): string {
	return show(companyText(companyUid, companyName), company);
}

/** Without styles of its own: hundreds of them have to fit. */
function quietRow(row: Row, report: Report, detail: Detail): string {
	const name = show(row.name, detail.name);
	const when = show(whenText(row, report.calendar, report.period.to), SMALL_LENGTH);
	if (!detail.showsMeasures && row.result === 'success') {
		return `<tr><td>${name}</td><td align="right">${when}</td></tr>`;
	}
	const measure = show(measureText(row), SMALL_LENGTH);
	const right = [when, measure].filter((text) => text !== '').join('<br>');
	const below = [
		report.company || row.result === 'success' ? '' : companyHtml(row, detail),
		show(row.typeText, detail.type),
	].filter((text) => text !== '');
	return `<tr><td><b>${name}</b><br>${below.join(' &middot; ')}</td><td align="right">${right}</td></tr>`;
}

/** The rows of a result with their heading, and how many are left out. */
export function rowsSection(result: RowResult, count: number, rows: string, left: number): string {
	if (count === 0) return '';
	const table = hasTrouble(result)
		? `class="k-${result} t" style="width:100%;border-collapse:separate;border-spacing:0 6px;font-size:13px;line-height:20px;color:#344054"`
		: `class="j" style="width:100%;font-size:13px;line-height:18px;color:${LIGHT.muted}"`;
	const body =
		rows === ''
			? ''
			: `<table role="presentation" width="100%" cellpadding="4" cellspacing="0" border="0" ${table}>${rows}</table>`;
	return `<tr><td class="p" style="padding:18px 32px 4px">${sectionTitle(RESULT_WORDS[result], count, result)}${body}${leftOutLine(result, left)}</td></tr>`;
}

/** A heading with the number of what follows. */
export function sectionTitle(title: string, count?: number, result?: RowResult): string {
	// Rows with trouble bring a gap of their own.
	const gap = result && hasTrouble(result) ? 4 : 10;
	const number =
		count === undefined
			? ''
			: ` <span class="m" style="font-weight:400;color:${LIGHT.muted}">${countText(count)}</span>`;
	const dot = result ? `<span style="color:${RESULT_COLOURS[result].mark}">&#9679;</span> ` : '';
	return `<div class="t" style="padding:0 0 ${gap}px;font-size:16px;line-height:24px;font-weight:600;color:${LIGHT.text}">${dot}${escapeHtml(title)}${number}</div>`;
}

function leftOutLine(result: RowResult, left: number): string {
	if (left === 0) return '';
	const more = `${countText(left)} more ${left === 1 ? 'job is' : 'jobs are'} left out here`;
	return `<div class="m" style="padding:10px 0 6px;font-size:13px;line-height:20px;color:${LIGHT.muted}">${escapeHtml(`${more} (${RESULT_WORDS[result].toLowerCase()}), so that mail programs show this report whole.`)}</div>`;
}
