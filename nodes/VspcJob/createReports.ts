import type { IDataObject } from 'n8n-workflow';

import type { JobsInput } from '../form/jobFilters';
import { type JobResource, type KindName, readEachKind, readJobs } from '../form/jobKinds';
import { isTool, type ItemFile, ItemsWithFiles, type Result } from '../form/operation';
import type { Parameters } from '../form/parameters';
import { readPeriod } from '../form/period';
import {
	type Branding,
	DEFAULT_ACCENT,
	DEFAULT_HEADER,
	parseColor,
	toHttps,
} from '../report/html/colors';
import { renderHtml } from '../report/html/page';
import { makeReport, type Report, type ReportFrame, splitByCompany } from '../report/report';
import { customPeriod, lastHours, type Period, type ReadJob, rowFields } from '../report/row';
import { csvOf } from '../report/csv';
import { subjectOf, textOf } from '../report/text';
import { companyText, type LanguageCode, makeLanguage, plain, slug } from '../report/language';
import { withSessions } from './reportSessions';
import { isTimeZone } from '../util/time';
import { toRowFilter } from '../vspc/jobs/filters';
import { type JobKind, READ_JOB_ROLES } from '../vspc/jobs/kind';
import type { Vspc } from '../vspc/vspc';

/** For the schema of the editor. */
export { reportItemFields } from '../report/report';

/** A report and the e-mail address of the company that it is about. */
interface Addressed {
	report: Report;
	email: string | null;
}

/** What an item asks for. */
export interface ReportInput {
	/** What the filters leave */
	jobs: JobsInput<JobResource & { name: KindName }>;
	byCompany: boolean;
	/** Every session is asked for; only the latest ones otherwise */
	wantsEverySession: boolean;
	frame: ReportFrame;
	branding: Branding;
	attachments: Attachments;
}

/**
 * Reads and checks all that an item asks for, before any request.
 *
 * @throws NodeOperationError naming the parameter
 */
export function readReport(p: Parameters): ReportInput {
	const { options } = p;
	const timeZone = readTimeZone(p);
	const now = Date.now();
	const inZone = p.inZone(timeZone);
	const jobs = readJobs(inZone);
	const language = makeLanguage(options.choice<LanguageCode>('language', 'en'), timeZone);
	return {
		jobs,
		byCompany: p.choice('groupBy') === 'company',
		wantsEverySession: p.choice('basis') === 'everySession',
		frame: {
			title: plain(options.text('title', '')) || language.words.title,
			period: toPeriod(inZone, now),
			language,
			now,
			leftOutKinds: leftOutOf(p, jobs),
			listsSuccessful: options.boolean('listSuccessful', true),
			intro: readLines(options, 'introText'),
			footer: readLines(options, 'footerText'),
		},
		branding: readBranding(p),
		attachments: readAttachments(p),
	};
}

/** @param now in milliseconds since 1970 */
function toPeriod(p: Parameters, now: number): Period {
	const { name, from, to } = readPeriod(p, now);
	return name === 'custom' ? customPeriod(from, to, now) : lastHours(name, now);
}

/** The kinds that were chosen and of which the filters leave nothing. */
function leftOutOf(p: Parameters, { kinds }: ReportInput['jobs']): KindName[] {
	const left = new Set(kinds.map(({ name }) => name));
	return p.list<KindName>('jobKinds').filter((name) => !left.has(name));
}

const LONGEST_TEXT = 2000;

/** The lines of a text, without empty ones at its ends. */
function readLines(options: Parameters, name: string): string[] {
	const text = options.text(name, '').trim();
	if (text.length > LONGEST_TEXT) {
		throw options.refuse(name, `has more than ${LONGEST_TEXT} characters`, 'Shorten it.');
	}
	return text === '' ? [] : text.split(/\r\n|[\n\r\u2028\u2029]/).map(plain);
}

/** In which times are meant and written: the option, else the workflow's. */
function readTimeZone(p: Parameters): string {
	const timeZone = p.options.text('timeZone', p.timeZone).trim();
	if (isTimeZone(timeZone)) return timeZone;
	throw p.options.refuse('timeZone', 'is not a time zone', 'Enter one like Europe/Berlin or UTC.');
}

