import { durationText } from '../vspc/jobs/computed';
import { ALLOWED_HOURS } from './period';
import { countedOf, type Report, type Totals } from './report';
import { measureText, reasonOf, RESULTS, type Row, whenText, type WithoutSuccess } from './row';
import { companyText, counted, countText, plain, rateText, RESULT_WORDS, shortened } from './words';

/** Some messages list every machine of a job. */
const REASON_LENGTH = 1000;

/** The whole report as plain text: the numbers of the HTML, and all rows in the same order. */
export function textOf(report: Report): string {
	const { title, company, summary } = report;
	const heading = headingOf(title, company, 200, 200);
	const blocks = [
		[heading, '='.repeat(Math.min(heading.length, 72)), daysOf(report)],
		[verdictOf(summary).join(', ')],
		numbersOf(summary),
		listOf(
			'Longest without success',
			worthTelling(summary.longestWithoutSuccess).map((job) =>
				line([nameOf(job.name, job, report), longestText(job)]),
			),
		),
		partsOf(
			'By company',
			summary.byCompany.map((part) => [companyText(part.companyUid, part.companyName), part]),
		),
		partsOf(
			'By type',
			summary.byType.map((part) => [part.typeText, part]),
		),
		...RESULTS.map((result) => rowsOf(result, report)),
		notesOf(report),
	];
	return `${blocks
		.filter((lines) => lines.length > 0)
		.map((lines) => lines.join('\n'))
		.join('\n\n')}\n`;
}

function numbersOf(totals: Totals): string[] {
	const numbers: Array<[string, string]> = [
		...RESULTS.filter((result) => totals[result] > 0 || result === 'failed').map(
			(result): [string, string] => [RESULT_WORDS[result], countText(totals[result])],
		),
		['Success rate', rateText(totals.successRate)],
		['Data transferred', totals.transferredText ?? '–'],
		['Time taken by all jobs', totals.durationText ?? '–'],
	];
	return numbers.map(([label, value]) => `${`${label}:`.padEnd(24)}${value}`);
}

function rowsOf(result: Row['result'], report: Report): string[] {
	const rows = report.rows.filter((row) => row.result === result);
	return listOf(
		RESULT_WORDS[result],
		rows.flatMap((row) => {
			const reason = shortened(reasonOf(row), REASON_LENGTH);
			const facts = [
				nameOf(row.name, row, report),
				row.typeText,
				whenText(row, report.calendar, report.period.to),
				measureText(row),
			];
			return reason === '' ? [line(facts)] : [line(facts), `    ${reason}`];
		}),
		rows.length,
	);
}

/** Name and company, in a report on all companies. */
function nameOf(name: string, where: Pick<Row, 'companyUid' | 'companyName'>, report: Report) {
	if (report.company) return name;
	return `${name} (${companyText(where.companyUid, where.companyName)})`;
}

function partsOf(heading: string, parts: Array<[string, Totals]>): string[] {
	// One part is the whole.
	if (parts.length < 2) return [];
	return listOf(
		heading,
		parts.map(([name, totals]) =>
			line([name, shortVerdictOf(totals).join(', '), rateText(totals.successRate)]),
		),
	);
}

function listOf(heading: string, lines: string[], count?: number): string[] {
	if (lines.length === 0) return [];
	const title = count === undefined ? heading : `${heading}: ${counted(count, 'job')}`;
	return [title, '-'.repeat(title.length), ...lines];
}

function line(facts: string[]): string {
	return `- ${facts
		.map(plain)
		.filter((fact) => fact !== '')
		.join(' | ')}`;
}

/** Those of the longest without success that a reader shall see: what failed last night stands above with its reason. */
export function worthTelling(jobs: WithoutSuccess[]): WithoutSuccess[] {
	return jobs.filter(({ hours }) => hours === null || hours >= ALLOWED_HOURS);
}

const DAYS_FROM_HOURS = 7 * 24;

/** `at least 3 d 4 h`, `56 days`, `never ran`, `time unknown`. */
export function longestText({ result, hours, isAtLeast }: WithoutSuccess): string {
	if (hours === null) return result === 'notRun' && isAtLeast ? 'never ran' : 'time unknown';
	if (hours < 1) return 'less than 1 h';
	const text =
		hours < DAYS_FROM_HOURS
			? durationText(Math.floor(hours) * 3600)
			: `${countText(Math.floor(hours / 24))} days`;
	return isAtLeast ? `at least ${text}` : String(text);
}

