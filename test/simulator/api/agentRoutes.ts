import type { Os } from './agents';
import { getAgent, listAgents } from './agents';
import type { AgentJobPath } from './agentJobs';
import { getAgentJob, listAgentJobs, patchAgentJob, runAgentAction } from './agentJobs';
import type { Handler } from './call';
import { firstAnswer } from './idempotency';

const ROOT = '/infrastructure/backupAgents';
const systems: readonly string[] = ['windows', 'linux', 'mac'] satisfies Os[];

/** What is below a job: itself, or an action on it. */
function jobRoute(method: string, path: AgentJobPath, rest: string[]): Handler | undefined {
	const { os } = path;
	if (method === 'POST' && (rest[0] === 'start' || rest[0] === 'stop') && rest.length === 1) {
		return (call, identity) =>
			firstAnswer(call, () => runAgentAction(call, identity, path, rest[0]));
	}
	if (rest.length > 0) return undefined;
	// Only paths with an OS show single jobs, and only Windows jobs can be modified.
	if (method === 'GET' && os) return (call) => getAgentJob(call, path);
	if (method === 'PATCH' && os === 'windows') {
		return (call) => firstAnswer(call, () => patchAgentJob(call, path));
	}
	return undefined;
}

/** The handler of a path below /infrastructure/backupAgents. */
export function agentRoute(method: string, path: string): Handler | undefined {
	if (path !== ROOT && !path.startsWith(`${ROOT}/`)) return undefined;
	const parts = path.slice(ROOT.length).split('/').slice(1);
	const os = systems.includes(parts[0]) ? (parts.shift() as Os) : undefined;
	const [agentUid, jobs, jobUid, ...rest] = parts;
	if (method === 'GET' && parts.length === 0 && !os) return listAgents;
	if (method === 'GET' && parts.length === 1) {
		if (agentUid === 'jobs') return (call) => listAgentJobs(call, os);
		return os ? undefined : (call) => getAgent(call, agentUid);
	}
	if (jobs !== 'jobs') return undefined;
	if (jobUid !== undefined) return jobRoute(method, { os, agentUid, jobUid }, rest);
	return method === 'GET' && os ? (call) => listAgentJobs(call, os, agentUid) : undefined;
}
