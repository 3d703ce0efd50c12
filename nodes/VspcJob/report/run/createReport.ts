import type { IBinaryKeyData, IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { connectOnce } from '../../../fields/authentication';
import type { Outcome } from '../../../fields/operation';
import { addHints } from '../../../fields/run/hints';
import { forEachItem, isRead, readAllItems } from '../../../fields/run/items';
import { LISTS_UNDER_WAY } from '../../../fields/run/readRows';
import { isTool } from '../../../fields/run/tool';
import type { Asking } from '../../../shared/asking';
import { CompanyDirectory } from '../../../shared/companies/directory';
import { renderHtml } from '../../../shared/report/html/render';
import {
	makeReport,
	splitByCompany,
	type Report,
	type ReportCompany,
} from '../../../shared/report/report';
import type { ReadJob } from '../../../shared/report/row';
import { subjectOf } from '../../../shared/report/subject';
import { textOf } from '../../../shared/report/text';
import { companyText } from '../../../shared/report/words';
import { attach } from './attach';
import { readJobs } from './readJobs';
import { readWish, type ReportWish } from './wish';

/** A report and the e-mail address of the company that it is about. */
interface Addressed {
	report: Report;
	email: string | null;
}

/** Runs Create Report, see resources/job/createReport.operation.ts. */
export async function createReports(
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const now = Date.now();
	const wishes = readAllItems(itemCount, keepGoing, (itemIndex) =>
		readWish(context, itemIndex, now),
	);
	const connection = connectOnce(context);
	const directory = new CompanyDirectory();
	const hints: string[] = [];
	const files: Array<Array<IBinaryKeyData | undefined>> = [];
	const create = async (itemIndex: number): Promise<IDataObject[]> => {
		const wish = wishes[itemIndex];
		if (!isRead(wish)) throw wish;
		const asking = { context, connection: await connection(), limits: wish.limits };
		hints.push(...(wish.frame.leftOutKinds ?? []));
		const jobs = await readJobs(asking, wish, directory, itemIndex, hints);
		const reports = await toReports(asking, wish, jobs, directory);
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
	asking: Asking,
	{ byCompany, frame, jobs: { filters } }: ReportWish,
	jobs: ReadJob[],
	directory: CompanyDirectory,
): Promise<Addressed[]> {
	if (!byCompany) return [{ report: makeReport(jobs, frame), email: null }];
	const parts = splitByCompany(jobs);
	const wanted = filters.companyUid;
	// A customer that was asked for gets a report, also one that says that there is nothing.
	if (parts.length === 0 && wanted === undefined) return [];
	const entries = await directory.read(asking);
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
