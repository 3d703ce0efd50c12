import { spelled } from '../../util/text';
import { parseTime } from '../../util/time';
import type { WorkloadKindName, WorkloadShape } from './kind';

/** What an exception may be about: a kind, or the computers that people carry around, whoever manages them. */
export type RpoKind = WorkloadKindName | 'workstation';

/** Other hours for some workloads. */
export interface RpoException {
	/** None: all kinds */
	kinds: RpoKind[];
	/** Left out: all companies */
	companyUid?: string;
	hours: number;
}

/** How old the latest restore point of a workload may be: its recovery point objective. */
export interface RpoRules {
	hours: number;
	/** The first one that fits counts */
	exceptions: RpoException[];
	/** Whether snapshots of databases and file shares in public clouds are as good as backups */
	snapshotsCount: boolean;
}

/** What the rules look at. */
export interface RpoSubject
	extends Pick<
		WorkloadShape,
		'workloadKind' | 'companyUid' | 'latestRestorePointUtc' | 'latestSnapshotUtc'
	> {
	/** Server or Workstation, of computers */
	operationMode?: unknown;
}

/** Whether a workload is protected. */
export interface RpoState {
	isMet: boolean;
	/** The hours that apply to it */
	hours: number;
	/** What counts as its latest restore point: milliseconds since 1970; undefined when there is none */
	latest?: number;
}

/** The hours that apply to a workload. */
export function rpoHoursOf(
	{ hours, exceptions }: Pick<RpoRules, 'hours' | 'exceptions'>,
	subject: RpoSubject,
): number {
	const fitting = exceptions.find(
		({ kinds, companyUid }) =>
			(kinds.length === 0 || kinds.some((kind) => isOf(kind, subject))) &&
			(companyUid === undefined || companyUid === subject.companyUid),
	);
	return fitting?.hours ?? hours;
}

function isOf(kind: RpoKind, { workloadKind, operationMode }: RpoSubject): boolean {
	if (kind !== 'workstation') return kind === workloadKind;
	const isComputer = workloadKind === 'consoleComputer' || workloadKind === 'backupServerComputer';
	return isComputer && spelled(operationMode).toLowerCase() === 'workstation';
}

/**
 * Whether the latest restore point is young enough. Without one it never is; a time that is yet to come, of a server
 * whose clock is ahead, has just been.
 *
 * @param now milliseconds since 1970, once for all workloads of an execution
 */
export function rpoStateOf(rules: RpoRules, subject: RpoSubject, now: number): RpoState {
	const { latestRestorePointUtc, latestSnapshotUtc } = subject;
	const times = [latestRestorePointUtc, rules.snapshotsCount ? latestSnapshotUtc : null]
		.map(parseTime)
		.filter((time) => time !== undefined);
	const hours = rpoHoursOf(rules, subject);
	if (times.length === 0) return { isMet: false, hours };
	const latest = Math.max(...times);
	return { isMet: now - latest <= hours * 3_600_000, hours, latest };
}

/** The least hours that apply to any workload: what is younger is protected whatever it is. */
export function leastHoursOf({ hours, exceptions }: RpoRules): number {
	return Math.min(hours, ...exceptions.map((exception) => exception.hours));
}
