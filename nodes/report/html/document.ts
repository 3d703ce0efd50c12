import { type Language, shortened } from '../language';
import type { RowResult } from '../row';
import { type Branding, contrast, FONT, LIGHT, RESULT_COLORS, styleSheet, textOn } from './colors';

/** Gmail cuts messages at 102 kB. */
export const MAX_BYTES = 100_000;

/** For the tables around the rows, which a section without rows has not. */
export const ROOM = 6 * 300;

export function bytesOf(text: string): number {
	return Buffer.byteLength(text, 'utf8');
}

/** What mail programs show or say of a document before anybody opens it. */
interface Head {
	language: Language;
	subject: string;
	preview: string;
}

/** What a reader sees first: whom and what time a report is about. */
export interface Band {
	title: string;
	company?: string;
	span: string;
}

const LINE_LENGTH = 2000;

/** Lines of whoever sends the report. */
export function paragraph(lines: string[], padding: string): string {
	if (lines.length === 0) return '';
	const html = lines.map((line) => show(line, LINE_LENGTH)).join('<br>');
	return `<tr><td class="p" style="padding:${padding}"><div class="t" style="font-size:15px;line-height:22px;color:${LIGHT.text}">${html}</div></td></tr>`;
}

/** What a reader has to know, in small print. */
export function notesHtml(notes: string[]): string {
	return `<tr><td class="p" style="padding:22px 32px 28px"><div class="m l" style="border-top:1px solid ${LIGHT.line};padding-top:16px;font-size:12px;line-height:18px;color:${LIGHT.muted}">${notes.map((note) => show(note, 400)).join('<br>')}</div></td></tr>`;
}

/** The whole document; `body` is rows of its table. */
export function document({ language, subject, preview }: Head, body: string): string {
	const { page: back, card, line, text } = LIGHT;
	return `<!DOCTYPE html>
<html lang="${language.words.locale.slice(0, 2)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(subject)}</title>
<style>${styleSheet()}</style>
</head>
<body class="b" bgcolor="${back}" style="margin:0;padding:0;background:${back};font-family:${FONT}">
<div style="display:none;max-height:0;overflow:hidden">${escapeHtml(preview)}</div>
<table role="presentation" class="b" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="${back}" style="width:100%;background:${back}"><tr><td class="g" align="center" style="padding:24px 12px">
<table role="presentation" class="c" width="600" cellpadding="0" cellspacing="0" border="0" bgcolor="${card}" style="width:100%;max-width:600px;background:${card};border:1px solid ${line};border-radius:12px;overflow:hidden;text-align:left;font-family:${FONT};font-size:14px;line-height:20px;color:${text};word-break:break-word;overflow-wrap:anywhere">${body}</table>
</td></tr></table>
</body>
</html>
`;
}

const HEADING_LENGTH = 120;

/** The band at the top: logo, title, whom and what time it is about. */
export function band({ title, company, span }: Band, branding: Branding): string {
	const color = textOn(branding.header);
	const soft =
		color === '#ffffff' ? softest('#cfd6e2', branding.header) : softest('#344054', branding.header);
	const logo = branding.logoUrl
		? `<img src="${escapeHtml(branding.logoUrl)}" alt="" height="36" style="display:block;height:36px;max-width:240px;border:0;margin:0 0 16px">`
		: '';
	const name = company
		? `<div style="padding-top:4px;font-size:16px;line-height:22px;color:${color}">${show(company, HEADING_LENGTH)}</div>`
		: '';
	return `<tr><td class="p" bgcolor="${branding.header}" style="padding:24px 32px 22px;background:${branding.header};border-top:4px solid ${branding.accent}">${logo}<div style="font-size:20px;line-height:26px;font-weight:600;color:${color}">${show(title, HEADING_LENGTH)}</div>${name}<div style="padding-top:6px;font-size:13px;line-height:18px;color:${soft}">${escapeHtml(span)}</div></td></tr>`;
}

