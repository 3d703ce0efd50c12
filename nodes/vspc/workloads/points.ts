import { parseTime } from '../../util/time';
import type { Fields, Sent } from '../fields';
import type { WorkloadKind } from './kind';

/** What an item has of a restore point of any kind, and of a backup in a public cloud; each kind a part of it. */
export const restorePointFields = {
	/** When it was made, in UTC; of a backup in a public cloud its latest restore point */
	restorePointUtc: { type: 'time', null: true, isAdded: true },
	/** Bytes */
	size: { type: 'integer', null: true },
	/** Clean, Suspicious, Infected, Unverified or Unknown */
	malwareState: { type: 'word' },
	/** Until when it is immutable */
	immutableTill: { type: 'time', null: true },
	/** Whether it has passed a health check */
	isConsistent: { type: 'boolean', null: true },
	/** Whether it is in an archive */
	isArchive: { type: 'boolean' },
	/** When the backup was made */
	backupCreationTime: { type: 'time', null: true },
	/** When its file was made */
	fileCreationTime: { type: 'time', null: true },
	/** When it was made; computers of the console */
	creationDate: { type: 'time', null: true },
	/** When it was made; file shares and object storages */
	restorePointDate: { type: 'time', null: true },
	/** When it was made; Microsoft 365 objects */
	backupTime: { type: 'time', null: true },
	/** When the latest restore point of the backup was made */
	latestRestorePointDate: { type: 'time', null: true },
	/** How many restore points the backup has */
	restorePoints: { type: 'integer', null: true },
	/** Backup, Snapshot, Archive and so on */
	backupType: { type: 'word' },
	/** Name of the policy */
	policyName: { type: 'text', null: true },
	/** Where the backup is */
	destination: { type: 'text' },
	/** Where the backups of a database are */
	destinations: { type: 'texts' },
	/** Name of the file share in the public cloud */
	name: { type: 'text' },
	/** Region */
	region: { type: 'text' },
	/** Region of replicas */
	replicaRegion: { type: 'text' },
	/** Type of the file share */
	fileShareType: { type: 'word' },
	/** Type of the database */
	databaseType: { type: 'word' },
	/** Engine of the database */
	engineType: { type: 'word' },
	/** How many snapshots there are */
	snapshotsCount: { type: 'integer' },
	/** How many replicas of snapshots there are */
	replicaSnapshotsCount: { type: 'integer' },
	/** When the latest snapshot was made */
	latestSnapshotDate: { type: 'time', null: true },
	/** When the latest replica of a snapshot was made */
	latestReplicaSnapshotDate: { type: 'time', null: true },
	/** Bytes of all snapshots */
	totalSize: { type: 'integer', null: true },
	/** Local or Cloud */
	targetType: { type: 'word' },
	/** Path of the file */
	filePath: { type: 'text' },
	/** Long-term retention: Weekly, Monthly and so on */
	gfsType: { type: 'words' },
	/** What was backed up */
	backedupItems: { type: 'text' },
	/** What of a Microsoft 365 object was backed up */
	processedObjectTypes: { type: 'words', null: true },
	/** The same as text */
	processedObjectTypesStr: { type: 'text' },
	/** Name of the repository */
	repositoryName: { type: 'text' },
	/** Bytes of the disks */
	provisionedSourceSize: { type: 'integer', null: true },
	/** Bytes in use on them */
	usedSourceSize: { type: 'integer', null: true },
	/** Bytes of the data */
	sourceSize: { type: 'integer', null: true },
	/** Bytes of the increment */
	incrementRawDataSize: { type: 'integer', null: true },
	/** How many CPU cores the machine has */
	cpuCores: { type: 'integer' },
	/** Bytes of memory of the machine */
	memory: { type: 'integer' },
	/** UID of the restore point */
	instanceUid: { type: 'uid' },
	/** UID of the restore point of a Microsoft 365 object */
	id: { type: 'uid' },
	/** UID of the object that it is of */
	protectedObjectId: { type: 'uid' },
	/** UID of the backup */
	backupUid: { type: 'uid', null: true },
	/** UID of the job */
	jobUid: { type: 'uid', null: true },
	/** UID of the Microsoft 365 job */
	vb365JobUid: { type: 'uid', null: true },
	/** UID of the policy */
	policyUid: { type: 'uid', null: true },
	/** UID of the repository */
	repositoryUid: { type: 'uid' },
	/** UID of the virtual machine */
	virtualMachineUid: { type: 'uid' },
	/** UID of the agent */
	backupAgentUid: { type: 'uid' },
	/** UID of the file share */
	fileShareUid: { type: 'uid' },
	/** UID of the object storage */
	objectStorageUid: { type: 'uid' },
	/** UID of the bucket */
	bucketUid: { type: 'uid' },
	/** UID of the cloud VM */
	cloudVirtualMachineUid: { type: 'uid' },
	/** UID of the database */
	databaseUid: { type: 'uid' },
	/** UID of the backup server */
	backupServerUid: { type: 'uid' },
	/** UID of the company */
	organizationUid: { type: 'uid' },
	/** What the workload is, e.g. virtualMachine */
	workloadKind: { type: 'word', isAdded: true },
	/** Names the workload */
	workloadKey: { type: 'text', isAdded: true },
} as const satisfies Fields;

/** A restore point, or a backup in a public cloud, as VSPC sent it. */
export type VspcRestorePoint = Sent<typeof restorePointFields>;

/** When a restore point was made: milliseconds since 1970; undefined where VSPC does not say. */
export function timeOfPoint({ points }: WorkloadKind, row: VspcRestorePoint): number | undefined {
	const times = points.timeFields.map((field) => parseTime(row[field]));
	// Of snapshots and their replicas the later one; else the first time that there is.
	if (!points.areBackups) return times.find((time) => time !== undefined);
	const known = times.filter((time) => time !== undefined);
	return known.length > 0 ? Math.max(...known) : undefined;
}
