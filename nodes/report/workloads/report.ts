import { parseTime } from '../../util/time';
import type { Row as RowOf } from '../../vspc/fields';
import type { WorkloadKindName } from '../../vspc/workloads/kind';
import { rateOf } from '../history';
import type { ReportCompany } from '../report';
import { compare } from '../row';
import type { workloadSummaryFields, workloadTotalsFields } from './fields';
import {
	inOrder,
	malwareOf,
	type ReadWorkload,
	type RowFrame,
	toRow,
	type WorkloadRow,
} from './row';
import type { MalwareState } from './words';

export { anyReportItemFields } from './fields';

/** What all reports of an item have in common. */
export interface WorkloadFrame extends RowFrame {
	/** That of the language by default */
	title?: string;
	/** Kinds that the filters leave out */
	leftOutKinds?: WorkloadKindName[];
	/** Kinds that VSPC does not have, or does not show to the account */
	notShownKinds?: WorkloadKindName[];
	/** Whether HTML and text name the workloads that are within their RPO */
	listsProtected?: boolean;
	/** Lines of anybody, for the top and the bottom */
	intro?: string[];
	footer?: string[];
}

export type WorkloadTotals = RowOf<typeof workloadTotalsFields>;
type Summary = RowOf<typeof workloadSummaryFields>;

/** All that the forms of a report (HTML, text, table) are made of. */
export interface WorkloadReport extends Required<WorkloadFrame> {
	company?: ReportCompany;
	rows: WorkloadRow[];
	summary: Summary & {
		byCompany: Array<WorkloadTotals & ReportCompany>;
		byKind: Array<WorkloadTotals & { workloadKind: WorkloadKindName; kindText: string }>;
	};
	/** Names of those whose latest restore point is yet to come */
	inFuture: string[];
	/** Names of those with malware, by state */
	malwareNames: Record<'infected' | 'suspicious', string[]>;
}

/** Clocks that differ by less are right enough, in milliseconds. */
const CLOCK_TOLERANCE = 5 * 60_000;

/** A report on these workloads and nothing else. */
export function makeWorkloadReport(
	workloads: ReadWorkload[],
	frame: WorkloadFrame,
	company?: ReportCompany,
): WorkloadReport {
	const { language, now } = frame;
	// That another company has an exception is nobody's business.
	const exceptions = frame.rpo.exceptions.filter(
		({ companyUid }) => !company || companyUid === undefined || companyUid === company.companyUid,
	);
	const rpo = { ...frame.rpo, exceptions };
	const rows = inOrder(workloads.map((one) => toRow(one, { ...frame, rpo })));
	const namesOf = (wanted: MalwareState) =>
		rows.filter((row) => malwareOf(row) === wanted).map(({ name }) => name);
	const inFuture = rows.filter((row) => (latestOf(row) ?? 0) > now + CLOCK_TOLERANCE);
	return {
		leftOutKinds: [],
		notShownKinds: [],
		listsProtected: true,
		intro: [],
		footer: [],
		...frame,
		title: frame.title ?? language.words.workloads.title,
		rpo,
		company,
		rows,
		summary: {
			...totalsOf(rows),
			rpo: {
				hours: rpo.hours,
				exceptions: exceptions.length,
				snapshotsCount: rpo.snapshotsCount,
			},
			asOf: new Date(now).toISOString(),
			timeZone: language.timeZone,
			malware: malwareTotals(rows),
			immutability: {
				known: rows.filter(({ immutable }) => immutable !== null).length,
				immutable: rows.filter(({ immutable }) => immutable === true).length,
			},
			timesInFuture: inFuture.length,
			byCompany: partsOf(rows, companyKeyOf).map(({ first, totals }) => ({
				companyUid: first.companyUid,
				// Those of no company may have names of their own.
				companyName: first.companyUid === null ? null : first.companyName,
				...totals,
			})),
			byKind: partsOf(rows, ({ workloadKind }) => workloadKind).map(({ first, totals }) => ({
				workloadKind: first.workloadKind,
				kindText: language.words.workloads.kinds[first.workloadKind][1],
				...totals,
			})),
		},
		inFuture: inFuture.map(({ name }) => name),
		malwareNames: { infected: namesOf('infected'), suspicious: namesOf('suspicious') },
	};
}

