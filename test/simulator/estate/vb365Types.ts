/* Type aliases, not interfaces: only those can be used where a JSON object is asked for. */
import type { Json } from '../types';

export type Vb365Server = {
	instanceUid: string;
	locationUid: string;
	organizationUid: string;
	managementAgentUid: string;
	installationUid: string | null;
	name: string;
	version: string;
	majorVersion: number;
	serverApiVersion: string;
	status: string;
	managementAgentStatus: string;
};

/** A Microsoft 365 job, with the properties of all its forms: each list shows fewer. */
export type Vb365Job = {
	instanceUid: string;
	name: string;
	jobType: 'BackupJob' | 'CopyJob';
	/** Backup jobs only. */
	description?: string | null;
	repositoryUid: string;
	repositoryName: string;
	vb365OrganizationUid: string;
	vspcOrganizationUid: string | null;
	vspcOrganizationName: string | null;
	scheduleEditingAvailable: boolean;
	vb365ServerUid: string;
	vb365ServerName: string;
	managementAgentUid: string;
	lastRun: string | null;
	nextRun: string | null;
	isEnabled: boolean;
	isCopyJobAvailable: boolean;
	/** Backup jobs only. */
	backupType?: string;
	lastStatus: string;
	/** Not declared nullable: empty when there are none. */
	lastStatusDetails: string;
	siteName: string | null;
	locationName: string | null;
	lastErrorLogRecords: Array<{ message: string; logType: string }>;
	selectedItems?: Array<{ [name: string]: Json }>;
	excludedItems?: Array<{ [name: string]: Json }>;
	/** Copy jobs only. */
	sourceBackupJobUid?: string;
	schedulePolicy: { [name: string]: Json };
};
