/* Type aliases, not interfaces: only those can be used where a JSON object is asked for. */
import type { Json } from '../types';

/** The lists of protected workloads, as paths spell them. */
export type WorkloadList =
	| 'virtualMachines'
	| 'computersManagedByConsole'
	| 'computersManagedByBackupServer'
	| 'fileShares'
	| 'objectStorages'
	| 'vb365ProtectedObjects'
	| 'publicCloud/virtualMachines'
	| 'publicCloud/databases'
	| 'publicCloud/fileShares';

/** What one job has made of one workload: a backup chain, or the snapshots of a policy. */
export type Chain = {
	uid: string;
	/** As VSPC shows it: null or zeros where there is none. */
	jobUid: string | null;
	jobName: string;
	/** The job whose sessions make restore points; null once the workload has left it. */
	sourceUid: string | null;
	repositoryUid: string;
	repositoryName: string;
	targetType: 'Local' | 'Cloud' | 'Unknown';
	/** Backup, BackupCopy, Replication, Snapshot, ReplicaSnapshot, Archive. */
	backupType: string;
	/** Milliseconds since 1970, the oldest first. */
	points: number[];
	/** Bytes of each restore point. */
	pointSize: number;
};

/** Something that is protected, or was. */
export type SimulatedWorkload = {
	list: WorkloadList;
	/** A UID; of an object of Microsoft 365 its ID, which is none. */
	uid: string;
	name: string;
	/** Null for computers of the console. */
	serverUid: string | null;
	organizationUid: string;
	/** Minutes from UTC in which its times are shown. */
	offset: number;
	chains: Chain[];
	/** VMs and computers of backup servers only. */
	malwareState: string;
	/** In how many protection groups it is: in so many rows a computer of a backup server is listed. */
	groups: string[];
	/** Properties that only workloads of its list have. */
	more: { [name: string]: Json };
};

export type BackupRepository = {
	instanceUid: string;
	name: string;
	backupServerUid: string;
};

/** To which company a Microsoft organization belongs. */
export type Vb365Mapping = {
	instanceUid: string;
	vb365OrganizationUid: string;
	vb365OrganizationName: string;
	vb365ServerUid: string;
	vb365ServerName: string;
	companyUid: string;
	companyName: string;
};
