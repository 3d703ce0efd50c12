import { throwIfCancelled } from '../../util/clock';
import type { Vspc } from '../vspc';
import { type FilterExpression, uidIs } from '../list/filter';
import { type BackupServerJob, backupServerJobFields } from './backupServerJobFields';
import { fetchJob, findInList, scanList } from './backupServerLookup';
import { DOING, inWords, patchEnabled, postAction, uidOf } from './calls';
import {
	hasOwnUid,
	jobKeyOf,
	JOBS_PATH,
	KEY_FROM,
	parseJobKey,
	refOfJobKey,
	uidInRef,
	uidsOf,
	UNSURE_FIELDS,
	placementOfJob,
} from './jobKey';
import { type JobActionName, type JobKind, type JobRef, READ_JOB_ROLES, textsOf } from './kind';

/** UIDs in one filter: addresses longer than 4 kB are refused by some servers. */
const BY_FILTER = 15;

/**
 * Keeps actions from a job that is not meant. VSPC's address of an action names a job by its UID alone, and does not
 * say of which backup server.
 */
export class TwinGuard {
	private listed?: Promise<BackupServerJob[] | undefined>;

	/** @param refs the jobs of all items */
	constructor(private readonly refs: JobRef[]) {}

	/** @throws NodeOperationError where another server has a job with this UID */
	async check(vspc: Vspc, action: JobActionName, job: BackupServerJob, ref: JobRef): Promise<void> {
		// The right job was found by its key, and its address is its own.
		if (hasOwnUid(job) && parseJobKey(ref)) return;
		const uid = uidInRef(ref);
		this.listed ??= this.list(vspc, job);
		const rows = (await this.listed) ?? [await fetchJob(vspc, uid)];
		const twins = new Map<string | undefined, BackupServerJob>([[jobKeyOf(job), job]]);
		for (const row of rows) {
			const key = jobKeyOf(row);
			if (uidsOf(row).includes(uid) && !twins.has(key)) twins.set(key, row);
		}
		if (twins.size > 1) throw await refusal(vspc, action, uid, [...twins.values()]);
	}

	/**
	 * The jobs with the UIDs of all items, with one request unless there are many.
	 *
	 * @param sample a job as this server shows it
	 * @returns undefined where the list can't be had: then the job that VSPC answers with by itself has to do
	 */
	private async list(vspc: Vspc, sample: BackupServerJob): Promise<BackupServerJob[] | undefined> {
		const properties = hasOwnUid(sample) ? ['instanceUid', 'originalUid'] : ['instanceUid'];
		const uids = [...new Set(this.refs.map(uidInRef))];
		const select = KEY_FROM.filter((field) => field !== 'originalUid' || hasOwnUid(sample));
		const size = Math.floor(BY_FILTER / properties.length);
		const rows: BackupServerJob[] = [];
		try {
			for (let start = 0; start < uids.length; start += size) {
				const wanted = new Set(uids.slice(start, start + size));
				const items = [...wanted].flatMap((uid) => properties.map((name) => uidIs(name, uid)));
				const filter: FilterExpression[] = [{ operation: 'or', items }];
				const keep = (row: BackupServerJob) => uidsOf(row).some((uid) => wanted.has(uid));
				const call = { path: JOBS_PATH, activity: 'listing the jobs', roles: READ_JOB_ROLES };
				const request = { call, keyOf: jobKeyOf, filter, keep, select: [...select, 'name'] };
				rows.push(...(await vspc.list(request)).rows);
			}
			return rows;
		} catch {
			throwIfCancelled(vspc.context);
			return undefined;
		}
	}
}

async function refusal(
	vspc: Vspc,
	action: JobActionName,
	uid: string,
	jobs: BackupServerJob[],
): Promise<Error> {
	const message = `${jobs.length} jobs have the UID ${uid}: ${await inWords(vspc, jobs)}`;
	const description = `VSPC takes no more than the UID for ${DOING[action]} a job, so it might be the wrong one, and nothing was done. Use the portal of VSPC, or remove the backup server that is no longer in use from VSPC.`;
	return vspc.error({ message, description });
}

const states: JobKind<BackupServerJob>['states'] = async (vspc, refs) => {
	const fields = backupServerJob.keyFields(vspc.connection.apiVersion);
	return await scanList(vspc, new Set(refs), [...fields, 'status', 'lastEndTime']);
};

const act: JobKind<BackupServerJob>['act'] = async (vspc, action, job) => {
	const uid = uidOf(vspc, job, 'instanceUid');
	const path = [...JOBS_PATH, uid];
	const acted = { noun: 'job', uid };
	if (action === 'enable' || action === 'disable') {
		await patchEnabled(vspc, action, path, acted);
	} else {
		await postAction(vspc, action, path, acted);
	}
};

const guardActions: NonNullable<JobKind<BackupServerJob>['guardActions']> = (refs) => {
	const guard = new TwinGuard(refs);
	return async (...args) => await guard.check(...args);
};

/** Values of the enums BackupServerJobStatus and BackupServerJobType, API 3.4 to 3.7. */
const statuses = [
	'Disabling',
	'Enabling',
	'Failed',
	'Idle',
	'None',
	'Running',
	'Starting',
	'Stopping',
	'Success',
	'Unknown',
	'WaitingRepository',
	'WaitingTape',
	'Warning',
];

const types = [
	'AgentBackupJob',
	'AgentPolicy',
	'AhvStorageSnapshotJob',
	'AwsBackupJob',
	'AzureBackupJob',
	'BackupCopy',
	'BackupFile',
	'BackupFileCopy',
	'BackupToTape',
	'BackupVm',
	'CdpReplicationVM',
	'CopyFile',
	'CopyVm',
	'FileToTape',
	'GoogleBackupJob',
	'ObjectStorageBackup',
	'ObjectStorageBackupCopy',
	'OracleLogBackup',
	'PostgreSqlLogBackup',
	'ReplicationVM',
	'SimpleBackupCopy',
	'SobrMaintenance',
	'SqlLogBackup',
	'SureBackup',
	'Unknown',
];

/**
 * Jobs of Veeam Backup & Replication servers (schema BackupServerJob); a reference is the UID or the key, which names
 * server and job: a server that was cloned, or restored from its configuration backup, has jobs with the same UIDs.
 */
export const backupServerJob: JobKind<BackupServerJob> = {
	noun: 'job',
	listPath: JOBS_PATH,
	isQueryable: true,
	fields: backupServerJobFields,
	statuses,
	types,
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
	parseKey: refOfJobKey,
	placement: placementOfJob,
	failureTexts: ({ failureMessage }) => textsOf([failureMessage]),
	find: findInList,
	fetch: fetchJob,
	states,
	act,
	guardActions,
};
