/** VSPC's types of jobs in small letters (enums BackupServerJobType, Vb365JobType) in words for a reader. */
const WORDS = new Map(
	Object.entries({
		agentbackupjob: 'Agent backup',
		agentpolicy: 'Agent policy',
		ahvstoragesnapshotjob: 'AHV snapshot',
		awsbackupjob: 'AWS backup',
		azurebackupjob: 'Azure backup',
		backupcopy: 'Backup copy',
		backupfile: 'File share backup',
		backupfilecopy: 'File share copy',
		backuptotape: 'Backup to tape',
		backupvm: 'VM backup',
		cdpreplicationvm: 'CDP replication',
		copyfile: 'File copy',
		copyvm: 'VM copy',
		filetotape: 'Files to tape',
		googlebackupjob: 'Google Cloud backup',
		objectstoragebackup: 'Object storage backup',
		objectstoragebackupcopy: 'Object storage copy',
		oraclelogbackup: 'Oracle log backup',
		postgresqllogbackup: 'PostgreSQL log backup',
		replicationvm: 'VM replication',
		simplebackupcopy: 'Backup copy',
		sobrmaintenance: 'Repository maintenance',
		sqllogbackup: 'SQL Server log backup',
		surebackup: 'SureBackup',
	}),
);

const SYSTEMS = new Map([
	['windows', 'Agent backup, Windows'],
	['linux', 'Agent backup, Linux'],
	['mac', 'Agent backup, Mac'],
]);

const MICROSOFT_365 = new Map([
	['backupjob', 'Microsoft 365 backup'],
	['copyjob', 'Microsoft 365 copy'],
]);

const KINDS: Record<string, { words: Map<string, string>; other: string }> = {
	job: { words: WORDS, other: 'Other job' },
	agentJob: { words: SYSTEMS, other: 'Agent backup' },
	microsoft365Job: { words: MICROSOFT_365, other: 'Microsoft 365 job' },
};

/** What kind of job it is, for a reader; a type that is not known yet is shown as VSPC writes it. */
export function typeTextOf(kindName: string, type: unknown): string {
	const { words, other } = KINDS[kindName] ?? KINDS.job;
	const text = typeof type === 'string' ? type.trim() : '';
	const key = text.toLowerCase();
	if (key === '' || key === 'unknown' || key === 'none') return other;
	return words.get(key) ?? text;
}
