import type { IDataObject } from 'n8n-workflow';

import { parseUid } from '../uid';

/**
 * A job's name for life, the same under every API version: tickets are matched by it.
 * `job:<backupServerUid>:<UID in Veeam Backup & Replication>`
 */
export function jobKeyOf(job: IDataObject): string {
	// API 3.5 alone calls the UID in VSPC instanceUid, and then tells the other one as originalUid.
	const own = parseUid(job.originalUid) ?? parseUid(job.instanceUid);
	return `job:${parseUid(job.backupServerUid) ?? ''}:${own ?? ''}`;
}

/** The fields of VSPC that the key is made of. */
export const KEY_FROM = ['backupServerUid', 'instanceUid', 'originalUid'];

/** The UID that VSPC takes for a job, from a key as above; undefined when it is none. */
export function uidInJobKey(key: string): string | undefined {
	const [kind, server, uid, ...rest] = key.trim().split(':');
	if (kind !== 'job' || rest.length > 0 || parseUid(server) === undefined) return undefined;
	return parseUid(uid);
}
