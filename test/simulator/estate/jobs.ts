import { copyOf, ORIGINALS } from './copies';
import type { Dice } from './dice';
import { ZERO_UID } from './dice';
import { awkwardJobs, htmlJob, jobName } from './names';
import { makeSchedule, scheduleTypes } from './schedule';
import { makeSession } from './session';
import { DAY, makeClock } from './times';
import type { BackupServer, Company, EstateJob, Site } from './types';
import { makeVendorJob } from './vendorJob';

export const jobTypes = (
	'BackupVm ReplicationVM CopyVm CopyFile FileToTape BackupToTape BackupCopy SimpleBackupCopy ' +
	'SqlLogBackup OracleLogBackup SureBackup AgentPolicy AgentBackupJob BackupFile ' +
	'BackupFileCopy AzureBackupJob AwsBackupJob AhvStorageSnapshotJob CdpReplicationVM ' +
	'GoogleBackupJob PostgreSqlLogBackup ObjectStorageBackup ObjectStorageBackupCopy ' +
	'SobrMaintenance Unknown'
).split(' ');
export const jobStatuses = (
	'Success Warning Failed Running Idle None Unknown Starting Stopping Enabling Disabling ' +
	'WaitingTape WaitingRepository'
).split(' ');

interface Surroundings {
	companies: Company[];
	backupServers: BackupServer[];
	sites: Site[];
}

/** The first jobs go through all values, so that even small estates have each of them. */
function kindOf(dice: Dice, index: number) {
	if (index < 2 * jobTypes.length) {
		return {
			type: jobTypes[index % jobTypes.length],
			status: jobStatuses[index % jobStatuses.length],
			scheduleType: scheduleTypes[index % scheduleTypes.length],
		};
	}
	const roll = dice.int(1, 100);
	const status =
		roll <= 75
			? 'Success'
			: roll <= 85
				? 'Warning'
				: roll <= 93
					? 'Failed'
					: dice.pick(jobStatuses);
	return {
		type: dice.chance(0.5) ? 'BackupVm' : dice.pick(jobTypes),
		status,
		scheduleType: dice.chance(0.7) ? 'Daily' : dice.pick(scheduleTypes),
	};
}

/** To whom a job is assigned: a customer on hosted servers, "none" in several forms elsewhere. */
function mappedTo(dice: Dice, server: BackupServer, companies: Company[]): string | null {
	if (server.backupServerRoleType === 'Hosted' && dice.chance(0.9)) {
		return dice.pick(companies).instanceUid;
	}
	if (server.backupServerRoleType === 'Client' && dice.chance(0.5)) return server.organizationUid;
	return dice.chance(0.5) ? null : ZERO_UID;
}

function nameOf(dice: Dice, index: number, type: string): string {
	// Neighbours sit on servers of different companies: one name, two customers.
	if (index === 3 || index === 4) return 'Backup Job 1';
	return awkwardJobs[index - 5] ?? jobName(dice, type);
}

function makeJob(dice: Dice, index: number, around: Surroundings, jobs: EstateJob[]): EstateJob {
	const { companies, backupServers, sites } = around;
	const position = index % backupServers.length;
	const server = backupServers[position];
	const clock = makeClock(dice, position);
	const { type, status, scheduleType } = kindOf(dice, index);
	const isCloud = dice.chance(0.4);
	const isVm = type === 'BackupVm' || type === 'ReplicationVM';
	const owner = `${server.name.split('.')[1]?.toUpperCase() ?? server.name}\\Administrator`;
	return {
		instanceUid: dice.uid(),
		uniqueUid: dice.uid(),
		name: nameOf(dice, index, type),
		description: dice.chance(0.5) ? `Created by ${owner}` : '',
		createdBy: owner,
		creationTime: dice.chance(0.1)
			? null
			: clock(dice.now.getTime() - dice.int(61 * DAY, 900 * DAY)),
		backupServerUid: server.instanceUid,
		locationUid: server.locationUid,
		siteUid:
			sites.find((site) => site.backupServerUid === server.instanceUid)?.siteUid ??
			(isCloud ? dice.pick(sites).siteUid : null),
		organizationUid: server.organizationUid,
		mappedOrganizationUid: mappedTo(dice, server, companies),
		status,
		type,
		...makeSession(dice, clock, type, status),
		backupChainSize: isVm ? dice.int(1_000_000, 9_000_000_000_000) : null,
		isEnabled: status === 'Enabling' || dice.chance(0.93),
		scheduleType,
		schedule: makeSchedule(dice, clock, scheduleType, jobs.at(-1)),
		targetType: isCloud ? 'Cloud' : dice.pick(['Local', 'Local', 'Local', 'None', 'Unknown']),
		destination: isCloud ? 'Cloud Repository 1' : dice.pick(['Default Backup Repository', null]),
		retentionLimit: dice.chance(0.1) ? null : dice.int(7, 90),
		retentionLimitType: dice.pick(['Days', 'RestorePoints', 'None', 'Unknown']),
		isGfsOptionEnabled: dice.chance(0.2),
	};
}

/** The jobs of all servers, in turn; the vendor's job is the last one. */
export function makeJobs(dice: Dice, count: number, around: Surroundings): EstateJob[] {
	const jobs: EstateJob[] = [];
	for (let index = 0; index < count - 1; index++) {
		const isOriginal = index < ORIGINALS;
		jobs.push(isOriginal ? makeJob(dice, index, around, jobs) : copyOf(jobs, index));
	}
	// The last one that is no copy; small estates have no room for it.
	const last = Math.min(jobs.length, ORIGINALS) - 1;
	if (last > 4 + awkwardJobs.length) jobs[last].name = htmlJob;
	return [...jobs, makeVendorJob()];
}
