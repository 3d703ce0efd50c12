import { ZERO_UID } from './dice';
import type { AgentJob, AlarmObject, AnyJob, Estate, EstateJob, Vb365Job } from './types';

/** What an alarm is about, and the name of the template that watches it. */
export interface AlarmSource {
	template: string;
	object: AlarmObject;
}

type Infrastructure = Pick<Estate, 'backupServers' | 'backupAgents' | 'vb365Servers'>;

/** The vendor has templates of their own for some types of jobs. */
const templatesByType: Record<string, string> = {
	SimpleBackupCopy: 'Immediate backup copy job state',
	SureBackup: 'SureBackup job session state',
	AgentPolicy: 'Backup agent job state (managed by backup server)',
	AgentBackupJob: 'Backup agent job state (managed by backup server)',
	AzureBackupJob: 'Cloud policy backup session state',
	AwsBackupJob: 'Cloud policy backup session state',
	GoogleBackupJob: 'Cloud policy backup session state',
	SobrMaintenance: 'Scale-out backup repository offload session state',
};

function sourceOfServerJob(job: EstateJob, { backupServers }: Infrastructure): AlarmSource {
	const server = backupServers.find((one) => one.instanceUid === job.backupServerUid);
	const { mappedOrganizationUid: mapped } = job;
	return {
		template: templatesByType[job.type] ?? 'Job session state',
		object: {
			instanceUid: job.uniqueUid ?? job.instanceUid,
			type: 'BackupServerJob',
			organizationUid: mapped && mapped !== ZERO_UID ? mapped : job.organizationUid,
			locationUid: job.locationUid ?? null,
			managementAgentUid: server?.managementAgentUid ?? null,
			computerName: server?.name ?? '',
			objectUid: job.instanceUid,
			objectName: job.name,
		},
	};
}

function sourceOfAgentJob(job: AgentJob, { backupAgents }: Infrastructure): AlarmSource {
	const agent = backupAgents.find((one) => one.instanceUid === job.backupAgentUid);
	return {
		template: 'Backup agent job state',
		object: {
			instanceUid: job.backupAgentUid,
			type: 'BackupAgent',
			organizationUid: job.organizationUid,
			locationUid: null,
			managementAgentUid: agent?.managementAgentUid ?? null,
			computerName: agent?.name ?? '',
			objectUid: job.instanceUid,
			objectName: job.name,
		},
	};
}

function sourceOfVb365Job(job: Vb365Job, { vb365Servers }: Infrastructure): AlarmSource {
	const server = vb365Servers.find((one) => one.instanceUid === job.vb365ServerUid);
	return {
		template: 'Microsoft 365 job session state',
		object: {
			instanceUid: job.vb365ServerUid,
			type: 'BackupMicrosoft365Server',
			organizationUid: job.vspcOrganizationUid ?? server?.organizationUid ?? ZERO_UID,
			locationUid: server?.locationUid ?? null,
			managementAgentUid: job.managementAgentUid,
			computerName: job.vb365ServerName,
			objectUid: job.instanceUid,
			objectName: job.name,
		},
	};
}

/** The alarm that watches the sessions of a job. */
export function alarmSourceOf(job: AnyJob, estate: Infrastructure): AlarmSource {
	if ('backupAgentUid' in job) return sourceOfAgentJob(job as AgentJob, estate);
	if ('vb365ServerUid' in job) return sourceOfVb365Job(job as Vb365Job, estate);
	return sourceOfServerJob(job as EstateJob, estate);
}

/** The status of an alarm about a session with this status; undefined when it raises none. */
export function alarmStatusOf(sessionStatus: string): 'Error' | 'Warning' | undefined {
	// The vendor's job is in camel case.
	const status = sessionStatus.toLowerCase();
	if (status === 'failed') return 'Error';
	return status === 'warning' ? 'Warning' : undefined;
}
