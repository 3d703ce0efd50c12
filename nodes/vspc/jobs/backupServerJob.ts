import { fetchJob, findInList, scanList } from './backupServerLookup';
import { patchEnabled, postAction, uidOf } from './calls';
import {
	jobKeyOf,
	JOBS_PATH,
	KEY_FROM,
	refOfJobKey,
	UNSURE_FIELDS,
	whereaboutsOfJob,
} from './jobKey';
import { type JobKind, textsOf } from './kind';
import { TwinGuard } from './twins';

const find: JobKind['find'] = async (vspc, refs, fields) => await findInList(vspc, refs, fields);

const fetch: NonNullable<JobKind['fetch']> = async (vspc, ref, itemIndex) =>
	await fetchJob(vspc, ref, itemIndex);

const states: JobKind['states'] = async (vspc, refs) => {
	const fields = backupServerJob.keyFields(vspc.connection.apiVersion);
	return await scanList(vspc, new Set(refs), [...fields, 'status', 'lastEndTime']);
};

const act: JobKind['act'] = async (vspc, action, job, itemIndex) => {
	const uid = uidOf(vspc, job, 'instanceUid');
	const path = [...JOBS_PATH, uid];
	const acted = { noun: 'job', uid, itemIndex };
	if (action === 'enable' || action === 'disable') {
		await patchEnabled(vspc, action, path, acted);
	} else {
		await postAction(vspc, action, path, acted);
	}
};

const guardActions: NonNullable<JobKind['guardActions']> = async (vspc, refs) => {
	const guard = new TwinGuard(vspc, refs);
	return async (...args) => await guard.check(...args);
};

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
