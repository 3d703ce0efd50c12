import { parseUsedUid, textOrNull } from '../../util/text';
import type { Fields, Sent } from '../fields';
import { countOrNull, placementOf, sumOf, type WorkloadKind } from './kind';

const ROOT = 'protectedWorkloads';

/** UIDs and malware state, as several kinds have them. */
const shared = {
	/** UID of the backup server */
	backupServerUid: { type: 'uid' },
	/** UID of the company */
	organizationUid: { type: 'uid' },
	/** When the latest restore point was made */
	latestRestorePointDate: { type: 'time', null: true },
	/** Clean, Suspicious, Infected, Unverified or Unknown */
	malwareState: { type: 'word' },
	/** Server or Workstation */
	operationMode: { type: 'word' },
	/** IP addresses */
	ipAddresses: { type: 'texts' },
} as const satisfies Fields;

/** Schema ProtectedVirtualMachine, API 3.6.1. */
export const virtualMachineFields = {
	/** Name of the host */
	name: { type: 'text' },
	latestRestorePointDate: shared.latestRestorePointDate,
	/** How many restore points there are */
	restorePoints: { type: 'integer', null: true },
	/** Bytes of all restore points */
	totalRestorePointSize: { type: 'integer', null: true },
	/** Bytes of the latest one */
	latestRestorePointSize: { type: 'integer', null: true },
	malwareState: shared.malwareState,
	/** Whether any restore point is immutable */
	immutable: { type: 'boolean' },
	ipAddresses: shared.ipAddresses,
	/** Bytes of its disks */
	provisionedSourceSize: { type: 'integer', null: true },
	/** Bytes in use on them */
	usedSourceSize: { type: 'integer', null: true },
	/** Reference of the VM in its hypervisor */
	hierarchyRef: { type: 'text' },
	/** Reference of the host */
	parentHostRef: { type: 'text' },
	/** UID of the VM */
	instanceUid: { type: 'uid' },
	/** UID of the job that made the latest restore point */
	jobUid: { type: 'uid', null: true },
	/** UID of the VM as an object of a job */
	objectUid: { type: 'uid', null: true },
	backupServerUid: shared.backupServerUid,
	organizationUid: shared.organizationUid,
} as const satisfies Fields;

/** VMs that backup servers protect: `GET /protectedWorkloads/virtualMachines`. */
export const virtualMachine: WorkloadKind<Sent<typeof virtualMachineFields>> = {
	name: 'virtualMachine',
	noun: 'virtual machine',
	plural: 'virtual machines',
	listPath: [ROOT, 'virtualMachines'],
	isQueryable: true,
	fields: virtualMachineFields,
	keyFields: ['backupServerUid', 'instanceUid'],
	ids: 1,
	nameFields: ['name'],
	latestField: 'latestRestorePointDate',
	snapshotFields: [],
	placement: placementOf,
	said: ([row]) => {
		const [server, job] = [parseUsedUid(row.backupServerUid), parseUsedUid(row.jobUid)];
		return {
			restorePoints: countOrNull(row.restorePoints),
			totalRestorePointSize: countOrNull(row.totalRestorePointSize),
			malwareState: textOrNull(row.malwareState),
			immutable: typeof row.immutable === 'boolean' ? row.immutable : null,
			jobKey: server && job ? `job:${server}:${job}` : null,
		};
	},
	saidFrom: [
		...['restorePoints', 'totalRestorePointSize', 'malwareState', 'immutable', 'jobUid'],
		'organizationUid',
	],
	chains: {
		name: 'backups',
		of: ['virtualMachineUid'],
		read: (row) => ({
			restorePoints: row.restorePoints,
			latest: row.latestRestorePointDate,
			repositoryUid: row.repositoryUid,
			targetType: row.targetType,
		}),
		says: ['repositoryName', 'targetType', 'copies'],
	},
	points: { name: 'backupRestorePoints', timeFields: ['fileCreationTime', 'backupCreationTime'] },
};

