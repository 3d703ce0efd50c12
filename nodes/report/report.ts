import type { Row as RowOf } from '../vspc/fields';
import type { summaryFields, totalsFields, withoutSuccessFields } from './fields';
import {
	companyKeyOf,
	compare,
	inOrder,
	isInFuture,
	nameOf,
	type Period,
	type ReadJob,
	type Row,
	toRow,
} from './row';
import {
	countedOf,
	type Day,
	daysOfPeriod,
	KEPT_MS,
	rateOf,
	type RunTotals,
	sessionsOf,
} from './history';
import type { Language } from './language';
import type { Words } from './words';

/** Whom a report is about, when it is about one company only. */
export interface ReportCompany {
	companyUid: string | null;
	companyName: string | null;
}

/** What all reports of an item have in common. */
export interface ReportFrame {
	/** That of the language unless the user gives another one */
	title?: string;
	period: Period;
	language: Language;
	/** When the report is made, in milliseconds since 1970 */
	now: number;
	/** Kinds of jobs that the filters leave out */
	leftOutKinds?: Array<keyof Words['kinds']>;
	/** Kinds of jobs that VSPC does not have, or does not show to the account */
	notShownKinds?: Array<keyof Words['kinds']>;
	/** Which sessions count; the latest ones when left out */
	basis?: 'latestSession' | 'everySession';
	/** Every session was asked for, and VSPC does not show them */
	isFallback?: boolean;
	/** Whether HTML and text name the jobs that were successful */
	listsSuccessful?: boolean;
	/** Lines of anybody, for the top and the bottom */
	intro?: string[];
	footer?: string[];
}

/** All that the forms of a report (HTML, text, table) are made of. */
export interface Report extends Required<Omit<ReportFrame, 'now'>> {
	company?: ReportCompany;
	rows: Row[];
	summary: Summary;
	/** Those of the period, in the time zone of the report */
	days: Day[];
	/** Names of jobs that show times in the future */
	inFuture: string[];
	/** Since when VSPC keeps sessions, where the period begins before; milliseconds since 1970 */
	keptSince?: number;
}

/** A report on these jobs and nothing else. */
export function makeReport(
	jobs: ReadJob[],
	{ now, ...frame }: ReportFrame,
	company?: ReportCompany,
): Report {
	const { period, language } = frame;
	const inFuture = jobs
		.filter(({ kind, job }) => isInFuture(kind, job, now))
		.map(({ job }) => nameOf(job, language.words));
	const days = daysOfPeriod(period, language);
	const remarks = { disabledWithoutSession: 0, ranLater: 0, timesInFuture: inFuture.length };
	const rows: Row[] = [];
	for (const job of jobs) {
		const row = toRow(job, period, now, language, days);
		if (row === 'disabled') remarks.disabledWithoutSession++;
		else if (row === 'later') remarks.ranLater++;
		else rows.push(row);
	}
	const ordered = inOrder(rows);
	const isComplete = jobs.some(({ runs }) => runs !== undefined);
	const sessions = isComplete
		? sessionsOf(
				jobs.map((job) => ({ ...job, companyKey: companyKeyOf(job) })),
				period,
				days,
			)
		: null;
	return {
		title: language.words.title,
		leftOutKinds: [],
		notShownKinds: [],
		listsSuccessful: true,
		intro: [],
		footer: [],
		...frame,
		company,
		rows: ordered,
		summary: {
			...summaryOf(ordered, remarks, frame, now, sessions?.ofCompany),
			basis: frame.basis ?? 'latestSession',
			sessions: sessions && sessions.all,
		},
		basis: frame.basis ?? 'latestSession',
		isFallback: frame.isFallback ?? false,
		days,
		inFuture,
		...(sessions && period.from < now - KEPT_MS ? { keptSince: now - KEPT_MS } : {}),
	};
}

/**
 * The jobs of each company by themselves, so that a report on one cannot contain anything of another. Those of no
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

/** What the rows of a report, or of a part of it, add up to. */
export type Totals = RowOf<typeof totalsFields>;

/** The numbers of a report. */
export type Summary = Omit<RowOf<typeof summaryFields>, 'byCompany'> & {
	byCompany: CompanyTotals[];
};

/** What the jobs of one company add up to; `sessions` where all are known. */
type CompanyTotals = Totals & ReportCompany & { sessions?: RunTotals | null };