/** What a reader has to know about what the report does not show. */
export function notesOf({ summary, inFuture, calendar, period, leftOutKinds }: Report): string[] {
	const { disabledWithoutSession: disabled, ranLater, hung } = summary;
	const until = calendar.fullMoment(period.to);
	return [
		`Counted are the jobs whose latest session ended between ${calendar.fullMoment(period.from)} and ${until}. All times are in ${calendar.zone(period.to)}.`,
		hung === 0
			? ''
			: `${counted(hung, 'job')} ${hung === 1 ? 'has' : 'have'} been running for more than ${ALLOWED_HOURS} hours and ${hung === 1 ? 'counts' : 'count'} as without a success.`,
		inFuture.length === 0 ? '' : futureNote(inFuture),
		disabled === 0
			? ''
			: `${counted(disabled, 'disabled job')} without a session in this time ${disabled === 1 ? 'is' : 'are'} not listed.`,
		ranLater === 0
			? ''
			: `${counted(ranLater, 'job')} ran again after ${until} and ${ranLater === 1 ? 'is' : 'are'} not listed: Veeam Service Provider Console shows only the latest session.`,
		...leftOutKinds,
	].filter((note) => note !== '');
}

const NAMES = 3;
const NAME_LENGTH = 60;

/** With names, so that a provider finds the server. */
function futureNote(names: string[]): string {
	const [show, check] =
		names.length === 1 ? ['shows', 'its backup server'] : ['show', 'their backup servers'];
	const some = names.slice(0, NAMES).map((name) => shortened(name, NAME_LENGTH));
	const more = names.length > NAMES ? ' …' : '';
	return `${counted(names.length, 'job')} ${show} times in the future (${some.join(', ')}${more}): check clock and time zone of ${check}.`;
}

/** `Backup report: 3 failed, 1 warning, 96 of 100 successful – 24 Nov 2026`, in one line whatever the names hold. */
export function subjectOf({ title, company, summary, period, calendar }: Report): string {
	const about = headingOf(title, company, 60, 40);
	return plain(`${about}: ${shortVerdictOf(summary).join(', ')} – ${daysOf({ period, calendar })}`);
}

/** Title and company; lengths in characters. */
export function headingOf(
	title: string,
	company: Report['company'],
	titleLength: number,
	companyLength: number,
): string {
	const heading = shortened(title, titleLength);
	if (!company) return heading;
	const name = companyText(company.companyUid, company.companyName);
	return `${heading} for ${shortened(name, companyLength)}`;
}

/** The days of the period: one for the last 24 hours, as they are told in the morning. */
export function daysOf({ period, calendar }: Pick<Report, 'period' | 'calendar'>): string {
	const { name, from, to } = period;
	if (name === 'last24Hours') return calendar.date(to);
	// A day that ends at midnight is over before the next one begins.
	return calendar.dates(from, Math.max(from, name === 'custom' ? to - 1 : to));
}

/** What a reader wants to know first, the worst first: `3 failed`, `1 warning`, `96 of 100 successful`. */
export function verdictOf(totals: Totals): string[] {
	const { jobs, failed, hung, warning, notRun, running, none } = totals;
	if (jobs === 0) return ['no jobs'];
	const parts = [
		failed > 0 ? `${countText(failed)} failed` : '',
		hung > 0 ? `${countText(hung)} running too long` : '',
		warning > 0 ? counted(warning, 'warning') : '',
		notRun > 0 ? `${countText(notRun)} not run` : '',
		running > 0 ? `${countText(running)} running` : '',
		none > 0 ? `${countText(none)} without a result` : '',
	].filter((part) => part !== '');
	return withSuccess(parts, totals);
}

/** The same for a place with little room: what runs or has no result is told only where there is nothing else. */
export function shortVerdictOf(totals: Totals): string[] {
	const { failed, hung, warning, notRun } = totals;
	const hasTrouble = failed + hung + warning + notRun > 0;
	if (!hasTrouble && countedOf(totals) === 0) return verdictOf(totals);
	return verdictOf({ ...totals, running: 0, none: 0 });
}

function withSuccess(parts: string[], totals: Totals): string[] {
	const { success } = totals;
	const ended = countedOf(totals);
	if (ended === 0) return parts;
	const isAll = parts.length === 0 && ended > 1;
	return [
		...parts,
		isAll
			? `all ${countText(ended)} successful`
			: `${countText(success)} of ${countText(ended)} successful`,
	];
}
