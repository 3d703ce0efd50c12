import { parseUid, parseUsedUid, spelled } from '../../util/text';
import type { Fields, Sent } from '../fields';
import { companyUidOf, nameFields } from '../placement';
import {
	failureOf,
	isRecord,
	type JobKind,
	type SessionObjects,
	textsOf,
	toResult,
	toSessionObjects,
	type TroubledObject,
} from './kind';

const find: JobKind<Microsoft365Job>['find'] = async (vspc, refs) =>
	await vspc.jobs.findByList(microsoft365Job, refs);

const states: JobKind<Microsoft365Job>['states'] = async (vspc, refs) =>
	await vspc.jobs.findByList(microsoft365Job, refs);

const act: JobKind<Microsoft365Job>['act'] = async (vspc, action, job) => {
	const server = vspc.jobs.uidOf(job, 'vb365ServerUid');
	const uid = vspc.jobs.uidOf(job, 'instanceUid');
	const path = [...SERVERS_PATH, server, 'organizations', 'jobs', uid];
	await vspc.jobs.post(action, path, { noun: 'Microsoft 365 job', uid });
};

export const SERVERS_PATH = ['infrastructure', 'vb365Servers'];

/** VSPC names them BackupJob and CopyJob. */
function kindOf(jobType: unknown): string {
	return (typeof jobType === 'string' ? jobType : 'unknown').toLowerCase().replace(/job$/, '');
}

