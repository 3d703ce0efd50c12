import { notesOf } from '../notes';
import type { Report } from '../report';
import type { RowResult } from '../row';
import { subjectOf } from '../subject';
import { verdictOf } from '../words';
import { LIGHT } from './colours';
import { escapeHtml, show } from './escape';
import { band, overview } from './head';
import type { Look } from './look';
import { rowsSection } from './rows';
import { FONT, styleSheet } from './style';
import { breakdowns, longestTable } from './tables';

/** What is shown of the jobs of one result. */
export interface Shown {
	/** How many there are */
	count: number;
	rows: string[];
}

/** The whole document around the rows. */
export function page(report: Report, look: Look, shown: Map<RowResult, Shown>): string {
	const sectionsOf = (results: RowResult[]) =>
		results
			.map((result) => {
				const { count, rows } = shown.get(result) ?? { count: 0, rows: [] };
				return rowsSection(result, count, rows.join(''), count - rows.length);
			})
			.join('');
	const body = [
		band(report, look),
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
