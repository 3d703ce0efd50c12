import { parseUsedUid } from '../util/text';
import type { Fields } from './fields';

/** Where a job or an alarm belongs, by UID, and the names that VSPC sends with it. */
export interface Placement {
	companyUid?: string;
	backupServerUid?: string;
	locationUid?: string;
	siteUid?: string;
	/** Distinguishes Microsoft organizations, also those that belong to no company */
	organizationKey?: string;
	companyName?: string;
	backupServerName?: string;
	locationName?: string;
	siteName?: string;
}

/**
 * The organization that a job belongs to, e.g. the one it is assigned to on a hosted backup server, else the
 * owner of the server.
 *
 * @param candidates UIDs as VSPC sent them, the one that counts most first
 * @returns in small letters; undefined when VSPC says none
 */
export function companyUidOf(candidates: unknown[]): string | undefined {
	return candidates.map(parseUsedUid).find((uid) => uid !== undefined);
}

/** What 'Include Names' adds to a job; null where there is none. */
export const nameFields = {
	/** UID of the company that the job is assigned to, else of the owner of the backup server */
	companyUid: { type: 'uid', null: true, isAdded: true },
	/** Name of the company that companyUid names */
	companyName: { type: 'text', null: true, isAdded: true },
	/** Name of the backup server */
	backupServerName: { type: 'text', null: true, isAdded: true },
	/** Name of the location */
	locationName: { type: 'text', null: true, isAdded: true },
	/** Name of the Cloud Connect site */
	siteName: { type: 'text', null: true, isAdded: true },
} as const satisfies Fields;
