import { stamp } from '../estate/times';
import type { Chain, Estate, SimulatedWorkload } from '../estate/types';
import type { JsonObject } from '../types';

/** How VSPC says "never" where its description has no null. */
const NEVER = '0001-01-01T00:00:00+00:00';

const sum = (numbers: number[]) => numbers.reduce((a, b) => a + b, 0);
const lastOf = ({ points }: Chain) => points.at(-1);
const sizeOf = ({ points, pointSize }: Chain) => points.length * pointSize;

const timeOf = ({ offset }: SimulatedWorkload, time: number | undefined) =>
	time === undefined ? null : stamp(time, offset, 7, 1234);

/** The youngest of some chains. */
function youngest(chains: Chain[]): Chain | undefined {
	const used = chains.filter(({ points }) => points.length > 0);
	return used.sort((a, b) => (lastOf(b) ?? 0) - (lastOf(a) ?? 0))[0];
}

function latest(workload: SimulatedWorkload, types: string[]): string | null {
	const chain = youngest(workload.chains.filter(({ backupType }) => types.includes(backupType)));
	return timeOf(workload, chain && lastOf(chain));
}

const BACKUPS = ['Backup', 'BackupCopy'];

const countOf = ({ chains }: SimulatedWorkload, type: string) =>
	sum(chains.filter(({ backupType }) => backupType === type).map(({ points }) => points.length));

/** Restore points that each backup of a file share has in the archive, besides its `points`. */
const archivedOf = ({ more }: SimulatedWorkload) => Number(more.archived ?? 0);

function fileFields(workload: SimulatedWorkload) {
	return {
		latestRestorePointDate: latest(workload, BACKUPS),
		totalArchiveSize: sum(workload.chains.map((chain) => archivedOf(workload) * chain.pointSize)),
		totalShortTermBackupSize: sum(workload.chains.map(sizeOf)),
		archiveRestorePoints: archivedOf(workload) * workload.chains.length,
		restorePoints: sum(workload.chains.map(({ points }) => points.length)),
	};
}

/** An object is listed once for each repository that has it. */
function microsoft365Rows(workload: SimulatedWorkload, estate: Estate): JsonObject[] {
	const { uid, name, chains, serverUid, more } = workload;
	const server = estate.vb365Servers.find(({ instanceUid }) => instanceUid === serverUid);
	const owner = estate.organizations.find(
		({ instanceUid }) => instanceUid === server?.organizationUid,
	);
	const location = estate.locations.find(({ instanceUid }) => instanceUid === server?.locationUid);
	return chains.map((chain) => ({
		id: uid,
		name,
		repositoryUid: chain.repositoryUid,
		repositoryName: chain.repositoryName,
		archiveRepositoryUid: null,
		archiveRepositoryName: null,
		protectedDataType: more.type,
		restorePointsCount: chain.points.length,
		archiveRestorePointsCount: 0,
		latestRestorePointDate: timeOf(workload, lastOf(chain)) ?? NEVER,
		vb365ServerUid: serverUid ?? '',
		vb365ServerName: server?.name ?? '',
		organizationUid: owner?.instanceUid ?? null,
		organizationName: owner?.name ?? null,
		vb365OrganizationUid: more.vb365OrganizationUid,
		vb365OrganizationName: 'customer.onmicrosoft.example',
		siteUid: null,
		siteName: null,
		locationUid: location?.instanceUid ?? null,
		locationName: location?.name ?? null,
		consumesLicense: more.type === 'User' ? true : null,
		isEducationalUser: more.type === 'User' ? false : null,
		fileRestorePortalUrl: null,
		isFileRestorePortalEnabled: false,
	}));
}

