import type { IDataObject } from 'n8n-workflow';

import { parseUid, parseUsedUid } from '../../util/text';
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

/**
 * Jobs of Veeam Backup for Microsoft 365 (schema Vb365Job), with status names of their own and no end time; a
 * reference is the UID or the key, which names backup or copy, server and job.
 */
export const microsoft365Job: JobKind = {
	noun: 'Microsoft 365 job',
	listPath: [...SERVERS_PATH, 'organizations', 'jobs'],
	// The list has filter parameters of its own; nothing settles what it makes of the general ones.
	isQueryable: false,
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