/** Schema ProtectedComputerManagedByConsole, API 3.6.1. */
export const consoleComputerFields = {
	/** Name of the host */
	name: { type: 'text' },
	latestRestorePointDate: shared.latestRestorePointDate,
	/** How many jobs it has */
	numberOfJobs: { type: 'integer' },
	operationMode: shared.operationMode,
	/** UID of the agent */
	backupAgentUid: { type: 'uid' },
	organizationUid: shared.organizationUid,
} as const satisfies Fields;

/** Computers whose agents VSPC manages itself: `GET /protectedWorkloads/computersManagedByConsole`. */
export const consoleComputer: WorkloadKind<Sent<typeof consoleComputerFields>> = {
	name: 'consoleComputer',
	noun: 'computer managed by the console',
	plural: 'computers managed by the console',
	listPath: [ROOT, 'computersManagedByConsole'],
	isQueryable: true,
	isReadWhole: true,
	fields: consoleComputerFields,
	keyFields: ['backupAgentUid'],
	ids: 1,
	nameFields: ['name'],
	latestField: 'latestRestorePointDate',
	snapshotFields: [],
	placement: placementOf,
	said: () => ({}),
	saidFrom: ['organizationUid', 'operationMode'],
	chains: {
		name: 'jobs',
		of: ['backupAgentUid'],
		read: (row) => ({
			restorePoints: row.restorePoints,
			size: row.totalRestorePointSize,
			latest: row.latestRestorePointDate,
			targetType: row.targetType,
			jobUid: row.jobUid,
		}),
		says: ['restorePoints', 'totalRestorePointSize', 'targetType', 'copies', 'jobKey'],
	},
	points: { name: 'restorePoints', timeFields: ['creationDate'] },
};

/** Schema ProtectedComputerManagedByBackupServer, API 3.6.1. */
export const backupServerComputerFields = {
	/** Name of the host */
	name: { type: 'text' },
	latestRestorePointDate: shared.latestRestorePointDate,
	malwareState: shared.malwareState,
	/** Operating system */
	guestOs: { type: 'text', null: true },
	/** Windows, Linux, Mac or Unknown */
	platformType: { type: 'word' },
	operationMode: shared.operationMode,
	ipAddresses: shared.ipAddresses,
	/** UIDs of its protection groups, those of all rows that VSPC lists */
	protectionGroups: { type: 'texts' },
	/** UID of the computer */
	instanceUid: { type: 'uid' },
	/** UID of the computer in Veeam Backup & Replication */
	sourceInstanceUid: { type: 'uid' },
	backupServerUid: shared.backupServerUid,
	organizationUid: shared.organizationUid,
} as const satisfies Fields;

/**
 * Computers whose agents a backup server manages: `GET /protectedWorkloads/computersManagedByBackupServer`. A live server
 * listed one in a row for each of its protection groups.
 */
export const backupServerComputer: WorkloadKind<Sent<typeof backupServerComputerFields>> = {
	name: 'backupServerComputer',
	noun: 'computer managed by a backup server',
	plural: 'computers managed by backup servers',
	listPath: [ROOT, 'computersManagedByBackupServer'],
	isQueryable: true,
	isReadWhole: true,
	fields: backupServerComputerFields,
	keyFields: ['backupServerUid', 'instanceUid'],
	ids: 1,
	nameFields: ['name'],
	latestField: 'latestRestorePointDate',
	snapshotFields: [],
	unitedFields: ['protectionGroups'],
	placement: placementOf,
	said: ([row]) => {
		const platform = parseUnknown(row.platformType);
		return {
			malwareState: textOrNull(row.malwareState),
			operatingSystem: textOrNull(row.guestOs) ?? platform,
		};
	},
	saidFrom: ['malwareState', 'guestOs', 'platformType', 'operationMode', 'organizationUid'],
	chains: {
		name: 'backups',
		of: ['backupAgentUid'],
		read: (row) => ({
			restorePoints: row.restorePoints,
			size: row.totalRestorePointSize,
			latest: row.latestRestorePointDate,
			repositoryUid: row.repositoryUid,
			targetType: row.targetType,
			jobUid: row.jobUid,
		}),
		says: [
			...(['restorePoints', 'totalRestorePointSize', 'repositoryName'] as const),
			...(['targetType', 'copies', 'jobKey'] as const),
		],
	},
	points: { name: 'restorePoints', timeFields: ['fileCreationTime', 'backupCreationTime'] },
};