/** A workload as its list shows it; several rows for what is listed several times. */
export function rowsOf(
	workload: SimulatedWorkload,
	estate: Estate,
	groupsAlike: boolean,
): JsonObject[] {
	const { list, uid, name, serverUid, organizationUid, chains, malwareState, groups, more } =
		workload;
	const placed = { backupServerUid: serverUid ?? '', organizationUid, name };
	switch (list) {
		case 'virtualMachines': {
			const used = chains.filter(({ points }) => points.length > 0);
			const last = youngest(used);
			const { immutable, ...shown } = more;
			return [
				{
					instanceUid: uid,
					...placed,
					...shown,
					totalRestorePointSize: used.length > 0 ? sum(used.map(sizeOf)) : null,
					latestRestorePointSize: last?.pointSize ?? null,
					restorePoints: sum(used.map(({ points }) => points.length)),
					latestRestorePointDate: timeOf(workload, last && lastOf(last)) ?? NEVER,
					jobUid: last?.jobUid ?? null,
					malwareState,
					immutable: immutable === true && used.length > 0,
				},
			];
		}
		case 'computersManagedByConsole':
			return [
				{
					backupAgentUid: uid,
					organizationUid,
					name,
					numberOfJobs: chains.filter(({ jobUid }) => jobUid !== null).length,
					...more,
					latestRestorePointDate: latest(workload, BACKUPS) ?? NEVER,
				},
			];
		case 'computersManagedByBackupServer':
			return groups.map((group) => ({
				instanceUid: uid,
				...placed,
				protectionGroups: groupsAlike ? groups : [group],
				...more,
				latestRestorePointDate: latest(workload, BACKUPS),
				malwareState,
			}));
		case 'fileShares':
			return [{ fileShareUid: uid, ...placed, ...fileFields(workload) }];
		case 'objectStorages': {
			const { bucketUid, bucketName } = more;
			return [
				{
					objectStorageUid: uid,
					bucketUid,
					backupServerUid: serverUid ?? '',
					organizationUid,
					objectStorageName: name,
					bucketName,
					...fileFields(workload),
				},
			];
		}
		case 'vb365ProtectedObjects':
			return microsoft365Rows(workload, estate);
		case 'publicCloud/virtualMachines': {
			const { applianceUid, platform, resourceId, region } = more;
			const destinations = typeof region === 'string' ? [`s3-${region}`] : [];
			return [
				{
					instanceUid: uid,
					...placed,
					applianceUid,
					platformType: platform,
					resourceId,
					destinations,
					latestBackupDate: latest(workload, BACKUPS),
				},
			];
		}
		case 'publicCloud/databases':
			return [
				{
					instanceUid: uid,
					...placed,
					...more,
					hierarchyRootName: 'Appliance 1',
					latestBackupDate: latest(workload, BACKUPS),
					latestArchiveDate: null,
					latestSnapshotDate: latest(workload, ['Snapshot']),
					latestReplicaSnapshotDate: null,
					backupCount: countOf(workload, 'Backup'),
					archiveCount: null,
					snapshotCount: countOf(workload, 'Snapshot'),
					replicaSnapshotCount: null,
					instanceSize: 1_000_000_000,
					totalSize: sum(chains.map(sizeOf)),
					databaseType: 'AwsRds',
					engineType: 'Postgres',
				},
			];
		case 'publicCloud/fileShares': {
			const { applianceUid, resourceId, platform } = more;
			return [
				{
					fileShareUid: uid,
					...placed,
					applianceUid,
					resourceId,
					platform,
					fileShareType: 'AwsEfs',
					snapshotsCount: countOf(workload, 'Snapshot'),
					policyCount: chains.filter(({ sourceUid }) => sourceUid !== null).length,
					replicaSnapshotsCount: 0,
					latestSnapshotDate: latest(workload, ['Snapshot']),
					latestReplicaSnapshotDate: null,
				},
			];
		}
	}
}

/** What names its workload in chains and restore points. */
const ownUid: Record<string, string> = {
	virtualMachines: 'virtualMachineUid',
	fileShares: 'fileShareUid',
	objectStorages: 'objectStorageUid',
	'publicCloud/virtualMachines': 'cloudVirtualMachineUid',
	'publicCloud/databases': 'databaseUid',
	'publicCloud/fileShares': 'fileShareUid',
};

