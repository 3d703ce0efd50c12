import type { Calendar } from './calendar';
import { inOrder } from './order';
import { isInFuture, type Period } from './period';
import { companyKeyOf, nameOf, toRow, type ReadJob, type Row } from './row';
import { summaryOf, type Summary } from './summary';

/** Whom a report is about, when it is about one company only. */
export interface ReportCompany {
	companyUid: string | null;
	companyName: string | null;
}

/** All that the forms of a report (HTML, text, table) are made of. */
export interface Report {
	title: string;
	company?: ReportCompany;
	rows: Row[];
	summary: Summary;
	/** Names of jobs that show times in the future */
	inFuture: string[];
	period: Period;
	calendar: Calendar;
	/** Sentences on kinds of jobs that the filters leave out */
	leftOutKinds: string[];
}

/** What all reports of an item have in common. */
export interface ReportFrame {
	title: string;
	period: Period;
	calendar: Calendar;
	/** When the report is made, in milliseconds since 1970 */
	now: number;
	/** See Report */
	leftOutKinds?: string[];
}

/** A report on these jobs and nothing else. */
export function makeReport(
	jobs: ReadJob[],
	{ title, period, calendar, now, leftOutKinds = [] }: ReportFrame,
	company?: ReportCompany,
): Report {
	const inFuture = jobs
		.filter(({ kind, job }) => isInFuture(kind, job, now))
		.map(({ job }) => nameOf(job));
	const remarks = { disabledWithoutSession: 0, ranLater: 0, timesInFuture: inFuture.length };
	const rows: Row[] = [];
	for (const job of jobs) {
		const row = toRow(job, period, now);
		if (row === 'disabled') remarks.disabledWithoutSession++;
		else if (row === 'later') remarks.ranLater++;
		else rows.push(row);
	}
	const ordered = inOrder(rows);
	const summary = summaryOf(ordered, remarks, period, calendar.timeZone, now);
	return { title, company, rows: ordered, summary, inFuture, period, calendar, leftOutKinds };
}

/**
 * The jobs of each company by themselves, so that a report on one cannot hold anything of another. Those of no
 * company come last.
 */
export function splitByCompany(
	jobs: ReadJob[],
): Array<{ company: ReportCompany; jobs: ReadJob[] }> {
	const parts = new Map<string, ReadJob[]>();
	for (const job of jobs) {
		const key = companyKeyOf(job);
		const part = parts.get(key);
		if (part) part.push(job);
		else parts.set(key, [job]);
	}
	return [...parts]
		.map(([key, part]) => {
			const { companyUid } = part[0];
			// Nobody says that they are of one customer, even where names are the same.
			if (key === '') {
				return { key, company: { companyUid: null, companyName: null }, jobs: part };
			}
			// Kinds of jobs may name the same company, or leave its name out.
			const companyName = part.find((job) => job.companyName !== null)?.companyName ?? null;
			const named = part.map((job) => ({ ...job, companyName }));
			return { key, company: { companyUid, companyName }, jobs: named };
		})
		.sort((a, b) => compareCompanies(a, b))
		.map(({ company, jobs: own }) => ({ company, jobs: own }));
}

function compareCompanies(
	a: { key: string; company: ReportCompany },
	b: { key: string; company: ReportCompany },
): number {
	const none = Number(a.key === '') - Number(b.key === '');
	if (none !== 0) return none;
	const [x, y] = [a, b].map(
		({ key, company }) => `${(company.companyName ?? '').toLowerCase()}\n${key}`,
	);
	return x < y ? -1 : 1;
}
