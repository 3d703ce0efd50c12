import type { IDataObject } from 'n8n-workflow';

import type { JobsInput } from '../form/jobFilters';
import { type JobResource, type KindName, readJobs } from '../form/jobKinds';
import { isTool, type ItemFile, ItemsWithFiles, type Result } from '../form/operation';
import type { Parameters } from '../form/parameters';
import { csvOf } from '../report/csv';
import type { Branding } from '../report/html/colors';
import { renderHtml } from '../report/html/page';
import { makeCalendar } from '../report/period';
import {
	makeReport,
	type Report,
	type ReportCompany,
	type ReportFrame,
	splitByCompany,
} from '../report/report';
import { type ReadJob, rowFields } from '../report/row';
import { subjectOf, textOf } from '../report/text';
import { companyText } from '../report/words';
import { toRowFilter } from '../vspc/jobs/filters';
import { type JobKind, READ_JOB_ROLES } from '../vspc/jobs/kind';
import type { Vspc } from '../vspc/vspc';
import {
	type Attachments,
	readAttachments,
	readLocale,
	readBranding,
	readPeriod,
	readTimeZone,
} from './reportInput';

/** For the schema of the editor. */
export { reportItemFields } from '../report/report';

/** A report and the e-mail address of the company that it is about. */
interface Addressed {
	report: Report;
	email: string | null;
}

const DEFAULT_TITLE = 'Backup report';

/** What an item asks for. */
export interface ReportInput {
	/** What the filters leave */
	jobs: JobsInput<JobResource & { name: KindName }>;
	byCompany: boolean;
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
	const timeZone = readTimeZone(p);
	const now = Date.now();
	const inZone = p.inZone(timeZone);
	const jobs = readJobs(inZone);
	return {
		jobs,
		byCompany: p.choice('groupBy') === 'company',
		frame: {
			title: p.options.text('title', DEFAULT_TITLE).trim(),
			period: readPeriod(inZone, now),
			calendar: makeCalendar(readLocale(p), timeZone),
			now,
			leftOutKinds: jobs.notes,
		},
		branding: readBranding(p),
		attachments: readAttachments(p),
	};
}

/** Makes the reports of an item. Throws as readList does. */
export async function createReports(input: ReportInput, vspc: Vspc): Promise<Result> {
	vspc.hint(...input.jobs.notes);
	const reports = await toReports(vspc, input, await readReportJobs(vspc, input));
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
		...(company ? { ...toCompany(company), companyEmail: email } : {}),
		subject: subjectOf(report),
		summary,
		jobs: rows,
		html: renderHtml(report, branding),
		text: textOf(report),
	};
}

/** What an agent reads costs tokens, and a model makes nothing of HTML. */
function toToolItem({ report }: Addressed): IDataObject {
	const { company, summary } = report;
	const about = company ? toCompany(company) : {};
	return { ...about, subject: subjectOf(report), summary, text: textOf(report) };
}

/** There is always a name to write to a person, also where the account may not see it or there is no company. */
function toCompany({ companyUid, companyName }: ReportCompany): IDataObject {
	return { companyUid, companyName: companyText(companyUid, companyName) };
}

/** The files that are asked for; the HTML has all rows, since no mail program cuts a file. */
function filesOf(report: Report, branding: Branding, { html, csv }: Attachments): Record<string, ItemFile> {
	const name = fileName(report);
	const files: Record<string, ItemFile> = {};
	if (html !== undefined) {
		const text = renderHtml(report, branding, Infinity);
		files[html] = { text, fileName: `${name}.html`, mimeType: 'text/html' };
	}
	if (csv !== undefined) {
		files[csv] = { text: csvOf(report), fileName: `${name}.csv`, mimeType: 'text/csv' };
	}
	return files;
}

/** `backup-report-acme-2026-11-24`: letters that every file system takes. */
function fileName({ title, company, period, calendar }: Report): string {
	const day = calendar.stamp(period.to).slice(0, 10);
	const names = [title, company ? companyText(company.companyUid, company.companyName) : ''];
	return [...names.map(slug).filter((part) => part !== ''), day].join('-');
}

function slug(text: string): string {
	return text
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '')
		.slice(0, 40);
}

/**
 * The jobs of a report, one list per kind with the fields that are needed, and the names of their companies.
 *
 * @throws as readList does
 */
async function readReportJobs(vspc: Vspc, input: ReportInput): Promise<ReadJob[]> {
	const jobs: ReadJob[] = [];
	// One after the other: the pages of a list go side by side already.
	for (const { name: kindName, kind } of input.jobs.kinds) {
		for (const job of await readKind(vspc, input, kind)) {
			const { companyUid = null, companyName = null } = kind.placement(job);
			jobs.push({ kindName, kind, job, companyUid, companyName });
		}
	}
	return await withNames(vspc, jobs);
}

async function readKind(
	vspc: Vspc,
	{ jobs: { filters, customFilter }, frame }: ReportInput,
	kind: JobKind,
): Promise<IDataObject[]> {
	const { listPath: path, noun, keyOf, isQueryable } = kind;
	const rowFilter = toRowFilter(kind, filters, frame.now);
	const fields = [
		...rowFields(kind),
		...kind.keyFields((await vspc.connect()).apiVersion),
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