/** Null for VSPC's own word for what it does not know. */
function parseUnknown(value: unknown): string | null {
	const text = textOrNull(value);
	return text?.toLowerCase() === 'unknown' ? null : text;
}

/** Sizes and counts that file shares and object storages have alike. */
const fileSizes = {
	latestRestorePointDate: shared.latestRestorePointDate,
	/** How many restore points there are, those in the archive included */
	restorePoints: { type: 'integer' },
	/** How many there are in the archive */
	archiveRestorePoints: { type: 'integer' },
	/** Bytes of recent versions */
	totalShortTermBackupSize: { type: 'integer' },
	/** Bytes in the archive */
	totalArchiveSize: { type: 'integer' },
} as const satisfies Fields;

/** Schema ProtectedOnPremisesFileShare, API 3.6.1. */
export const fileShareFields = {
	/** Name */
	name: { type: 'text' },
	...fileSizes,
	/** UID of the file share */
	fileShareUid: { type: 'uid' },
	backupServerUid: shared.backupServerUid,
	organizationUid: shared.organizationUid,
} as const satisfies Fields;

/** What file shares and object storages have in common. */
const fileData = {
	isQueryable: true,
	latestField: 'latestRestorePointDate',
	snapshotFields: [],
	placement: placementOf,
	said: ([row]) => ({
		restorePoints: sumOf([row.restorePoints, row.archiveRestorePoints]),
		totalRestorePointSize: sumOf([row.totalShortTermBackupSize, row.totalArchiveSize]),
	}),
	restated: ['restorePoints'],
	saidFrom: [...Object.keys(fileSizes), 'organizationUid'],
	points: { name: 'restorePoints', timeFields: ['restorePointDate'] },
} satisfies Partial<WorkloadKind>;

const readFileChain: NonNullable<WorkloadKind['chains']>['read'] = (row) => ({
	restorePoints: sumOf([row.restorePoints, row.archiveRestorePoints]),
	latest: row.latestRestorePointDate,
	repositoryUid: row.repositoryUid,
	jobUid: row.jobUid,
});

/** File shares: `GET /protectedWorkloads/fileShares`. */
export const fileShare: WorkloadKind<Sent<typeof fileShareFields>> = {
	...fileData,
	name: 'fileShare',
	noun: 'file share',
	plural: 'file shares',
	listPath: [ROOT, 'fileShares'],
	fields: fileShareFields,
	keyFields: ['backupServerUid', 'fileShareUid'],
	ids: 1,
	nameFields: ['name'],
	chains: {
		name: 'backups',
		of: ['fileShareUid'],
		read: readFileChain,
		says: ['repositoryName', 'jobKey'],
	},
};

/** Schema ProtectedObjectStorage, API 3.6.1. */
export const objectStorageFields = {
	/** Name of the object storage */
	objectStorageName: { type: 'text' },
	/** Name of the bucket */
	bucketName: { type: 'text' },
	...fileSizes,
	/** UID of the object storage */
	objectStorageUid: { type: 'uid' },
	/** UID of the bucket */
	bucketUid: { type: 'uid' },
	backupServerUid: shared.backupServerUid,
	organizationUid: shared.organizationUid,
} as const satisfies Fields;

/** Buckets of object storages: `GET /protectedWorkloads/objectStorages`. */
export const objectStorage: WorkloadKind<Sent<typeof objectStorageFields>> = {
	...fileData,
	name: 'objectStorage',
	noun: 'object storage',
	plural: 'object storages',
	listPath: [ROOT, 'objectStorages'],
	fields: objectStorageFields,
	keyFields: ['backupServerUid', 'objectStorageUid', 'bucketUid'],
	ids: 2,
	nameFields: ['objectStorageName', 'bucketName'],
	chains: {
		name: 'backups',
		of: ['objectStorageUid', 'bucketUid'],
		read: readFileChain,
		says: ['repositoryName', 'jobKey'],
	},
};
