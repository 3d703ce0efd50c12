import type { IDataObject } from 'n8n-workflow';

import { parseUid } from '../../uid';
import { companyUidOf } from '../../names/whereabouts';
import type { JobKind } from './kind';

export const AGENTS_PATH = ['infrastructure', 'backupAgents'];

/** What contacts VSPC, loaded at the first call only: n8n's start waits for the forms, which need the rest. */
const run = async () => await import('./run/agentJob');

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
	keyOf: (job) =>
		`agentJob:${systemOf(job)}:${parseUid(job.backupAgentUid) ?? ''}:${parseUid(job.instanceUid) ?? ''}`,
	parseKey: (text) => {
		const [kind, system, agent, uid, ...rest] = text.trim().split(':');
		const isKey =
			kind === 'agentJob' && rest.length === 0 && /^[a-z]+$/.test(system) && parseUid(agent);
		return isKey && parseUid(uid) ? text.trim() : undefined;
	},
	whereabouts: (job) => ({ companyUid: companyUidOf([job.organizationUid]) }),
	find: async (...args) => await (await run()).find(...args),
	states: async (...args) => await (await run()).states(...args),
	act: async (...args) => await (await run()).act(...args),
};
