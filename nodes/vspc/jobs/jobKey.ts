import { parseUid, parseUsedUid } from '../../util/text';
import { companyUidOf, type Placement } from '../placement';
import type { BackupServerJob } from './backupServerJobFields';

/** Jobs of all backup servers: `GET /infrastructure/backupServers/jobs`. */
export const JOBS_PATH = ['infrastructure', 'backupServers', 'jobs'];

/** The parts of a job key. */
export interface JobKeyParts {
	/** The backup server, as VSPC names it */
	serverUid: string;
	/** The job, as Veeam Backup & Replication names it: a copy of the server has the same */
	uid: string;
}

/**
 * A job's name for life, the same under every API version: tickets are matched by it.
 * `job:<backupServerUid>:<UID in Veeam Backup & Replication>`
 *
 * @returns undefined for a row that does not say which job of which server it is
 */
export function jobKeyOf(job: BackupServerJob): string | undefined {
	const serverUid = parseUsedUid(job.backupServerUid);
	// API 3.5 alone calls the UID in VSPC instanceUid, and has the other one in originalUid.
	const uid = parseUsedUid(job.originalUid) ?? parseUsedUid(job.instanceUid);
	return serverUid && uid ? toJobKey({ serverUid, uid }) : undefined;
}

/** The fields of VSPC that the key is made of. */
export const KEY_FROM = ['backupServerUid', 'instanceUid', 'originalUid'];

/** To ask for a field that a version lacks may be an error. */
export const UNSURE_FIELDS = ['originalUid'];

/** Server and job of a key as above; undefined when it is none. */
export function parseJobKey(key: string): JobKeyParts | undefined {
	const [kind, server, job, ...rest] = key.trim().split(':');
	const serverUid = parseUid(server);
	const uid = parseUid(job);
	if (kind !== 'job' || rest.length > 0 || !serverUid || !uid) return undefined;
	return { serverUid, uid };
}

/** The same key in one spelling; undefined when it is none. */
export function refOfJobKey(key: string): string | undefined {
	const parts = parseJobKey(key);
	return parts && toJobKey(parts);
}

/** The UID in a reference, which is a UID or a key. */
export function uidInRef(ref: string): string {
	return ref.split(':').at(-1) ?? ref;
}

/** The UIDs by which VSPC knows a job; API 3.5 takes two. */
export function uidsOf({ instanceUid, originalUid }: BackupServerJob): string[] {
	return [parseUid(instanceUid), parseUid(originalUid)].filter(
		(uid): uid is string => uid !== undefined,
	);
}

/** Only API 3.5 has both UIDs of a job in a row; what VSPC calls instanceUid is then its own, and no other job has it. */
export function hasOwnUid(job: BackupServerJob): boolean {
	return parseUsedUid(job.originalUid) !== undefined;
}

function toJobKey({ serverUid, uid }: JobKeyParts): string {
	return `job:${serverUid}:${uid}`;
}

/** Where a job belongs. */
export function placementOfJob(job: BackupServerJob): Placement {
	return {
		companyUid: companyUidOf([job.mappedOrganizationUid, job.organizationUid]),
		backupServerUid: parseUid(job.backupServerUid),
		locationUid: parseUid(job.locationUid),
		siteUid: parseUid(job.siteUid),
	};
}
