import { inParallel, throwIfCancelled } from '../../util/clock';
import { spelled } from '../../util/text';
import { type FilterExpression, UIDS_A_FILTER, uidIs } from '../list/filter';
import { type Page, PAGE_SIZE } from '../list/pages';
import type { Vspc } from '../vspc';
import { fetchJob } from './backupServerJob';
import { DOING } from './calls';
import {
	type BackupServerJob,
	hasOwnUid,
	jobKeyOf,
	JOBS_PATH,
	KEY_FROM,
	parseJobKey,
	uidInRef,
	uidsOf,
	UNSURE_FIELDS,
} from './backupServerJobFields';
import { type ActionGuard, type JobActionName, type JobRef, READ_JOB_ROLES } from './kind';

/** More at once only makes VSPC throttle. */
const PAGES_UNDER_WAY = 4;

/** Only these have tasks in their session, so they show best what a list leaves out. */
const RICH_TYPES = /^(backupvm|replicationvm)$/i;

/** How jobs of backup servers are found, for an item. */
export class BackupServerJobs {
	constructor(private readonly vspc: Vspc) {}

	/** Keeps actions from a job that is not meant, see TwinGuard. */
	guard(refs: JobRef[]): ActionGuard<BackupServerJob> {
		const guard = new TwinGuard(refs);
		return async (...args) => await guard.check(...args);
	}

	/**
	 * Finds jobs in the list, when that takes fewer requests than one for each.
	 *
	 * @param refs distinct; UIDs in small letters
	 * @param fields what is needed of a job; undefined: everything that a single answer has
	 * @returns the jobs that the list shows as completely as single answers would, and errors for UIDs that jobs of
	 *   several servers have; the others, and those that it doesn't show, have to be asked for
	 */
	async find(
		refs: JobRef[],
		fields: string[] | undefined,
	): Promise<Map<JobRef, BackupServerJob | Error>> {
		const nothing = new Map<JobRef, BackupServerJob | Error>();
		let found: Map<JobRef, BackupServerJob | Error>;
		try {
			found = await this.scan(new Set(refs), undefined);
		} catch {
			// The list is only a short cut: the single requests show what is wrong.
			return nothing;
		}
		const errors = new Map([...found].filter(([, job]) => job instanceof Error));
		const rows = [...found].filter(
			(entry): entry is [JobRef, BackupServerJob] => !errors.has(entry[0]),
		);
		const sample = rows.find(([, { type }]) => RICH_TYPES.test(spelled(type))) ?? rows[0];
		// The check below is a request too.
		if (!sample || rows.length < 2) return errors;
		const [ref, listed] = sample;
		let single: BackupServerJob;
		try {
			single = await fetchJob(this.vspc, ref);
		} catch {
			return errors;
		}
		const missing = Object.keys(single).filter((field) => !(field in listed));
		const isPoorer = missing.some((field) => fields === undefined || fields.includes(field));
		const isSame = jobKeyOf(single) === jobKeyOf(listed);
		const sampled = isSame ? single : await this.vspc.jobs.ambiguous(ref, [listed, single]);
		return (isPoorer ? errors : found).set(ref, sampled);
	}

	/**
	 * Reads pages until all are found, the list ends, or the rest of it would cost more than it saves.
	 *
	 * @param select fields to send, all when left out
	 * @returns what was found, and errors for UIDs that jobs of several servers have; the others have to be asked for
	 */
	async scan(
		wanted: Set<JobRef>,
		select: string[] | undefined,
	): Promise<Map<JobRef, BackupServerJob | Error>> {
		const call = { path: JOBS_PATH, activity: 'listing the jobs', roles: READ_JOB_ROLES };
		const pages = this.vspc.pages({ call, select, unsure: UNSURE_FIELDS });
		const scan = new Scan(wanted);
		await scan.run(async (offset) => await pages.read(offset, PAGE_SIZE));
		const found = new Map<JobRef, BackupServerJob | Error>();
		for (const [ref, jobs] of scan.found) {
			found.set(ref, jobs.length === 1 ? jobs[0] : await this.vspc.jobs.ambiguous(ref, jobs));
		}
		return found;
	}
}

/** Pages side by side, since nothing hangs on a row that a changing list hides: it is asked for by itself. */
class Scan {
	/** By reference; several jobs where servers have jobs with one UID */
	readonly found = new Map<JobRef, BackupServerJob[]>();
	private isOver = false;

	constructor(private readonly wanted: Set<JobRef>) {}

	async run(read: (offset: number) => Promise<Page>): Promise<void> {
		const first = await read(0);
		this.take(first, 0);
		const size = first.rows.length;
		if (size === 0) return;
		if (first.total === undefined) {
			await this.runToTheEnd(read, size);
			return;
		}
		const offsets: number[] = [];
		for (let offset = size; offset < first.total; offset += size) offsets.push(offset);
		let pagesLeft = offsets.length;
		await inParallel(
			offsets,
			PAGES_UNDER_WAY,
			async (offset) => {
				pagesLeft--;
				this.take(await read(offset), offset);
			},
			() => this.isOver || pagesLeft >= this.left,
		);
	}

	/** Without a total nobody knows what lies ahead: page by page, as long as pages bring something. */
	private async runToTheEnd(read: (offset: number) => Promise<Page>, size: number): Promise<void> {
		let offset = size;
		while (!this.isOver && this.left > 1) {
			const page = await read(offset);
			if (page.rows.length === 0 || this.take(page, offset) === 0) return;
			offset += page.rows.length;
		}
	}

	private get left(): number {
		return this.wanted.size - this.found.size;
	}

	/** How many jobs the page brought. */
	private take(page: Page, offset: number): number {
		// The first page again: the server ignores the offset.
		if (page.offset !== undefined && page.offset !== offset) this.isOver = true;
		const before = this.found.size;
		for (const row of page.rows) {
			const key = jobKeyOf(row);
			for (const ref of [...uidsOf(row), key]) {
				if (ref === undefined || !this.wanted.has(ref)) continue;
				const others = (this.found.get(ref) ?? []).filter((other) => jobKeyOf(other) !== key);
				this.found.set(ref, [...others, row]);
			}
		}
		return this.found.size - before;
	}
}

/**
 * Keeps actions from a job that is not meant. VSPC's address of an action names a job by its UID alone, and does not
 * say of which backup server.
 */
class TwinGuard {
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
		const size = Math.floor(UIDS_A_FILTER / properties.length);
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
	const message = `${jobs.length} jobs have the UID ${uid}: ${await vspc.jobs.inWords(jobs)}`;
	const description = `VSPC takes no more than the UID for ${DOING[action]} a job, so it might be the wrong one, and nothing was done. Use the portal of VSPC, or remove the backup server that is no longer in use from VSPC.`;
	return vspc.error({ message, description });
}
