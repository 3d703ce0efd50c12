import type { IDataObject } from 'n8n-workflow';

import { valueOf } from '../form/filters';
import { KINDS, type KindName } from '../form/jobKinds';
import { isTool } from '../form/given';
import type { ItemWithFiles } from '../form/operation';
import type { Parameters } from '../form/parameters';
import { readExceptions } from '../form/rpo';
import { readWorkloadFilters, type WorkloadsInput } from '../form/workloadFilters';
import { WORKLOAD_KINDS } from '../form/workloads';
import type { ReportCompany } from '../report/report';
import { workloadCsvOf } from '../report/workloads/csv';
import { renderWorkloads } from '../report/workloads/html';
import {
	makeWorkloadReport,
	splitWorkloads,
	type WorkloadFrame,
	type WorkloadReport,
} from '../report/workloads/report';
import type { JobOfWorkload, ReadWorkload, WorkloadItem } from '../report/workloads/row';
import { workloadSubjectOf, workloadTextOf } from '../report/workloads/text';
import { asError } from '../util/clock';
import { parseUsedUid, spelled, textOrNull } from '../util/text';
import { parseTime } from '../util/time';
import { isListAbsent } from '../vspc/client/explanation';
import { failureOf, READ_JOB_ROLES, toResult } from '../vspc/jobs/kind';
import { readConnections, SERVER_KINDS } from '../vspc/servers';
import type { Vspc } from '../vspc/vspc';
import type { WorkloadKindName } from '../vspc/workloads/kind';
import { WorkloadLists } from '../vspc/workloads/read';
import { type RpoRules, rpoStateOf } from '../vspc/workloads/rpo';
import { filesOf, readBranding, type ReportBranding, toCompany } from './reportBranding';

/** What an item asks for. */
export interface WorkloadReportInput {
	workloads: WorkloadsInput;
	byCompany: boolean;
	frame: Omit<WorkloadFrame, 'now'>;
	branding: ReportBranding;
}

/**
 * Reads and checks all that an item asks for, before any request.
 *
 * @throws NodeOperationError naming the parameter
 */
export function readWorkloadReport(p: Parameters): WorkloadReportInput {
	const branding = readBranding(p);
	const { options } = p;
	const names = p.list<WorkloadKindName>('workloadKinds');
	const chosen = WORKLOAD_KINDS.filter(({ name }) => names.includes(name));
	const workloads = readWorkloadFilters(p, chosen, true);
	return {
		workloads,
		byCompany: p.choice('groupBy') === 'company',
		frame: {
			title: branding.title,
			language: branding.language,
			rpo: {
				hours: p.number('rpoHours'),
				exceptions: readExceptions(options),
				snapshotsCount: options.boolean('snapshotsCount', false),
			},
			leftOutKinds: workloads.left.map(({ kind }) => kind.name),
			listsProtected: options.boolean('listProtected', true),
			intro: branding.intro,
			footer: branding.footer,
		},
		branding,
	};
}

/** Makes the reports of an item. Throws as the reading of workloads does. */
export async function createWorkloadReports(
	input: WorkloadReportInput,
	vspc: Vspc,
): Promise<ItemWithFiles[]> {
	const notShownKinds: WorkloadKindName[] = [];
	const now = vspc.once('now', Date.now);
	const frame = { ...input.frame, notShownKinds, now };
	const workloads = await readWorkloads(vspc, input, (name) => notShownKinds.push(name));
	const read = await withReasons(vspc, workloads, frame.rpo, now);
	const reports = input.byCompany
		? await oneForEach(vspc, input.workloads, read, frame)
		: [{ report: makeWorkloadReport(read, frame), email: null }];
	const isForAgent = isTool(vspc.context);
	return reports.map((one) =>
		isForAgent ? { json: toToolItem(one), files: {} } : toItem(one, input.branding),
	);
}

/** A report and the e-mail address of the company that it is about. */
interface Addressed {
	report: WorkloadReport;
	email: string | null;
}

/** Without HTML and rows: what an AI agent reads costs tokens. */
function toToolItem({ report }: Addressed): IDataObject {
	return {
		subject: workloadSubjectOf(report),
		text: workloadTextOf(report),
		...toCompany(report),
		summary: report.summary,
	};
}

function toItem({ report, email }: Addressed, { logoAndColors, attachments }: ReportBranding) {
	const json: IDataObject = {
		subject: workloadSubjectOf(report),
		html: renderWorkloads(report, logoAndColors),
		text: workloadTextOf(report),
		...toCompany(report),
		...(report.company ? { companyEmail: email } : {}),
		summary: report.summary,
		workloads: report.rows,
	};
	const files = filesOf(report, report.now, attachments, {
		html: () => renderWorkloads(report, logoAndColors, true),
		csv: () => workloadCsvOf(report),
	});
	return { json, files };
}