const LONGEST_URL = 1000;

/** How the HTML of an item looks. */
function readBranding({ options }: Parameters): Branding {
	return {
		logoUrl: readLogo(options),
		accent: readColor(options, 'accentColor', DEFAULT_ACCENT),
		header: readColor(options, 'headerColor', DEFAULT_HEADER),
	};
}

function readLogo(options: Parameters): string | undefined {
	const text = options.text('logoUrl', '').trim();
	if (text === '') return undefined;
	const url = toHttps(text);
	if (url && url.length <= LONGEST_URL) return url;
	throw options.refuse(
		'logoUrl',
		url ? `has more than ${LONGEST_URL} characters` : 'is not an https address',
		'Enter the address of a picture like https://www.example.com/logo.png, without user name and password.',
	);
}

function readColor(options: Parameters, name: string, absent: string): string {
	const color = parseColor(options.text(name, absent).trim());
	if (color) return color;
	throw options.refuse(name, 'is not a color', 'Enter one like #12965a.');
}

/** The binary fields of files to attach; undefined: not asked for. */
interface Attachments {
	html?: string;
	csv?: string;
}

/** Which files an item wants, and in which binary fields. */
function readAttachments({ options }: Parameters): Attachments {
	const wanted = options.list<'html' | 'csv'>('attach', { absent: [] });
	const html = wanted.includes('html') ? readField(options, 'htmlField', 'html') : undefined;
	const csv = wanted.includes('csv') ? readField(options, 'csvField', 'csv') : undefined;
	if (csv === undefined || html !== csv) return { html, csv };
	throw options.refuse('csvField', "is the same as 'HTML Field'", 'Give each file its own.');
}

function readField(options: Parameters, name: string, absent: string): string {
	const field = options.text(name, absent).trim();
	// Names that every object has would get lost.
	if (/^[\w-]{1,100}$/.test(field) && !(field in {})) return field;
	throw options.refuse(name, 'is not a name for a binary field', 'Use letters, digits, - and _.');
}

/** Makes the reports of an item. Throws as readList does. */
export async function createReports(input: ReportInput, vspc: Vspc): Promise<Result> {
	vspc.hint(...input.jobs.notes);
	const { jobs: read, notShownKinds } = await readReportJobs(vspc, input);
	const jobs = input.wantsEverySession ? await withSessions(vspc, read, input.frame) : undefined;
	const frame: ReportFrame = {
		...input.frame,
		notShownKinds,
		basis: jobs ? 'everySession' : 'latestSession',
		isFallback: input.wantsEverySession && !jobs,
	};
	const reports = await toReports(vspc, { ...input, frame }, jobs ?? read);
	if (isTool(vspc.context)) return reports.map(toToolItem);
	return new ItemsWithFiles(
		reports.map((addressed) => ({
			json: toItem(addressed, input),
			files: filesOf(addressed.report, input.branding, input.attachments),
		})),
	);
}

async function toReports(
	vspc: Vspc,
	{ byCompany, frame, jobs: { companyUid: wanted } }: ReportInput,
	jobs: ReadJob[],
): Promise<Addressed[]> {
	if (!byCompany) return [{ report: makeReport(jobs, frame), email: null }];
	const parts = splitByCompany(jobs);
	// A customer that was asked for gets a report, also one that says that there is nothing.
	if (parts.length === 0 && wanted === undefined) return [];
	const entries = await vspc.companyDirectory.read();
	if (parts.length === 0 && wanted !== undefined) {
		const companyName = entries.get(wanted)?.name ?? null;
		parts.push({ company: { companyUid: wanted, companyName }, jobs: [] });
	}
	return parts.map(({ company, jobs: own }) => ({
		report: makeReport(own, frame, company),
		email: entries.get(company.companyUid ?? '')?.email ?? null,
	}));
}

function toItem({ report, email }: Addressed, { branding }: ReportInput): IDataObject {
	const { company, summary, rows } = report;
	return {
		...toCompany(report),
		...(company ? { companyEmail: email } : {}),
		subject: subjectOf(report),
		html: renderHtml(report, branding),
		text: textOf(report),
		summary,
		jobs: rows,
	};
}

