import type { IDataObject } from 'n8n-workflow';

import { parseUid, parseUsedUid } from '../../util/text';
import type { Fields } from '../fields';
import { companyUidOf } from '../placement';
import { findByList, postAction, uidOf } from './calls';
import { failureOf, type JobKind, textsOf, toResult } from './kind';

const find: JobKind['find'] = async (vspc, refs) => await findByList(microsoft365Job, vspc, refs);

const states: JobKind['states'] = async (vspc, refs) =>
	await findByList(microsoft365Job, vspc, refs);

const act: JobKind['act'] = async (vspc, action, job, itemIndex) => {
	const server = uidOf(vspc, job, 'vb365ServerUid');
	const uid = uidOf(vspc, job, 'instanceUid');
	const path = [...SERVERS_PATH, server, 'organizations', 'jobs', uid];
	await postAction(vspc, action, path, { noun: 'Microsoft 365 job', uid, itemIndex });
};

export const SERVERS_PATH = ['infrastructure', 'vb365Servers'];

/** VSPC names them BackupJob and CopyJob. */
function kindOf(jobType: unknown): string {
	return (typeof jobType === 'string' ? jobType : 'unknown').toLowerCase().replace(/job$/, '');
}

function nameOf(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** What tells Microsoft organizations apart: names repeat. */
function organizationKeyOf(job: IDataObject): string | undefined {
	const server = parseUsedUid(job.vb365ServerUid);
	const organization = parseUsedUid(job.vb365OrganizationUid);
	return server && organization ? `${server}:${organization}` : undefined;
}

/** Schema Vb365JobSessionLog; those of a type that isn't here come last. */
const LOG_TYPES = ['error', 'warning'];

/** Where there are no details, the reason is in the log of the session; that of a success tells of no failure. */
function failureTexts({
	lastStatus,
	lastStatusDetails,
	lastErrorLogRecords,
}: IDataObject): string[] {
	const details = textsOf([lastStatusDetails]);
	const isSuccess = toResult(lastStatus) === 'success';
	if (details.length > 0 || isSuccess || !Array.isArray(lastErrorLogRecords)) return details;
	const records = lastErrorLogRecords.filter(isRecord);
	const typeOf = ({ logType }: IDataObject) => String(logType ?? '').toLowerCase();
	const known = LOG_TYPES.map((type) => records.filter((record) => typeOf(record) === type));
	const others = records.filter((record) => ![...LOG_TYPES, 'success'].includes(typeOf(record)));
	return textsOf([...known, others].flat().map(({ message }) => message));
}

function isRecord(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Schema Vb365Job, API 3.4 to 3.7, and what the node adds. */
const fields = {
	instanceUid: { type: 'uid', about: 'UID of the job', simplified: 10 },
	name: { type: 'text', about: 'Name', simplified: 1 },
	jobType: { type: 'word', about: 'BackupJob or CopyJob', simplified: 7 },
	repositoryUid: { type: 'uid', about: 'UID of the repository' },
	repositoryName: { type: 'text', about: 'Name of the repository' },
	vb365OrganizationUid: { type: 'uid', about: 'UID of the Microsoft organization' },
	vspcOrganizationUid: { type: 'uid', about: 'UID of the company in VSPC', null: true },
	vspcOrganizationName: { type: 'text', about: 'Name of the company', null: true, simplified: 9 },
	scheduleEditingAvailable: {
		type: 'boolean',
		about: 'Whether this account may change the schedule',
	},
	vb365ServerUid: { type: 'uid', about: 'UID of the Veeam Backup for Microsoft 365 server' },
	vb365ServerName: { type: 'text', about: 'Name of that server' },
	managementAgentUid: { type: 'uid', about: 'UID of the management agent on that server' },
	lastRun: { type: 'time', about: 'When the latest session was', null: true, simplified: 5 },
	nextRun: { type: 'time', about: 'When the next session is due', null: true, simplified: 6 },
	isEnabled: { type: 'boolean', about: 'Whether the job is enabled', simplified: 8 },
	isCopyJobAvailable: { type: 'boolean', about: 'Whether a backup copy job can be made for it' },
	lastStatus: { type: 'word', about: 'How the latest session stands', simplified: 2 },
	lastStatusDetails: {
		type: 'text',
		about: 'What VSPC says of the latest session',
		null: true,
		simplified: 4,
	},
	siteName: { type: 'text', about: 'Name of the Cloud Connect site', null: true },
	locationName: { type: 'text', about: 'Name of the location', null: true },
	lastErrorLogRecords: {
		type: 'objects',
		about: 'Log of the latest session',
		parts: {
			message: { type: 'text', about: 'What happened', null: true },
			logType: { type: 'word', about: 'Error, Warning or Success' },
		},
	},
	failureMessage: {
		type: 'text',
		about: 'Why the latest session failed or warned: lastStatusDetails, else the log',
		null: true,
		simplified: 3,
		isAdded: true,
	},
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

const types = ['BackupJob', 'CopyJob', 'Unknown'];

/**
 * Jobs of Veeam Backup for Microsoft 365 (schema Vb365Job), with status names of their own and no end time; a
 * reference is the UID or the key, which names backup or copy, server and job.
 */
export const microsoft365Job: JobKind = {
	noun: 'Microsoft 365 job',
	listPath: [...SERVERS_PATH, 'organizations', 'jobs'],
	// The list has filter parameters of its own; nothing settles what it makes of the general ones.
	isQueryable: false,
	fields,
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
	whereaboutsFields: [],
	scheduleFields: () => ['nextRun'],
	keyOf: (job) => {
		const server = parseUsedUid(job.vb365ServerUid);
		const uid = parseUsedUid(job.instanceUid);
		return server && uid ? `microsoft365Job:${kindOf(job.jobType)}:${server}:${uid}` : undefined;
	},
	parseKey: (text) => {
		const [kind, type, serverPart, uidPart, ...rest] = text.trim().split(':');
		const server = parseUid(serverPart);
		const uid = parseUid(uidPart);
		const isKey = kind === 'microsoft365Job' && rest.length === 0 && /^[a-z]+$/.test(type);
		return isKey && server && uid ? `microsoft365Job:${type}:${server}:${uid}` : undefined;
	},
	whereabouts: (job) => ({
		companyUid: companyUidOf([job.vspcOrganizationUid]),
		companyName: nameOf(job.vspcOrganizationName),
		organizationKey: organizationKeyOf(job),
		backupServerName: nameOf(job.vb365ServerName),
		locationName: nameOf(job.locationName),
		siteName: nameOf(job.siteName),
	}),
	failureTexts,
	// Tickets and filters of a workflow read the reason from one field, whatever the kind of job.
	added: (job) =>
		'failureMessage' in job ? {} : { failureMessage: failureOf({ failureTexts }, job) },
	find,
	states,
	act,
};