/** Adds up rows. */
export function totalsOf(rows: Row[], language: Language): Totals {
	const count = { success: 0, warning: 0, failed: 0, notRun: 0, running: 0, hung: 0, none: 0 };
	for (const { result } of rows) count[result]++;
	const transferredBytes = sumOf(rows.map((row) => row.transferredBytes));
	const durationSeconds = sumOf(rows.map((row) => row.durationSeconds));
	return {
		jobs: rows.length,
		...count,
		successRate: rateOf(count.success, countedOf(count)),
		transferredBytes,
		transferredText: language.bytes(transferredBytes),
		durationSeconds,
		durationText: language.duration(durationSeconds),
	};
}

function sumOf(values: Array<number | null>): number | null {
	const known = values.filter((value): value is number => value !== null);
	const sum = known.reduce((all, value) => all + value, 0);
	// Amounts that VSPC can't have meant may add up to more than the largest number.
	return known.length > 0 && Number.isFinite(sum) ? sum : null;
}

/** Jobs that are no rows, or whose times are odd. */
export type Remarks = Pick<Summary, 'disabledWithoutSession' | 'ranLater' | 'timesInFuture'>;

/** @param now when the report is made, in milliseconds since 1970 */
export function summaryOf(
	rows: Row[],
	remarks: Remarks,
	{ period: { name, from, to }, language }: Pick<ReportFrame, 'period' | 'language'>,
	now: number,
	ofCompany?: Map<string, RunTotals>,
): Omit<Summary, 'basis' | 'sessions'> {
	const partsBy = (keyOf: (row: Row) => string) => partsOf(rows, keyOf, language);
	return {
		...totalsOf(rows, language),
		...remarks,
		period: { name, from: isoOf(from), to: isoOf(to), timeZone: language.timeZone },
		byCompany: partsBy(({ companyKey }) => companyKey).map(({ key, first, totals }) => ({
			companyUid: first.companyUid,
			// Those of no company may have names of their own.
			companyName: key === '' ? null : first.companyName,
			...totals,
			...(ofCompany ? { sessions: ofCompany.get(key) ?? null } : {}),
		})),
		byType: partsBy(({ typeText }) => typeText).map(({ first, totals }) => ({
			typeText: first.typeText,
			...totals,
		})),
		longestWithoutSuccess: longestWithoutSuccess(rows, Math.min(to, now)),
	};
}

function isoOf(time: number): string {
	return new Date(time).toISOString();
}

/** The rows by some key, the parts with most trouble first. */
function partsOf(
	rows: Row[],
	keyOf: (row: Row) => string,
	language: Language,
): Array<{ key: string; first: Row; totals: Totals }> {
	const parts = new Map<string, Row[]>();
	for (const row of rows) {
		const part = parts.get(keyOf(row));
		if (part) part.push(row);
		else parts.set(keyOf(row), [row]);
	}
	return [...parts]
		.map(([key, part]) => ({
			key,
			order: `${part[0].companyName ?? ''}\n${key}`,
			first: part[0],
			totals: totalsOf(part, language),
		}))
		.sort(
			({ order: orderA, totals: a }, { order: orderB, totals: b }) =>
				b.failed - a.failed ||
				b.warning - a.warning ||
				b.notRun - a.notRun ||
				b.jobs - a.jobs ||
				compare(orderA, orderB),
		);
}

/** A job that has had no success for long. */
export type WithoutSuccess = RowOf<typeof withoutSuccessFields>;

const AT_MOST = 5;

/**
 * The jobs of a report that have been without a success for longest. Those that never ran come behind the others:
 * there may be many, and they are known to be new or unused. Jobs that run are left out, since VSPC doesn't show how
 * the session before ended, unless they have been running for too long.
 *
 * @param until the end of the report's period, in milliseconds since 1970
 */
export function longestWithoutSuccess(rows: Row[], until: number): WithoutSuccess[] {
	return rows
		.filter(({ result }) => result !== 'success' && result !== 'running')
		.map((row) => ({ row, since: sinceOf(row) }))
		.sort((a, b) => a.since - b.since || compare(a.row.jobKey ?? '', b.row.jobKey ?? ''))
		.slice(0, AT_MOST)
		.map(({ row, since }) => ({
			name: row.name,
			companyUid: row.companyUid,
			companyName: row.companyName,
			result: row.result,
			hours: since === Infinity ? null : Math.max(0, Math.round((until - since) / 360_000) / 10),
			isAtLeast: row.lastResult !== 'success',
			jobKey: row.jobKey,
		}));
}

/** A success counts from its end, anything else from its start: the last success was before that. */
function sinceOf({ lastResult, lastRunUtc, lastEndTimeUtc }: Row): number {
	const [first, second] =
		lastResult === 'success' ? [lastEndTimeUtc, lastRunUtc] : [lastRunUtc, lastEndTimeUtc];
	const time = first ?? second;
	return time === null ? Infinity : Date.parse(time);
}
