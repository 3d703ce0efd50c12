import { asError } from '../../util/clock';
import { parseUsedUid, spelled, textOrNull } from '../../util/text';
import { isNotFound } from '../client/explanation';
import { uidIs } from '../list/filter';
import type { Vspc } from '../vspc';
import {
	type BackupServerJob,
	backupServerJobFields,
	hasOwnUid,
	jobKeyOf,
	JOBS_PATH,
	KEY_FROM,
	parseJobKey,
	placementOfJob,
	refOfJobKey,
	UNSURE_FIELDS,
} from './backupServerJobFields';
import { backupServerJobStatuses, backupServerJobTypes } from './backupServerJobEnums';
import {
	isRecord,
	type JobKind,
	type JobRef,
	otherUids,
	READ_JOB_ROLES,
	type SessionObjects,
	textsOf,
	toSessionObjects,
	type TroubledObject,
} from './kind';

/** Up to here one request per job is the plain way; n8n opens a new connection for each. */
const FEW = 8;

/**
 * One job: `GET /infrastructure/backupServers/jobs/{jobUid}`. By a key it is the job of that server, which VSPC can be
 * asked for in the list of the server only: of two jobs with one UID it answers with either.
 *
 * @throws as vspc.request does; also when the server of the key has no such job
 */
export async function fetchJob(vspc: Vspc, ref: JobRef): Promise<BackupServerJob> {
	const parts = parseJobKey(ref);
	const job = await vspc.fetchOne<BackupServerJob>({
		path: [...JOBS_PATH, parts?.uid ?? ref],
		activity: 'reading the job',
		noun: 'job',
		uid: parts?.uid ?? ref,
		uidFields: ['instanceUid', 'originalUid', 'uniqueUid'],
		roles: READ_JOB_ROLES,
		notFoundHint: otherUids('job'),
	});
	if (!parts || jobKeyOf(job) === ref) return job;
	return await fetchFromServer(vspc, ref, job);
}

/**
 * Finds a job in the list of its backup server: `GET /infrastructure/backupServers/{backupServerUid}/jobs`.
 *
 * @param other the job with the same UID that VSPC answered with
 */
async function fetchFromServer(
	vspc: Vspc,
	key: string,
	other: BackupServerJob,
): Promise<BackupServerJob> {
	const { serverUid, uid } = parseJobKey(key)!;
	const call = {
		path: ['infrastructure', 'backupServers', serverUid, 'jobs'],
		activity: 'listing the jobs of the backup server',
		noun: 'backup server',
		uid: serverUid,
		roles: READ_JOB_ROLES,
	};
	const filter = [uidIs(hasOwnUid(other) ? 'originalUid' : 'instanceUid', uid)];
	const keep = (row: BackupServerJob) => jobKeyOf(row) === key;
	try {
		const request = { call, keyOf: jobKeyOf, filter, keep };
		const { rows } = await vspc.list(request);
		if (rows.length > 0) return rows[0];
	} catch (error) {
		if (!isNotFound(error)) throw asError(error);
	}
	const message = `There is no job with the key ${key}, or this account cannot see it`;
	const description = `VSPC has a job with this UID elsewhere: ${jobKeyOf(other) ?? 'one without a backup server'}. The job, or its backup server, may have been deleted or added to VSPC again.`;
	throw vspc.error({ message, description, status: 404 });
}

const states: JobKind<BackupServerJob>['states'] = async (vspc, refs) => {
	const fields = backupServerJob.keyFields(vspc.connection.apiVersion);
	return await vspc.backupServerJobs.scan(new Set(refs), [...fields, 'status', 'lastEndTime']);
};

const act: JobKind<BackupServerJob>['act'] = async (vspc, action, job) => {
	const uid = vspc.jobs.uidOf(job, 'instanceUid');
	const path = [...JOBS_PATH, uid];
	const acted = { noun: 'job', uid };
	if (action === 'enable' || action === 'disable') {
		await vspc.jobs.patchEnabled(action, path, acted);
	} else {
		await vspc.jobs.post(action, path, acted);
	}
};

/** Statuses of tasks (schema BackupServerJobSessionTask) in small letters; tasks of a running job are Pending. */
const TROUBLES = new Map<string, TroubledObject['status']>([
	['failed', 'Failed'],
	['warning', 'Warning'],
]);

/** Only jobs that back up or replicate VMs have tasks. */
function objectsOf({ lastSessionTasks }: BackupServerJob): SessionObjects | undefined {
	const tasks = Array.isArray(lastSessionTasks) ? lastSessionTasks.filter(isRecord) : [];
	if (tasks.length === 0) return undefined;
	const keys = new Set<unknown>();
	const troubled: TroubledObject[] = [];
	for (const task of tasks) {
		const uid = parseUsedUid(task.objectUid);
		const name = textOrNull(task.objectName);
		// Nothing distinguishes one that has neither from others, so each counts by itself.
		keys.add(uid ?? name ?? task);
		const status = TROUBLES.get(spelled(task.status).toLowerCase());
		const messages = Array.isArray(task.failureMessages) ? textsOf(task.failureMessages) : [];
		if (status) troubled.push({ name, uid, status, messages });
	}
	return toSessionObjects(troubled, keys.size);
}

/**
 * Jobs of Veeam Backup & Replication servers (schema BackupServerJob); a reference is the UID or the key, which names
 * server and job: a server that was cloned, or restored from its configuration backup, has jobs with the same UIDs.
 */
export const backupServerJob: JobKind<BackupServerJob> = {
	noun: 'job',
	words: {
		label: 'Backup Server Job',
		one: 'A job of a Veeam Backup & Replication server',
		many: 'Jobs of Veeam Backup & Replication servers',
		parameter: 'Job',
		action: 'backup server job',
		search: { method: 'searchJobs', details: [] },
		keyPattern: 'job:[0-9a-fA-F-]{36}:',
		simplifiedHint:
			'Name, status, failure message, company, server, times, type, whether enabled, and the UID',
		actions: ['disable', 'enable', 'retry', 'start', 'stop'],
	},
	listPath: JOBS_PATH,
	isQueryable: true,
	fields: backupServerJobFields,
	statuses: backupServerJobStatuses,
	types: { ...backupServerJobTypes, Unknown: 'Unknown' },
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
	placementFields: [
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
	serverPath: (key) => ['infrastructure', 'backupServers', key.split(':')[1]],
	isOfPlatform: (platform) => platform !== 'microsoft365',
	hosts: {
		path: ['infrastructure', 'backupServers'],
		noun: 'backup server',
		field: 'backupServerUid',
	},
	parseKey: refOfJobKey,
	placement: placementOfJob,
	failureTexts: ({ failureMessage }) => textsOf([failureMessage]),
	objectFields: ['lastSessionTasks'],
	objectsOf,
	find: async (vspc, refs, fields) =>
		refs.length > FEW ? await vspc.backupServerJobs.find(refs, fields) : new Map(),
	fetch: fetchJob,
	states,
	act,
	guardActions: (vspc, refs) => vspc.backupServerJobs.guard(refs),
};
