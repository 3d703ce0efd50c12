import { companyText, fill, type Language, plain } from './language';
import { NO_SESSION, resultOfLetter } from './history';
import type { Report } from './report';
import { compare, type Row } from './row';

/** More days than these are no strip that anybody can read; the latest ones are shown. */
const MOST_DAYS = 31;

/** A job with sessions that are worth a look. */
export type Troubled = Row & { history: NonNullable<Row['history']> };

/** Of fewer days, a strip says nothing that the rows of the jobs don't. */
const FEWEST_DAYS = 3;

/**
 * The jobs with trouble in the period, what failed last and what is unstable first, and how many had none. In a report
 * on a day or two these are only jobs that fail again and again.
 */
export function troubledOf({ rows, summary, days }: Report): {
	jobs: Troubled[];
	steady: number;
} {
	if (summary.sessions === null) return { jobs: [], steady: 0 };
	const known = rows.filter((row): row is Troubled => Boolean(row.history && row.history.runs > 0));
	const missed = ({ history }: Troubled) => history.missedDays?.length ?? 0;
	const isShort = days.length < FEWEST_DAYS;
	const jobs = rows
		.filter((row): row is Troubled => Boolean(row.history))
		.filter((row) => {
			const { failed, warning, failuresInRow, isFlapping } = row.history;
			if (isShort) return failuresInRow > 1 || isFlapping || missed(row) > 0;
			return failed + warning + missed(row) > 0;
		})
		.sort(
			(a, b) =>
				b.history.failuresInRow - a.history.failuresInRow ||
				Number(b.history.isFlapping) - Number(a.history.isFlapping) ||
				b.history.failed - a.history.failed ||
				missed(b) - missed(a) ||
				b.history.warning - a.history.warning ||
				compare(a.name.toLowerCase(), b.name.toLowerCase()) ||
				compare(a.jobKey ?? '', b.jobKey ?? ''),
		);
	const steady = isShort ? 0 : known.filter((row) => !jobs.includes(row)).length;
	return { jobs, steady };
}

/** A letter for each of the days that are shown. */
export function lettersOf({ history }: Troubled): string[] {
	return [...history.days].slice(-MOST_DAYS);
}

/** What there is to say of the sessions of a job: rate, failures in a row, unstable, days without a session. */
export function factsOf({ history }: Troubled, { language, period, days }: Report): string[] {
	const { words, counted, count, day, moment, rate } = language;
	const { success, warning, failed, failuresInRow, failingSinceUtc, missedDays } = history;
	const ended = success + warning + failed;
	const inRow = counted(words.failuresInRow, failuresInRow);
	const since =
		failingSinceUtc === null
			? ''
			: fill(words.since, { time: moment(Date.parse(failingSinceUtc), period.to) });
	const row = `${history.failuresAreAtLeast ? fill(words.atLeast, { time: inRow }) : inRow} ${since}`;
	const missed = missedDays ?? [];
	const dates = days
		.filter(({ date }) => missed.includes(date))
		.slice(-MOST_NAMED)
		.map(({ from, to }) => day((from + to) / 2, period.to));
	return [
		ended === 0
			? ''
			: `${counted(words.someSuccessful, success, { ended: count(ended) })} (${rate(history.successRate)})`,
		failuresInRow > 1 ? row : '',
		history.isFlapping ? words.unstable : '',
		missed.length === 0
			? ''
			: counted(words.missedDays, missed.length, {
					days: `${missed.length > dates.length ? '… ' : ''}${dates.join(', ')}`,
				}),
	].filter((fact) => fact !== '');
}

/** A few of the days, so that a line stays one. */
const MOST_NAMED = 5;

/**
 * What the letters stand for: `F = failed, W = warning, S = successful, N = without a result, . = no session`.
 *
 * @param empty how a day without a session is shown
 */
export function legendOf({ words }: Language, empty = NO_SESSION): string {
	const letters = ['F', 'W', 'S', 'N', NO_SESSION].map((letter) => {
		const result = resultOfLetter(letter);
		return result === undefined
			? `${empty} = ${words.noSession}`
			: `${letter} = ${words.results[result][0]}`;
	});
	return letters.join(', ');
}

/** The days that the strips show, with how many sessions of each succeeded: `24 Nov: 96.4%`. */
export function dayRatesOf({ summary, days, language, period }: Report): string[] {
	const { byDay = [] } = summary.sessions ?? {};
	const { day, rate, words } = language;
	return byDay
		.map(({ runs, successRate }, index) => {
			const { from, to } = days[index];
			const date = day((from + to) / 2, period.to);
			return runs === 0 ? '' : `${date}${words.colon} ${rate(successRate)}`;
		})
		.filter((text) => text !== '')
		.slice(-MOST_DAYS);
}

/** The strips as plain text. */
export function stripLines(report: Report): string[] {
	const { company, language } = report;
	const { jobs, steady } = troubledOf(report);
	const { words } = language;
	const rates = dayRatesOf(report);
	if (rates.length === 0 && jobs.length === 0) return [];
	return [
		words.dayByDay,
		'-'.repeat(words.dayByDay.length),
		...(rates.length > 0 ? [`${words.successRate}${words.colon} ${rates.join(', ')}`] : []),
		...(jobs.length > 0 ? [legendOf(language)] : []),
		...jobs.flatMap((job) => {
			const name = company ? job.name : `${job.name} (${companyText(job, words)})`;
			const facts = [name, ...factsOf(job, report)].map(plain).join(' | ');
			return [`- ${facts}`, `    ${lettersOf(job).join('')}`];
		}),
		...(steady > 0 && jobs.length > 0 ? [language.counted(words.steady, steady)] : []),
	];
}