/** The rows of /backups; of the console's computers those of /jobs. */
export function chainRowsOf(workload: SimulatedWorkload): JsonObject[] {
	const { list, uid, name, serverUid, organizationUid, malwareState, more } = workload;
	const own = { [ownUid[list] ?? 'backupAgentUid']: uid };
	const server = { backupServerUid: serverUid ?? '' };
	return workload.chains.map((chain): JsonObject => {
		const { jobUid, jobName, repositoryUid, targetType, points, pointSize, backupType } = chain;
		const latestRestorePointDate = timeOf(workload, lastOf(chain));
		const sizes = {
			totalRestorePointSize: sizeOf(chain),
			latestRestorePointSize: points.length > 0 ? pointSize : 0,
			restorePoints: points.length,
			latestRestorePointDate,
		};
		const policy = { policyUid: jobUid, policyName: jobUid === null ? null : jobName, backupType };
		switch (list) {
			case 'virtualMachines':
				return {
					instanceUid: chain.uid,
					...own,
					jobUid,
					...server,
					backupType,
					repositoryUid,
					...sizes,
					targetType,
					malwareState,
					targetLocationTier: 'None',
					immutable: more.immutable === true && points.length > 0,
				};
			case 'computersManagedByConsole':
				return { ...own, jobUid, jobName, sourceSize: pointSize, ...sizes, targetType };
			case 'computersManagedByBackupServer':
				return {
					instanceUid: chain.uid,
					...own,
					jobUid,
					jobName,
					jobKind: backupType === 'BackupCopy' ? 'Copy' : 'Backup',
					provisionedSourceSize: pointSize,
					usedSourceSize: null,
					repositoryUid,
					...sizes,
					targetType,
					malwareState,
					targetLocationTier: 'None',
				};
			case 'fileShares':
			case 'objectStorages':
				return {
					...own,
					...(list === 'fileShares' ? server : { bucketUid: more.bucketUid }),
					jobUid,
					backupUid: chain.uid,
					repositoryUid,
					archiveRepositoryUid: null,
					archiveSize: archivedOf(workload) * pointSize,
					shortTermBackupSize: sizeOf(chain),
					archiveRestorePoints: archivedOf(workload),
					restorePoints: points.length,
					latestRestorePointDate: latestRestorePointDate ?? NEVER,
					sourceSize: null,
					sources: [{ path: name, inclusionMasks: ['*.*'], exclusionMasks: [] }],
				};
			case 'publicCloud/fileShares':
				return {
					...own,
					...server,
					organizationUid,
					policyUid: policy.policyUid,
					policyName: policy.policyName,
					region: more.region,
					replicaRegion: '',
					fileShareType: 'AwsEfs',
					name,
					snapshotsCount: points.length,
					replicaSnapshotsCount: 0,
					latestSnapshotDate: latestRestorePointDate,
					latestReplicaSnapshotDate: null,
					totalSize: sizeOf(chain),
				};
			default: {
				const isDatabase = list === 'publicCloud/databases';
				return {
					...own,
					...policy,
					...(isDatabase ? { destinations: ['s3'] } : { destination: 's3' }),
					size: sizeOf(chain),
					restorePoints: points.length,
					latestRestorePointDate,
					...(isDatabase ? { databaseType: 'AwsRds', engineType: 'Postgres' } : {}),
				};
			}
		}
	});
}

/** The restore points of a workload, the oldest of each chain first. */
export function pointRowsOf(workload: SimulatedWorkload, isReplica = false): JsonObject[] {
	const { list, uid, serverUid, malwareState, more } = workload;
	const own = { [ownUid[list] ?? 'backupAgentUid']: uid };
	const chains = workload.chains.filter(
		({ backupType }) => (backupType === 'Replication') === isReplica,
	);
	return chains.flatMap((chain) =>
		chain.points.map((point, index): JsonObject => {
			const { jobUid, repositoryUid, targetType, pointSize: size } = chain;
			const at = timeOf(workload, point) ?? NEVER;
			// Ends like its chain, with the number of the point in front.
			const instanceUid = index.toString(16).padStart(8, '0') + chain.uid.slice(8);
			const base = { instanceUid, ...own, backupUid: chain.uid, jobUid };
			const made = { repositoryUid, size, backupCreationTime: at, fileCreationTime: at };
			const machine = {
				provisionedSourceSize: size,
				usedSourceSize: null,
				incrementRawDataSize: size / 10,
				cpuCores: 4,
				memory: 8_589_934_592,
			};
			switch (list) {
				case 'virtualMachines':
					if (isReplica) return { ...base, hardwarePlanUid: null, creationDate: at };
					return {
						...base,
						backupServerUid: serverUid ?? '',
						filePath: `E:\\Backups\\${chain.jobName}\\vm.vbk`,
						gfsType: [],
						...made,
						...machine,
						isConsistent: null,
						malwareState,
						immutableTill: more.immutable === true ? at : null,
					};
				case 'computersManagedByBackupServer':
					return { ...base, ...made, ...machine, sourceSize: size, targetType, malwareState };
				case 'computersManagedByConsole':
					return {
						instanceUid,
						...own,
						jobUid,
						backedupItems: 'Entire computer',
						destination: 'D:\\Backups',
						size,
						incrementRawDataSize: null,
						sourceSize: size,
						creationDate: at,
					};
				case 'vb365ProtectedObjects':
					return {
						id: instanceUid,
						protectedObjectId: chain.uid,
						vb365JobUid: jobUid,
						repositoryUid,
						repositoryName: chain.repositoryName,
						backupTime: at,
						isArchive: false,
						processedObjectTypes: ['Mailbox'],
						processedObjectTypesStr: 'Mailbox',
					};
				default:
					return {
						...base,
						...(list === 'fileShares'
							? { backupServerUid: serverUid ?? '' }
							: { bucketUid: more.bucketUid }),
						restorePointDate: at,
						size,
						isArchive: false,
					};
			}
		}),
	);
}
