import type { IDataObject } from 'n8n-workflow';

import { parseUid, parseUsedUid } from '../../util/text';
import { companyUidOf } from '../placement';
import { findByList, patchEnabled, postAction, uidOf } from './calls';
import { type JobKind, textsOf } from './kind';

const find: JobKind['find'] = async (vspc, refs) => await findByList(agentJob, vspc, refs);

const states: JobKind['states'] = async (vspc, refs) => await findByList(agentJob, vspc, refs);

const act: JobKind['act'] = async (vspc, action, job, itemIndex, activeFull) => {
	const agent = uidOf(vspc, job, 'backupAgentUid');
	const uid = uidOf(vspc, job, 'instanceUid');
	const acted = { noun: 'agent job', uid, itemIndex };
	if (action === 'start' || action === 'stop') {
		const qs = action === 'start' && activeFull ? { activeFullBackup: true } : undefined;
		await postAction(vspc, action, [...AGENTS_PATH, agent, 'jobs', uid], acted, qs);
		return;
	}
	if (action === 'retry' || systemOf(job) !== 'windows') {
		const message = `VSPC cannot ${action} a job of an agent for ${systemOf(job)}`;
		const description = 'Its API does this for agents for Microsoft Windows only.';
		throw vspc.error({ message, description }, itemIndex);
	}
	await patchEnabled(vspc, action, [...AGENTS_PATH, 'windows', agent, 'jobs', uid], acted);
};

export const AGENTS_PATH = ['infrastructure', 'backupAgents'];

/** In small letters; VSPC's own word where it is none of the three. */
export function systemOf({ systemType }: IDataObject): string {
	return typeof systemType === 'string' ? systemType.toLowerCase() : 'unknown';
}

/**
 * Jobs of Veeam Agents that VSPC manages itself (schema BackupAgentJob); a reference is the UID or the key,
 * which names operating system, agent and job.
 */
export const agentJob: JobKind = {
	noun: 'agent job',
	listPath: [...AGENTS_PATH, 'jobs'],
	isQueryable: true,
	properties: {
		status: 'status',
		lastRun: 'lastRun',
		lastEnd: 'lastEndTime',
		failure: 'failureMessage',
		company: ['organizationUid'],
	},
	keyFields: () => ['systemType', 'backupAgentUid', 'instanceUid'],
	whereaboutsFields: ['organizationUid'],
	scheduleFields: () => ['scheduleType'],
	keyOf: (job) => {
		const agent = parseUsedUid(job.backupAgentUid);
		const uid = parseUsedUid(job.instanceUid);
		return agent && uid ? `agentJob:${systemOf(job)}:${agent}:${uid}` : undefined;
	},
	parseKey: (text) => {
		const [kind, system, agentPart, uidPart, ...rest] = text.trim().split(':');
		const agent = parseUid(agentPart);
		const uid = parseUid(uidPart);
		const isKey = kind === 'agentJob' && rest.length === 0 && /^[a-z]+$/.test(system);
		return isKey && agent && uid ? `agentJob:${system}:${agent}:${uid}` : undefined;
	},
	whereabouts: (job) => ({ companyUid: companyUidOf([job.organizationUid]) }),
	failureTexts: ({ failureMessage }) => textsOf([failureMessage]),
	find,
	states,
	act,
};