function nameOf(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What distinguishes Microsoft organizations: names repeat. */
function organizationKeyOf(job: Microsoft365Job): string | undefined {
	const server = parseUsedUid(job.vb365ServerUid);
	const organization = parseUsedUid(job.vb365OrganizationUid);
	return server && organization ? `${server}:${organization}` : undefined;
}

type LogRecord = NonNullable<Microsoft365Job['lastErrorLogRecords']>[number];

/** Schema Vb365JobSessionLog; those of a type that isn't here come last. */
const LOG_TYPES = ['error', 'warning'];

/** Where there are no details, the reason is in the log of the session; the log of a success has none. */
function failureTexts({
	lastStatus,
	lastStatusDetails,
	lastErrorLogRecords,
}: Microsoft365Job): string[] {
	const details = textsOf([lastStatusDetails]);
	const isSuccess = toResult(lastStatus) === 'success';
	if (details.length > 0 || isSuccess || !Array.isArray(lastErrorLogRecords)) return details;
	const records: LogRecord[] = lastErrorLogRecords.filter(isRecord);
	const typeOf = ({ logType }: LogRecord) => spelled(logType).toLowerCase();
	const known = LOG_TYPES.map((type) => records.filter((record) => typeOf(record) === type));
	const others = records.filter((record) => ![...LOG_TYPES, 'success'].includes(typeOf(record)));
	return textsOf([...known, others].flat().map(({ message }) => message));
}

/** Types of records in small letters. */
const TROUBLES = new Map<string, TroubledObject['status']>([
	['error', 'Failed'],
	['warning', 'Warning'],
]);

/** What a record says an object is, where it names one; texts of any length are looked through once. */
const NAMED =
	/^(?:\[\w+\] *)?(?:Failed to process|Processing) (?:(?:archive )?mailbox|public folder(?: mailbox)?|OneDrive|(?:personal )?site|team|group|user)\b:? {1,9}(.{1,400}?)(?: \(\))?(?:\.? (?:failed|completed|finished|Error|Reason)\b|: |[.\s]{0,9}$)/i;

/** The log names mailboxes and sites in its texts only; how many there were in all it does not say. */
function objectsOf({ lastErrorLogRecords }: Microsoft365Job): SessionObjects | undefined {
	const records = Array.isArray(lastErrorLogRecords) ? lastErrorLogRecords.filter(isRecord) : [];
	const troubled = records.flatMap(({ logType, message }): TroubledObject[] => {
		const status = TROUBLES.get(spelled(logType).toLowerCase());
		const messages = textsOf([message]);
		if (!status || messages.length === 0) return [];
		return [{ name: NAMED.exec(messages[0])?.[1] ?? null, status, messages }];
	});
	return troubled.length > 0 ? toSessionObjects(troubled) : undefined;
}

/** Schema Vb365Job, API 3.6.1, and what the node adds, in the order of use. */
export const microsoft365JobFields = {
	/** Name */
	name: { type: 'text', simplified: 1 },
	/** How the latest session stands */
	lastStatus: { type: 'word', simplified: 2 },
	/** Why the latest session failed or warned: lastStatusDetails, else the log */
	failureMessage: {
		type: 'text',
		null: true,
		simplified: 3,
		isAdded: true,
	},
	companyName: { ...nameFields.companyName, simplified: 4 },
	backupServerName: { ...nameFields.backupServerName, simplified: 5 },
	/** When the latest session was */
	lastRun: { type: 'time', null: true, simplified: 6 },
	/** When the next session is due */
	nextRun: { type: 'time', null: true, simplified: 7 },
	/** BackupJob or CopyJob */
	jobType: { type: 'word', simplified: 8 },
	/** Whether the job is enabled */
	isEnabled: { type: 'boolean', simplified: 9 },
	/** What VSPC says of the latest session */
	lastStatusDetails: {
		type: 'text',
		null: true,
	},
	/** Log of the latest session */
	lastErrorLogRecords: {
		type: 'objects',
		parts: {
			/** What happened */
			message: { type: 'text', null: true },
			/** Error, Warning or Success */
			logType: { type: 'word' },
		},
	},
	/** Name of the company */
	vspcOrganizationName: { type: 'text', null: true },
	/** Name of that server */
	vb365ServerName: { type: 'text' },
	/** Name of the repository */
	repositoryName: { type: 'text' },
	/** Name of the location */
	locationName: { type: 'text', null: true },
	/** Name of the Cloud Connect site */
	siteName: { type: 'text', null: true },
	/** Whether this account may change the schedule */
	scheduleEditingAvailable: {
		type: 'boolean',
	},
	/** Whether a backup copy job can be made for it */
	isCopyJobAvailable: { type: 'boolean' },
	companyUid: nameFields.companyUid,
	/** UID of the job */
	instanceUid: { type: 'uid', simplified: 10 },
	/** UID of the repository */
	repositoryUid: { type: 'uid' },
	/** UID of the Microsoft organization */
	vb365OrganizationUid: { type: 'uid' },
	/** UID of the company in VSPC */
	vspcOrganizationUid: { type: 'uid', null: true },
	/** UID of the Veeam Backup for Microsoft 365 server */
	vb365ServerUid: { type: 'uid' },
	/** UID of the management agent on that server */
	managementAgentUid: { type: 'uid' },
} as const satisfies Fields;

/** Values of the enums Vb365JobLastStatus and Vb365JobType, API 3.4 to 3.7. */
const statuses = [
	'Deleting',
	'Disconnected',
	'Failed',
	'NotConfigured',
	'Queued',
	'Running',
	'Starting',
	'Stopped',
	'Stopping',
	'Success',
	'Unknown',
	'Warning',
];

const types = {
	BackupJob: 'Microsoft 365 backup',
	CopyJob: 'Microsoft 365 copy',
	Unknown: 'Unknown',
};

/** A job of Veeam Backup for Microsoft 365 as VSPC sent it. */
export type Microsoft365Job = Sent<typeof microsoft365JobFields>;

/**
 * Jobs of Veeam Backup for Microsoft 365 (schema Vb365Job), with status names of their own and no end time; a
 * reference is the UID or the key, which names backup or copy, server and job.
 */
export const microsoft365Job: JobKind<Microsoft365Job> = {
	noun: 'Microsoft 365 job',
	words: {
		label: 'Microsoft 365 Job',
		one: 'A job of Veeam Backup for Microsoft 365',
		many: 'Jobs of Veeam Backup for Microsoft 365',
		parameter: 'Microsoft 365 Job',
		action: 'Microsoft 365 job',
		search: { method: 'searchMicrosoft365Jobs', details: ['repositoryName'] },
		keyPattern: 'microsoft365Job:[a-z]+:[0-9a-fA-F-]{36}:',
		simplifiedHint:
			'Name, status, failure message, company, server, times, type, whether enabled, and the UID',
		actions: ['disable', 'enable', 'start', 'stop'],
	},
	listPath: [...SERVERS_PATH, 'organizations', 'jobs'],
	// The list has filter parameters of its own; nothing settles what it makes of the general ones.
	isQueryable: false,
	fields: microsoft365JobFields,
	statuses,
	types,
	properties: {
		status: 'lastStatus',
		lastRun: 'lastRun',
		failure: 'lastStatusDetails',
		type: 'jobType',
		company: ['vspcOrganizationUid'],
	},
	keyFields: () => ['jobType', 'vb365ServerUid', 'instanceUid'],
	placementFields: [],
	scheduleFields: () => ['nextRun'],
	keyOf: (job) => {
		const server = parseUsedUid(job.vb365ServerUid);
		const uid = parseUsedUid(job.instanceUid);
		return server && uid ? `microsoft365Job:${kindOf(job.jobType)}:${server}:${uid}` : undefined;
	},
	serverPath: (key) => ['infrastructure', 'vb365Servers', key.split(':')[2]],
	isOfPlatform: (platform) => platform === 'microsoft365',
	parseKey: (text) => {
		const [kind, type, serverPart, uidPart, ...rest] = text.trim().split(':');
		const server = parseUid(serverPart);
		const uid = parseUid(uidPart);
		const isKey = kind === 'microsoft365Job' && rest.length === 0 && /^[a-z]+$/.test(type);
		return isKey && server && uid ? `microsoft365Job:${type}:${server}:${uid}` : undefined;
	},
	placement: (job) => ({
		companyUid: companyUidOf([job.vspcOrganizationUid]),
		companyName: nameOf(job.vspcOrganizationName),
		organizationKey: organizationKeyOf(job),
		backupServerName: nameOf(job.vb365ServerName),
		locationName: nameOf(job.locationName),
		siteName: nameOf(job.siteName),
	}),
	failureTexts,
	objectFields: ['lastErrorLogRecords'],
	objectsOf,
	// Tickets and filters of a workflow read the reason from one field, whatever the kind of job.
	added: (job) =>
		'failureMessage' in job ? {} : { failureMessage: failureOf({ failureTexts }, job) },
	find,
	states,
	act,
};
