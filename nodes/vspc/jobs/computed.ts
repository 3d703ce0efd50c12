import { isAmount } from '../../util/text';
import { parseTime } from '../../util/time';
import type { Fields, Row } from '../fields';
import { failureOf, type JobKind, toResult, type VspcJob } from './kind';

/** What is added to a job on request; names that VSPC doesn't use. */
export const computedFields = {
	/** success, warning, failed, running or none */
	result: { type: 'word' },
	/** lastRun in UTC; null when it never ran */
	lastRunUtc: { type: 'time', null: true },
	/** lastEndTime in UTC */
	lastEndTimeUtc: { type: 'time', null: true },
	/** Two decimals, never negative; null without an end */
	hoursSinceLastEnd: {
		type: 'number',
		null: true,
	},
	/** For how long it has been running: two decimals, never negative; null when it does not run */
	hoursRunning: {
		type: 'number',
		null: true,
	},
	/** e.g. 1 h 5 min; null when VSPC shows no duration */
	durationText: {
		type: 'text',
		null: true,
	},
	/** e.g. 1.5 GB, in units of 1024 as the portal shows them; null when VSPC shows no amount */
	transferredText: {
		type: 'text',
		null: true,
	},
} as const satisfies Fields;

/** What a ticket is made of, on request; null where a job has neither failed nor warned, and where VSPC does not say. */
export const ticketFields = {
	/** In one line: what happened to which job, or which server, of which company */
	ticketTitle: { type: 'text', null: true },
	/** Plain text: what failed, which objects, why, since when, how often, and where to look */
	ticketText: { type: 'text', null: true },
	/** Objects of the latest session that failed or warned; null where VSPC names none: it does for VM backup and replication, and in the log of Microsoft 365 jobs */
	failedObjects: {
		type: 'objects',
		null: true,
		parts: {
			/** Name of the object, e.g. of a VM; null where a record of a log names none */
			name: { type: 'text', null: true },
			/** UID of the object; null where VSPC gives none */
			objectUid: { type: 'uid', null: true },
			/** Failed or Warning */
			status: { type: 'word' },
			/** What went wrong */
			messages: { type: 'texts' },
		},
	},
	/** How many objects failed or warned; null where VSPC names none, never 0 for that */
	failedCount: { type: 'integer', null: true },
	/** How many objects the session had; null where VSPC does not say */
	objectCount: { type: 'integer', null: true },
	/** repositoryFull, network, credentials, guestProcessing, licence, targetUnavailable, timeout, stoppedByUser or unknown, from the messages */
	probableCause: { type: 'word', null: true },
	/** high, medium or low */
	suggestedUrgency: { type: 'word', null: true },
} as const satisfies Fields;

/** What a ticket about a job is made of. */
export type TicketFields = Row<typeof ticketFields>;

/** An item of Get Failed Objects. */
export const failedObjectFields = {
	/** Name of the object; null where VSPC names none: then the item is about the job itself */
	objectName: { type: 'text', null: true },
	/** Failed or Warning */
	objectStatus: { type: 'word' },
	/** What went wrong with it; null where VSPC does not say */
	message: { type: 'text', null: true },
	/** repositoryFull, network, credentials, guestProcessing, licence, targetUnavailable, timeout, stoppedByUser or unknown, from the message */
	probableCause: { type: 'word' },
	/** Name of the job */
	name: { type: 'text', null: true },
	/** Name of the company that the job is assigned to, else of the owner of the backup server */
	companyName: { type: 'text', null: true },
	/** The backup server, the Microsoft 365 server, or the computer of the agent */
	serverName: { type: 'text', null: true },
	/** VSPC's own value: how the latest session of the job stands */
	status: { type: 'word', null: true },
	/** When it began */
	lastRun: { type: 'time', null: true },
	/** When it ended; Microsoft 365 jobs have none */
	lastEndTime: { type: 'time', null: true },
	/** job, agentJob or microsoft365Job: the resource that has this job */
	jobKind: { type: 'word' },
	/** UID of the company */
	companyUid: { type: 'uid', null: true },
	/** UID of the object; null where VSPC gives none */
	objectUid: { type: 'uid', null: true },
	/** Names the object of this job for good: the jobKey and the UID of the object, its name where there is no UID */
	objectKey: { type: 'text', null: true },
	/** UID of the job: instanceUid */
	jobUid: { type: 'uid', null: true },
	/** Names the job for life, the same under every API version */
	jobKey: { type: 'text', null: true },
} as const satisfies Fields;

/** The fields of VSPC that tickets and failed objects are made of, names and key aside. */
export function ticketFrom(kind: JobKind): string[] {
	const { lastEnd } = kind.properties;
	return [...anyJobFrom(kind), ...(lastEnd ? [lastEnd] : []), ...(kind.objectFields ?? [])];
}

/** The computed fields of a job. */
export type ComputedFields = Row<typeof computedFields>;

/**
 * @param now milliseconds since 1970, once for all jobs of an execution
 */
export function computeFields(kind: JobKind, job: VspcJob, now: number): ComputedFields {
	const { status, lastRun, lastEnd: end, transferred } = kind.properties;
	const result = toResult(job[status]);
	const startedAt = parseTime(job[lastRun]);
	const lastEnd = end === undefined ? undefined : parseTime(job[end]);
	return {
		result,
		lastRunUtc: toUtc(startedAt),
		lastEndTimeUtc: toUtc(lastEnd),
		hoursSinceLastEnd: hoursSince(lastEnd, now),
		hoursRunning: result === 'running' ? hoursSince(startedAt, now) : null,
		durationText: durationText(job.lastDuration),
		transferredText: transferred ? bytesText(job[transferred]) : null,
	};
}

