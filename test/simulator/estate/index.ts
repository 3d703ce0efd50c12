import { makeDice } from './dice';
import { makeJobs } from './jobs';
import { makeOrganizations } from './organizations';
import { makeServers } from './servers';
import type { Estate } from './types';
import { vendorJobUid } from './vendorJob';

export interface EstateOptions {
	seed: number;
	now: Date;
	jobs: number;
	companies: number;
}

/** Makes up a whole service provider: a pure function of its options. */
export function makeEstate({ seed, now, jobs, companies }: EstateOptions): Estate {
	const dice = makeDice(seed, now);
	const made = makeOrganizations(dice, Math.max(1, companies));
	const infrastructure = makeServers(dice, { ...made, providerUid: made.provider.instanceUid });
	return {
		seed,
		now,
		organizations: made.organizations,
		companies: made.companies,
		locations: made.locations,
		...infrastructure,
		jobs: makeJobs(dice, Math.max(1, jobs), { companies: made.companies, ...infrastructure }),
		vendorJobUid,
	};
}
