import { parseUsedUid, spelled, textOrNull } from '../../util/text';
import type { Fields, Sent } from '../fields';
import { countOrNull, placementOf, sumOf, type WorkloadKind } from './kind';

const ROOT = 'protectedWorkloads';

/** Schema Vb365ProtectedObject, API 3.6.1. */
export const microsoft365ObjectFields = {
	/** Name */
	name: { type: 'text' },
	/** User, Group, Site or Teams */
	protectedDataType: { type: 'word' },
	/** When the latest restore point was made */
	latestRestorePointDate: { type: 'time', null: true },
	/** How many restore points this repository has */
	restorePointsCount: { type: 'integer' },
	/** How many the archive repository has */
	archiveRestorePointsCount: { type: 'integer' },
	/** Name of the repository with the latest restore point */
	repositoryName: { type: 'text' },
	/** Name of the archive repository */
	archiveRepositoryName: { type: 'text', null: true },
	/** Name of the Microsoft 365 server */
	vb365ServerName: { type: 'text' },
	/** Name of the Microsoft organization */
	vb365OrganizationName: { type: 'text', null: true },
	/** Name of the organization that the Microsoft 365 server belongs to */
	organizationName: { type: 'text', null: true },
	/** Name of the location */
	locationName: { type: 'text', null: true },
	/** Name of the Cloud Connect site */
	siteName: { type: 'text', null: true },
	/** Whether it needs a license */
	consumesLicense: { type: 'boolean', null: true },
	/** Whether the user has an educational subscription */
	isEducationalUser: { type: 'boolean', null: true },
	/** Whether the restore portal is enabled */
	isFileRestorePortalEnabled: { type: 'boolean' },
	/** Address of the restore portal */
	fileRestorePortalUrl: { type: 'text', null: true },
	/** ID of the object */
	id: { type: 'text' },
	/** UID of the repository with the latest restore point */
	repositoryUid: { type: 'uid' },
	/** UID of the archive repository */
	archiveRepositoryUid: { type: 'uid', null: true },
	/** UID of the Microsoft 365 server */
	vb365ServerUid: { type: 'uid' },
	/** UID of the Microsoft organization */
	vb365OrganizationUid: { type: 'uid', null: true },
	/** UID of the organization that the Microsoft 365 server belongs to */
	organizationUid: { type: 'uid', null: true },
	/** UID of the location */
	locationUid: { type: 'uid', null: true },
	/** UID of the site */
	siteUid: { type: 'uid', null: true },
} as const satisfies Fields;

/**
 * Users, groups, sites and teams: `GET /protectedWorkloads/vb365ProtectedObjects`. One is listed in a row for each
 * repository that has it; the latest restore point of all counts.
 */
export const microsoft365Object: WorkloadKind<Sent<typeof microsoft365ObjectFields>> = {
	name: 'microsoft365Object',
	noun: 'Microsoft 365 object',
	plural: 'Microsoft 365 objects',
	listPath: [ROOT, 'vb365ProtectedObjects'],
	// The list has filter parameters of its own; nothing settles what it makes of the general ones.
	isQueryable: false,
	isReadWhole: true,
	fields: microsoft365ObjectFields,
	keyFields: ['vb365ServerUid', 'id'],
	ids: 2,
	nameFields: ['name'],
	latestField: 'latestRestorePointDate',
	snapshotFields: [],
	partField: 'repositoryUid',
	// Of the company, only the mapping of its Microsoft organization is certain: see the reading of workloads.
	placement: (row) => ({
		companyUid: parseUsedUid(row.organizationUid),
		companyName: textOrNull(row.organizationName) ?? undefined,
		backupServerName: textOrNull(row.vb365ServerName) ?? undefined,
		locationName: textOrNull(row.locationName) ?? undefined,
		siteName: textOrNull(row.siteName) ?? undefined,
	}),
	said: (rows) => ({
		restorePoints: sumOf(rows.map(({ restorePointsCount }) => restorePointsCount)),
		repositoryName: textOrNull(rows[0].repositoryName),
	}),
	saidFrom: [],
	points: { name: 'restorePoints', timeFields: ['backupTime'] },
};

/** What workloads of public clouds have alike. */
const shared = {
	/** Name */
	name: { type: 'text' },
	/** UID of the backup server; zeros where its appliance has none */
	backupServerUid: { type: 'uid' },
	/** UID of the company */
	organizationUid: { type: 'uid' },
	/** UID of the appliance */
	applianceUid: { type: 'uid', null: true },
	/** ID in the public cloud */
	resourceId: { type: 'text' },
	/** When the latest snapshot was made */
	latestSnapshotDate: { type: 'time', null: true },
	/** When the latest replica of a snapshot was made */
	latestReplicaSnapshotDate: { type: 'time', null: true },
	/** Amazon, Azure or Google */
	platform: { type: 'word' },
} as const satisfies Fields;

/** Schema ProtectedCloudVirtualMachine, API 3.6.1. */
export const cloudVirtualMachineFields = {
	name: shared.name,
	/** When the latest backup was made */
	latestBackupDate: { type: 'time', null: true },
	/** Amazon, Azure or Google */
	platformType: { type: 'word' },
	/** Where its backups are */
	destinations: { type: 'texts' },
	resourceId: shared.resourceId,
	/** UID of the VM */
	instanceUid: { type: 'uid' },
	applianceUid: shared.applianceUid,
	backupServerUid: shared.backupServerUid,
	organizationUid: shared.organizationUid,
} as const satisfies Fields;

const SNAPSHOTS = ['snapshot', 'replicasnapshot'];

