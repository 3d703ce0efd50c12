import { parseUid, parseUsedUid } from '../../util/text';
import type { Fields, Sent } from '../fields';
import { companyUidOf, nameFields } from '../placement';
import { type JobKind, textsOf } from './kind';

const find: JobKind<AgentJob>['find'] = async (vspc, refs) =>
	await vspc.jobs.findByList(agentJob, refs);

const states: JobKind<AgentJob>['states'] = async (vspc, refs) =>
	await vspc.jobs.findByList(agentJob, refs);

const act: JobKind<AgentJob>['act'] = async (vspc, action, job, activeFull) => {
	const agent = vspc.jobs.uidOf(job, 'backupAgentUid');
	const uid = vspc.jobs.uidOf(job, 'instanceUid');
	const acted = { noun: 'agent job', uid };
	if (action === 'start' || action === 'stop') {
		// API 3.6.1 documents it for jobs of agents, and for no others.
		const qs = action === 'start' && activeFull ? { activeFullBackup: true } : undefined;
		await vspc.jobs.post(action, [...AGENTS_PATH, agent, 'jobs', uid], acted, qs);
		return;
	}
	if (action === 'retry' || systemOf(job) !== 'windows') {
		const message = `VSPC cannot ${action} a job of an agent for ${systemOf(job)}`;
		const description = 'Its API does this for agents for Microsoft Windows only.';
		throw vspc.error({ message, description });
	}
	await vspc.jobs.patchEnabled(action, [...AGENTS_PATH, 'windows', agent, 'jobs', uid], acted);
};

export const AGENTS_PATH = ['infrastructure', 'backupAgents'];

/** In small letters; VSPC's own word where it is none of the three. */
export function systemOf({ systemType }: AgentJob): string {
	return typeof systemType === 'string' ? systemType.toLowerCase() : 'unknown';
}

/** Schema BackupAgentJob, API 3.6.1, and names, in the order of use; `since` comes from a comparison with 3.5.1. */
export const agentJobFields = {
	/** Name */
	name: { type: 'text', null: true, simplified: 1 },
	/** How the latest session stands */
	status: { type: 'word', simplified: 2 },
	/** Why the latest session failed or warned */
	failureMessage: {
		type: 'text',
		null: true,
		simplified: 3,
	},
	companyName: { ...nameFields.companyName, simplified: 4 },
	backupServerName: nameFields.backupServerName,
	/** When the latest session began */
	lastRun: { type: 'time', null: true, simplified: 5 },
	/** When it ended */
	lastEndTime: { type: 'time', null: true, simplified: 6 },
	/** How long it took, in seconds */
	lastDuration: {
		type: 'integer',
		null: true,
		simplified: 7,
	},
	/** When the next session is due */
	nextRun: { type: 'time', null: true },
	/** Windows, Linux or Mac */
	systemType: { type: 'word', simplified: 8 },
	/** Whether the schedule is enabled */
	isEnabled: { type: 'boolean', simplified: 9 },
	/** Type of the schedule, e.g. Daily */
	scheduleType: { type: 'word' },
	/** Name of the schedule */
	scheduleDisplayName: { type: 'text', since: '3.6' },
	/** Where the backups are */
	destination: { type: 'text', null: true },
	/** Type of the target, e.g. BackupRepository */
	targetType: { type: 'word' },
	/** What is backed up, e.g. EntireComputer */
	backupMode: { type: 'word' },
	/** Server or Workstation */
	operationMode: { type: 'word' },
	/** Average duration of a session, in seconds */
	avgDuration: { type: 'integer', null: true },
	/** How many restore points there are */
	restorePoints: { type: 'integer', null: true },
	/** Bytes of all restore points */
	backedUpSize: { type: 'integer', null: true },
	/** Free bytes of the target */
	freeSpace: { type: 'integer', null: true },
	/** Name of the backup policy */
	backupPolicyName: { type: 'text', null: true, since: '3.6' },
	/** Whether the backup policy is assigned */
	backupPolicyAssignStatus: {
		type: 'word',
		null: true,
		since: '3.6',
	},
	/** Why the backup policy failed */
	backupPolicyFailureMessage: { type: 'text', null: true },
	/** Description */
	description: { type: 'text', null: true },
	/** When the job was changed last */
	lastModifiedDate: { type: 'time', null: true },
	/** Who changed it */
	lastModifiedBy: { type: 'text', null: true },
	locationName: nameFields.locationName,
	siteName: nameFields.siteName,
	companyUid: nameFields.companyUid,
	/** UID of the job */
	instanceUid: { type: 'uid', simplified: 10 },
	/** UID of the job on the computer */
	originalUid: { type: 'uid', null: true, since: '3.6' },
	/** UID of the agent */
	backupAgentUid: { type: 'uid' },
	/** UID of the organization */
	organizationUid: { type: 'uid' },
	/** UID of the configuration of the job */
	configUid: { type: 'uid' },
	/** UID of the backup policy */
	backupPolicyUid: { type: 'uid', null: true },
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

/** A job of an agent as VSPC sent it. */
export type AgentJob = Sent<typeof agentJobFields>;

/**
 * Jobs of Veeam Agents that VSPC manages itself (schema BackupAgentJob); a reference is the UID or the key,
 * which names operating system, agent and job.
 */
export const agentJob: JobKind<AgentJob> = {
	noun: 'agent job',
	words: {
		label: 'Agent Job',
		one: 'A job of a Veeam Agent that VSPC manages',
		many: 'Jobs of Veeam Agents that VSPC manages itself',
		parameter: 'Agent Job',
		action: 'agent job',
		search: { method: 'searchAgentJobs', details: ['destination'] },
		keyPattern: 'agentJob:[a-z]+:[0-9a-fA-F-]{36}:',
		simplifiedHint:
			'Name, status, failure message, company, times, duration, system type, whether enabled, and the UID',
		actions: ['disable', 'enable', 'start', 'stop'],
		hasActiveFull: true,
	},
	listPath: [...AGENTS_PATH, 'jobs'],
	isQueryable: true,
	fields: agentJobFields,
	statuses,
	properties: {
		status: 'status',
		lastRun: 'lastRun',
		lastEnd: 'lastEndTime',
		failure: 'failureMessage',
		company: ['organizationUid'],
	},
	keyFields: () => ['systemType', 'backupAgentUid', 'instanceUid'],
	placementFields: ['organizationUid'],
	scheduleFields: () => ['scheduleType'],
	keyOf: (job) => {
		const agent = parseUsedUid(job.backupAgentUid);
		const uid = parseUsedUid(job.instanceUid);
		return agent && uid ? `agentJob:${systemOf(job)}:${agent}:${uid}` : undefined;
	},
	serverPath: (key) => ['infrastructure', 'backupAgents', key.split(':')[2]],
	// Backup servers have jobs of computers, too.
	isOfPlatform: (platform) => platform === 'physical',
	hosts: { path: AGENTS_PATH, noun: 'agent', field: 'backupAgentUid' },
	parseKey: (text) => {
		const [kind, system, agentPart, uidPart, ...rest] = text.trim().split(':');
		const agent = parseUid(agentPart);
		const uid = parseUid(uidPart);
		const isKey = kind === 'agentJob' && rest.length === 0 && /^[a-z]+$/.test(system);
		return isKey && agent && uid ? `agentJob:${system}:${agent}:${uid}` : undefined;
	},
	placement: (job) => ({ companyUid: companyUidOf([job.organizationUid]) }),
	failureTexts: ({ failureMessage }) => textsOf([failureMessage]),
	find,
	states,
	act,
};
