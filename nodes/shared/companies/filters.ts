import { containing, oneOf, referringTo, toSieve, type Sieve } from '../list/rules';

/** Which companies are wanted; all that are given must hold. */
export interface CompanyFilters {
	nameContains?: string;
	/** Values of VSPC, in any case */
	status?: string[];
	resellerUid?: string;
}

export function toCompanySieve({ nameContains, status, resellerUid }: CompanyFilters): Sieve {
	return toSieve([
		nameContains ? containing('name', nameContains) : undefined,
		status?.length ? oneOf('status', status) : undefined,
		resellerUid === undefined ? undefined : referringTo('resellerUid', resellerUid),
	]);
}
