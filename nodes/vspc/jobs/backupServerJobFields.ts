import { parseUid, parseUsedUid } from '../../util/text';
import type { Fields, Sent } from '../fields';
import { companyUidOf, nameFields, type Placement } from '../placement';

/** Schema BackupServerJobSessionTask; only VM backup and replication jobs have them. */
const tasks = {
	/** UID of the task */
	instanceUid: { type: 'uid' },
	/** UID of the object, e.g. of a VM */
	objectUid: { type: 'uid', null: true },
	/** Name of the object */
	objectName: { type: 'text', null: true },
	/** Objects of the task */
	totalObjects: { type: 'integer', null: true },
	/** Those that are processed */
	processedObjects: { type: 'integer', null: true },
	/** Bytes read */
	readDataSize: { type: 'integer', null: true },
	/** Bytes transferred */
	transferredDataSize: { type: 'integer', null: true },
	/** When the task began */
	startTime: { type: 'time', null: true },
	/** When it ended */
	endTime: { type: 'time', null: true },
	/** Seconds */
	duration: { type: 'integer', null: true },
	/** What went wrong */
	failureMessages: { type: 'texts', null: true },
	/** Success, Warning, Failed, Running, Pending or Unknown */
	status: { type: 'word' },
} as const satisfies Fields;

const timeOfDay = {
	/** Time of day */
	time: { type: 'text', null: true },
	/** Time of day in UTC */
	timeUtc: { type: 'text', null: true },
} as const satisfies Fields;

/** Schema BackupServerJobTimePeriod. */
const periods = {
	/** Day of the week */
	day: { type: 'word' },
	/** A number for each hour of the day, 0: permitted */
	hours: { type: 'integers', null: true },
} as const satisfies Fields;

/** Schema BackupServerJobSchedule: the options that fit the type of the schedule. */
const schedule = {
	/** When the next session begins */
	startDateTime: { type: 'time', null: true },
	/** The same, with an offset of its own */
	startDateTimeUtc: { type: 'time', null: true },
	/** Whether the job never pauses */
	continuousScheduleEnabled: { type: 'boolean' },
	/** Of a daily schedule */
	dailyScheduleOptions: {
		type: 'object',
		null: true,
		parts: {
			/** Which days */
			kind: { type: 'word' },
			/** Days of the week */
			days: { type: 'words', null: true },
			...timeOfDay,
		},
	},
	/** Of a monthly schedule */
	monthlyScheduleOptions: {
		type: 'object',
		null: true,
		parts: {
			...timeOfDay,
			/** Which of the weekdays of the month */
			dayNumberInMonth: { type: 'word' },
			/** Day of the week */
			dayOfWeek: { type: 'word' },
			/** Months */
			months: { type: 'words', null: true },
		},
	},
	/** Of a job that runs every so often */
	periodicallyScheduleOptions: {
		type: 'object',
		null: true,
		parts: {
			/** Unit of the interval */
			kind: { type: 'word' },
			/** Interval, in that unit */
			fullPeriod: { type: 'integer', null: true },
			/** When it may run */
			schedule: { type: 'objects', null: true, parts: periods },
		},
	},
	/** Of a backup window */
	backupWindowOptions: {
		type: 'object',
		null: true,
		parts: {
			/** When it is open */
			timePeriods: { type: 'objects', null: true, parts: periods },
		},
	},
	/** Of a job that runs after another one */
	chainingOptions: {
		type: 'object',
		null: true,
		parts: {
			/** UID of the other job */
			previousJobId: { type: 'uid', null: true },
			/** Name of the other job */
			previousJobName: { type: 'text', null: true },
		},
	},
} as const satisfies Fields;

