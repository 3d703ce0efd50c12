import type { Report } from './report';
import type { Row } from './row';
import { companyText, RESULT_WORDS } from './words';

/** Excel takes a file for UTF-8 by this mark only. */
const MARK = '\ufeff';

type Column = [heading: string, valueOf: (row: Row) => string | number | boolean | null];

/** The rows of a report as a table (RFC 4180) that spreadsheets open as it is. */
export function csvOf({ rows, calendar }: Report): string {
	const time = (iso: string | null) => (iso === null ? null : calendar.stamp(Date.parse(iso)));
	const zone = calendar.timeZone;
	const columns: Column[] = [
		['Result', ({ result }) => RESULT_WORDS[result]],
		['Job', ({ name }) => name],
		['Company', ({ companyUid, companyName }) => companyText(companyUid, companyName)],
		['Type', ({ typeText }) => typeText],
		['Status', ({ status }) => status],
		['Enabled', ({ isEnabled }) => (isEnabled ? 'yes' : 'no')],
		[`Last Run (${zone})`, ({ lastRunUtc }) => time(lastRunUtc)],
		[`Last End (${zone})`, ({ lastEndTimeUtc }) => time(lastEndTimeUtc)],
		['Duration (Seconds)', ({ durationSeconds }) => durationSeconds],
		['Transferred (Bytes)', ({ transferredBytes }) => transferredBytes],
		['Failure Message', ({ failureMessage }) => failureMessage],
		['Company UID', ({ companyUid }) => companyUid],
		['Job Key', ({ jobKey }) => jobKey],
	];
	const lines = [
		columns.map(([heading]) => cellOf(heading)),
		...rows.map((row) => columns.map(([, valueOf]) => cellOf(valueOf(row)))),
	];
	return `${MARK}${lines.map((cells) => `${cells.join(',')}\r\n`).join('')}`;
}

/**
 * What spreadsheets run when a cell begins with it, wide and small forms included. They see through spaces, control
 * characters, characters without width and quotation marks before it.
 */
const STARTS = '=+\\-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b';
const UNSEEN = '\\s\\p{Cc}\\p{Z}\\p{Default_Ignorable_Code_Point}\\p{Cf}\\u2800"';
const FORMULA = new RegExp(`^[${UNSEEN}]*[${STARTS}]|^[\\t\\r\\n]`, 'u');

/**
 * Where another cell begins for a spreadsheet that splits at something else than commas, as Excel does at semicolons
 * in half of Europe: quotation marks do not keep a cell together there.
 */
const INNER = new RegExp(
	`(?<=[;|\\t\\r\\n])(?=(?:(?![;|\\t\\r\\n])[${UNSEEN}])*[${STARTS}])`,
	'gu',
);

/** One value, so that nothing in it is run or ends the cell. */
export function cellOf(value: string | number | boolean | null): string {
	if (value === null) return '';
	const text = typeof value === 'string' ? harmless(value) : String(value);
	return /[",;|\t\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

/** An apostrophe makes it text, at the beginning of the cell and of whatever else may become one. */
function harmless(text: string): string {
	const inner = text.replace(INNER, "'");
	return FORMULA.test(text) ? `'${inner}` : inner;
}
