import { parseUid } from '../uid';

/** Where a job or an alarm belongs, by UID, and the names that VSPC tells with it. */
export interface Whereabouts {
	companyUid?: string;
	backupServerUid?: string;
	locationUid?: string;
	siteUid?: string;
	companyName?: string;
	backupServerName?: string;
	locationName?: string;
	siteName?: string;
}

/** How VSPC writes "none" where it doesn't write null. */
const ZERO_UID = '00000000-0000-0000-0000-000000000000';

/**
 * The organisation that a job belongs to, e.g. the one it is assigned to on a hosted backup server, else the
 * owner of the server.
 *
 * @param candidates UIDs as VSPC sent them, the one that counts most first
 * @returns in small letters; undefined when VSPC tells none
 */
export function companyUidOf(candidates: unknown[]): string | undefined {
	return candidates.map(parseUid).find((uid) => uid !== undefined && uid !== ZERO_UID);
}
