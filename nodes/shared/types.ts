import type { IDataObject } from 'n8n-workflow';

/**
 * A job of a Veeam Backup & Replication server as `GET /infrastructure/backupServers/jobs/{jobUid}` shows it
 * (schema BackupServerJob, API 3.4 to 3.7). Servers leave out what they don't know and add what is new, so
 * everything but `status` and `isEnabled` is optional, and enum values are plain text whose case differs
 * between versions (`success`, `Success`).
 */
export interface BackupServerJob extends IDataObject {
	/** UID in Veeam Backup & Replication (API 3.5: UID in VSPC) */
	instanceUid?: string;
	/** UID in VSPC, from API 3.5.1 */
	uniqueUid?: string;
	/** UID in Veeam Backup & Replication, only in API 3.5 */
	originalUid?: string;
	name?: string;
	description?: string;
	backupServerUid?: string;
	/** Organisation that owns the backup server */
	organizationUid?: string;
	/** Organisation that the job is assigned to, on a hosted server; null or zeros when none */
	mappedOrganizationUid?: string | null;
	locationUid?: string;
	siteUid?: string | null;
	/** Status of the latest session */
	status: string;
	type?: string;
	/** Start of the latest session, RFC 3339 with offset; null when it never ran */
	lastRun?: string | null;
	/** End of the latest session, RFC 3339 with offset */
	lastEndTime?: string | null;
	/** Seconds */
	lastDuration?: number | null;
	/** Seconds, over the previous month */
	avgDuration?: number | null;
	/** VSPC documents no unit */
	processingRate?: number | null;
	/** Bytes */
	transferredData?: number | null;
	/** Bytes, from API 3.4, only vSphere and Hyper-V VMs */
	backupChainSize?: number | null;
	bottleneck?: string;
	/** Whether the schedule is enabled */
	isEnabled: boolean;
	scheduleType?: string;
	/** Lines end with CR LF */
	failureMessage?: string | null;
	targetType?: string;
	/** Name of the target */
	destination?: string | null;
}