/** Schema BackupServerJob, API 3.6.1 and 3.7, and names, in the order of use; `since` is what VSPC's lists of changes say. */
export const backupServerJobFields = {
	/** Name */
	name: { type: 'text', simplified: 1 },
	/** How the latest session stands */
	status: { type: 'word', simplified: 2 },
	/** Why the latest session failed or warned */
	failureMessage: {
		type: 'text',
		null: true,
		simplified: 3,
	},
	companyName: { ...nameFields.companyName, simplified: 4 },
	backupServerName: { ...nameFields.backupServerName, simplified: 5 },
	/** When the latest session began */
	lastRun: { type: 'time', null: true, simplified: 6 },
	/** When it ended */
	lastEndTime: { type: 'time', null: true, simplified: 7 },
	/** How long it took, in seconds */
	lastDuration: { type: 'integer', null: true },
	/** Type of the job, e.g. BackupVm */
	type: { type: 'word', simplified: 8 },
	/** Whether the schedule is enabled */
	isEnabled: { type: 'boolean', simplified: 9 },
	/** Type of the schedule, e.g. Daily */
	scheduleType: { type: 'word' },
	/** The schedule */
	schedule: {
		type: 'object',
		null: true,
		since: '3.6.1',
		parts: schedule,
		isChosenWhole: true,
	},
	/** Name of the target */
	destination: { type: 'text', null: true },
	/** Local or Cloud */
	targetType: { type: 'word' },
	/** Bytes transferred in the latest session */
	transferredData: {
		type: 'integer',
		null: true,
	},
	/** Rate of processing; VSPC documents no unit */
	processingRate: {
		type: 'number',
		null: true,
	},
	/** Average duration of a session, in seconds */
	avgDuration: { type: 'integer', null: true },
	/** What slows the transfer down, e.g. Source */
	bottleneck: { type: 'word' },
	/** Bytes of all backup files; of vSphere and Hyper-V VMs only */
	backupChainSize: {
		type: 'integer',
		null: true,
		since: '3.4',
	},
	/** How long backups are kept, in units of retentionLimitType */
	retentionLimit: {
		type: 'integer',
		null: true,
	},
	/** Days or RestorePoints */
	retentionLimitType: { type: 'word' },
	/** Whether GFS retention is enabled */
	isGfsOptionEnabled: { type: 'boolean' },
	/** Description */
	description: { type: 'text' },
	/** Who made the job */
	createdBy: { type: 'text' },
	/** When it was made */
	creationTime: { type: 'time', null: true },
	/** Objects of the latest session; of VM jobs only */
	lastSessionTasks: {
		type: 'objects',
		null: true,
		parts: tasks,
	},
	locationName: nameFields.locationName,
	siteName: nameFields.siteName,
	companyUid: nameFields.companyUid,
	/** UID in Veeam Backup & Replication; in API 3.5 that in VSPC */
	instanceUid: {
		type: 'uid',
		simplified: 10,
	},
	/** UID in Veeam Backup & Replication */
	originalUid: {
		type: 'uid',
		since: '3.5',
		until: '3.5',
	},
	/** UID in VSPC */
	uniqueUid: { type: 'uid', since: '3.5.1' },
	/** UID of the backup server */
	backupServerUid: { type: 'uid' },
	/** UID of the location of the backup server */
	locationUid: { type: 'uid' },
	/** UID of the Cloud Connect site */
	siteUid: { type: 'uid', null: true },
	/** UID of the organization that owns the backup server */
	organizationUid: { type: 'uid' },
	/** UID of the organization that the job is assigned to */
	mappedOrganizationUid: {
		type: 'uid',
		null: true,
	},
} as const satisfies Fields;

/** A job of a backup server as VSPC sent it. */
export type BackupServerJob = Sent<typeof backupServerJobFields>;

/** Jobs of all backup servers: `GET /infrastructure/backupServers/jobs`. */
export const JOBS_PATH = ['infrastructure', 'backupServers', 'jobs'];

/** The parts of a job key. */
export interface JobKeyParts {
	/** The backup server, as VSPC names it */
	serverUid: string;
	/** The job, as Veeam Backup & Replication names it: a copy of the server has the same */
	uid: string;
}

/**
 * A job's name for life, the same under every API version: tickets are matched by it.
 * `job:<backupServerUid>:<UID in Veeam Backup & Replication>`
 *
 * @returns undefined for a row that does not say which job of which server it is
 */
export function jobKeyOf(job: BackupServerJob): string | undefined {
	const serverUid = parseUsedUid(job.backupServerUid);
	// API 3.5 alone calls the UID in VSPC instanceUid, and has the other one in originalUid.
	const uid = parseUsedUid(job.originalUid) ?? parseUsedUid(job.instanceUid);
	return serverUid && uid ? toJobKey({ serverUid, uid }) : undefined;
}

/** The fields of VSPC that the key is made of. */
export const KEY_FROM = ['backupServerUid', 'instanceUid', 'originalUid'];

/** To ask for a field that a version lacks may be an error. */
export const UNSURE_FIELDS = ['originalUid'];

/** Server and job of a key as above; undefined when it is none. */
export function parseJobKey(key: string): JobKeyParts | undefined {
	const [kind, server, job, ...rest] = key.trim().split(':');
	const serverUid = parseUid(server);
	const uid = parseUid(job);
	if (kind !== 'job' || rest.length > 0 || !serverUid || !uid) return undefined;
	return { serverUid, uid };
}

/** The same key in one spelling; undefined when it is none. */
export function refOfJobKey(key: string): string | undefined {
	const parts = parseJobKey(key);
	return parts && toJobKey(parts);
}

/** The UID in a reference, which is a UID or a key. */
export function uidInRef(ref: string): string {
	return ref.split(':').at(-1) ?? ref;
}

/** The UIDs by which VSPC knows a job; API 3.5 takes two. */
export function uidsOf({ instanceUid, originalUid }: BackupServerJob): string[] {
	return [parseUid(instanceUid), parseUid(originalUid)].filter(
		(uid): uid is string => uid !== undefined,
	);
}

/** Only API 3.5 has both UIDs of a job in a row; what VSPC calls instanceUid is then its own, and no other job has it. */
export function hasOwnUid(job: BackupServerJob): boolean {
	return parseUsedUid(job.originalUid) !== undefined;
}

function toJobKey({ serverUid, uid }: JobKeyParts): string {
	return `job:${serverUid}:${uid}`;
}

/** Where a job belongs. */
export function placementOfJob(job: BackupServerJob): Placement {
	return {
		companyUid: companyUidOf([job.mappedOrganizationUid, job.organizationUid]),
		backupServerUid: parseUid(job.backupServerUid),
		locationUid: parseUid(job.locationUid),
		siteUid: parseUid(job.siteUid),
	};
}
