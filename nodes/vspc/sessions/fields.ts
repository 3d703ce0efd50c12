import type { Fields, Sent } from '../fields';
import type { JobResult } from '../jobs/kind';

/** Schema JobSessionHeatmapSession, API 3.6.1, and what the node adds, in the order of use. */
export const sessionFields = {
	/** Name of the job */
	jobName: { type: 'text', simplified: 1 },
	/** success, warning, failed or none; the same words as for jobs */
	result: { type: 'word', simplified: 2, isAdded: true },
	/** Why the session failed or warned */
	failureMessage: { type: 'text', null: true, simplified: 3 },
	/** Name of the company */
	companyName: { type: 'text', null: true, simplified: 4, isAdded: true },
	/** Name of the server, or of the computer of an agent */
	serverName: { type: 'text', simplified: 5 },
	/** startTime in UTC; null when VSPC does not say */
	startTimeUtc: { type: 'time', null: true, simplified: 6, isAdded: true },
	/** endTime in UTC */
	endTimeUtc: { type: 'time', simplified: 7, isAdded: true },
	/** e.g. 1 h 5 min; null when VSPC shows no duration */
	durationText: { type: 'text', null: true, simplified: 8, isAdded: true },
	/** When the session began */
	startTime: { type: 'time' },
	/** When it ended */
	endTime: { type: 'time' },
	/** How long it took, in seconds */
	duration: { type: 'integer' },
	/** VSPC's own result: Success, Warning, Failed or Unknown */
	status: { type: 'word', null: true, isAdded: true },
	/** What the job does, e.g. Backup or SureBackup */
	jobType: { type: 'word' },
	/** Platform, e.g. VSphere, Physical or Microsoft365 */
	platformType: { type: 'word' },
	/** What is protected, e.g. Vm or Computer */
	workloadType: { type: 'word' },
	/** Name of the organization that the job belongs to */
	organizationName: { type: 'text' },
	/** Name of the location */
	locationName: { type: 'text' },
	/** Offset from the local time of the session, in minutes */
	timeShiftMinutes: { type: 'integer' },
	/** UID of the company */
	companyUid: { type: 'uid', null: true, isAdded: true },
	/** UID of the organization */
	organizationUid: { type: 'uid' },
	/** UID of the location */
	locationUid: { type: 'uid' },
	/** UID of the management agent on the machine */
	managementAgentUid: { type: 'uid' },
	/** UID of the session; some servers may send zeros only */
	sessionUid: { type: 'uid' },
	/** How many jobs fit the session: one, none or several; null when the jobs cannot be read */
	jobMatch: { type: 'word', null: true, isAdded: true },
	/** Names the job for life; null unless exactly one fits */
	jobKey: { type: 'text', null: true, simplified: 9, isAdded: true },
	/** Names the session for good */
	sessionKey: { type: 'text', simplified: 10, isAdded: true },
} as const satisfies Fields;

/** A session as VSPC sent it. */
export type SentSession = Sent<typeof sessionFields>;

/** A session that has ended; times are milliseconds since 1970. */
export interface JobSession {
	/** Names the session for good: `session:<sessionUid>` */
	key: string;
	result: JobResult;
	/** Undefined where VSPC does not say */
	startedAt?: number;
	endedAt: number;
	row: SentSession;
}

/** Values of the enums JobSessionHeatmapJobType and JobSessionHeatmapPlatformType, API 3.6.1. */
export const SESSION_JOB_TYPES = [
	'Archive',
	'Backup',
	'BackupCopy',
	'BackupToTape',
	'Copy',
	// VSPC spells it so.
	'FfileToTape',
	'RemoteSnapshot',
	'Replication',
	'Snapshot',
	'SureBackup',
	'Unknown',
];

export const SESSION_PLATFORMS = [
	'AHV',
	'Aws',
	'Azure',
	'Google',
	'HyperV',
	'Microsoft365',
	'Physical',
	'ProxmoxVe',
	'RHV',
	'ScaleComputing',
	'Unknown',
	'VCD',
	'VSphere',
];
