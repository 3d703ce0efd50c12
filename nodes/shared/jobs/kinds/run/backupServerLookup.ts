import type { IDataObject } from 'n8n-workflow';

import type { Connection, VspcContext } from '../../../connection';
import { isRejectionOf } from '../../../explanation';
import { fetchOne } from '../../../fetchOne';
import { PAGE_SIZE, readPage, type Page } from '../../../list/page';
import { asError, inParallel } from '../../../parallel';
import { READ_JOB_ROLES } from '../../../roles';
import type { Limits } from '../../../untilAnswered';
import { parseUid } from '../../../uid';
import { JOBS_PATH } from '../backupServerJob';
import { otherUids } from './calls';

/** Up to here one request per job is the plain way; n8n opens a new connection for each. */
const FEW = 8;

/** More at once only makes VSPC throttle. */
const PAGES_UNDER_WAY = 4;

/** Only these have tasks in their session, so they show best what a list leaves out. */
const RICH_TYPES = /^(backupvm|replicationvm)$/i;

/** One job: `GET /infrastructure/backupServers/jobs/{jobUid}`. Throws as vspcRequest does. */
export async function fetchJob(
	context: VspcContext,
	connection: Connection,
	uid: string,
	itemIndex: number,
	limits?: Limits,
): Promise<IDataObject> {
	return await fetchOne(
		{ context, connection, limits },
		{
			path: [...JOBS_PATH, uid],
			doing: 'reading the job',
			noun: 'job',
			uid,
			uidFields: ['instanceUid', 'originalUid', 'uniqueUid'],
			roles: READ_JOB_ROLES,
			absence: otherUids('job'),
			itemIndex,
		},
	);
}

/**
 * Finds jobs in the list, when that takes fewer requests than asking for each.
 *
 * @param uids distinct, in small letters
 * @param fields what is needed of a job; undefined: everything that a single answer has
 * @returns by UID the jobs that the list shows as completely as single answers would; the others, and those
 *   that it doesn't show, have to be asked for
 */
export async function findInList(
	context: VspcContext,
	connection: Connection,
	uids: string[],
	fields: string[] | undefined,
	limits?: Limits,
): Promise<Map<string, IDataObject>> {
	const nothing = new Map<string, IDataObject>();
	if (uids.length <= FEW) return nothing;
	let found: Map<string, IDataObject>;
	try {
		found = await scanList(context, connection, new Set(uids), undefined, limits);
	} catch {
		// The list is only a short cut: the single requests tell what is wrong.
		return nothing;
	}
	const rows = [...found.entries()];
	const sample = rows.find(([, { type }]) => RICH_TYPES.test(String(type))) ?? rows[0];
	// The check below is a request too.
	if (!sample || rows.length < 2) return nothing;
	const [uid, listed] = sample;
	let single: IDataObject;
	try {
		single = await fetchJob(context, connection, uid, 0, limits);
	} catch {
		return nothing;
	}
	const missing = Object.keys(single).filter((field) => !(field in listed));
	const isPoorer = missing.some((field) => fields === undefined || fields.includes(field));
	return isPoorer ? new Map([[uid, single]]) : found.set(uid, single);
}

/**
 * Reads pages until all are found, the list ends, or the rest of it would cost more than it saves.
 *
 * @param select fields to send, all when left out
 * @returns by UID what was found; the others have to be asked for
 */
export async function scanList(
	context: VspcContext,
	connection: Connection,
	wanted: Set<string>,
	select: string[] | undefined,
	limits?: Limits,
): Promise<Map<string, IDataObject>> {
	const call = { path: JOBS_PATH, doing: 'listing the jobs', roles: READ_JOB_ROLES };
	const read = async (offset: number): Promise<Page> =>
		await readPage(context, connection, call, { limit: PAGE_SIZE, offset, select }, limits);
	const scan = new Scan(wanted);
	try {
		await scan.run(read);
	} catch (error) {
		if (!select || !isRejectionOf(error, 'select')) throw asError(error);
		return await scanList(context, connection, wanted, undefined, limits);
	}
	return scan.result();
}

/** Pages side by side, since nothing hangs on a row that a changing list hides: it is asked for by itself. */
class Scan {
	private readonly found = new Map<string, IDataObject>();
	private readonly ambiguous = new Set<string>();
	private isOver = false;

	constructor(private readonly wanted: Set<string>) {}

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
			for (const uid of uidsOf(row).filter((one) => this.wanted.has(one))) {
				const other = this.found.get(uid);
				if (other && other.backupServerUid !== row.backupServerUid) this.ambiguous.add(uid);
				this.found.set(uid, row);
			}
		}
		return this.found.size - before;
	}

	result(): Map<string, IDataObject> {
		for (const uid of this.ambiguous) this.found.delete(uid);
		return this.found;
	}
}

/** API 3.5 takes both UIDs for a job. */
function uidsOf({ instanceUid, originalUid }: IDataObject): string[] {
	return [parseUid(instanceUid), parseUid(originalUid)].filter(
		(uid): uid is string => uid !== undefined,
	);
}
