import { startSimulator, type EstateJob, type Simulator } from '../../simulator';

const HOUR = 3_600_000;
const GB = 1024 ** 3;

const COMPANIES = [
	'Alpine Clinics',
	'Bäckerei Müller & Söhne',
	'Harbor Logistics',
	'Northwind Legal',
	'Riverside Schools',
];

type Job = [
	company: number,
	name: string,
	type: string,
	status: string,
	hoursAgo: number,
	minutes: number,
	gigabytes: number,
	message?: string,
];

/** One night of a small service provider, for the pictures in the README. */
const JOBS: Job[] = [
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

/** A simulated VSPC after such a night. */
export async function startNight(): Promise<Simulator> {
	const simulator = await startSimulator({
		jobs: JOBS.length,
		companies: COMPANIES.length,
		agentJobs: 0,
		vb365Jobs: 0,
		alarms: 0,
	});
	const { organizations, companies, jobs } = simulator.estate;
	for (const [index, { instanceUid }] of companies.entries()) {
		const organization = organizations.find((one) => one.instanceUid === instanceUid)!;
		organization.name = COMPANIES[index];
	}
	for (const [index, job] of JOBS.entries()) {
		simulator.setJob(jobs[index].instanceUid, fieldsOf(job, companies[job[0]].instanceUid));
	}
	return simulator;
}

function fieldsOf(
	[, name, type, status, hoursAgo, minutes, gigabytes, message]: Job,
	companyUid: string,
): Partial<EstateJob> {
	const end = Date.now() - hoursAgo * HOUR;
	const iso = (time: number) => new Date(time).toISOString();
	return {
		name,
		type,
		status,
		isEnabled: true,
		organizationUid: companyUid,
		mappedOrganizationUid: companyUid,
		lastRun: iso(end - minutes * 60_000),
		lastEndTime: iso(end),
		lastDuration: minutes * 60,
		transferredData: Math.round(gigabytes * GB),
		failureMessage: message ?? null,
	};
}
