import { parseUsedUid } from '../util/text';

/** Where a job or an alarm belongs, by UID, and the names that VSPC tells with it. */
export interface Whereabouts {
	companyUid?: string;
	backupServerUid?: string;
	locationUid?: string;
	siteUid?: string;
	/** Tells one Microsoft organization from another, also those that belong to no company */
	organizationKey?: string;
	companyName?: string;
	backupServerName?: string;
	locationName?: string;
	siteName?: string;
}

/**
 * The organisation that a job belongs to, e.g. the one it is assigned to on a hosted backup server, else the
 * owner of the server.
 *
 * @param candidates UIDs as VSPC sent them, the one that counts most first
 * @returns in small letters; undefined when VSPC tells none
 */
export function companyUidOf(candidates: unknown[]): string | undefined {
	return candidates.map(parseUsedUid).find((uid) => uid !== undefined);
}
