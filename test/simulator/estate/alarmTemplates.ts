import type { AlarmTemplate } from './types';

/* Names and what is disabled from the start: appendix "Alarms" of the vendor's guide. */
type Row = [name: string, category: string, summary: string, isEnabled?: boolean];

const rows: Row[] = [
	['Job state', 'BackupVmJob', 'A job is disabled or not scheduled for too long.'],
	['Job session state', 'BackupVmJob', 'A job session failed or ended with a warning.'],
	['Max allowed job duration', 'BackupVmJob', 'A job session takes too long.', false],
	['Immediate backup copy job state', 'BackupVmJob', 'An immediate backup copy failed.'],
	['SureBackup job session state', 'SureBackupJob', 'A SureBackup session failed.'],
	['Cloud policy backup session state', 'BackupAppliance', 'A cloud policy session failed.'],
	[
		'Scale-out backup repository offload session state',
		'BackupRepository',
		'Data could not be offloaded.',
	],
	['Backup agent job state', 'BackupAgentJob', 'A session of a backup agent failed.'],
	[
		'Backup agent job state (managed by backup server)',
		'BackupServerAgentJob',
		'A session of a backup agent that a backup server manages failed.',
	],
	['Max allowed backup agent job duration', 'BackupAgentJob', 'A session takes too long.', false],
	['Computer without backup', 'BackupAgent', 'A computer has no backup within the RPO.'],
	['Backup agent connection state', 'BackupAgent', 'A backup agent cannot be contacted.'],
	[
		'Microsoft 365 job session state',
		'BackupMicrosoft365Server',
		'A Microsoft 365 session failed or ended with a warning.',
	],
	[
		'Microsoft 365 server connection state',
		'BackupMicrosoft365Server',
		'A Microsoft 365 server cannot be contacted.',
	],
	['Repository free space', 'BackupRepository', 'A repository is running out of space.'],
	['Backup repository connection state', 'BackupRepository', 'A repository has no connection.'],
	['Backup server connection state', 'BackupServer', 'The Veeam Backup Service does not run.'],
	['Backup server license expiration', 'BackupLicense', 'A license has expired or will soon.'],
	['VM without backup', 'BackupServer', 'A VM has no backup within the RPO.'],
	['Potential malware activity', 'BackupServer', 'A restore point looks suspicious.'],
	['Backup proxy connection state', 'BackupProxy', 'A proxy has no connection.'],
	['WAN accelerator connection state', 'BackupWanAccelerator', 'No connection.'],
	['Cloud gateway connection state', 'BackupCloudGateway', 'A gateway has no connection.'],
	['Cloud Connect connection state', 'Site', 'The Cloud Connect server cannot be contacted.'],
	['Company cloud storage quota', 'Company', 'A company is running out of cloud storage.'],
	['Company workstation agents quota', 'Company', 'A company has too many workstations.'],
	['Reseller cloud storage quota', 'Reseller', 'A reseller is running out of cloud storage.'],
	// Disabled in the guide; this provider wants to know.
	['Management agent connection state', 'ManagementAgent', 'No connection.'],
	['Management agent version is out-of-date', 'ManagementAgent', 'An agent is too old.', false],
	['Discovery rule state', 'DiscoveryRule', 'A discovery rule failed.'],
	['Failover Plan session state', 'VmFailoverPlan', 'A VM of a failover plan did not start.'],
	[
		'Veeam Service Provider Console license expiration',
		'Internal',
		'The license has expired or will soon.',
	],
	['Suspicious user login activity', 'Internal', 'Many logins of a user failed.'],
	['Veeam ONE server connection state', 'OneServer', 'Veeam ONE cannot be contacted.'],
];

/** UIDs that the vendor's pages print. */
const printedUids: Record<string, string> = {
	'Job state': 'fcdb7145-3634-4d34-99fd-138879cd9c2c',
	'Repository free space': '5cf175f4-d596-4636-bf8e-f166516418df',
};

/** The others look like UIDs and stay the same in every estate, as predefined ones would. */
const uidOf = (name: string, internalId: number) =>
	printedUids[name] ?? `a1a51000-7e3d-4c1a-9f00-${String(internalId).padStart(12, '0')}`;

/** All predefined templates, and one that the provider made from another one. */
export function makeAlarmTemplates(organizationUid: string): AlarmTemplate[] {
	const knowledgeOf = (summary: string) => ({
		summary,
		cause: 'Something in the infrastructure has changed.\r\nSee the message of the alarm.',
		resolution: 'Open the console "Backup & Replication" and look there.',
	});
	const predefined = rows.map(([name, category, summary, isEnabled = true], index) => ({
		instanceUid: uidOf(name, index + 1),
		name,
		category,
		organizationUid,
		internalId: index + 1,
		knowledge: knowledgeOf(summary),
		isPredifined: true,
		isEnabled,
	}));
	const own = {
		...predefined[1],
		instanceUid: uidOf('', 1001),
		name: 'ZZ Test: job session state – <b>"Büro"</b> (Kopie)',
		internalId: 1001,
		isPredifined: false,
	};
	return [...predefined, own];
}