const readCloudChain: NonNullable<WorkloadKind['chains']>['read'] = (row) => ({
	restorePoints: row.restorePoints,
	size: row.size,
	latest: row.latestRestorePointDate,
	isSnapshot: SNAPSHOTS.includes(spelled(row.backupType).toLowerCase()),
});

/** What all of them have in common. VSPC shows no single restore points of them, and no jobs but policies. */
const cloud = {
	isQueryable: true,
	ids: 1,
	nameFields: ['name'],
	placement: placementOf,
	points: { name: 'backups', timeFields: ['latestRestorePointDate'], areBackups: true },
} satisfies Partial<WorkloadKind>;

/** VMs of public clouds: `GET /protectedWorkloads/publicCloud/virtualMachines`. */
export const cloudVirtualMachine: WorkloadKind<Sent<typeof cloudVirtualMachineFields>> = {
	...cloud,
	name: 'cloudVirtualMachine',
	noun: 'cloud VM',
	plural: 'cloud VMs',
	listPath: [ROOT, 'publicCloud', 'virtualMachines'],
	fields: cloudVirtualMachineFields,
	keyFields: ['backupServerUid', 'instanceUid'],
	latestField: 'latestBackupDate',
	snapshotFields: [],
	said: () => ({}),
	saidFrom: ['organizationUid'],
	chains: {
		name: 'backups',
		of: ['cloudVirtualMachineUid'],
		read: readCloudChain,
		says: ['restorePoints', 'totalRestorePointSize'],
	},
};

/** Schema ProtectedCloudDatabase, API 3.6.1. */
export const cloudDatabaseFields = {
	name: shared.name,
	/** When the latest backup was made */
	latestBackupDate: { type: 'time', null: true },
	/** When backups were archived last */
	latestArchiveDate: { type: 'time', null: true },
	latestSnapshotDate: shared.latestSnapshotDate,
	latestReplicaSnapshotDate: shared.latestReplicaSnapshotDate,
	/** How many backups there are */
	backupCount: { type: 'integer', null: true },
	/** How many are archived */
	archiveCount: { type: 'integer', null: true },
	/** How many snapshots there are */
	snapshotCount: { type: 'integer', null: true },
	/** How many replicas of snapshots there are */
	replicaSnapshotCount: { type: 'integer', null: true },
	/** Bytes of the database */
	instanceSize: { type: 'integer' },
	/** Bytes of backups and snapshots */
	totalSize: { type: 'integer' },
	platform: shared.platform,
	/** Type of the database, e.g. AwsRds */
	databaseType: { type: 'word' },
	/** Engine of the database, e.g. Postgres */
	engineType: { type: 'word' },
	/** Region */
	region: { type: 'text' },
	resourceId: shared.resourceId,
	/** Name of the appliance */
	hierarchyRootName: { type: 'text' },
	/** UID of the database */
	instanceUid: { type: 'uid' },
	applianceUid: shared.applianceUid,
	backupServerUid: shared.backupServerUid,
	organizationUid: shared.organizationUid,
} as const satisfies Fields;

/** Databases of public clouds: `GET /protectedWorkloads/publicCloud/databases`. */
export const cloudDatabase: WorkloadKind<Sent<typeof cloudDatabaseFields>> = {
	...cloud,
	name: 'cloudDatabase',
	noun: 'cloud database',
	plural: 'cloud databases',
	listPath: [ROOT, 'publicCloud', 'databases'],
	fields: cloudDatabaseFields,
	keyFields: ['backupServerUid', 'instanceUid'],
	latestField: 'latestBackupDate',
	snapshotFields: ['latestSnapshotDate', 'latestReplicaSnapshotDate'],
	said: ([row]) => ({ restorePoints: countOrNull(row.backupCount) }),
	saidFrom: ['backupCount', 'organizationUid'],
	chains: {
		name: 'backups',
		of: ['databaseUid'],
		read: readCloudChain,
		says: ['totalRestorePointSize'],
	},
};

/** Schema ProtectedCloudFileShare, API 3.6.1. */
export const cloudFileShareFields = {
	name: shared.name,
	latestSnapshotDate: shared.latestSnapshotDate,
	latestReplicaSnapshotDate: shared.latestReplicaSnapshotDate,
	/** How many snapshots there are */
	snapshotsCount: { type: 'integer' },
	/** How many replicas of snapshots there are */
	replicaSnapshotsCount: { type: 'integer' },
	/** How many policies protect it */
	policyCount: { type: 'integer' },
	platform: shared.platform,
	/** Type of the file share, e.g. AwsEfs */
	fileShareType: { type: 'word' },
	resourceId: shared.resourceId,
	/** UID of the file share */
	fileShareUid: { type: 'uid' },
	applianceUid: shared.applianceUid,
	backupServerUid: shared.backupServerUid,
	organizationUid: shared.organizationUid,
} as const satisfies Fields;

/** File shares of public clouds, of which VSPC shows snapshots only: `GET /protectedWorkloads/publicCloud/fileShares`. */
export const cloudFileShare: WorkloadKind<Sent<typeof cloudFileShareFields>> = {
	...cloud,
	name: 'cloudFileShare',
	noun: 'cloud file share',
	plural: 'cloud file shares',
	listPath: [ROOT, 'publicCloud', 'fileShares'],
	fields: cloudFileShareFields,
	keyFields: ['backupServerUid', 'fileShareUid'],
	snapshotFields: ['latestSnapshotDate', 'latestReplicaSnapshotDate'],
	said: () => ({}),
	saidFrom: ['organizationUid'],
	points: { ...cloud.points, timeFields: ['latestSnapshotDate', 'latestReplicaSnapshotDate'] },
};
