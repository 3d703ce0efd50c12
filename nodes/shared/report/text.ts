import { longestText, worthTelling } from './longestText';
import { notesOf } from './notes';
import { RESULTS } from './order';
import { plain, shortened } from './plain';
import type { Report } from './report';
import type { Row } from './row';
import { measureText, reasonOf, whenText } from './rowText';
import { daysOf, headingOf } from './subject';
import type { Totals } from './totals';
import {
	companyText,
	counted,
	countText,
	rateText,
	RESULT_WORDS,
	shortVerdictOf,
	verdictOf,
} from './words';

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
