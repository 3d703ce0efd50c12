import type { Identity } from '../accounts';
import type { AgentJob } from '../estate/types';
import { page } from '../query/page';
import { agentJobFields, osJobFields } from '../schema/agents';
import type { Fields } from '../schema/fields';
import { renderRow } from '../schema/render';
import { runnable } from '../sessions/runnable';
import type { JsonObject } from '../types';
import type { Os } from './agents';
import { findAgent, platformOf } from './agents';
import type { Answer } from './answers';
import { badParameter, done, errorAnswer, Refusal, single } from './answers';
import type { Call } from './call';
import { startJob, stopJob } from './jobActions';
import { enabledAfter } from './jsonPatch';
import { selector } from './select';
import { isUuid } from './uuid';

/** Where a job is: agents have UIDs of their own, and paths with an OS take its agents only. */
export interface AgentJobPath {
	os?: Os;
	agentUid: string;
	jobUid: string;
}

const fieldsFor = (os: Os | undefined): Fields => (os ? osJobFields[os] : agentJobFields);

/** Windows agents show less of their target when asked for by themselves. */
const windowsTargets: Record<string, string> = {
	CloudRepository: 'Cloud',
	BackupRepository: 'Local',
	LocalFolder: 'Local',
	SharedFolder: 'Local',
};

function renderer(call: Call, os?: Os) {
	const fields = fieldsFor(os);
	const names = new Set(Object.keys(fields));
	const view = { version: call.version, enumCase: call.state.settings.enumCase };
	return (job: AgentJob, only: ReadonlySet<string> = names): JsonObject => {
		const targetType = windowsTargets[job.targetType] ?? 'Unknown';
		const row = os === 'windows' ? { ...job, targetType } : job;
		return renderRow(row, fields, view, only);
	};
}

function findJob({ os, agentUid, jobUid }: AgentJobPath, call: Call): AgentJob {
	const agent = findAgent(agentUid, call, os);
	if (!isUuid(jobUid)) {
		return badParameter('backupAgentJobUid', `The value '${jobUid}' is not valid.`);
	}
	const job = call.state.estate.agentJobs.find(
		(one) => one.instanceUid === jobUid.toLowerCase() && one.backupAgentUid === agent.instanceUid,
	);
	if (!job) {
		throw new Refusal(errorAnswer(404, `Backup agent job with UID '${jobUid}' was not found.`));
	}
	return job;
}

/** GET …/backupAgents/jobs, …/{os}/jobs and …/{os}/{backupAgentUid}/jobs */
export function listAgentJobs(call: Call, os?: Os, agentUid?: string): Answer {
	const agent = agentUid === undefined ? undefined : findAgent(agentUid, call, os);
	const source = call.state.estate.agentJobs;
	const fits = (job: AgentJob) =>
		(!os || job.systemType === platformOf[os]) &&
		(!agent || job.backupAgentUid === agent.instanceUid);
	// What is remembered of a list goes by the list itself.
	const rows = os || agent ? source.filter(fits) : source;
	const render = renderer(call, os);
	return page({ rows, source, render, isSteady: true }, call, fieldsFor(os));
}

/** GET …/backupAgents/{os}/{backupAgentUid}/jobs/{backupAgentJobUid} */
export function getAgentJob(call: Call, path: AgentJobPath): Answer {
	const job = findJob(path, call);
	const cut = selector(call, fieldsFor(path.os));
	return single(cut(renderer(call, path.os)(job)));
}

/** PATCH …/backupAgents/windows/{backupAgentUid}/jobs/{backupAgentJobUid} */
export function patchAgentJob(call: Call, path: AgentJobPath): Answer {
	const { state, request } = call;
	const job = findJob(path, call);
	const cut = selector(call, fieldsFor(path.os));
	const isEnabled = enabledAfter(request, state.settings.patchPath);
	if (isEnabled !== undefined) state.store.change(job, { isEnabled });
	return single(cut(renderer(call, path.os)(job)));
}

/** POST …/jobs/{backupAgentJobUid}/start or stop */
export function runAgentAction(
	call: Call,
	identity: Identity,
	path: AgentJobPath,
	action: string,
): Answer {
	const { state, request } = call;
	const { activeFullBackup } = request.query;
	const target = runnable(findJob(path, call), state.store);
	if (action === 'stop') {
		stopJob(target, state, identity);
		return done();
	}
	if (activeFullBackup !== undefined && !/^(true|false)$/i.test(activeFullBackup)) {
		return badParameter('activeFullBackup', `The value '${activeFullBackup}' is not valid.`);
	}
	startJob(target, state);
	return done();
}
