import type { IDataObject } from 'n8n-workflow';

import { parseUid, parseUsedUid } from '../../util/text';
import type { Fields } from '../fields';
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

/** Schema BackupAgentJob, API 3.4 to 3.7. */
const fields = {
	instanceUid: { type: 'uid', about: 'UID of the job', simplified: 9 },
	originalUid: { type: 'uid', about: 'UID of the job on the computer', null: true, since: '3.6' },
	backupAgentUid: { type: 'uid', about: 'UID of the agent' },
	organizationUid: { type: 'uid', about: 'UID of the organization' },
	name: { type: 'text', about: 'Name', null: true, simplified: 1 },
	description: { type: 'text', about: 'Description', null: true },
	configUid: { type: 'uid', about: 'UID of the configuration of the job' },
	systemType: { type: 'word', about: 'Windows, Linux or Mac', simplified: 7 },
	backupPolicyUid: { type: 'uid', about: 'UID of the backup policy', null: true },
	backupPolicyName: { type: 'text', about: 'Name of the backup policy', null: true, since: '3.6' },
	backupPolicyAssignStatus: {
		type: 'word',
		about: 'Whether the backup policy is assigned',
		null: true,
		since: '3.6',
	},
	backupPolicyFailureMessage: { type: 'text', about: 'Why the backup policy failed', null: true },
	operationMode: { type: 'word', about: 'Server or Workstation' },
	destination: { type: 'text', about: 'Where the backups are', null: true },
	restorePoints: { type: 'integer', about: 'How many restore points there are', null: true },
	status: { type: 'word', about: 'How the latest session stands', simplified: 2 },
	lastRun: { type: 'time', about: 'When the latest session began', null: true, simplified: 4 },
	lastEndTime: { type: 'time', about: 'When it ended', null: true, simplified: 5 },
	lastDuration: {
		type: 'integer',
		about: 'How long it took, in seconds',
		null: true,
		simplified: 6,
	},
	nextRun: { type: 'time', about: 'When the next session is due', null: true },
	avgDuration: { type: 'integer', about: 'Average duration of a session, in seconds', null: true },
	backupMode: { type: 'word', about: 'What is backed up, e.g. EntireComputer' },
	targetType: { type: 'word', about: 'Type of the target, e.g. BackupRepository' },
	isEnabled: { type: 'boolean', about: 'Whether the schedule is enabled', simplified: 8 },
	scheduleType: { type: 'word', about: 'Type of the schedule, e.g. Daily' },
	scheduleDisplayName: { type: 'text', about: 'Name of the schedule', since: '3.6' },
	lastModifiedDate: { type: 'time', about: 'When the job was changed last', null: true },
	lastModifiedBy: { type: 'text', about: 'Who changed it', null: true },
	failureMessage: {
		type: 'text',
		about: 'Why the latest session failed or warned',
		null: true,
		simplified: 3,
	},
	backedUpSize: { type: 'integer', about: 'Bytes of all restore points', null: true },
	freeSpace: { type: 'integer', about: 'Free bytes of the target', null: true },
} as const satisfies Fields;

/** Values of the enum BackupAgentJobStatus, API 3.4 to 3.7. */
const statuses = [
	'Failed',
	'None',
	'Running',
	'Starting',
	'Stopping',
	'Success',
	'Unknown',
	'Warning',
];

/**
 * Jobs of Veeam Agents that VSPC manages itself (schema BackupAgentJob); a reference is the UID or the key,
 * which names operating system, agent and job.
 */
export const agentJob: JobKind = {
	noun: 'agent job',
	listPath: [...AGENTS_PATH, 'jobs'],
	isQueryable: true,
	fields,
	statuses,
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