/** What an agent reads costs tokens, and a model makes nothing of HTML. */
function toToolItem({ report }: Addressed): IDataObject {
	const { summary } = report;
	return { ...toCompany(report), subject: subjectOf(report), text: textOf(report), summary };
}

/** There is always a name to write to a person, also where the account may not see it or there is no company. */
function toCompany({ company, language }: Report): IDataObject {
	if (!company) return {};
	return {
		companyUid: company.companyUid,
		companyName: companyText(company, language.words),
	};
}

/** The files that are asked for; the HTML has all rows, since no mail program cuts a file. */
function filesOf(
	report: Report,
	branding: Branding,
	{ html, csv }: Attachments,
): Record<string, ItemFile> {
	const name = fileName(report);
	const files: Record<string, ItemFile> = {};
	if (html !== undefined) {
		const text = renderHtml(report, branding, true);
		files[html] = { text, fileName: `${name}.html`, mimeType: 'text/html' };
	}
	if (csv !== undefined) {
		files[csv] = { text: csvOf(report), fileName: `${name}.csv`, mimeType: 'text/csv' };
	}
	return files;
}

/** `backup-report-acme-2026-11-24`: letters that every file system takes. */
function fileName({ title, company, period, language }: Report): string {
	const day = language.stamp(period.to).slice(0, 10);
	const names = [title, company ? companyText(company, language.words) : ''];
	return [...names.map(slug).filter((part) => part !== ''), day].join('-');
}

/**
 * The jobs of a report, one list per kind with the fields that are needed, and the names of their companies; and the
 * kinds that VSPC does not show.
 *
 * @throws as readList does
 */
async function readReportJobs(
	vspc: Vspc,
	input: ReportInput,
): Promise<{ jobs: ReadJob[]; notShownKinds: KindName[] }> {
	const jobs: ReadJob[] = [];
	const read = async ({ name: kindName, kind }: JobResource & { name: KindName }) => {
		for (const job of await readKind(vspc, input, kind)) {
			const { companyUid = null, companyName = null } = kind.placement(job);
			jobs.push({ kindName, kind, job, companyUid, companyName });
		}
	};
	const notShownKinds = await readEachKind(input.jobs.kinds, read, vspc);
	return { jobs: await withNames(vspc, jobs), notShownKinds };
}

/** What says on which days a job is to run: only backup servers show it, from API 3.6.1 on. */
function scheduleOf({ fields: { schedule } }: JobKind, apiVersion: string): string[] {
	return schedule?.since === apiVersion ? ['schedule', 'creationTime'] : [];
}

async function readKind(
	vspc: Vspc,
	{ jobs: { filters, customFilter }, frame, wantsEverySession }: ReportInput,
	kind: JobKind,
): Promise<IDataObject[]> {
	const { listPath: path, noun, keyOf, isQueryable } = kind;
	const rowFilter = toRowFilter(kind, filters, frame.now);
	const { apiVersion } = await vspc.connect();
	const fields = [
		...rowFields(kind),
		...(wantsEverySession ? scheduleOf(kind, apiVersion) : []),
		...kind.keyFields(apiVersion),
		...kind.properties.company,
		...rowFilter.fields,
	];
	const result = await vspc.list({
		call: { path, activity: `listing the ${noun}s`, roles: READ_JOB_ROLES },
		keyOf,
		filter: rowFilter.expressions,
		customFilter,
		keep: rowFilter.keep,
		select: isQueryable ? [...new Set(fields)] : undefined,
		unsure: kind.unsureFields,
	});
	vspc.hint(...result.hints);
	return result.rows;
}

/** Lists of Microsoft 365 jobs name the company themselves. */
async function withNames(vspc: Vspc, jobs: ReadJob[]): Promise<ReadJob[]> {
	const isUnnamed = ({ companyUid, companyName }: ReadJob) =>
		companyUid !== null && companyName === null;
	if (!jobs.some(isUnnamed)) return jobs;
	const entries = await vspc.companyDirectory.read();
	return jobs.map((job) =>
		isUnnamed(job) ? { ...job, companyName: entries.get(job.companyUid ?? '')?.name ?? null } : job,
	);
}
