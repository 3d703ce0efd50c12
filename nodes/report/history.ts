import { spelled } from '../util/text';
import { parseTime, toMoment } from '../util/time';
import type { Row as RowOf } from '../vspc/fields';
import type { JobResult, VspcJob } from '../vspc/jobs/kind';
import type { dayTotalsFields, historyFields, runTotalsFields, sessionsFields } from './fields';
import type { Language } from './language';
import type { Period } from './row';

/** A session of a job that has ended; times are milliseconds since 1970. */
export interface Run {
	result: JobResult;
	/** Undefined where VSPC does not say */
	startedAt?: number;
	endedAt: number;
}

/** How often a job ran in a period, and how. */
export type History = RowOf<typeof historyFields>;

/** How many sessions ended how. */
export type RunTotals = RowOf<typeof runTotalsFields>;

/** All sessions of a report. */
export type Sessions = RowOf<typeof sessionsFields>;

/** A calendar day in the time zone of a report; times are milliseconds since 1970. */
export interface Day {
	/** `2026-11-24` */
	date: string;
	from: number;
	to: number;
}

const DAY_MS = 24 * 3_600_000;

/** VSPC keeps the sessions of the last 30 days; it may still have older ones. */
export const KEPT_MS = 30 * DAY_MS;

/** The days that a period touches. */
export function daysOfPeriod({ from, to }: Period, { stamp, timeZone }: Language): Day[] {
	const days: Day[] = [];
	for (let start = from; start < to; ) {
		const date = stamp(start).slice(0, 10);
		const begin = toMoment(date, timeZone)!;
		// Days of 23 and of 25 hours included.
		const end = toMoment(stamp(begin + 1.5 * DAY_MS).slice(0, 10), timeZone)!;
		days.push({ date, from: begin, to: end });
		start = end;
	}
	return days;
}

/** The letters of a day, the worst result first; `.` stands for no session. */
const LETTERS: Array<[letter: string, result: JobResult]> = [
	['F', 'failed'],
	['W', 'warning'],
	['S', 'success'],
	['N', 'none'],
];

export const NO_SESSION = '.';

/** What a letter of a strip stands for; undefined: no session. */
export function resultOfLetter(letter: string): JobResult | undefined {
	return LETTERS.find(([one]) => one === letter)?.[1];
}

/** So often between success and failure, a job is unstable. */
const CHANGES = 3;

/**
 * What a job did.
 *
 * @param runs in the order of their ends, also some from before the period; null: it is not known which are its own
 * @param about `now`: when the report is made, in milliseconds since 1970
 */
export function historyOf(
	runs: Run[] | null,
	about: {
		job: VspcJob;
		serverConnected?: boolean | null;
		period: Period;
		days: Day[];
		now: number;
	},
	language: Language,
): History | null {
	if (runs === null) return null;
	const { period, days } = about;
	const own = runs.filter(({ endedAt }) => endedAt >= period.from && endedAt < period.to);
	const known = runs.filter(({ endedAt }) => endedAt < period.to);
	const { count, since, isAtLeast } = failuresOf(known);
	return {
		...runTotalsOf(own),
		days: stripOf(own, days),
		failuresInRow: count,
		failingSinceUtc: since === undefined ? null : new Date(since).toISOString(),
		failuresAreAtLeast: isAtLeast,
		isFlapping: changesOf(own) >= CHANGES,
		missedDays: missedDaysOf(known, about, language),
	};
}

/** How many sessions ended how; those without a result are neither a success nor none. */
export function runTotalsOf(runs: Run[]): RunTotals {
	const count = (wanted: JobResult) => runs.filter(({ result }) => result === wanted).length;
	const [success, warning, failed] = [count('success'), count('warning'), count('failed')];
	const ended = success + warning + failed;
	return { runs: runs.length, success, warning, failed, successRate: rateOf(success, ended) };
}

/** Percent, one decimal. Never 100 % while one is missing; null of nothing. */
export function rateOf(part: number, whole: number): number | null {
	if (whole === 0) return null;
	const rate = Math.round((part / whole) * 1000) / 10;
	return rate === 100 && part < whole ? 99.9 : rate;
}

/** Only a success ends a row of failures; a warning neither counts nor ends it. */
function failuresOf(runs: Run[]): { count: number; since?: number; isAtLeast: boolean } {
	let count = 0;
	let since: number | undefined;
	for (const { result, endedAt } of [...runs].reverse()) {
		if (result === 'success') return { count, since, isAtLeast: false };
		if (result !== 'failed') continue;
		count++;
		since = endedAt;
	}
	// Before the first session that was read, there may have been more.
	return { count, since, isAtLeast: count > 0 };
}

function changesOf(runs: Run[]): number {
	const results = runs
		.map(({ result }) => result)
		.filter((result) => result === 'success' || result === 'failed');
	return results.filter((result, index) => index > 0 && result !== results[index - 1]).length;
}

