import { capitalized, spelled } from '../util/text';
import { countedOf } from './history';
import type { Report, Totals, WithoutSuccess } from './report';
import { ALLOWED_HOURS, measureText, reasonOf, type Row, whenText } from './row';
import { companyText, fill, type Language, plain, shortened, wordOf } from './language';
import { breakdownsOf, type Counts, latestOf, partRateOf, troubleOf } from './parts';
import { stripLines } from './strips';
import { RESULTS } from './words';

/** Some messages list every machine of a job. */
export const REASON_LENGTH = 1000;

/** What comes first, as in the HTML. */
const hasProblem = (result: Row['result']) =>
	['failed', 'hung', 'warning', 'notRun'].includes(result);

/** The whole report as plain text: the numbers of the HTML, and the rows in the same order. */
export function textOf(report: Report): string {
	const { title, company, summary, language, intro, footer, listsSuccessful } = report;
	const { words } = language;
	const heading = headingOf({ title, company, language }, 200, 200);
	const blocks = [
		[heading, '='.repeat(Math.min(heading.length, 72)), spanText(report)],
		intro,
		[verdictOf(summary, language).join(', '), ...leftOutKindsOf(report)],
		numbersOf({ ...summary, successRate: shownRateOf(summary) }, language),
		listOf(
			words.longestWithoutSuccess,
			worthNaming(summary.longestWithoutSuccess).map((job) =>
				line([nameOf(job.name, job, report), longestText(job, language)]),
			),
		),
		...breakdownsOf(report).map(({ heading: about, parts }) =>
			listOf(
				about,
				parts.map((part) =>
					line([
						part.name,
						shortVerdictOf(part.totals, language, part.counts).join(', '),
						partRateOf(part, language),
					]),
				),
			),
		),
		...RESULTS.filter(hasProblem).map((result) => rowsOf(result, report)),
		stripLines(report),
		...RESULTS.filter((result) => !hasProblem(result))
			.filter((result) => result !== 'success' || listsSuccessful)
			.map((result) => rowsOf(result, report)),
		notesOf(report, listsSuccessful),
		footer,
	];
	return `${blocks
		.filter((lines) => lines.length > 0)
		.map((lines) => lines.join('\n'))
		.join('\n\n')}\n`;
}

function numbersOf(totals: Totals, language: Language): string[] {
	const { words } = language;
	const numbers: Array<[string, string]> = [
		...RESULTS.filter((result) => totals[result] > 0 || result === 'failed').map(
			(result): [string, string] => [
				resultHeading(result, totals[result], language),
				language.count(totals[result]),
			],
		),
		[words.successRate, language.rate(totals.successRate)],
		[words.transferred, totals.transferredText ?? '–'],
		[words.duration, totals.durationText ?? '–'],
	];
	const longest = Math.max(...numbers.map(([label]) => label.length));
	const width = longest + words.colon.length + 1;
	return numbers.map(([label, value]) => `${`${label}${words.colon}`.padEnd(width)}${value}`);
}

/** How so many jobs stand, as a heading or a label: `Failed`, `Warnings`. */
export function resultHeading(result: Row['result'], count: number, language: Language): string {
	return capitalized(language.counted(language.words.results[result], count));
}

function rowsOf(result: Row['result'], report: Report): string[] {
	const { language, period } = report;
	const rows = report.rows.filter((row) => row.result === result);
	const heading = resultHeading(result, rows.length, language);
	return listOf(
		`${heading}${language.words.colon} ${language.counted(language.words.jobs, rows.length)}`,
		rows.flatMap((row) => {
			const reason = shortened(reasonOf(row), REASON_LENGTH);
			const facts = [
				nameOf(row.name, row, report),
				row.typeText,
				whenText(row, language, period.to),
				measureText(row, language.words),
			];
			return reason === '' ? [line(facts)] : [line(facts), `    ${reason}`];
		}),
	);
}

/** Name and company, in a report on all companies. */
function nameOf(
	name: string,
	where: Pick<Row, 'companyUid' | 'companyName'>,
	{ company, language }: Report,
): string {
	return company ? name : `${name} (${companyText(where, language.words)})`;
}

/** A heading with lines below it; nothing without any. */
export function listOf(heading: string, lines: string[]): string[] {
	return lines.length === 0 ? [] : [heading, '-'.repeat(heading.length), ...lines];
}

/** Facts of a row in one line. */
export function line(facts: string[]): string {
	return `- ${facts
		.map(plain)
		.filter((fact) => fact !== '')
		.join(' | ')}`;
}

/** The success rate of all sessions where they are known, else that of the latest ones. */
export function shownRateOf({ successRate, sessions }: Report['summary']): number | null {
	return sessions?.successRate ?? successRate;
}

/** Those of the longest without success that a reader should see: what failed last night stands above with its reason. */
export function worthNaming(jobs: WithoutSuccess[]): WithoutSuccess[] {
	return jobs.filter(({ hours }) => hours === null || hours >= ALLOWED_HOURS);
}

const DAYS_FROM_HOURS = 7 * 24;

/** `at least 3 d 4 h`, `56 days`, `never ran`, `time unknown`. */
export function longestText(job: WithoutSuccess, language: Language): string {
	const { result, hours, isAtLeast } = job;
	const { words } = language;
	if (hours === null) return result === 'notRun' && isAtLeast ? words.neverRan : words.timeUnknown;
	if (hours < 1) return words.lessThanAnHour;
	const time =
		hours < DAYS_FROM_HOURS
			? spelled(language.duration(Math.floor(hours) * 3600))
			: language.counted(words.days, Math.floor(hours / 24));
	return isAtLeast ? fill(words.atLeast, { time }) : time;
}

