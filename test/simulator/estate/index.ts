import { makeAgents } from './agents';
import { makeAlarms, makeResolved } from './alarms';
import { makeAlarmTemplates } from './alarmTemplates';
import { makeDice } from './dice';
import { makeJobs } from './jobs';
import { makeManagementAgents } from './managementAgents';
import { makeOrganizations } from './organizations';
import { makeServers } from './servers';
import type { Estate } from './types';
import { makeVb365 } from './vb365';
import { vendorJobUid } from './vendorJob';
import type { WorkloadCounts } from './workloads';
import { makeMappings, makeWorkloads } from './workloads';

interface EstateOptions {
	seed: number;
	now: Date;
	jobs: number;
	companies: number;
	agentJobs?: number;
	vb365Jobs?: number;
	alarms?: number;
	resolvedAlarms?: number;
	workloads?: Partial<WorkloadCounts>;
}

const NO_WORKLOADS: WorkloadCounts = {
	virtualMachines: 0,
	computers: 0,
	fileShares: 0,
	microsoft365Objects: 0,
	cloud: 0,
};

/** Makes up a whole service provider: a pure function of its options. */
export function makeEstate(options: EstateOptions): Estate {
	const { seed, now, jobs, companies, agentJobs = 0, vb365Jobs = 0 } = options;
	const { alarms = 0, resolvedAlarms = 0 } = options;
	const dice = makeDice(seed, now);
	const made = makeOrganizations(dice, Math.max(1, companies));
	const infrastructure = makeServers(dice, { ...made, providerUid: made.provider.instanceUid });
	const agents = makeAgents(makeDice(seed + 1_000_003, now), agentJobs, {
		...made,
		...infrastructure,
	});
	const vb365 = makeVb365(makeDice(seed + 2_000_003, now), vb365Jobs, {
		...made,
		...infrastructure,
	});
	const infra = {
		seed,
		now,
		organizations: made.organizations,
		companies: made.companies,
		locations: made.locations,
		...infrastructure,
		// Dice of their own: another number of them leaves the rest of the estate as it is.
		...agents,
		...vb365,
		managementAgents: makeManagementAgents(
			{ ...infrastructure, ...vb365 },
			agents.backupAgents,
			now,
		),
		jobs: makeJobs(dice, Math.max(1, jobs), { companies: made.companies, ...infrastructure }),
		vendorJobUid,
	};
	const workloadCounts = { ...NO_WORKLOADS, ...options.workloads };
	const workloadDice = makeDice(seed + 4_000_003, now);
	const estate = {
		...infra,
		...makeWorkloads(workloadDice, workloadCounts, infra),
		vb365Mappings: makeMappings(workloadDice, infra.vb365Jobs),
	};
	const alarmTemplates = makeAlarmTemplates(made.provider.instanceUid);
	const alarmDice = makeDice(seed + 3_000_003, now);
	const current = makeAlarms(alarmDice, alarms, estate, alarmTemplates);
	return {
		...estate,
		alarmTemplates,
		alarms: [...makeResolved(alarmDice, resolvedAlarms, current), ...current],
	};
}
