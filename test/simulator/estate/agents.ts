import type { Dice } from './dice';
import { makeAgentJob } from './agentJobs';
import { htmlAgentJob, slug } from './names';
import { DAY, makeClock } from './times';
import type { AgentJob, BackupAgent, Company, Site } from './types';

interface Surroundings {
	companies: Company[];
	sites: Site[];
}

// Few agents are enough to have each platform.
const platforms = ['Windows', 'Linux', 'Mac', 'Windows', 'Windows', 'Linux'] as const;
const versions = { Windows: '6.3.1.1074', Linux: '6.3.1.1015', Mac: '2.3.1.1003' };

function makeAgent(dice: Dice, index: number, { companies, sites }: Surroundings): BackupAgent {
	const agentPlatform = platforms[index % platforms.length];
	const company = companies[index % companies.length];
	const clock = makeClock(dice, index);
	const isServer = agentPlatform !== 'Mac' && dice.chance(0.5);
	return {
		instanceUid: dice.uid(),
		agentPlatform,
		status: dice.chance(0.9) ? 'Active' : dice.pick(['NotRunning', 'Unknown']),
		managementAgentStatus: dice.chance(0.9) ? 'Healthy' : dice.pick(['Inaccessible', 'Warning']),
		managementAgentUid: dice.uid(),
		siteUid: dice.chance(0.5) ? dice.pick(sites).siteUid : null,
		organizationUid: company.instanceUid,
		// Names come again: every customer has a NOTEBOOK-01.
		name: dice.chance(0.3) ? 'NOTEBOOK-01' : `${isServer ? 'srv' : 'pc'}-${slug(company.name)}`,
		operationMode: isServer ? 'Server' : 'Workstation',
		platform: isServer ? dice.pick(['Physical', 'Virtual', 'Cloud']) : 'Physical',
		version: versions[agentPlatform],
		versionStatus: dice.chance(0.8) ? 'UpToDate' : 'OutOfDate',
		activationTime: dice.chance(0.9) ? clock(dice.now.getTime() - dice.int(DAY, 900 * DAY)) : null,
		managementMode: 'ManagedByConsole',
		installationType: 'Full',
		guiMode: dice.pick(['Full', 'ReadOnly']),
	};
}

/** Agents with one or two jobs each. */
export function makeAgents(dice: Dice, jobCount: number, around: Surroundings) {
	const backupAgents: BackupAgent[] = [];
	const agentJobs: AgentJob[] = [];
	while (agentJobs.length < jobCount) {
		const index = backupAgents.length;
		const agent = makeAgent(dice, index, around);
		backupAgents.push(agent);
		const own = Math.min(index % 3 === 2 ? 2 : 1, jobCount - agentJobs.length);
		for (let i = 0; i < own; i++) agentJobs.push(makeAgentJob(dice, agentJobs.length, agent));
	}
	// Small estates have no room for it.
	if (agentJobs.length > 20) agentJobs[agentJobs.length - 1].name = htmlAgentJob;
	return { backupAgents, agentJobs };
}
