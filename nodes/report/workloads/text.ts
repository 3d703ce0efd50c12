import { capitalized, spelled } from '../../util/text';
import type { WorkloadKindName } from '../../vspc/workloads/kind';
import { companyText, fill, type Language, plain, shortened } from '../language';
import { headingOf, line, listOf, namesText, REASON_LENGTH } from '../text';
import type { WorkloadReport, WorkloadTotals } from './report';
import { countedTime, type WorkloadRow } from './row';
import { type MalwareState, type State, STATES } from './words';

/** The whole report as plain text: the numbers of the HTML, and the rows in the same order. */
export function workloadTextOf(report: WorkloadReport): string {
	const { summary, language, intro, footer, listsProtected } = report;
	const heading = headingOf(report, 200, 200);
	const blocks = [
		[heading, '='.repeat(Math.min(heading.length, 72)), asOfText(report)],
		intro,
		[verdictOf(summary, language).join(', '), ...missingKindsOf(report)],
		numbersOf(report),
		findingsOf(report),
		...breakdownsOf(report).map(({ heading: about, parts }) =>
			listOf(
				about,
				parts.map(({ name, totals }) =>
					line([name, verdictOf(totals, language).join(', '), rateText(totals, language)]),
				),
			),
		),
		...STATES.filter((state) => state !== 'within' || listsProtected).map((state) =>
			rowsOf(state, report),
		),
		notesOf(report, listsProtected),
		footer,
	];
	return `${blocks
		.filter((lines) => lines.length > 0)
		.map((lines) => lines.join('\n'))
		.join('\n\n')}\n`;
}

function numbersOf(report: WorkloadReport): string[] {
	const { summary, language } = report;
	const numbers: Array<[label: string, value: string]> = [
		...STATES.filter((state) => summary[state] > 0 || state !== 'noRestorePoint').map(
			(state): [string, string] => [
				stateHeading(state, summary[state], language),
				language.count(summary[state]),
			],
		),
		...factsOf(report),
	];
	const { colon } = language.words;
	const width = Math.max(...numbers.map(([label]) => label.length)) + colon.length + 1;
	return numbers.map(([label, value]) => `${`${label}${colon}`.padEnd(width)}${value}`);
}

/** The numbers at the top: share within the RPO, the RPO, how many workloads. */
export function factsOf({ summary, language, rpo }: WorkloadReport): Array<[string, string]> {
	const { words, count } = language;
	const { rate, total } = words.workloads;
	return [
		[rate, language.rate(summary.complianceRate)],
		['RPO', hoursText(rpo.hours, language)],
		[total, count(summary.workloads)],
	];
}

/** `24 hours` */
export function hoursText(hours: number, { words, counted }: Language): string {
	return counted(words.workloads.hours, hours);
}

/** How so many workloads stand, as a heading or a label: `Outside the RPO`. */
export function stateHeading(state: State, count: number, language: Language): string {
	return capitalized(language.counted(language.words.workloads.states[state], count));
}

function rowsOf(state: State, report: WorkloadReport): string[] {
	const { language, company } = report;
	const { words, counted } = language;
	const rows = report.rows.filter((row) => row.state === state);
	const heading = stateHeading(state, rows.length, language);
	return listOf(
		`${heading}${words.colon} ${counted(words.workloads.workloads, rows.length)}`,
		rows.flatMap((row) => {
			const name = company ? row.name : `${row.name} (${companyText(row, words)})`;
			const facts = line([
				name,
				capitalized(row.kindText),
				...whenOf(row, report),
				...jobOf(row, language),
			]);
			const why = shortened(whyOf(row), REASON_LENGTH);
			return why === '' ? [facts] : [facts, `    ${why}`];
		}),
	);
}

/** When the latest restore point was made, how old it is, and the RPO where it is another one than that of the report. */
export function whenOf(row: WorkloadRow, report: WorkloadReport): string[] {
	const { language, now, rpo } = report;
	const { lastPoint, lastSnapshot, rpo: rpoWords } = language.words.workloads;
	const latest = countedTime(row, rpo);
	return [
		...(latest
			? [
					fill(latest.isSnapshot ? lastSnapshot : lastPoint, {
						time: language.moment(Date.parse(latest.at), now),
					}),
					ageOf(row, language),
				]
			: []),
		...(row.rpoHours === rpo.hours
			? []
			: [fill(rpoWords, { hours: hoursText(row.rpoHours, language) })]),
	];
}

/** `4 d 3 h ago` */
export function ageOf({ hoursSinceRestorePoint: hours }: WorkloadRow, language: Language): string {
	if (hours === null) return '';
	const { words } = language;
	const seconds = Math.floor(hours * 60) * 60;
	const age = hours < 1 ? words.lessThanAnHour : spelled(language.duration(seconds));
	return fill(words.workloads.ago, { age });
}

/** The job, where it is known. */
export function jobOf({ jobName }: WorkloadRow, { words }: Language): string[] {
	return jobName === null ? [] : [fill(words.workloads.job, { name: jobName })];
}

