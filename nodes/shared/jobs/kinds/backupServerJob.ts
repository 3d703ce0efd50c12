import { textsOf } from '../result';
import { jobKeyOf, JOBS_PATH, KEY_FROM, refOfJobKey, UNSURE_FIELDS, whereaboutsOfJob } from '../jobKey';
import type { JobKind } from './kind';

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
	unsureFields: UNSURE_FIELDS,
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
	whereabouts: whereaboutsOfJob,
	failureTexts: ({ failureMessage }) => textsOf([failureMessage]),
	find,
	fetch,
	states,
	act,
	guardActions,
};
