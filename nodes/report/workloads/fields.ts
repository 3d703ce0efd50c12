import { eitherOf, type Fields } from '../../vspc/fields';
import { reportItemFields, summaryFields } from '../fields';

/** A workload of a report; the same fields for all kinds. */
export const workloadRowFields = {
	/** Whether it is protected: outside (the RPO), noRestorePoint or within */
	state: { type: 'word' },
	/** Name */
	name: { type: 'text' },
	/** UID of the company */
	companyUid: { type: 'uid', null: true },
	/** Name of the company */
	companyName: { type: 'text', null: true },
	/** virtualMachine, consoleComputer, backupServerComputer, … */
	workloadKind: { type: 'word' },
	/** The same for a reader, in the language of the report */
	kindText: { type: 'text' },
	/** The latest restore point in UTC; null when there is none */
	latestRestorePointUtc: { type: 'time', null: true },
	/** The latest snapshot of a database or file share of a public cloud, in UTC */
	latestSnapshotUtc: { type: 'time', null: true },
	/** Since the latest restore point, or the latest snapshot where those count; two decimals, never negative */
	hoursSinceRestorePoint: { type: 'number', null: true },
	/** The RPO that applies to it */
	rpoHours: { type: 'number' },
	/**
	 * Why it is not within its RPO, if it is known: serverDisconnected, jobDisabled, jobFailed, jobWarning, jobNeverRan,
	 * jobNotRun, jobRanWithout or noJob
	 */
	reason: { type: 'word', null: true },
	/** The same for a reader, in the language of the report */
	reasonText: { type: 'text', null: true },
	/** What VSPC says of the latest session of its job, if that failed or warned */
	failureMessage: { type: 'text', null: true },
	/**
	 * Name of the job that made the latest restore point, of workloads that are not within their RPO; null where that is not
	 * certain, and in a report on one company where the job is another one's
	 */
	jobName: { type: 'text', null: true },
	/** Key of the job that made the latest restore point; null in the same cases */
	jobKey: { type: 'text', null: true },
	/** Clean, Suspicious, Infected, Unverified or Unknown; VMs and computers of backup servers only */
	malwareState: { type: 'word', null: true },
	/** Whether any restore point is immutable; VMs only */
	immutable: { type: 'boolean', null: true },
	/** Names the workload for life; null where VSPC gives no UID */
	workloadKey: { type: 'text', null: true },
} as const satisfies Fields;

/** What the workloads of a report, or of a part of it, add up to. */
export const workloadTotalsFields = {
	/** How many workloads */
	workloads: { type: 'integer' },
	/** How many have a restore point within their RPO */
	within: { type: 'integer' },
	/** How many have restore points, but none within their RPO */
	outside: { type: 'integer' },
	/** How many have none at all */
	noRestorePoint: { type: 'integer' },
	/** Percent of workloads that are within their RPO, one decimal; null without any */
	complianceRate: { type: 'number', null: true },
} as const satisfies Fields;

/** The numbers of a report on workloads. */
export const workloadSummaryFields = {
	...workloadTotalsFields,
	/** How old the latest restore point of a workload may be */
	rpo: {
		type: 'object',
		parts: {
			/** Where no exception fits */
			hours: { type: 'number' },
			/** How many exceptions there are that may fit workloads of this report */
			exceptions: { type: 'integer' },
			/** Whether snapshots in public clouds count as restore points */
			snapshotsCount: { type: 'boolean' },
		},
	},
	/** When it was so, in UTC */
	asOf: { type: 'time' },
	/** Time zone of the times in the texts */
	timeZone: { type: 'text' },
	/** Of workloads for which VSPC reports it: VMs, and computers managed by backup servers */
	malware: {
		type: 'object',
		parts: {
			/** Of how many it is said */
			known: { type: 'integer' },
			/** How many are infected */
			infected: { type: 'integer' },
			/** How many are suspicious */
			suspicious: { type: 'integer' },
			/** How many were not verified */
			unverified: { type: 'integer' },
			/** How many are unknown, or in a state that is new */
			unknown: { type: 'integer' },
			/** How many are clean */
			clean: { type: 'integer' },
		},
	},
	/** Of workloads for which VSPC reports it: VMs */
	immutability: {
		type: 'object',
		parts: {
			/** Of how many it is said */
			known: { type: 'integer' },
			/** How many have an immutable restore point */
			immutable: { type: 'integer' },
		},
	},
	/** Workloads whose latest restore point is yet to come: a clock or a time zone is wrong */
	timesInFuture: { type: 'integer' },
	/** What the workloads of one company add up to */
	byCompany: {
		type: 'objects',
		parts: {
			/** UID of the company */
			companyUid: { type: 'uid', null: true },
			/** Name of the company */
			companyName: { type: 'text', null: true },
			...workloadTotalsFields,
		},
	},
	/** What the workloads of one kind add up to */
	byKind: {
		type: 'objects',
		parts: {
			/** The kind */
			workloadKind: { type: 'word' },
			/** The same for a reader, in the language of the report */
			kindText: { type: 'text' },
			...workloadTotalsFields,
		},
	},
} as const satisfies Fields;

/** What only the item of a report on workloads has, in place of `jobs`. */
export const workloadReportItemFields = {
	/** Workloads, those outside their RPO first */
	workloads: { type: 'objects', parts: workloadRowFields },
} as const satisfies Fields;

/** The item of a report of either type: `jobs` or `workloads`, and a summary of one or the other. */
export const anyReportItemFields: Fields = eitherOf(
	{
		...reportItemFields,
		/** Numbers */
		summary: {
			type: 'object',
			parts: {
				...eitherOf(summaryFields, workloadSummaryFields),
				/** What the jobs or workloads of one company add up to */
				byCompany: {
					type: 'objects',
					parts: eitherOf(summaryFields.byCompany.parts, workloadSummaryFields.byCompany.parts),
				},
			},
		},
	},
	workloadReportItemFields,
);