/** Why it is not within its RPO, with what VSPC says of the job. */
export function whyOf({ reasonText, failureMessage }: WorkloadRow): string {
	return [reasonText, failureMessage]
		.map(plain)
		.filter((text) => text !== '')
		.join(' ');
}

/** Malware and immutability, a line each, of those of which VSPC says it. */
export function findingsOf({ summary, language, malwareNames }: WorkloadReport): string[] {
	if (summary.workloads === 0) return [];
	const { count, counted, words } = language;
	const { malware, noMalware, malwareStates, immutable, noImmutable } = words.workloads;
	const states = (Object.keys(malwareStates) as MalwareState[])
		.filter((state) => summary.malware[state] > 0)
		.map((state) => {
			const isBad = state === 'infected' || state === 'suspicious';
			const names = isBad ? ` (${namesText(malwareNames[state])})` : '';
			const found = summary.malware[state];
			return `${count(found)} ${counted(malwareStates[state], found)}${names}`;
		});
	const { known, immutable: some } = summary.immutability;
	return [
		summary.malware.known === 0
			? noMalware
			: counted(malware, summary.malware.known, { states: states.join(', ') }),
		known === 0 ? noImmutable : counted(immutable, some, { all: count(known) }),
	].map(plain);
}

/** Part of a report: the workloads of a company or of a kind. */
export interface WorkloadPart {
	name: string;
	totals: WorkloadTotals;
}

/** How the companies and kinds stand, those with most trouble first; one of them is the whole. */
export function breakdownsOf({ summary, language }: WorkloadReport): Array<{
	heading: string;
	parts: WorkloadPart[];
}> {
	const { words } = language;
	const companies = summary.byCompany.map((totals) => ({
		name: companyText(totals, words),
		totals,
	}));
	const kinds = summary.byKind.map((totals) => ({ name: capitalized(totals.kindText), totals }));
	return [
		{ heading: words.byCompany, parts: companies },
		{ heading: words.workloads.byKind, parts: kinds },
	].filter(({ parts }) => parts.length > 1);
}

export function rateText({ complianceRate }: WorkloadTotals, language: Language): string {
	return language.rate(complianceRate);
}

/** Which kinds the report lacks, and why, which has to be seen before the numbers. */
export function missingKindsOf({
	leftOutKinds,
	notShownKinds,
	language: { words },
}: WorkloadReport): string[] {
	const textOf = (text: string, kinds: WorkloadKindName[]) =>
		kinds.length === 0
			? []
			: [fill(text, { kinds: kinds.map((kind) => words.workloads.kinds[kind][1]).join(', ') })];
	return [
		...textOf(words.kindsLeftOut, leftOutKinds),
		...textOf(words.kindsNotShown, notShownKinds),
	];
}

/** What a reader has to know about what the report does not show. */
export function notesOf(
	{ summary, inFuture, language, now, rpo }: WorkloadReport,
	listsProtected: boolean,
): string[] {
	const { counted, fullMoment, zone } = language;
	const words = language.words.workloads;
	const hours = hoursText(rpo.hours, language);
	const { exceptions } = summary.rpo;
	return [
		fill(words.covers, { hours, to: fullMoment(now), zone: zone(now) }),
		exceptions === 0 ? '' : counted(words.exceptions, exceptions),
		rpo.snapshotsCount ? words.snapshots : '',
		inFuture.length === 0
			? ''
			: counted(words.inFuture, inFuture.length, { names: namesText(inFuture) }),
		listsProtected || summary.within === 0 ? '' : counted(words.withinNotListed, summary.within),
		words.neverInJob,
	].filter((note) => note !== '');
}

/** `Protection report: 3 outside the RPO, 96 of 99 within the RPO – 24 Nov 2026`, in one line whatever the names contain. */
export function workloadSubjectOf(report: WorkloadReport): string {
	const { summary, language, now } = report;
	const about = `${headingOf(report, 60, 40)}${language.words.colon}`;
	return plain(`${about} ${verdictOf(summary, language).join(', ')} – ${language.date(now)}`);
}

/** `As of 24 Nov 2026, 06:00 (Europe/Berlin)` */
export function asOfText({ language, now }: WorkloadReport): string {
	const { words, fullMoment, timeZone } = language;
	return fill(words.workloads.asOf, { to: fullMoment(now), zone: timeZone });
}

/** What a reader wants to know first, the worst first: `3 outside the RPO`, `96 of 99 within the RPO`. */
export function verdictOf(totals: WorkloadTotals, { words, count, counted }: Language): string[] {
	const { workloads: all, within } = totals;
	const { states, noWorkloads, allWithin, someWithin } = words.workloads;
	if (all === 0) return [noWorkloads];
	if (within === all && all > 1) return [fill(allWithin, { count: count(all) })];
	return [
		...(['outside', 'noRestorePoint'] as const)
			.filter((state) => totals[state] > 0)
			.map((state) => `${count(totals[state])} ${counted(states[state], totals[state])}`),
		counted(someWithin, within, { all: count(all) }),
	];
}
