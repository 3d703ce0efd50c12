import type { IDataObject } from 'n8n-workflow';

import { parseUid } from '../uid';

/** How VSPC writes "none" where it doesn't write null. */
const ZERO_UID = '00000000-0000-0000-0000-000000000000';

/**
 * The organisation that a job belongs to: the one it is assigned to on a hosted backup server, else the
 * owner of the backup server; in small letters, undefined when VSPC tells neither.
 */
export function companyUidOf(job: IDataObject): string | undefined {
	return [job.mappedOrganizationUid, job.organizationUid]
		.map(parseUid)
		.find((uid) => uid !== undefined && uid !== ZERO_UID);
}
