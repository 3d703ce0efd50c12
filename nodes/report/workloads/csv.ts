import { capitalized } from '../../util/text';
import { tableOf } from '../csv';
import { companyText } from '../language';
import type { WorkloadReport } from './report';
import type { WorkloadRow } from './row';
import type { WorkloadWords } from './words';

type Column = keyof WorkloadWords['columns'];

/** The workloads of a report as a table that spreadsheets open as it is; also those that an e-mail leaves out. */
export function workloadCsvOf({ rows, language }: WorkloadReport): string {
	const { words, stamp, timeZone } = language;
	const { columns, states } = words.workloads;
	const time = (iso: string | null) => (iso === null ? null : stamp(Date.parse(iso)));
	const cells: Record<Column, (row: WorkloadRow) => string | number | null> = {
		state: ({ state }) => capitalized(states[state][0]),
		name: ({ name }) => name,
		kind: ({ kindText }) => capitalized(kindText),
		company: (row) => companyText(row, words),
		latest: ({ latestRestorePointUtc }) => time(latestRestorePointUtc),
		latestSnapshot: ({ latestSnapshotUtc }) => time(latestSnapshotUtc),
		hoursSince: ({ hoursSinceRestorePoint }) => hoursSinceRestorePoint,
		rpoHours: ({ rpoHours }) => rpoHours,
		job: ({ jobName }) => jobName,
		reason: ({ reasonText }) => reasonText,
		failureMessage: ({ failureMessage }) => failureMessage,
		malware: ({ malwareState }) => malwareState,
		immutable: ({ immutable }) => (immutable === null ? null : immutable ? words.yes : words.no),
		companyUid: ({ companyUid }) => companyUid,
		jobKey: ({ jobKey }) => jobKey,
		workloadKey: ({ workloadKey }) => workloadKey,
	};
	const names = Object.keys(cells) as Column[];
	const headings = names.map((name) =>
		name === 'latest' || name === 'latestSnapshot'
			? `${columns[name]} (${timeZone})`
			: columns[name],
	);
	return tableOf([headings, ...rows.map((row) => names.map((name) => cells[name](row)))]);
}