/** A soft color, unless it could not be read. */
function softest(soft: string, background: string): string {
	return contrast(soft, background) >= 4.5 ? soft : textOn(background);
}

/** Numbers side by side. On a phone each takes the width that it needs, so that none breaks as long as all fit. */
export function facts(entries: Array<[label: string, value: string]>): string {
	const width = Math.floor(100 / entries.length);
	const cells = entries.map(
		([label, value]) =>
			`<td width="${width}%" valign="top" style="width:${width}%;padding:16px 8px 14px 0"><div class="m" style="font-size:12px;line-height:18px;color:${LIGHT.muted}">${escapeHtml(label)}</div><div class="t" style="font-size:18px;line-height:26px;font-weight:600;color:${LIGHT.text}">${amounts(escapeHtml(value))}</div></td>`,
	);
	return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="l f" style="width:100%;border-top:1px solid ${LIGHT.line}"><tr>${cells.join('')}</tr></table>`;
}

/** Results by number, with the colors of the bar; those without any are left out. */
export function legend(
	entries: Array<{ result: RowResult; count: number; label: string }>,
	language: Language,
): string {
	const parts = entries
		.filter(({ count }) => count > 0)
		.map(({ result, count, label }) => {
			const { mark } = RESULT_COLORS[result];
			return `<span style="display:inline-block;padding:0 18px 6px 0"><span style="color:${mark};font-size:15px">&#9679;</span>&nbsp;<b class="t" style="color:${LIGHT.text}">${language.count(count)}</b>&nbsp;${escapeHtml(label)}</span>`;
		});
	return `<div class="m" style="padding:12px 0 14px;font-size:14px;line-height:22px;color:${LIGHT.muted}">${parts.join(' ')}</div>`;
}

/** The heading of a section. */
export function sectionTitle(html: string, gap = 10): string {
	return `<div class="t" style="padding:0 0 ${gap}px;font-size:16px;line-height:24px;font-weight:600;color:${LIGHT.text}">${html}</div>`;
}

/** A heading with a table below it, and how much of it is left out. */
export function section(title: string, rows: string[], left: number, language: Language): string {
	const more =
		left > 0
			? `<div class="m" style="padding:8px 0;font-size:13px;line-height:20px;color:${LIGHT.muted}">${escapeHtml(language.counted(language.words.andMore, left))}</div>`
			: '';
	return `<tr><td class="p" style="padding:18px 32px 4px">${sectionTitle(escapeHtml(title))}<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="n" style="width:100%;font-size:13px;line-height:18px;color:${LIGHT.muted}">${rows.join('')}</table>${more}</td></tr>`;
}

/** Facts of a row, one behind the other. */
export function lineOf(parts: string[], between = '&nbsp;&middot; '): string {
	return parts.filter((part) => part !== '').join(between);
}

/** Amounts with their units: `15 h 26 min` may break between the two only. */
export function amounts(html: string): string {
	return html.replace(/(\d) (?=\p{L}{1,4}[.,]*(?: |$))/gu, '$1&nbsp;');
}

/** What belongs together, e.g. an amount and its unit. */
export function unbroken(html: string): string {
	return html.replace(/ /g, '&nbsp;');
}

const ENTITIES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

/** Characters of scripts that are written from right to left. */
const RIGHT_TO_LEFT =
	/[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** Spaces at which no line may end: before percent signs, and before marks as French has them. */
const NO_BREAK = / (?=[:;!?%](?:\s|$))/g;

/** Text as HTML shows it, also within an attribute in quotation marks. */
export function escapeHtml(text: string): string {
	return text.replace(NO_BREAK, '\u00a0').replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

/** Text of anybody for a reader: in one line, of at most so many characters, and never markup. */
export function show(text: unknown, length: number): string {
	const safe = escapeHtml(shortened(text, length));
	// What is written from right to left must not turn what stands beside it.
	return RIGHT_TO_LEFT.test(safe) ? `<bdi>${safe}</bdi>` : safe;
}
