import { companyUidOf } from '../company';
import { jobKeyOf, KEY_FROM, uidInJobKey } from '../jobKey';
import { parseUid } from '../../uid';
import { sendAction, setEnabled } from './backupServerActions';
import { fetchJob, findInList, JOBS_PATH, scanList } from './backupServerLookup';
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
		backupServer: 'backupServerUid',
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
	act: async ({ context, connection, limits }, action, job, itemIndex) => {
		const acted = { uid: String(job.instanceUid).toLowerCase(), itemIndex };
		if (action === 'enable' || action === 'disable') {
			await setEnabled(context, connection, action === 'enable', acted, limits);
			return;
		}
		await sendAction(context, connection, action, acted, limits);
	},
};
