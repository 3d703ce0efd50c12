import type { AgentJob, BackupAgent } from '../estate/types';
import { page } from '../query/page';
import { backupAgentFields } from '../schema/agents';
import { renderRow } from '../schema/render';
import type { JsonObject } from '../types';
import type { Answer } from './answers';
import { badParameter, errorAnswer, Refusal, single } from './answers';
import type { Call } from './call';
import { isUuid } from './uuid';

/** The operating systems as paths spell them. */
export type Os = 'windows' | 'linux' | 'mac';
export const platformOf = { windows: 'Windows', linux: 'Linux', mac: 'Mac' } as const;

function render(agent: BackupAgent, jobs: AgentJob[], call: Call): JsonObject {
	const own = jobs.filter((job) => job.backupAgentUid === agent.instanceUid);
	const counts = {
		totalJobsCount: own.length,
		runningJobsCount: own.filter((job) => job.status === 'Running').length,
		successJobsCount: own.filter((job) => job.status === 'Success').length,
	};
	const view = { version: call.version, enumCase: call.state.settings.enumCase };
	return renderRow({ ...agent, ...counts }, backupAgentFields, view);
}

/** The agent of a path. Ends the request when there is none, or none for this system. */
export function findAgent(uid: string, { state }: Call, os?: Os): BackupAgent {
	if (!isUuid(uid)) return badParameter('backupAgentUid', `The value '${uid}' is not valid.`);
	const agent = state.estate.backupAgents.find((one) => one.instanceUid === uid.toLowerCase());
	if (!agent || (os && agent.agentPlatform !== platformOf[os])) {
		throw new Refusal(errorAnswer(404, `Backup agent with UID '${uid}' was not found.`));
	}
	return agent;
}

/** GET /infrastructure/backupAgents */
export function listAgents(call: Call): Answer {
	const { backupAgents, agentJobs } = call.state.estate;
	const shown = (agent: BackupAgent) => render(agent, agentJobs, call);
	return page({ rows: backupAgents, render: shown }, call, backupAgentFields);
}

/** GET /infrastructure/backupAgents/{backupAgentUid} */
export function getAgent(call: Call, uid: string): Answer {
	return single(render(findAgent(uid, call), call.state.estate.agentJobs, call));
}
