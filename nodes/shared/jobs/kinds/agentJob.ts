import type { IDataObject } from 'n8n-workflow';

import { parseUid, parseUsedUid } from '../../uid';
import { companyUidOf } from '../../names/whereabouts';
import { textsOf } from '../result';
import type { JobKind } from './kind';

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