/** The fields of VSPC that the computed ones are made of. */
export function computedFrom({ properties }: JobKind): string[] {
	const { status, lastRun, lastEnd, transferred } = properties;
	// Without an end time there is no duration either.
	return [
		status,
		lastRun,
		...(lastEnd ? [lastEnd, 'lastDuration'] : []),
		...(transferred ? [transferred] : []),
	];
}

/** The clock of a backup server may be ahead of n8n's: what it says is yet to come has just been. */
export function hoursSince(time: number | undefined, now: number): number | null {
	return time === undefined ? null : Math.max(0, Math.round((now - time) / 36_000) / 100);
}

/** A time in UTC as items have it. */
export function toUtc(milliseconds: number | undefined): string | null {
	return milliseconds === undefined ? null : new Date(milliseconds).toISOString();
}

/** @param seconds whole seconds as VSPC sends them */
export function durationText(seconds: unknown): string | null {
	if (!isAmount(seconds)) return null;
	const parts = [
		[Math.floor(seconds / 86_400), 'd'],
		[Math.floor(seconds / 3600) % 24, 'h'],
		[Math.floor(seconds / 60) % 60, 'min'],
		[Math.floor(seconds) % 60, 's'],
	] as const;
	const first = parts.findIndex(([count]) => count > 0);
	if (first < 0) return '0 s';
	return parts
		.slice(first, first + 2)
		.filter(([count]) => count > 0)
		.map(([count, unit]) => `${count} ${unit}`)
		.join(' ');
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];

export function bytesText(bytes: unknown): string | null {
	if (!isAmount(bytes)) return null;
	let unit = 0;
	let amount = bytes;
	while (amount >= 1024 && unit < UNITS.length - 1) {
		amount /= 1024;
		unit++;
	}
	const text = unit === 0 || amount >= 100 ? amount.toFixed(0) : amount.toFixed(1);
	return `${text.replace(/\.0$/, '')} ${UNITS[unit]}`;
}

/** What is the same of jobs of all kinds; null where a kind has nothing of it. */
export const anyJobFields = {
	/** Name */
	name: { type: 'text', null: true },
	/** success, warning, failed, running or none; the same words for all kinds */
	result: { type: 'word' },
	/** VSPC's own value of that kind: status, of Microsoft 365 jobs lastStatus */
	status: { type: 'word', null: true },
	/** Why the latest session failed or warned */
	failureMessage: { type: 'text', null: true },
	/** Name of the company that the job is assigned to, else of the owner of the backup server */
	companyName: { type: 'text', null: true },
	/** The backup server, the Microsoft 365 server, or the computer of the agent */
	serverName: { type: 'text', null: true },
	/** job, agentJob or microsoft365Job: the resource that has this job too */
	jobKind: { type: 'word' },
	/** VSPC's own value of that kind: type, of Microsoft 365 jobs jobType, of agent jobs systemType */
	type: { type: 'word', null: true },
	/** When the latest session began */
	lastRun: { type: 'time', null: true },
	/** When it ended; Microsoft 365 jobs have none */
	lastEndTime: { type: 'time', null: true },
	/** How long it took, in seconds */
	durationSeconds: { type: 'integer', null: true },
	/** Bytes that it transferred; jobs of backup servers only */
	transferredBytes: { type: 'integer', null: true },
	/** Whether the schedule is enabled */
	isEnabled: { type: 'boolean', null: true },
	/** UID of the job: instanceUid */
	jobUid: { type: 'uid', null: true },
	/** Names the job for life, the same under every API version */
	jobKey: { type: 'text', null: true },
} as const satisfies Fields;

/** A job in the shape that all kinds share. */
export type AnyJob = Row<typeof anyJobFields>;

/** The property that says what sort of job it is; agent jobs have none but the system of their computer. */
const typeField = ({ properties }: JobKind) => properties.type ?? 'systemType';

/** The fields of VSPC that the shape is made of, names and key aside. */
export function anyJobFrom(kind: JobKind): string[] {
	const { status, lastRun, lastEnd, failure, transferred } = kind.properties;
	return [
		...['instanceUid', 'name', 'isEnabled', status, lastRun, failure, typeField(kind)],
		// Without an end time there is no duration either.
		...(lastEnd ? [lastEnd, 'lastDuration'] : []),
		...(transferred ? [transferred] : []),
	];
}

/** What else is known of a job. */
interface Known {
	kindName: string;
	/** Undefined where names are not wanted: then those that VSPC sends with the job have to do */
	companyName?: string | null;
	serverName?: string | null;
}

/** A job in the shape that all kinds share, with VSPC's own values. */
export function toAnyJob(kind: JobKind, job: VspcJob, known: Known): AnyJob {
	const { status, lastRun, lastEnd, transferred } = kind.properties;
	const valueOf = (field?: string) => (field === undefined ? null : (job[field] ?? null));
	const { companyName, backupServerName } = kind.placement(job);
	return {
		name: valueOf('name'),
		result: toResult(job[status]),
		status: valueOf(status),
		failureMessage: failureOf(kind, job),
		companyName: known.companyName ?? companyName ?? null,
		serverName: known.serverName ?? backupServerName ?? null,
		jobKind: known.kindName,
		type: valueOf(typeField(kind)),
		lastRun: valueOf(lastRun),
		lastEndTime: valueOf(lastEnd),
		durationSeconds: valueOf(lastEnd && 'lastDuration'),
		transferredBytes: valueOf(transferred),
		isEnabled: valueOf('isEnabled'),
		jobUid: valueOf('instanceUid'),
		jobKey: kind.keyOf(job) ?? null,
	} as AnyJob;
}