/** A customer that was asked for gets a report, also one that says that there is nothing. */
async function oneForEach(
	vspc: Vspc,
	{ filters }: WorkloadsInput,
	read: ReadWorkload[],
	frame: WorkloadFrame,
): Promise<Addressed[]> {
	const parts = splitWorkloads(read);
	const wanted = valueOf<string>(filters, 'companyUid');
	if (parts.length === 0 && wanted === undefined) return [];
	const entries = await vspc.companyDirectory.read();
	if (parts.length === 0 && wanted !== undefined) {
		const company: ReportCompany = {
			companyUid: wanted,
			companyName: entries.get(wanted)?.name ?? null,
		};
		parts.push({ company, workloads: [] });
	}
	return parts.map(({ company, workloads }) => ({
		report: makeWorkloadReport(workloads, frame, company),
		email: entries.get(company.companyUid ?? '')?.email ?? null,
	}));
}

/** What a report looks at. */
const FIELDS = [
	...['name', 'workloadKind', 'companyUid', 'latestRestorePointUtc', 'latestSnapshotUtc'],
	...['malwareState', 'immutable', 'operationMode', 'numberOfJobs', 'jobKey', 'workloadKey'],
	...['backupServerUid', 'vb365ServerUid'],
];

/** A workload with the UID of its server, of either kind. */
type Listed = WorkloadItem & { backupServerUid?: unknown; vb365ServerUid?: unknown };

/** All workloads that the filters leave, with the names of their companies. */
async function readWorkloads(
	vspc: Vspc,
	{ workloads: { kinds, left, filters }, frame }: WorkloadReportInput,
	onAbsent: (name: WorkloadKindName) => void,
): Promise<Listed[]> {
	const items = await new WorkloadLists(vspc).list({
		...{ kinds, left, filters },
		snapshotsCount: frame.rpo.snapshotsCount,
		needs: { fields: FIELDS, names: ['companyUid'] },
		onAbsent: ({ name }) => onAbsent(name),
	});
	const entries = items.length > 0 ? await vspc.companyDirectory.read() : new Map<string, never>();
	return items.map((item) => {
		const companyName = entries.get(spelled(item.companyUid))?.name ?? null;
		return { ...(item as unknown as Listed), companyName };
	});
}

/** Of workloads that are not within their RPO, how their job stands and whether their server is connected. */
async function withReasons(
	vspc: Vspc,
	workloads: Listed[],
	rpo: RpoRules,
	now: number,
): Promise<ReadWorkload[]> {
	const late = new Set(workloads.filter((item) => !rpoStateOf(rpo, item, now).isMet));
	const jobs = await jobsByKey(vspc, [...late]);
	const serverKinds = Object.values(SERVER_KINDS).filter(({ serverField }) =>
		[...late].some((item) => parseUsedUid(item[serverField]) !== undefined),
	);
	const connections = await readConnections(vspc, serverKinds);
	return workloads.map((item) => {
		const server = parseUsedUid(item.backupServerUid) ?? parseUsedUid(item.vb365ServerUid);
		return {
			item,
			job: late.has(item) ? jobs.get(item.jobKey ?? '') : undefined,
			isDisconnected: late.has(item) && connections.get(server ?? '') === 'disconnected',
		};
	});
}

/** The jobs of workloads, by their keys. Throws as lists do, but not where the account may not see jobs. */
async function jobsByKey(
	vspc: Vspc,
	workloads: WorkloadItem[],
): Promise<Map<string, JobOfWorkload>> {
	const jobs = new Map<string, JobOfWorkload>();
	const wanted = new Set(workloads.map(({ jobKey }) => jobKey));
	for (const name of ['job', 'agentJob'] satisfies KindName[]) {
		if (![...wanted].some((key) => key?.startsWith(`${name}:`))) continue;
		const { kind } = KINDS[name];
		const { properties, noun, keyOf, listPath: path, unsureFields: unsure } = kind;
		const { apiVersion } = await vspc.connect();
		const fields = [
			...['name', 'isEnabled', properties.status, properties.lastRun, properties.failure],
			...kind.keyFields(apiVersion),
			...properties.company,
		];
		try {
			const { rows } = await vspc.list({
				call: { path, activity: `listing the ${noun}s`, roles: READ_JOB_ROLES },
				keyOf,
				select: [...new Set(fields)],
				unsure,
			});
			for (const job of rows) {
				const key = keyOf(job);
				if (key === undefined || !wanted.has(key)) continue;
				jobs.set(key, {
					name: textOrNull(job.name),
					companyUid: kind.placement(job).companyUid ?? null,
					result: toResult(job[properties.status]),
					isEnabled: job.isEnabled !== false,
					startedAt: parseTime(job[properties.lastRun]),
					failureMessage: failureOf(kind, job),
				});
			}
		} catch (error) {
			if (!isListAbsent(error)) throw asError(error);
			vspc.hint(`Why workloads have no young restore point is missing: ${asError(error).message}`);
		}
	}
	return jobs;
}
