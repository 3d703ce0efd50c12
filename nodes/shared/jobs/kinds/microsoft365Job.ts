import { parseUid } from '../../uid';
import { companyUidOf } from '../../names/whereabouts';
import type { JobKind } from './kind';

export const SERVERS_PATH = ['infrastructure', 'vb365Servers'];

/** What contacts VSPC, loaded at the first call only: n8n's start waits for the forms, which need the rest. */
const run = async () => await import('./run/microsoft365Job');

/** VSPC names them BackupJob and CopyJob. */
function kindOf(jobType: unknown): string {
	return (typeof jobType === 'string' ? jobType : 'unknown').toLowerCase().replace(/job$/, '');
}

function nameOf(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
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
	keyOf: (job) =>
		`microsoft365Job:${kindOf(job.jobType)}:${parseUid(job.vb365ServerUid) ?? ''}:${parseUid(job.instanceUid) ?? ''}`,
	parseKey: (text) => {
		const [kind, type, server, uid, ...rest] = text.trim().split(':');
		const isKey =
			kind === 'microsoft365Job' &&
			rest.length === 0 &&
			/^[a-z]+$/.test(type) &&
			parseUid(server) !== undefined;
		return isKey && parseUid(uid) ? text.trim() : undefined;
	},
	whereabouts: (job) => ({
		companyUid: companyUidOf([job.vspcOrganizationUid]),
		companyName: nameOf(job.vspcOrganizationName),
		backupServerName: nameOf(job.vb365ServerName),
		locationName: nameOf(job.locationName),
		siteName: nameOf(job.siteName),
	}),
	find: async (...args) => await (await run()).find(...args),
	states: async (...args) => await (await run()).states(...args),
	act: async (...args) => await (await run()).act(...args),
};
