import type { RowResult } from './row';

export const NO_COMPANY = 'No company';

/** The company of a row or a report, for a reader; an account may not be allowed to see names. */
export function companyText(companyUid: unknown, companyName: unknown): string {
	if (typeof companyName === 'string' && companyName !== '') return companyName;
	return typeof companyUid === 'string' ? companyUid : NO_COMPANY;
}

export const RESULT_WORDS: Record<RowResult, string> = {
	failed: 'Failed',
	hung: 'Running too long',
	warning: 'Warning',
	notRun: 'Not run',
	running: 'Running',
	none: 'No result',
	success: 'Successful',
};

/** `1,234` */
export function countText(count: number): string {
	return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `1 job`, `1,234 jobs` */
export function counted(count: number, noun: string): string {
	return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `96.4%`; a dash without any session that ended */
export function rateText(rate: number | null): string {
	return rate === null ? '–' : `${rate}%`;
}

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

/** Line ends and other characters that are no text. Spaces of all widths count as one. */
const SPACING = /[\p{Cc}\p{Zl}\p{Zp}\p{Zs}]+/gu;
/** What changes how other characters are shown, as the direction of text does; joiners are part of scripts and emoji. */
const INVISIBLE = /(?![\u200c\u200d])\p{Cf}/gu;
/** Halves of characters, and codes that stand for none. */
const NO_CHARACTER = /\p{Cs}|\p{Noncharacter_Code_Point}/gu;

/**
 * Text in one line that cannot change the text around it: without line ends, control characters and marks for the
 * direction of writing.
 */
export function plain(text: unknown): string {
	return String(text ?? '')
		.replace(SPACING, ' ')
		.replace(INVISIBLE, '')
		.replace(NO_CHARACTER, '\ufffd')
		.trim();
}

/** The same, of at most so many characters; never cuts one in half. */
export function shortened(text: unknown, length: number): string {
	const whole = plain(text);
	// No character takes less than one unit.
	if (whole.length <= length) return whole;
	const characters = Array.from(whole);
	if (characters.length <= length) return whole;
	return `${characters
		.slice(0, length - 1)
		.join('')
		.trimEnd()}…`;
}
