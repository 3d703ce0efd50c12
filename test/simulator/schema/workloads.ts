import type { WorkloadList } from '../estate/types';
import type { Fields } from './fields';
import { fieldsOf } from './fields';

/** Schemas ProtectedVirtualMachine, ProtectedComputerManagedBy… and so on, API 3.6.1. */
export const workloadFields: Record<WorkloadList, Fields> = {
	virtualMachines: {
		...fieldsOf('uuid', 'instanceUid backupServerUid organizationUid'),
		...fieldsOf('text', 'name hierarchyRef parentHostRef'),
		...fieldsOf('uuid', 'objectUid'),
		...fieldsOf('text', 'ipAddresses'),
		...fieldsOf('number', 'provisionedSourceSize usedSourceSize totalRestorePointSize'),
		...fieldsOf('number', 'latestRestorePointSize restorePoints'),
		...fieldsOf('date', 'latestRestorePointDate'),
		...fieldsOf('uuid', 'jobUid'),
		...fieldsOf('enum', 'malwareState'),
		...fieldsOf('boolean', 'immutable'),
	},
	computersManagedByConsole: {
		...fieldsOf('uuid', 'backupAgentUid organizationUid'),
		...fieldsOf('text', 'name'),
		...fieldsOf('number', 'numberOfJobs'),
		...fieldsOf('enum', 'operationMode'),
		...fieldsOf('date', 'latestRestorePointDate'),
	},
	computersManagedByBackupServer: {
		...fieldsOf('uuid', 'instanceUid sourceInstanceUid backupServerUid protectionGroups'),
		...fieldsOf('uuid', 'organizationUid'),
		...fieldsOf('text', 'name ipAddresses guestOs'),
		...fieldsOf('enum', 'platformType operationMode'),
		...fieldsOf('date', 'latestRestorePointDate'),
		...fieldsOf('enum', 'malwareState'),
	},
	fileShares: {
		...fieldsOf('uuid', 'fileShareUid backupServerUid organizationUid'),
		...fieldsOf('text', 'name'),
		...fieldsOf('date', 'latestRestorePointDate'),
		...fieldsOf('number', 'totalArchiveSize totalShortTermBackupSize'),
		...fieldsOf('number', 'archiveRestorePoints restorePoints'),
	},
	objectStorages: {
		...fieldsOf('uuid', 'objectStorageUid bucketUid backupServerUid organizationUid'),
		...fieldsOf('text', 'objectStorageName bucketName'),
		...fieldsOf('date', 'latestRestorePointDate'),
		...fieldsOf('number', 'totalArchiveSize totalShortTermBackupSize'),
		...fieldsOf('number', 'archiveRestorePoints restorePoints'),
	},
	vb365ProtectedObjects: {
		...fieldsOf('text', 'id name'),
		...fieldsOf('uuid', 'repositoryUid'),
		...fieldsOf('text', 'repositoryName'),
		...fieldsOf('uuid', 'archiveRepositoryUid'),
		...fieldsOf('text', 'archiveRepositoryName'),
		...fieldsOf('enum', 'protectedDataType'),
		...fieldsOf('number', 'restorePointsCount archiveRestorePointsCount'),
		...fieldsOf('date', 'latestRestorePointDate'),
		...fieldsOf('uuid', 'vb365ServerUid'),
		...fieldsOf('text', 'vb365ServerName'),
		...fieldsOf('uuid', 'organizationUid'),
		...fieldsOf('text', 'organizationName'),
		...fieldsOf('uuid', 'vb365OrganizationUid'),
		...fieldsOf('text', 'vb365OrganizationName'),
		...fieldsOf('uuid', 'siteUid'),
		...fieldsOf('text', 'siteName'),
		...fieldsOf('uuid', 'locationUid'),
		...fieldsOf('text', 'locationName'),
		...fieldsOf('boolean', 'consumesLicense isEducationalUser'),
		...fieldsOf('text', 'fileRestorePortalUrl'),
		...fieldsOf('boolean', 'isFileRestorePortalEnabled'),
	},
	'publicCloud/virtualMachines': {
		...fieldsOf('uuid', 'instanceUid backupServerUid organizationUid'),
		...fieldsOf('text', 'name'),
		...fieldsOf('uuid', 'applianceUid'),
		...fieldsOf('enum', 'platformType'),
		...fieldsOf('text', 'resourceId destinations'),
		...fieldsOf('date', 'latestBackupDate'),
	},
	'publicCloud/databases': {
		...fieldsOf('uuid', 'instanceUid backupServerUid organizationUid'),
		...fieldsOf('text', 'name'),
		...fieldsOf('uuid', 'applianceUid'),
		...fieldsOf('text', 'region resourceId hierarchyRootName'),
		...fieldsOf('date', 'latestBackupDate latestArchiveDate latestSnapshotDate'),
		...fieldsOf('date', 'latestReplicaSnapshotDate'),
		...fieldsOf('number', 'backupCount archiveCount snapshotCount replicaSnapshotCount'),
		...fieldsOf('number', 'instanceSize totalSize'),
		...fieldsOf('enum', 'platform databaseType engineType'),
	},
	'publicCloud/fileShares': {
		...fieldsOf('uuid', 'fileShareUid backupServerUid organizationUid'),
		...fieldsOf('text', 'name'),
		...fieldsOf('uuid', 'applianceUid'),
		...fieldsOf('text', 'resourceId'),
		...fieldsOf('enum', 'platform fileShareType'),
		...fieldsOf('number', 'snapshotsCount policyCount replicaSnapshotsCount'),
		...fieldsOf('date', 'latestSnapshotDate latestReplicaSnapshotDate'),
	},
};

/** Whatever chains and restore points of any kind show: each list a part of it. */
export const chainFields: Fields = {
	...fieldsOf('uuid', 'instanceUid virtualMachineUid backupAgentUid fileShareUid'),
	...fieldsOf('uuid', 'objectStorageUid bucketUid databaseUid cloudVirtualMachineUid'),
	...fieldsOf('uuid', 'backupServerUid organizationUid backupUid jobUid policyUid'),
	...fieldsOf('text', 'jobName policyName'),
	...fieldsOf('enum', 'backupType jobKind'),
	...fieldsOf('uuid', 'repositoryUid archiveRepositoryUid'),
	...fieldsOf('number', 'totalRestorePointSize latestRestorePointSize restorePoints size'),
	...fieldsOf('number', 'archiveSize shortTermBackupSize archiveRestorePoints sourceSize'),
	...fieldsOf('date', 'latestRestorePointDate restorePointDate creationDate'),
	...fieldsOf('date', 'backupCreationTime fileCreationTime backupTime immutableTill'),
	...fieldsOf('enum', 'targetType malwareState targetLocationTier'),
	...fieldsOf('boolean', 'immutable isArchive'),
};

/** Schema BackupRepository. */
export const repositoryFields: Fields = {
	...fieldsOf('uuid', 'instanceUid backupServerUid'),
	...fieldsOf('text', 'name'),
};

/** Schema Vb365OrganizationToCompanyMapping. */
export const mappingFields: Fields = {
	...fieldsOf('uuid', 'instanceUid vb365OrganizationUid vb365ServerUid companyUid'),
	...fieldsOf('text', 'vb365OrganizationName vb365ServerName companyName'),
};
