import type { EstateJob, SimulatedWorkload } from '../simulator';

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

/** The six nights before, the oldest first: S success, W warning, F failed. All others were successes. */
export const NIGHTS_BEFORE: Record<string, string> = {
	'SQL Servers': 'SSSSFF',
	'Copy to Cloud Repository': 'SFSFSS',
	'Bakery Management': 'SFSSSS',
	'Teams and SharePoint': 'SSWSWW',
	'Reception PCs': 'SSSSSF',
};
export const USUAL_NIGHTS = 'SSSSSS';

export interface Workload {
	company: number;
	list: SimulatedWorkload['list'];
	name: string;
	/** Undefined: it was taken out of its job, or never had one */
	job?: string;
	/** Since the latest restore point; undefined: there is none */
	hoursAgo?: number;
	more?: SimulatedWorkload['more'];
}

/** What is protected, and what is not. */
export const WORKLOADS: Workload[] = [
	{ company: 0, list: 'virtualMachines', name: 'SQL01', job: 'SQL Servers', hoursAgo: 76.1 },
	{ company: 0, list: 'virtualMachines', name: 'SQL02', job: 'SQL Servers', hoursAgo: 76.1 },
	{ company: 4, list: 'virtualMachines', name: 'WEB02', hoursAgo: 219 },
	{ company: 2, list: 'virtualMachines', name: 'SCAN01' },
	{
		company: 4,
		list: 'computersManagedByBackupServer',
		name: 'CLASS14',
		job: 'Class Rooms',
		hoursAgo: 55.2,
		more: { guestOs: 'Microsoft Windows 11', operationMode: 'Workstation' },
	},
	{ company: 0, list: 'virtualMachines', name: 'DC01', job: 'Domain Controllers', hoursAgo: 5.8 },
	{ company: 0, list: 'virtualMachines', name: 'FS01', job: 'File Servers', hoursAgo: 5.1 },
	{
		company: 0,
		list: 'fileShares',
		name: '\\\\nas01\\radiology',
		job: 'Radiology Images',
		hoursAgo: 1.7,
	},
	{ company: 1, list: 'virtualMachines', name: 'BAKERY', job: 'Bakery Management', hoursAgo: 6.3 },
	{
		company: 1,
		list: 'computersManagedByBackupServer',
		name: 'TILL-1',
		job: 'Tills',
		hoursAgo: 6.9,
		more: { guestOs: 'Microsoft Windows 11', operationMode: 'Workstation' },
	},
	{ company: 2, list: 'virtualMachines', name: 'FLEET-DB', job: 'Fleet Database', hoursAgo: 4.4 },
	{ company: 2, list: 'virtualMachines', name: 'WH-APP', job: 'Warehouse VMs', hoursAgo: 3.9 },
	{ company: 3, list: 'virtualMachines', name: 'DC01', job: 'Domain Controllers', hoursAgo: 5.2 },
	{ company: 3, list: 'virtualMachines', name: 'MAIL01', job: 'Mail Servers', hoursAgo: 4.7 },
	{
		company: 3,
		list: 'fileShares',
		name: '\\\\nas04\\documents',
		job: 'Documents',
		hoursAgo: 5.5,
	},
	{ company: 4, list: 'virtualMachines', name: 'FS01', job: 'File Servers', hoursAgo: 6.1 },
	{ company: 4, list: 'virtualMachines', name: 'WEB01', job: 'Web VMs', hoursAgo: 5.9 },
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
