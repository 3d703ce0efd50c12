import { companyUidOf } from '../company';
import { jobKeyOf, KEY_FROM, uidInJobKey } from '../jobKey';
import { parseUid } from '../../uid';
import { fetchJob, findInList, JOBS_PATH, scanList } from './backupServerLookup';
import { patchEnabled, postAction, uidOf } from './calls';
import type { JobKind } from './kind';

/** Jobs of Veeam Backup & Replication servers (schema BackupServerJob); a reference is the UID. */
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
	// Only API 3.5 has originalUid: to ask for a field that a version lacks may be an error.
	keyFields: (apiVersion) =>
		KEY_FROM.filter((field) => field !== 'originalUid' || apiVersion === '3.5'),
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
	parseKey: uidInJobKey,
	whereabouts: (job) => ({
		companyUid: companyUidOf([job.mappedOrganizationUid, job.organizationUid]),
		backupServerUid: parseUid(job.backupServerUid),
		locationUid: parseUid(job.locationUid),
		siteUid: parseUid(job.siteUid),
	}),
	find: async ({ context, connection, limits }, refs, fields) =>
		await findInList(context, connection, refs, fields, limits),
	fetch: async ({ context, connection, limits }, ref, itemIndex) =>
		await fetchJob(context, connection, ref, itemIndex, limits),
	states: async ({ context, connection, limits }, refs) =>
		await scanList(
			context,
			connection,
			new Set(refs),
			[...backupServerJob.keyFields(connection.apiVersion), 'status', 'lastEndTime'],
			limits,
		),
	act: async (asking, action, job, itemIndex) => {
		const uid = uidOf(asking, job, 'instanceUid');
		const path = [...JOBS_PATH, uid];
		const acted = { noun: 'job', uid, itemIndex };
		if (action === 'enable' || action === 'disable') {
			await patchEnabled(asking, action, path, acted);
		} else {
			await postAction(asking, action, path, acted);
		}
	},
};
