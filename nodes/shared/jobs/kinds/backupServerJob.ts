import { companyUidOf } from '../../names/whereabouts';
import { textsOf } from '../result';
import { jobKeyOf, KEY_FROM, refOfJobKey } from '../jobKey';
import { parseUid } from '../../uid';
import type { JobKind } from './kind';

export const JOBS_PATH = ['infrastructure', 'backupServers', 'jobs'];

/**
 * Jobs of Veeam Backup & Replication servers (schema BackupServerJob); a reference is the UID or the key, which names
 * server and job: a server that was cloned, or restored from its configuration backup, has jobs with the same UIDs.
 */
export const backupServerJob: JobKind = {
	noun: 'job',
	listPath: JOBS_PATH,
	isQueryable: true,
	properties: {
		status: 'status',
		lastRun: 'lastRun',
		lastEnd: 'lastEndTime',
		failure: 'failureMessage',
		type: 'type',
		transferred: 'transferredData',
		company: ['mappedOrganizationUid', 'organizationUid'],
	},
	// Only API 3.5 has originalUid, and a server that is asked for no version may answer as 3.5.
	keyFields: (apiVersion) =>
		KEY_FROM.filter((field) => field !== 'originalUid' || ['3.5', ''].includes(apiVersion)),
	// To ask for a field that a version lacks may be an error.
	unsureFields: ['originalUid'],
	whereaboutsFields: [
		'organizationUid',
		'mappedOrganizationUid',
		'backupServerUid',
		'locationUid',
		'siteUid',
	],
	// To ask for a field that a version lacks may be an error.
	scheduleFields: (apiVersion) =>
		/^3\.([0-5]|6$)/.test(apiVersion) ? ['scheduleType'] : ['scheduleType', 'schedule'],
	keyOf: jobKeyOf,
	parseKey: refOfJobKey,
	whereabouts: (job) => ({
		companyUid: companyUidOf([job.mappedOrganizationUid, job.organizationUid]),
		backupServerUid: parseUid(job.backupServerUid),
		locationUid: parseUid(job.locationUid),
		siteUid: parseUid(job.siteUid),
	}),
	failureTexts: ({ failureMessage }) => textsOf([failureMessage]),
	find,
	fetch,
	states,
	act,
	guardActions,
};
