import type { Dice } from './dice';

/** Names that break careless code: umlauts, quotes, apostrophes, an ampersand. */
export const awkwardCompanies = [
	'Bäckerei Müller & Söhne GmbH',
	'Alpine Clinics',
	'O\'Brien "Quote" Consulting',
	'Żółw i Spółka',
];

export const awkwardJobs = [
	'Täglich "alle VMs" – Büro',
	'Web VMs',
	"Nightly 'prod' & 'test' backup",
];

/**
 * Names that contain HTML. They come last in VSPC's lists and in those by name, and say that they are a test: whoever
 * looks around must not take them for an attack.
 */
export const htmlCompany = 'ZZ Test <img src=x onerror=alert(1)> Ltd';
export const htmlAgentJob = 'ZZ Test <b>System</b> & "Data"';
export const htmlJob = 'ZZ Test <img src=x onerror=alert(2)>';

/** A host or domain name made of a company's name. */
export function slug(name: string): string {
	const plain = name
		.normalize('NFD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-');
	return plain.split('-').filter(Boolean).slice(0, 2).join('-');
}

const purposes = ['Daily', 'Nightly', 'Weekly', 'Hourly', 'Monthly', 'Archive'];
const subjects: Record<string, string[]> = {
	BackupVm: ['VM Backup', 'Domain Controllers', 'SQL Servers', 'File Servers', 'Web VMs'],
	ReplicationVM: ['Replication to DR'],
	CdpReplicationVM: ['CDP Policy'],
	BackupCopy: ['Backup Copy to Cloud'],
	SimpleBackupCopy: ['Copy to Cloud Repository'],
	FileToTape: ['Files to Tape'],
	BackupToTape: ['Backup to Tape'],
	AgentPolicy: ['Workstations Policy', 'Laptops Policy'],
	AgentBackupJob: ['Physical Servers'],
	BackupFile: ['NAS Backup', 'File Share Backup'],
	SureBackup: ['SureBackup Verification'],
	SobrMaintenance: ['SOBR Maintenance'],
};

/** A plausible name for a job of this type; the same name may come again. */
export function jobName(dice: Dice, type: string): string {
	const subject = dice.pick(subjects[type] ?? [type.replace(/([a-z])([A-Z])/g, '$1 $2')]);
	return dice.chance(0.3) ? subject : `${dice.pick(purposes)} ${subject}`;
}

const failures = [
	'Processing SQL01 Error: Failed to connect to guest agent.\r\nWin32 error: The network path was not found.\r\nCode: 53',
	'Error: There is not enough space on the disk.\r\nFailed to write data to the file [D:\\Backups\\Täglich\\job.vbk].\r\nAgent failed to process method {DataTransfer.SyncDisk}.',
	'Cannot find VM "web-03" in the inventory.\r\nNothing to process. All machines were excluded from task list.',
	'Unable to allocate processing resources. Error: No backup proxy is able to process this VM due to proxy processing mode restrictions.',
	'Fehler: Die Verbindung wurde während des Vorgangs zurückgesetzt.\r\nServer: <VBR-MÜNCHEN>, \'Repository "1"\'',
];
const warnings = [
	'Backup repository is getting low on free disk space (9.8% left).',
	'Changed block tracking cannot be enabled: one or more snapshots present.\r\nCBT data is invalid, failing over to legacy incremental backup.',
	'Guest credentials are not set.\r\nTruncation of SQL transaction logs was skipped.',
];

/** What a failed or warning session says, with a line break at the end (seen live); null for the others. */
export function failureMessage(dice: Dice, status: string): string | null {
	const texts = status === 'Failed' ? failures : status === 'Warning' ? warnings : undefined;
	return texts ? `${dice.pick(texts)}\r\n` : null;
}
