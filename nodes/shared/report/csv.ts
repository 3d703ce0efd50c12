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

/** Spreadsheets run what begins like a formula, wide forms and what stands behind spaces included. */
const FORMULA = /^(?:\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n])/;

/** One value, so that nothing in it is run or ends the cell. */
export function cellOf(value: string | number | boolean | null): string {
	if (value === null) return '';
	const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
	return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}
