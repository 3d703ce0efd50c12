import type { EstateJob } from '../simulator';

/** The customers, and what stands in their addresses. */
export const COMPANIES = [
	'Alpine Clinics',
	'Bäckerei Müller & Söhne',
	'Harbor Logistics',
	'Northwind Legal',
	'Riverside Schools',
];

export const DOMAINS = ['alpine', 'mueller', 'harbor', 'northwind', 'riverside'];

export type Job = [
	company: number,
	name: string,
	type: string,
	status: string,
	hoursAgo: number,
	minutes: number,
	gigabytes: number,
	message?: string,
];

/** One night of a small service provider, for the pictures in the docs. */
export const JOBS: Job[] = [
	[
		0,
		'SQL Servers',
		'BackupVm',
		'Failed',
		4.1,
		37,
		41.2,
		'Processing SQL01: failed to connect to guest agent. The network path was not found. Code: 53',
	],
	[
		2,
		'Copy to Cloud Repository',
		'SimpleBackupCopy',
		'Failed',
		2.6,
		12,
		3.4,
		'There is not enough space on the disk. Failed to write data to the file [D:\\Backups\\job.vbk].',
	],
	[
		3,
		'Domain Controllers',
		'BackupVm',
		'Warning',
		5.2,
		19,
		18.7,
		'Backup repository is getting low on free disk space (9.8% left).',
	],
	[4, 'Weekly Archive to Tape', 'BackupToTape', 'Success', 78, 240, 800],
	[1, 'File Servers', 'BackupVm', 'Running', 0.4, 0, 0],
	[0, 'Domain Controllers', 'BackupVm', 'Success', 5.8, 14, 12.5],
	[0, 'File Servers', 'BackupVm', 'Success', 5.1, 52, 148],
	[0, 'Radiology Images', 'BackupFile', 'Success', 1.7, 131, 402],
	[1, 'Bakery Management', 'BackupVm', 'Success', 6.3, 9, 7.1],
	[1, 'Tills', 'AgentPolicy', 'Success', 6.9, 21, 5.6],
	[2, 'Fleet Database', 'BackupVm', 'Success', 4.4, 33, 66],
	[2, 'Warehouse VMs', 'BackupVm', 'Success', 3.9, 48, 121],
	[3, 'Documents', 'BackupFile', 'Success', 5.5, 26, 34.8],
	[3, 'Mail Servers', 'BackupVm', 'Success', 4.7, 41, 95],
	[4, 'Class Rooms', 'AgentPolicy', 'Success', 7.2, 64, 58],
	[4, 'File Servers', 'BackupVm', 'Success', 6.1, 38, 77],
	[4, 'Web VMs', 'BackupVm', 'Success', 5.9, 11, 9.3],
];

type OtherJob = Partial<EstateJob> & { company: number; place: string; hoursAgo: number };

/** Jobs of agents and of Microsoft 365, with the computer or the server. */
export const AGENT_JOBS: OtherJob[] = [
	{
		company: 4,
		name: 'Reception PCs',
		place: 'RECEPTION-02',
		status: 'Failed',
		hoursAgo: 3.3,
		failureMessage: 'The computer RECEPTION-02 was shut down during the backup.',
	},
	{
		company: 3,
		name: 'Notebooks of Partners',
		place: 'PARTNER-07',
		status: 'Success',
		hoursAgo: 8,
	},
];
export const MICROSOFT365_JOBS: OtherJob[] = [
	{ company: 0, name: 'Mailboxes', place: 'm365-01', status: 'Success', hoursAgo: 2.2 },
	{
		company: 2,
		name: 'Teams and SharePoint',
		place: 'm365-02',
		status: 'Warning',
		hoursAgo: 1.4,
		failureMessage: 'Processing site Fleet finished with warning: 3 items are locked.',
	},
];

/** What the console complains about besides the jobs. */
export const ALARMS = [
	{
		template: 'Repository free space',
		company: 0,
		name: 'REPO-01',
		status: 'Error',
		hoursAgo: 3,
		message: 'Free space (4.1%, 82 GB) is below the defined threshold (10%).',
	},
];
