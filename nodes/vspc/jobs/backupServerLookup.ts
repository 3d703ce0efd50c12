import { asError, inParallel } from '../../util/clock';
import type { Vspc } from '../vspc';
import { isNotFound } from '../client/explanation';
import { uidIs } from '../list/filter';
import { type Page, PAGE_SIZE } from '../list/page';
import type { BackupServerJob } from './backupServerJobFields';
import { ambiguous, otherUids } from './calls';
import { hasOwnUid, jobKeyOf, JOBS_PATH, parseJobKey, uidsOf, UNSURE_FIELDS } from './jobKey';
import { type JobRef, READ_JOB_ROLES } from './kind';

/** Up to here one request per job is the plain way; n8n opens a new connection for each. */
const FEW = 8;

/** More at once only makes VSPC throttle. */
const PAGES_UNDER_WAY = 4;

/** Only these have tasks in their session, so they show best what a list leaves out. */
const RICH_TYPES = /^(backupvm|replicationvm)$/i;

/**
 * One job: `GET /infrastructure/backupServers/jobs/{jobUid}`. By a key it is the job of that server, which VSPC can be
 * asked for in the list of the server only: of two jobs with one UID it answers with either.
 *
 * @throws as vspcRequest does; also when the server of the key has no such job
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

/**
 * Finds jobs in the list, when that takes fewer requests than vspc for each.
 *
 * @param refs distinct; UIDs in small letters
 * @param fields what is needed of a job; undefined: everything that a single answer has
 * @returns the jobs that the list shows as completely as single answers would, and errors for UIDs that jobs of
 *   several servers have; the others, and those that it doesn't show, have to be asked for
 */
export async function findInList(
	vspc: Vspc,
	refs: JobRef[],
	fields: string[] | undefined,
): Promise<Map<JobRef, BackupServerJob | Error>> {
	const nothing = new Map<JobRef, BackupServerJob | Error>();
	if (refs.length <= FEW) return nothing;
	let found: Map<JobRef, BackupServerJob | Error>;
	try {
		found = await scanList(vspc, new Set(refs), undefined);
	} catch {
		// The list is only a short cut: the single requests tell what is wrong.
		return nothing;
	}
	const errors = new Map([...found].filter(([, job]) => job instanceof Error));
	const rows = [...found].filter(
		(entry): entry is [JobRef, BackupServerJob] => !errors.has(entry[0]),
	);
	const sample = rows.find(([, { type }]) => RICH_TYPES.test(String(type))) ?? rows[0];
	// The check below is a request too.
	if (!sample || rows.length < 2) return errors;
	const [ref, listed] = sample;
	let single: BackupServerJob;
	try {
		single = await fetchJob(vspc, ref);
	} catch {
		return errors;
	}
	const missing = Object.keys(single).filter((field) => !(field in listed));
	const isPoorer = missing.some((field) => fields === undefined || fields.includes(field));
	const isSame = jobKeyOf(single) === jobKeyOf(listed);
	const sampled = isSame ? single : await ambiguous(vspc, ref, [listed, single]);
	return (isPoorer ? errors : found).set(ref, sampled);
}

/**
 * Reads pages until all are found, the list ends, or the rest of it would cost more than it saves.
 *
 * @param select fields to send, all when left out
 * @returns what was found, and errors for UIDs that jobs of several servers have; the others have to be asked for
 */
export async function scanList(
	vspc: Vspc,
	wanted: Set<JobRef>,
	select: string[] | undefined,
): Promise<Map<JobRef, BackupServerJob | Error>> {
	const call = { path: JOBS_PATH, activity: 'listing the jobs', roles: READ_JOB_ROLES };
	const pages = vspc.pages({ call, select, unsure: UNSURE_FIELDS });
	const scan = new Scan(wanted);
	await scan.run(async (offset) => await pages.read(offset, PAGE_SIZE));
	const found = new Map<JobRef, BackupServerJob | Error>();
	for (const [ref, jobs] of scan.found) {
		found.set(ref, jobs.length === 1 ? jobs[0] : await ambiguous(vspc, ref, jobs));
	}
	return found;
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