/** The worst result of each day, a letter each. */
function stripOf(runs: Run[], days: Day[]): string {
	const letters = days.map(({ from, to }) => {
		const results = runs
			.filter(({ endedAt }) => endedAt >= from && endedAt < to)
			.map(({ result }) => result);
		return LETTERS.find(([, result]) => results.includes(result))?.[0];
	});
	return letters.map((letter) => letter ?? NO_SESSION).join('');
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/**
 * The days on which a job was scheduled and did not start. Only of enabled jobs of backup servers whose daily schedule
 * VSPC shows (API 3.6.1), and only days that are in the period as a whole. The schedule goes by the clock of the
 * backup server, whose offset the times of the job have.
 *
 * Sessions name no job: those from before it was renamed have another name. So only days after the first session that
 * is known count, and none of which VSPC may no longer keep the sessions. Of a server without a connection, sessions
 * after the latest one are not known.
 *
 * @returns null where the schedule, or any session, is not known
 */
function missedDaysOf(
	runs: Run[],
	{ job, serverConnected, period: { from, to }, days, now }: Parameters<typeof historyOf>[1],
	{ timeZone, stamp }: Language,
): string[] | null {
	const weekdays = scheduledWeekdays(job);
	if (!weekdays || job.isEnabled === false) return null;
	const created = Date.parse(spelled((job as { creationTime?: unknown }).creationTime));
	const offset = /([+-])(\d\d):(\d\d)$/.exec(spelled(job.lastRun));
	const minutes = offset ? Number(`${offset[1]}${Number(offset[2]) * 60 + Number(offset[3])}`) : 0;
	// A server that writes UTC says nothing of its clock.
	const dateOf =
		minutes === 0
			? (time: number) => stamp(time).slice(0, 10)
			: (time: number) => new Date(time + minutes * 60_000).toISOString().slice(0, 10);
	const started = new Set(runs.map(({ startedAt, endedAt }) => dateOf(startedAt ?? endedAt)));
	const lastRun = parseTime(job.lastRun);
	const known = [...started, ...(lastRun === undefined ? [] : [dateOf(lastRun)])].sort();
	if (known.length === 0) return null;
	const [first, last] = [known[0], known[known.length - 1]];
	const midnightOf = (date: string) =>
		minutes === 0 ? toMoment(date, timeZone)! : Date.parse(`${date}T00:00:00Z`) - minutes * 60_000;
	return days
		.map(({ date }) => date)
		.filter((date) => {
			const midnight = midnightOf(date);
			const isWhole = midnight >= from && midnight + DAY_MS <= to;
			// A day of margin: the clocks of VSPC and n8n may differ.
			const isKept = midnight >= now - KEPT_MS + DAY_MS;
			const isSeen = date > first && (serverConnected !== false || date < last);
			const isThere = Number.isNaN(created) || created < midnight;
			const isScheduled = weekdays.has(new Date(`${date}T12:00:00Z`).getUTCDay());
			const wasBusy = runs.some(
				({ startedAt = Infinity, endedAt }) =>
					startedAt <= midnight && endedAt >= midnight + DAY_MS,
			);
			return (
				isWhole && isKept && isSeen && isThere && isScheduled && !started.has(date) && !wasBusy
			);
		});
}

/** Numbers of the days of the week, Sunday 0; undefined where the schedule is no daily one, or not known. */
function scheduledWeekdays(job: VspcJob): Set<number> | undefined {
	const { schedule, scheduleType } = job as { schedule?: unknown; scheduleType?: unknown };
	if (spelled(scheduleType).toLowerCase() !== 'daily') return undefined;
	const { dailyScheduleOptions } = (schedule ?? {}) as { dailyScheduleOptions?: unknown };
	const { kind, days } = (dailyScheduleOptions ?? {}) as { kind?: unknown; days?: unknown };
	if (spelled(kind).toLowerCase() === 'everyday') return new Set([0, 1, 2, 3, 4, 5, 6]);
	if (!Array.isArray(days) || days.length === 0) return undefined;
	const numbers = days.map((day) => WEEKDAYS.indexOf(spelled(day).toLowerCase()));
	return numbers.includes(-1) ? undefined : new Set(numbers);
}

/** A job of a report with its sessions, as far as they are known. */
interface Counted {
	runs?: Run[] | null;
	/** Distinguishes companies */
	companyKey: string;
}

/** All sessions of the jobs of a report, by day and by company. */
export function sessionsOf(
	jobs: Counted[],
	{ from, to }: Period,
	days: Day[],
): { all: Sessions; ofCompany: Map<string, RunTotals> } {
	const ownOf = ({ runs }: Counted) =>
		(runs ?? []).filter(({ endedAt }) => endedAt >= from && endedAt < to);
	const all: Run[] = [];
	const companies = new Map<string, Run[]>();
	for (const job of jobs) {
		const company = companies.get(job.companyKey) ?? [];
		companies.set(job.companyKey, company);
		// One by one: as arguments, those of a month would be too many.
		for (const run of ownOf(job)) {
			all.push(run);
			company.push(run);
		}
	}
	const byDay = days.map((day): RowOf<typeof dayTotalsFields> => {
		const own = all.filter(({ endedAt }) => endedAt >= day.from && endedAt < day.to);
		return { date: day.date, ...runTotalsOf(own) };
	});
	const jobsWithoutSessions = jobs.filter(({ runs }) => runs === null).length;
	return {
		all: { ...runTotalsOf(all), jobsWithoutSessions, byDay },
		ofCompany: new Map([...companies].map(([key, runs]) => [key, runTotalsOf(runs)])),
	};
}

/** Sessions that are a success or not one: those that ended with a result, and those that are hung. */
export function countedOf({
	success,
	warning,
	failed,
	hung,
}: Record<'success' | 'warning' | 'failed' | 'hung', number>): number {
	return success + warning + failed + hung;
}
