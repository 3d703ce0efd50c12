import type { Dice } from './dice';
import { makeSession } from './session';
import { DAY, HOUR, makeClock } from './times';
import type { AgentJob, BackupAgent } from './types';

export const agentJobStatuses =
	'Success Warning Failed Running None Unknown Starting Stopping'.split(' ');
const scheduleTypes = 'Daily NotScheduled Monthly Periodically Continuously Unknown'.split(' ');
const targets: Array<[type: string, destination: string | null]> = [
	['CloudRepository', 'Cloud Repository 1'],
	['BackupRepository', 'Default Backup Repository'],
	['LocalFolder', 'D:\\Backups\\Täglich'],
	['SharedFolder', '\\\\nas\\backup & archive'],
	['Unknown', null],
];
const names = ['Daily Backup', 'Laptop – täglich', 'System & "Data"', 'Backup Job 1'];

function policyOf(dice: Dice) {
	if (dice.chance(0.5)) {
		return {
			backupPolicyUid: null,
			backupPolicyName: null,
			backupPolicyAssignStatus: 'Unassigned',
			backupPolicyFailureMessage: null,
		};
	}
	const isAssigned = dice.chance(0.8);
	return {
		backupPolicyUid: dice.uid(),
		backupPolicyName: dice.pick(['Workstations Policy', 'Server "Gold" Policy']),
		backupPolicyAssignStatus: isAssigned ? 'Assigned' : dice.pick(['Outdated', 'FailedToApply']),
		backupPolicyFailureMessage: isAssigned ? null : 'Failed to apply the policy.\r\nAccess denied.',
	};
}

/** A job of this agent. The first ones go through all statuses. */
export function makeAgentJob(dice: Dice, index: number, agent: BackupAgent): AgentJob {
	const clock = makeClock(dice, index);
	const isFirst = index < 2 * agentJobStatuses.length;
	const status =
		isFirst || dice.chance(0.2) ? agentJobStatuses[index % agentJobStatuses.length] : 'Success';
	const scheduleType = dice.chance(0.7) ? 'Daily' : dice.pick(scheduleTypes);
	const [targetType, destination] = dice.pick(targets);
	const session = makeSession(dice, clock, 'AgentBackupJob', status);
	const hasRun = session.lastDuration !== null || session.failureMessage !== null;
	const isPlanned = !['NotScheduled', 'Unknown'].includes(scheduleType);
	return {
		instanceUid: dice.uid(),
		originalUid: dice.chance(0.9) ? dice.uid() : null,
		backupAgentUid: agent.instanceUid,
		organizationUid: agent.organizationUid,
		name: dice.chance(0.02) ? null : dice.pick(names),
		description: dice.chance(0.5) ? `Job of ${agent.name}` : null,
		configUid: dice.uid(),
		systemType: agent.agentPlatform,
		...policyOf(dice),
		operationMode: agent.operationMode,
		destination,
		restorePoints: hasRun ? dice.int(1, 60) : null,
		status,
		lastRun: session.lastRun,
		lastEndTime: session.lastEndTime,
		lastDuration: session.lastDuration,
		nextRun: isPlanned ? clock(dice.now.getTime() + dice.int(HOUR, DAY)) : null,
		avgDuration: session.avgDuration,
		backupMode: dice.pick(['EntireComputer', 'Volume', 'File', 'Unknown']),
		targetType,
		isEnabled: dice.chance(0.9),
		scheduleType,
		scheduleDisplayName: isPlanned ? `${scheduleType} at 20:00` : 'Not scheduled',
		scheduleEvents: dice.chance(0.2) ? ['AtLock', 'WhenBackupTargetIsConnected'] : [],
		lastModifiedDate: dice.chance(0.8) ? clock(dice.now.getTime() - dice.int(DAY, 90 * DAY)) : null,
		lastModifiedBy: dice.chance(0.8) ? 'SIMULATOR\\backup.admin' : null,
		failureMessage: session.failureMessage ?? '',
		backedUpSize: hasRun ? dice.int(1_000_000, 900_000_000_000) : null,
		freeSpace: hasRun ? dice.int(1_000_000, 900_000_000_000) : null,
	};
}
