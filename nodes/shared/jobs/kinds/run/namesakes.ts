import type { IDataObject } from 'n8n-workflow';

import type { Asking } from '../../../asking';
import { toNodeError } from '../../../nodeError';
import { NameBook } from '../../../names/nameBook';
import { throwIfCancelled } from '../../../pause';
import { jobKeyOf, whereaboutsOfJob } from '../../jobKey';

/** More are not named: the first ones say what is wrong. */
const NAMED = 5;

/**
 * Jobs of several backup servers with one UID, where a job was asked for by it.
 *
 * @param itemIndex left out where the jobs of several items are read together
 */
export async function ambiguous(
	asking: Asking,
	uid: string,
	jobs: IDataObject[],
	itemIndex?: number,
): Promise<Error> {
	const keys = jobs.slice(0, NAMED).map((job) => jobKeyOf(job) ?? 'one without a key');
	const message = `${jobs.length} jobs have the UID ${uid}: ${await inWords(asking, jobs)}`;
	const description = `Give the jobKey of the one that is meant, as it is in the items of Get Many: ${keys.join(' or ')}.`;
	return toNodeError(asking.context, { message, description }, asking.connection, itemIndex);
}

/** Names of jobs and their servers; the names of servers are a help and no more. */
export async function inWords(asking: Asking, jobs: IDataObject[]): Promise<string> {
	const { context, connection, limits } = asking;
	const names = new NameBook(context, async () => connection, limits);
	const words = jobs.slice(0, NAMED).map(async (job) => {
		const where = whereaboutsOfJob(job);
		const server = await names.nameOf('backupServerName', where).catch(() => null);
		const uid = where.backupServerUid ?? 'without a UID';
		const name = String(job.name ?? 'one without a name').slice(0, 100);
		return `"${name}" on the backup server ${server ? `${server} (${uid})` : uid}`;
	});
	const named = (await Promise.all(words)).join(' and ');
	throwIfCancelled(context);
	return jobs.length > NAMED ? `${named} and others` : named;
}
