import { textOrNull } from '../../util/text';
import { parseTime } from '../../util/time';
import type { Row as RowOf } from '../../vspc/fields';
import { hoursSince, toUtc } from '../../vspc/jobs/computed';
import type { JobResult } from '../../vspc/jobs/kind';
import type { WorkloadKindName, WorkloadShape } from '../../vspc/workloads/kind';
import { type RpoRules, type RpoSubject, rpoStateOf } from '../../vspc/workloads/rpo';
import { fill, type Language, wordOf } from '../language';
import { compare } from '../row';
import type { workloadRowFields } from './fields';
import { type MalwareState, type Reason, type State, STATES } from './words';

/** The job that made the latest restore point of a workload, as it stands now. */
export interface JobOfWorkload {
	name: string | null;
	companyUid: string | null;
	result: JobResult;
	isEnabled: boolean;
	/** Milliseconds since 1970; undefined where it never ran or VSPC shows no time */
	startedAt?: number;
	failureMessage: string | null;
}

/** What a report is made of, as VSPC Workload outputs it. */
export type WorkloadItem = RpoSubject &
	Pick<
		WorkloadShape,
		'name' | 'companyName' | 'malwareState' | 'immutable' | 'jobKey' | 'workloadKey'
	> & { /** Of computers that VSPC manages */ numberOfJobs?: unknown };

/** A workload that was read, for a report. */
export interface ReadWorkload {
	item: WorkloadItem;
	/** Undefined where it is not known, or not looked for */
	job?: JobOfWorkload;
	/** Whether its server has lost the connection to VSPC */
	isDisconnected?: boolean;
}

export type WorkloadRow = RowOf<typeof workloadRowFields> & {
	state: State;
	workloadKind: WorkloadKindName;
};

/** What a row depends on besides its workload. */
export interface RowFrame {
	language: Language;
	/** When it was so, in milliseconds since 1970 */
	now: number;
	rpo: RpoRules;
}

/** A workload as a row of a report. */
export function toRow({ item, job, isDisconnected }: ReadWorkload, frame: RowFrame): WorkloadRow {
	const { language, now, rpo } = frame;
	const { words } = language;
	const { isMet, hours, latest } = rpoStateOf(rpo, item, now);
	const state: State = isMet ? 'within' : latest === undefined ? 'noRestorePoint' : 'outside';
	const reason = isMet ? null : reasonOf({ item, job, isDisconnected }, { latest, hours, now });
	const [kindText] = words.workloads.kinds[item.workloadKind as WorkloadKindName];
	const isOfJob = reason === 'jobFailed' || reason === 'jobWarning';
	return {
		state,
		name: textOrNull(item.name) ?? words.noName,
		companyUid: item.companyUid,
		companyName: item.companyName,
		workloadKind: item.workloadKind as WorkloadKindName,
		kindText,
		latestRestorePointUtc: item.latestRestorePointUtc,
		latestSnapshotUtc: item.latestSnapshotUtc,
		hoursSinceRestorePoint: hoursSince(latest, now),
		rpoHours: hours,
		reason,
		reasonText:
			reason &&
			fill(words.workloads.reasons[reason], {
				time: job?.startedAt === undefined ? '' : language.moment(job.startedAt, now),
			}),
		failureMessage: isOfJob ? (job?.failureMessage ?? null) : null,
		jobName: job ? (job.name ?? words.noName) : null,
		jobKey: item.jobKey,
		malwareState: item.malwareState,
		immutable: item.immutable,
		workloadKey: item.workloadKey,
	};
}

/** A session takes its time until there is a restore point, and what VSPC shows is not of one moment. */
const SESSION_MS = 3_600_000;

/** Why a workload has no young restore point; null where VSPC does not show it. */
function reasonOf(
	{ item, job, isDisconnected }: ReadWorkload,
	{ latest, hours, now }: { latest?: number; hours: number; now: number },
): Reason | null {
	if (isDisconnected) return 'serverDisconnected';
	if (!job) return item.numberOfJobs === 0 ? 'noJob' : null;
	const { startedAt, result } = job;
	if (!job.isEnabled) return 'jobDisabled';
	if (result === 'failed') return 'jobFailed';
	if (result === 'warning') return 'jobWarning';
	if (result === 'running') return null;
	if (startedAt === undefined) return result === 'none' ? 'jobNeverRan' : null;
	if (now - startedAt > hours * 3_600_000) return 'jobNotRun';
	const ranSince = latest !== undefined && startedAt > latest + SESSION_MS;
	return result === 'success' && ranSince ? 'jobRanWithout' : null;
}

/** Those outside first, the oldest restore point first among them; the others by company and name. */
export function inOrder(rows: WorkloadRow[]): WorkloadRow[] {
	return rows
		.map((row) => ({
			row,
			state: STATES.indexOf(row.state),
			age: row.state === 'outside' ? (row.hoursSinceRestorePoint ?? 0) : 0,
			company: (row.companyName ?? '').toLowerCase(),
			name: row.name.toLowerCase(),
		}))
		.sort(
			(a, b) =>
				a.state - b.state ||
				b.age - a.age ||
				compare(a.company, b.company) ||
				compare(a.row.companyUid ?? '', b.row.companyUid ?? '') ||
				compare(a.name, b.name) ||
				compare(a.row.workloadKey ?? '', b.row.workloadKey ?? ''),
		)
		.map(({ row }) => row);
}

const MALWARE: Readonly<Record<string, MalwareState>> = {
	clean: 'clean',
	infected: 'infected',
	suspicious: 'suspicious',
	unverified: 'unverified',
};

/** Undefined where VSPC does not say it; a state that is new is not known here. */
export function malwareOf({ malwareState }: WorkloadRow): MalwareState | undefined {
	if (malwareState === null) return undefined;
	return (wordOf(MALWARE, malwareState.toLowerCase()) as MalwareState | undefined) ?? 'unknown';
}

/** The latest snapshot where it counts and is the later one, else the latest restore point. */
export function countedTime(
	{ latestRestorePointUtc, latestSnapshotUtc }: WorkloadRow,
	{ snapshotsCount }: RpoRules,
): { at: string; isSnapshot: boolean } | undefined {
	const point = parseTime(latestRestorePointUtc) ?? -Infinity;
	const snapshot = (snapshotsCount ? parseTime(latestSnapshotUtc) : undefined) ?? -Infinity;
	const latest = Math.max(point, snapshot);
	return latest === -Infinity ? undefined : { at: toUtc(latest)!, isSnapshot: snapshot > point };
}
