import type { IDataObject } from 'n8n-workflow';

import { throwIfCancelled } from '../../util/clock';
import { READ_JOB_ROLES } from '../client/errors';
import type { VspcClient } from '../client/client';
import { type FilterExpression, uidIs } from '../list/filter';
import { readList } from '../list/readList';
import { fetchJob } from './backupServerLookup';
import { DOING, inWords } from './calls';
import { hasOwnUid, jobKeyOf, JOBS_PATH, KEY_FROM, parseJobKey, uidInRef, uidsOf } from './jobKey';
import type { JobActionName, JobRef } from './kind';

/** UIDs in one filter: addresses longer than 4 kB are refused by some servers. */
const BY_FILTER = 15;

/**
 * Keeps actions from a job that is not meant. VSPC's address of an action names a job by its UID alone, and does not
 * say of which backup server.
 */
export class TwinGuard {
	private listed?: Promise<IDataObject[] | undefined>;

	/** @param refs the jobs of all items */
	constructor(
		private readonly vspc: VspcClient,
		private readonly refs: JobRef[],
	) {}

	/** @throws NodeOperationError where another server has a job with this UID */
	async check(
		action: JobActionName,
		job: IDataObject,
		ref: JobRef,
		itemIndex: number,
	): Promise<void> {
		// The right job was found by its key, and its address is its own.
		if (hasOwnUid(job) && parseJobKey(ref)) return;
		const uid = uidInRef(ref);
		this.listed ??= this.list(job);
		const rows = (await this.listed) ?? [await fetchJob(this.vspc, uid, itemIndex)];
		const twins = new Map<string | undefined, IDataObject>([[jobKeyOf(job), job]]);
		for (const row of rows) {
			const key = jobKeyOf(row);
			if (uidsOf(row).includes(uid) && !twins.has(key)) twins.set(key, row);
		}
		if (twins.size > 1) throw await this.refusal(action, uid, [...twins.values()], itemIndex);
	}

	/**
	 * The jobs with the UIDs of all items, with one request unless there are many.
	 *
	 * @param sample a job as this server shows it
	 * @returns undefined where the list can't be had: then the job that VSPC answers with by itself has to do
	 */
	private async list(sample: IDataObject): Promise<IDataObject[] | undefined> {
		const properties = hasOwnUid(sample) ? ['instanceUid', 'originalUid'] : ['instanceUid'];
		const uids = [...new Set(this.refs.map(uidInRef))];
		const select = KEY_FROM.filter((field) => field !== 'originalUid' || hasOwnUid(sample));
		const size = Math.floor(BY_FILTER / properties.length);
		const rows: IDataObject[] = [];
		try {
			for (let start = 0; start < uids.length; start += size) {
				const wanted = new Set(uids.slice(start, start + size));
				const items = [...wanted].flatMap((uid) => properties.map((name) => uidIs(name, uid)));
				const filter: FilterExpression[] = [{ operation: 'or', items }];
				const keep = (row: IDataObject) => uidsOf(row).some((uid) => wanted.has(uid));
				const call = { path: JOBS_PATH, doing: 'listing the jobs', roles: READ_JOB_ROLES };
				const request = { call, keyOf: jobKeyOf, filter, keep, select: [...select, 'name'] };
				rows.push(...(await readList(this.vspc, request)).rows);
			}
			return rows;
		} catch {
			throwIfCancelled(this.vspc.context);
			return undefined;
		}
	}

	private async refusal(
		action: JobActionName,
		uid: string,
		jobs: IDataObject[],
		itemIndex: number,
	): Promise<Error> {
		const message = `${jobs.length} jobs have the UID ${uid}: ${await inWords(this.vspc, jobs)}`;
		const description = `VSPC takes no more than the UID for ${DOING[action]} a job, so it might be the wrong one, and nothing was done. Use the portal of VSPC, or remove the backup server that is no longer in use from VSPC.`;
		return this.vspc.error({ message, description }, itemIndex);
	}
}