/** Which kinds of jobs the report lacks, and why, which has to be seen before the numbers. */
export function leftOutKindsOf({ leftOutKinds, notShownKinds, language }: Report): string[] {
	const { kindsLeftOut, kindsNotShown, kinds: words } = language.words;
	const line = (text: string, kinds: typeof leftOutKinds) =>
		kinds.length > 0
			? [fill(text, { kinds: kinds.map((kind) => wordOf(words, kind) ?? kind).join(', ') })]
			: [];
	return [...line(kindsLeftOut, leftOutKinds), ...line(kindsNotShown, notShownKinds)];
}

/** What a reader has to know about what the report does not show. */
export function notesOf(
	{ summary, inFuture, language, period, isFallback, rows, keptSince }: Report,
	listsSuccessful: boolean,
): string[] {
	const { words, counted, fullMoment, zone } = language;
	const { disabledWithoutSession: disabled, ranLater, hung, success } = summary;
	const to = fullMoment(period.to);
	const hours = `${ALLOWED_HOURS}`;
	const names = namesText(inFuture);
	const disconnected = rows
		.filter(({ serverConnected }) => serverConnected === false)
		.map(({ name }) => name);
	const unknown = summary.sessions?.jobsWithoutSessions ?? 0;
	return [
		fill(words.covers, { from: fullMoment(period.from), to, zone: zone(period.to) }),
		isFallback ? words.latestOnly : '',
		summary.sessions ? words.everySession : '',
		keptSince === undefined ? '' : fill(words.olderSessions, { from: fullMoment(keptSince) }),
		unknown === 0 ? '' : counted(words.sessionsUnknown, unknown),
		hung === 0 ? '' : counted(words.hungNote, hung, { hours }),
		names === '' ? '' : counted(words.inFuture, inFuture.length, { names }),
		disconnected.length === 0
			? ''
			: counted(words.disconnected, disconnected.length, { names: namesText(disconnected) }),
		listsSuccessful || success === 0 ? '' : counted(words.successNotListed, success),
		disabled === 0 ? '' : counted(words.disabled, disabled),
		ranLater === 0 ? '' : counted(words.ranLater, ranLater, { to }),
	].filter((note) => note !== '');
}

const NAMES = 3;
const NAME_LENGTH = 60;

/** A few of them, so that a provider finds the server. */
export function namesText(names: string[]): string {
	const some = names.slice(0, NAMES).map((name) => shortened(name, NAME_LENGTH));
	return `${some.join(', ')}${names.length > NAMES ? ' …' : ''}`;
}

/** `Backup report: 3 failed, 1 warning, 96 of 100 successful – 24 Nov 2026`, in one line whatever the names contain. */
export function subjectOf(report: Report): string {
	const { summary, language } = report;
	const about = `${headingOf(report, 60, 40)}${language.words.colon}`;
	return plain(`${about} ${shortVerdictOf(summary, language).join(', ')} – ${daysOf(report)}`);
}

/** Title and company; lengths in characters. */
export function headingOf(
	{ title, company, language: { words } }: Pick<Report, 'title' | 'company' | 'language'>,
	titleLength: number,
	companyLength: number,
): string {
	const heading = shortened(title, titleLength);
	if (!company) return heading;
	const name = shortened(companyText(company, words), companyLength);
	return fill(words.titleFor, { title: heading, company: name });
}

/** `Last 24 hours, to 24 Nov 2026, 06:00 (Europe/Berlin)`, or the days of any other period. */
export function spanText(report: Pick<Report, 'period' | 'language'>): string {
	const { period, language } = report;
	const to = language.fullMoment(period.to);
	const values = { to, days: daysOf(report), zone: language.timeZone };
	return fill(language.words.period[period.name], values);
}

/** The days of the period: for the last 24 hours only the last one, since the report is read in the morning. */
function daysOf({ period, language }: Pick<Report, 'period' | 'language'>): string {
	const { name, from, to } = period;
	if (name === 'last24Hours') return language.date(to);
	// A day that ends at midnight is over before the next one begins.
	return language.dates(from, Math.max(from, name === 'custom' ? to - 1 : to));
}

/** What a reader wants to know first, the worst first: `3 failed`, `1 warning`, `96 of 100 successful`. */
export function verdictOf(
	totals: Totals,
	language: Language,
	{ success, ended } = latestOf(totals),
): string[] {
	const { words, count, counted } = language;
	if (totals.jobs === 0) return [words.noJobs];
	const parts = RESULTS.filter((result) => result !== 'success' && totals[result] > 0).map(
		(result) => `${count(totals[result])} ${counted(words.results[result], totals[result])}`,
	);
	if (ended === 0) return parts;
	const isAll = parts.length === 0 && success === ended && ended > 1;
	return [
		...parts,
		isAll
			? fill(words.allSuccessful, { count: count(ended) })
			: counted(words.someSuccessful, success, { ended: count(ended) }),
	];
}

/** The same for a place with little room: what runs or has no result is said only where there is nothing else. */
export function shortVerdictOf(totals: Totals, language: Language, counts?: Counts): string[] {
	const isQuiet = troubleOf(totals) === 0 && countedOf(totals) === 0;
	return verdictOf(isQuiet ? totals : { ...totals, running: 0, none: 0 }, language, counts);
}
