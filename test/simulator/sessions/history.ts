import type { EstateStore } from '../estate/store';
import { DAY, HOUR, MINUTE } from '../estate/times';
import type { AnyJob, Estate } from '../estate/types';
import { instantOf } from '../query/compare';
import type { PlayedSession } from './ledger';
import { KEPT_MS, sessionUidOf } from './ledger';
import { isActiveStatus, pascal } from './runnable';

/** Numbers from 0 to 1, the same ones for the same seed. The dice of the estate are too slow for so many sessions. */
function makeChance(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}

const FAILED = 'Error: The simulated session has failed.\r\n';
const WARNED = 'The simulated session has ended with a warning.\r\n';

const messageOf = (status: string) =>
	status === 'Failed' ? FAILED : status === 'Warning' ? WARNED : null;

const timeOf = (text: string | null | undefined) => {
	const time = text ? instantOf(text) : NaN;
	return time > 0 ? Math.floor(time) : undefined;
};

/** How often a job runs; undefined: only now and then, or without an end. */
function periodOf(job: AnyJob): number | undefined {
	if ('jobType' in job) return DAY;
	switch (job.scheduleType) {
		case 'Daily':
		case 'BackupWindow':
		case 'Chained':
			return DAY;
		case 'Periodically':
			return 4 * HOUR;
		default:
			return undefined;
	}
}

/** The latest session that has ended, as the job shows it; of a running job, the one before. */
function latestOf(
	job: AnyJob,
	chance: () => number,
): Omit<PlayedSession, 'sessionUid'> | undefined {
	const isMicrosoft365 = 'jobType' in job;
	const status = pascal(String(isMicrosoft365 ? job.lastStatus : job.status));
	const start = timeOf(job.lastRun);
	const length = Math.round((1 + chance() * 90) * MINUTE);
	const shared = { job, jobName: job.name ?? '' };
	if (isActiveStatus(status)) {
		// Microsoft 365 jobs show no end: what was before a running session, nobody sees.
		const end = isMicrosoft365 ? start && start - DAY : timeOf(job.lastEndTime);
		if (end === undefined) return undefined;
		return { ...shared, start: end - length, end, status: 'Success', failureMessage: null };
	}
	if (start === undefined || status === 'None') return undefined;
	const end = (isMicrosoft365 ? undefined : timeOf(job.lastEndTime)) ?? start + length;
	const isEnd = ['Success', 'Warning', 'Failed', 'Stopped'].includes(status);
	const message = isMicrosoft365 ? job.lastStatusDetails : job.failureMessage;
	return {
		...shared,
		start,
		end: Math.max(start, end),
		status: isEnd ? status : 'Unknown',
		failureMessage: message || null,
	};
}

/** How a session ended: most succeed, and a job that failed has often failed before, too. */
function statusOf(next: string, chance: () => number): string {
	const luck = chance();
	if (next === 'Failed' && luck < 0.5) return 'Failed';
	return luck < 0.9 ? 'Success' : luck < 0.95 ? 'Warning' : 'Failed';
}

/** Jobs that no job list of VSPC has: verification and tape, with names of their own. */
const UNLISTED = [
	{ jobName: 'Verify Restore Points', type: 'SureBackup', period: DAY, length: 40 * MINUTE },
	// Longer than a day, as tape jobs are.
	{ jobName: 'Weekly Vault', type: 'BackupToTape', period: 7 * DAY, length: 27 * HOUR },
];

/**
 * The sessions of the 30 days before the start: the latest one of each job as the job shows it, and before it as many
 * as its schedule asks for. Nothing settles what VSPC shows of jobs that run without an end: they have none here.
 */
export function makeHistory(estate: Estate, store: EstateStore): PlayedSession[] {
	const chance = makeChance(estate.seed + 4_000_003);
	const now = estate.now.getTime();
	const since = now - KEPT_MS;
	const sessions: PlayedSession[] = [];
	const lists: AnyJob[][] = [estate.jobs, estate.agentJobs, estate.vb365Jobs];
	for (const job of lists.flatMap((list) => store.originalsOf(list))) {
		const latest = latestOf(store.originalOf(job), chance);
		if (!latest) continue;
		const { start, end, status } = latest;
		const add = (one: Omit<PlayedSession, 'sessionUid'>) =>
			sessions.push({ sessionUid: sessionUidOf('past', job.instanceUid, one.start), ...one, job });
		if (end > since) add(latest);
		const period = periodOf(job);
		let next = status;
		for (let at = start; period !== undefined && (at -= period) > since; ) {
			next = statusOf(next, chance);
			const begun = at + Math.round(chance() * 10 * MINUTE);
			const length = Math.round((1 + chance() * Math.min(120, period / MINUTE / 3)) * MINUTE);
			// Now and then a server was switched off.
			if (chance() < 0.03) continue;
			const failureMessage = messageOf(next);
			add({ ...latest, start: begun, end: begun + length, status: next, failureMessage });
		}
	}
	for (const [place, { instanceUid: backupServerUid }] of estate.backupServers.entries()) {
		for (const { jobName, type, period, length } of UNLISTED) {
			for (let end = now - place * 17 * MINUTE - HOUR; end > since; end -= period) {
				const start = end - length;
				const status = statusOf('Success', chance);
				const sessionUid = sessionUidOf('unlisted', backupServerUid, type, start);
				const own = { jobName, type, start, end, status, failureMessage: messageOf(status) };
				sessions.push({ sessionUid, backupServerUid, ...own });
			}
		}
	}
	return sessions;
}
