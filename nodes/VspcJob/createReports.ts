import type { IDataObject } from 'n8n-workflow';

import type { JobsInput } from '../form/jobFilters';
import { type JobResource, type KindName, readEachKind, readJobsInput } from '../form/jobKinds';
import { isTool } from '../form/given';
import type { ItemWithFiles } from '../form/operation';
import type { Parameters } from '../form/parameters';
import { readPeriod } from '../form/period';
import { renderHtml } from '../report/html/page';
import { makeReport, type Report, type ReportFrame, splitByCompany } from '../report/report';
import { customPeriod, lastHours, type Period, type ReadJob, rowFields } from '../report/row';
import { csvOf } from '../report/csv';
import { subjectOf, textOf } from '../report/text';
import { filesOf, readBranding, type ReportBranding, toCompany } from './reportBranding';
import { withSessions } from './reportSessions';
import { jobRowFilter } from '../vspc/jobs/filters';
import { type JobKind, READ_JOB_ROLES } from '../vspc/jobs/kind';
import { readConnections, SERVER_KINDS } from '../vspc/servers';
import type { Vspc } from '../vspc/vspc';
import { parseUsedUid } from '../util/text';

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
	branding: ReportBranding;
}

/**
 * Reads and checks all that an item asks for, before any request.
 *
 * @throws NodeOperationError naming the parameter
 */
export function readReport(p: Parameters): ReportInput {
	const branding = readBranding(p);
	const { language, now } = branding;
	const inZone = p.inZone(language.timeZone);
	const jobs = readJobsInput(inZone);
	return {
		jobs,
		byCompany: p.choice('groupBy') === 'company',
		wantsEverySession: p.choice('basis') === 'everySession',
		frame: {
			title: branding.title ?? language.words.title,
			period: toPeriod(inZone, now),
			language,
			now,
			leftOutKinds: leftOutOf(p, jobs),
			listsSuccessful: p.options.boolean('listSuccessful', true),
			intro: branding.intro,
			footer: branding.footer,
		},
		branding,
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

/** Makes the reports of an item. Throws as readList does. */
export async function createReports(input: ReportInput, vspc: Vspc): Promise<ItemWithFiles[]> {
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
	const isForAgent = isTool(vspc.context);
	return reports.map((addressed) =>
		isForAgent
			? { json: toToolItem(addressed), files: {} }
			: { json: toItem(addressed, input), files: attached(addressed.report, input.branding) },
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

function toItem(
	{ report, email }: Addressed,
	{ branding: { logoAndColors } }: ReportInput,
): IDataObject {
	const { company, summary, rows } = report;
	return {
		subject: subjectOf(report),
		html: renderHtml(report, logoAndColors),
		text: textOf(report),
		...toCompany(report),
		...(company ? { companyEmail: email } : {}),
		summary,
		jobs: rows,
	};
}

/** What an agent reads costs tokens, and a model makes nothing of HTML. */
function toToolItem({ report }: Addressed): IDataObject {
	const { summary } = report;
	return { subject: subjectOf(report), text: textOf(report), ...toCompany(report), summary };
}

/** The HTML of a file has all rows, since no mail program cuts a file. */
function attached(report: Report, { logoAndColors, attachments }: ReportBranding) {
	return filesOf(report, report.period.to, attachments, {
		html: () => renderHtml(report, logoAndColors, true),
		csv: () => csvOf(report),
	});
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
	const read = async ({ name: kindName, kind }: JobResource & { name: KindName }) => {
		const rows = await readKind(vspc, input, kind);
		return rows.map((job): ReadJob => {
			const { companyUid = null, companyName = null } = kind.placement(job);
			return { kindName, kind, job, companyUid, companyName };
		});
	};
	const { results, absent } = await readEachKind(input.jobs.kinds, read, { vspc });
	const jobs = await withConnections(vspc, await withNames(vspc, results.flat()));
	return { jobs, notShownKinds: absent };
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
	const rowFilter = jobRowFilter(kind, filters, frame.now);
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

/** Whether VSPC is connected to the servers of jobs; jobs of agents run without one. */
async function withConnections(vspc: Vspc, jobs: ReadJob[]): Promise<ReadJob[]> {
	const names = new Set(jobs.map(({ kindName }) => kindName));
	const kinds = [...names].flatMap((name) => SERVER_KINDS[name] ?? []);
	const connections = await readConnections(vspc, kinds);
	if (connections.size === 0) return jobs;
	return jobs.map((one) => {
		const field = SERVER_KINDS[one.kindName]?.serverField;
		const uid = field && parseUsedUid((one.job as IDataObject)[field]);
		const connection = connections.get(uid ?? '') ?? 'unknown';
		return {
			...one,
			serverConnected: connection === 'unknown' ? null : connection === 'connected',
		};
	});
}
