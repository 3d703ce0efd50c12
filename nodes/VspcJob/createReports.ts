import type { IBinaryKeyData, IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { clientOf } from '../form/authentication';
import { filtersOf, type KindName, KINDS } from '../form/jobKinds';
import { LISTS_UNDER_WAY } from '../form/list';
import {
	addHints,
	forEachItem,
	isRead,
	isTool,
	type Outcome,
	readAllItems,
} from '../form/operation';
import { csvOf } from '../report/csv';
import type { Look } from '../report/html/colors';
import { renderHtml } from '../report/html/page';
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
import type { VspcClient } from '../vspc/client/client';
import { CompanyDirectory } from '../vspc/companies';
import { toSieve } from '../vspc/jobs/filters';
import { readList } from '../vspc/list/readList';
import {
	type Attachments,
	readAttachments,
	readerOf,
	readGroupBy,
	readLocale,
	readLook,
	readPeriod,
	readTimeZone,
} from './reportInput';
import { READ_JOB_ROLES } from '../vspc/jobs/kind';
import { toChoice } from '../form/choice';
import { type ReadFilters, readFilters, fitFilters } from '../form/jobFilters';
import { readLimits } from '../form/options';
import { makeCalendar } from '../report/period';
import type { Limits } from '../util/clock';
import { zoneOf } from '../util/time';

/** A report and the e-mail address of the company that it is about. */
interface Addressed {
	report: Report;
	email: string | null;
}

const DEFAULT_TITLE = 'Backup report';

/** What an item asks for. */
export interface ReportWish {
	/** Those that the filters leave something of */
	kinds: KindName[];
	jobs: ReadFilters;
	byCompany: boolean;
	frame: ReportFrame;
	look: Look;
	attachments: Attachments;
	limits: Limits;
}

/**
 * Reads and checks all that an item asks for, before any request.
 *
 * @param now in milliseconds since 1970, once for all items
 * @throws NodeOperationError naming the parameter
 */
export function readWish(context: IExecuteFunctions, itemIndex: number, now: number): ReportWish {
	const reader = readerOf(context, itemIndex);
	const kinds = toChoice(
		context,
		reader.value('jobKinds', ['job']),
		'Job Kinds',
		Object.keys(KINDS) as KindName[],
		itemIndex,
	);
	const timeZone = readTimeZone(reader, zoneOf(context));
	const jobs = readFilters(context, filtersOf(kinds), itemIndex, timeZone);
	const named = kinds.map((name) => ({ name, ...KINDS[name] }));
	const { fitting, notes } = fitFilters(context, named, jobs, itemIndex);
	return {
		kinds: fitting.map(({ name }) => name),
		jobs,
		byCompany: readGroupBy(reader),
		frame: {
			title: reader.text('options.title') || DEFAULT_TITLE,
			period: readPeriod(reader, timeZone, now),
			calendar: makeCalendar(readLocale(reader), timeZone),
			now,
			leftOutKinds: notes,
		},
		look: readLook(reader),
		attachments: readAttachments(reader),
		limits: readLimits(context, itemIndex),
	};
}

/**
 * Makes the reports of all items.
 *
 * @throws the first failure without `keepGoing`
 */
export async function createReports(
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const now = Date.now();
	const wishes = readAllItems(itemCount, keepGoing, (itemIndex) =>
		readWish(context, itemIndex, now),
	);
	const vspc = await clientOf(context);
	const directory = new CompanyDirectory();
	const hints: string[] = [];
	const files: Array<Array<IBinaryKeyData | undefined>> = [];
	const create = async (itemIndex: number): Promise<IDataObject[]> => {
		const wish = wishes[itemIndex];
		if (!isRead(wish)) throw wish;
		const own = vspc.within(wish.limits);
		hints.push(...(wish.frame.leftOutKinds ?? []));
		const jobs = await readJobs(own, wish, directory, itemIndex, hints);
		const reports = await toReports(own, wish, jobs, directory);
		if (isTool(context)) return reports.map(toToolItem);
		files[itemIndex] = [];
		for (const { report } of reports) {
			files[itemIndex].push(await attach(context, report, wish.look, wish.attachments));
		}
		return reports.map((addressed) => toItem(addressed, wish));
	};
	const outcomes = await forEachItem(context, itemCount, keepGoing, create, LISTS_UNDER_WAY);
	addHints(context, [...hints, ...directory.hints]);
	return outcomes.map((outcome, itemIndex) =>
		'items' in outcome ? { ...outcome, binary: files[itemIndex] } : outcome,
	);
}

async function toReports(
	vspc: VspcClient,
	{ byCompany, frame, jobs: { filters } }: ReportWish,
	jobs: ReadJob[],
	directory: CompanyDirectory,
): Promise<Addressed[]> {
	if (!byCompany) return [{ report: makeReport(jobs, frame), email: null }];
	const parts = splitByCompany(jobs);
	const wanted = filters.companyUid;
	// A customer that was asked for gets a report, also one that says that there is nothing.
	if (parts.length === 0 && wanted === undefined) return [];
	const entries = await directory.read(vspc);
	if (parts.length === 0 && wanted !== undefined) {
		const companyName = entries.get(wanted)?.name ?? null;
		parts.push({ company: { companyUid: wanted, companyName }, jobs: [] });
	}
	return parts.map(({ company, jobs: own }) => ({
		report: makeReport(own, frame, company),
		email: entries.get(company.companyUid ?? '')?.email ?? null,
	}));
}

function toItem({ report, email }: Addressed, { look }: ReportWish): IDataObject {
	const { company, summary, rows } = report;
	return {
		...(company ? { ...toCompany(company), companyEmail: email } : {}),
		subject: subjectOf(report),
		summary,
		jobs: rows,
		html: renderHtml(report, look),
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
export async function attach(
	context: IExecuteFunctions,
	report: Report,
	look: Look,
	{ html, csv }: Attachments,
): Promise<IBinaryKeyData | undefined> {
	if (html === undefined && csv === undefined) return undefined;
	const name = fileName(report);
	const binary: IBinaryKeyData = {};
	const add = async (field: string, text: string, ending: string, type: string) => {
		binary[field] = await context.helpers.prepareBinaryData(
			Buffer.from(text, 'utf8'),
			`${name}.${ending}`,
			type,
		);
	};
	if (html !== undefined) await add(html, renderHtml(report, look, Infinity), 'html', 'text/html');
	if (csv !== undefined) await add(csv, csvOf(report), 'csv', 'text/csv');
	return binary;
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
 * @param hints what a person should know is added
 * @throws as readList does
 */
export async function readJobs(
	vspc: VspcClient,
	wish: ReportWish,
	directory: CompanyDirectory,
	itemIndex: number,
	hints: string[],
): Promise<ReadJob[]> {
	const jobs: ReadJob[] = [];
	// One after the other: the pages of a list go side by side already.
	for (const kindName of wish.kinds) {
		for (const job of await readKind(vspc, wish, kindName, itemIndex, hints)) {
			const { kind } = KINDS[kindName];
			const { companyUid = null, companyName = null } = kind.whereabouts(job);
			jobs.push({ kindName, kind, job, companyUid, companyName });
		}
	}
	return await withNames(vspc, jobs, directory);
}

async function readKind(
	vspc: VspcClient,
	{ jobs: { filters, customFilter }, frame }: ReportWish,
	kindName: KindName,
	itemIndex: number,
	hints: string[],
): Promise<IDataObject[]> {
	const { kind } = KINDS[kindName];
	const { listPath: path, noun, keyOf, isQueryable } = kind;
	const sieve = toSieve(kind, filters, frame.now);
	const fields = [
		...rowFields(kind),
		...kind.keyFields((await vspc.connect()).apiVersion),
		...kind.properties.company,
		...sieve.fields,
	];
	const result = await readList(vspc, {
		call: { path, doing: `listing the ${noun}s`, roles: READ_JOB_ROLES, itemIndex },
		keyOf,
		filter: sieve.expressions,
		customFilter,
		keep: sieve.keep,
		select: isQueryable ? [...new Set(fields)] : undefined,
		unsure: kind.unsureFields,
	});
	hints.push(...result.hints);
	return result.rows;
}

/** Lists of Microsoft 365 jobs name the company themselves. */
async function withNames(
	vspc: VspcClient,
	jobs: ReadJob[],
	directory: CompanyDirectory,
): Promise<ReadJob[]> {
	const isUnnamed = ({ companyUid, companyName }: ReadJob) =>
		companyUid !== null && companyName === null;
	if (!jobs.some(isUnnamed)) return jobs;
	const entries = await directory.read(vspc);
	return jobs.map((job) =>
		isUnnamed(job) ? { ...job, companyName: entries.get(job.companyUid ?? '')?.name ?? null } : job,
	);
}
