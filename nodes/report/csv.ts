import { capitalized } from '../util/text';
import { cellOf, companyText } from './language';
import type { Report } from './report';
import type { Row } from './row';
import type { Words } from './words';

/** Columns of a table that knows all sessions. */
const ONLY_HISTORY: Array<keyof Words['columns']> = [
	'sessions',
	'failedSessions',
	'sessionRate',
	'failuresInRow',
	'days',
];

/** Excel takes a file for UTF-8 by this mark only. */
const MARK = '\ufeff';

/** The rows of a report as a table (RFC 4180) that spreadsheets open as it is. */
export function csvOf({ rows, language, summary }: Report): string {
	const { words, stamp, timeZone } = language;
	const time = (iso: string | null) => (iso === null ? null : stamp(Date.parse(iso)));
	const columns: Record<keyof Words['columns'], (row: Row) => string | number | null> = {
		result: ({ result }) => capitalized(words.results[result][0]),
		job: ({ name }) => name,
		company: (row) => companyText(row, words),
		type: ({ typeText }) => typeText,
		status: ({ status }) => status,
		enabled: ({ isEnabled }) => (isEnabled ? words.yes : words.no),
		lastRun: ({ lastRunUtc }) => time(lastRunUtc),
		lastEnd: ({ lastEndTimeUtc }) => time(lastEndTimeUtc),
		duration: ({ durationSeconds }) => durationSeconds,
		transferred: ({ transferredBytes }) => transferredBytes,
		failureMessage: ({ failureMessage }) => failureMessage,
		sessions: ({ history }) => history?.runs ?? null,
		failedSessions: ({ history }) => history?.failed ?? null,
		sessionRate: ({ history }) => history?.successRate ?? null,
		failuresInRow: ({ history }) => history?.failuresInRow ?? null,
		days: ({ history }) => history?.days ?? null,
		companyUid: ({ companyUid }) => companyUid,
		jobKey: ({ jobKey }) => jobKey,
	};
	const names = (Object.keys(columns) as Array<keyof Words['columns']>).filter(
		(name) => summary.sessions !== null || !ONLY_HISTORY.includes(name),
	);
	const headings = names.map((name) =>
		name === 'lastRun' || name === 'lastEnd'
			? `${words.columns[name]} (${timeZone})`
			: words.columns[name],
	);
	const lines = [headings, ...rows.map((row) => names.map((name) => columns[name](row)))];
	return tableOf(lines);
}

/** Lines of cells as a file. */
export function tableOf(lines: Array<Array<string | number | null>>): string {
	return `${MARK}${lines.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('')}`;
}