/** Never the name: two customers may have the same. Where nobody says whose it is, it is nobody's. */
function companyKeyOf({ companyUid }: Pick<WorkloadRow, 'companyUid'>): string {
	return companyUid ?? '';
}

/**
 * The workloads of each company by themselves, so that a report on one cannot contain anything of another: also the job
 * of a workload only where it is of the same company, since a job for several names the machines of all. Those of no
 * company come last.
 */
export function splitWorkloads(
	workloads: ReadWorkload[],
): Array<{ company: ReportCompany; workloads: ReadWorkload[] }> {
	const parts = new Map<string, ReadWorkload[]>();
	for (const one of workloads) {
		const key = companyKeyOf(one.item);
		const part = parts.get(key);
		if (part) part.push(one);
		else parts.set(key, [one]);
	}
	return [...parts]
		.map(([key, part]) => {
			const named = key === '' ? undefined : part.find(({ item }) => item.companyName !== null);
			const companyName = named?.item.companyName ?? null;
			return {
				company: { companyUid: part[0].item.companyUid, companyName },
				workloads: part.map((one) => ofCompanyOnly(one, companyName)),
			};
		})
		.sort(({ company: a }, { company: b }) => {
			const none = Number(a.companyUid === null) - Number(b.companyUid === null);
			const [x, y] = [a, b].map(
				({ companyUid, companyName }) => `${(companyName ?? '').toLowerCase()}\n${companyUid}`,
			);
			return none || compare(x, y);
		});
}

function ofCompanyOnly(
	{ item, job, ...more }: ReadWorkload,
	companyName: string | null,
): ReadWorkload {
	const isOwn = job !== undefined && job.companyUid !== null && job.companyUid === item.companyUid;
	return isOwn
		? { ...more, item: { ...item, companyName }, job }
		: { ...more, item: { ...item, companyName, jobKey: null } };
}

/** What counts as its latest restore point, in milliseconds since 1970. */
function latestOf({ latestRestorePointUtc }: WorkloadRow): number | undefined {
	return parseTime(latestRestorePointUtc);
}

function totalsOf(rows: WorkloadRow[]): WorkloadTotals {
	const count = { within: 0, outside: 0, noRestorePoint: 0 };
	for (const { state } of rows) count[state]++;
	return {
		workloads: rows.length,
		...count,
		complianceRate: rateOf(count.within, rows.length),
	};
}

function partsOf(rows: WorkloadRow[], keyOf: (row: WorkloadRow) => string) {
	const parts = new Map<string, WorkloadRow[]>();
	for (const row of rows) {
		const part = parts.get(keyOf(row));
		if (part) part.push(row);
		else parts.set(keyOf(row), [row]);
	}
	return [...parts]
		.map(([key, part]) => ({ key, first: part[0], totals: totalsOf(part) }))
		.sort(
			(a, b) =>
				b.totals.outside - a.totals.outside ||
				b.totals.noRestorePoint - a.totals.noRestorePoint ||
				b.totals.workloads - a.totals.workloads ||
				compare(`${a.first.companyName}\n${a.key}`, `${b.first.companyName}\n${b.key}`),
		);
}

function malwareTotals(rows: WorkloadRow[]): Summary['malware'] {
	const totals = { known: 0, infected: 0, suspicious: 0, unverified: 0, unknown: 0, clean: 0 };
	for (const row of rows) {
		const state = malwareOf(row);
		if (state === undefined) continue;
		totals.known++;
		totals[state]++;
	}
	return totals;
}
