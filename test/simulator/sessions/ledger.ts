import { createHash } from 'node:crypto';

import type { EstateStore } from '../estate/store';
import { DAY } from '../estate/times';
import type { AnyJob, Estate } from '../estate/types';
import { instantOf } from '../query/compare';
import { makeHistory } from './history';
import type { Outcome } from './runnable';

/** A session that has ended. Times are milliseconds since 1970. */
export interface PlayedSession {
	sessionUid: string;
	/** Undefined for one that belongs to no job of a list: of SureBackup, of tape. */
	job?: AnyJob;
	/** The server it ran on, where there is no job that says so. */
	backupServerUid?: string;
	/** Of the job when the session ended. */
	jobName: string;
	start: number;
	end: number;
	/** As the job showed it, in Pascal case. */
	status: string;
	failureMessage: string | null;
	/** Of a session without a job, as the job list of VSPC would name it. */
	type?: string;
}

/** So long VSPC keeps sessions: vendor's guide, `job_overview.md`. */
export const KEPT_MS = 30 * DAY;

/** A UID made of numbers: the same ones for the same session. */
export function sessionUidOf(...parts: Array<string | number>): string {
	const hex = createHash('md5').update(parts.join(' ')).digest('hex');
	return [0, 8, 12, 16, 20].map((from, i) => hex.slice(from, [8, 12, 16, 20, 32][i])).join('-');
}

/** Every session that was played, and those of the 30 days before the start. */
export class Ledger {
	private readonly played: PlayedSession[] = [];
	private past?: PlayedSession[];
	private recorded?: PlayedSession[];

	constructor(
		private readonly estate: Estate,
		private readonly store: EstateStore,
	) {}

	/** A session of this job has ended; the job shows it already. */
	ended(job: AnyJob, at: number, { status, failureMessage }: Outcome): void {
		const begun = job.lastRun === null ? NaN : instantOf(job.lastRun);
		const start = begun > 0 && begun <= at ? Math.floor(begun) : at;
		const sessionUid = sessionUidOf('played', this.played.length, job.instanceUid, at);
		const own = { jobName: job.name ?? '', start, end: at, status, failureMessage };
		this.played.push({ sessionUid, job, ...own });
	}

	/** A session that somebody else plays. From the first one on there are no others. */
	record(session: PlayedSession): void {
		this.recorded ??= [];
		this.recorded.push(session);
	}

	/** All of them. Those of before the start are made up when somebody asks for the first time. */
	all(): PlayedSession[] {
		if (this.recorded) return this.recorded;
		this.past ??= makeHistory(this.estate, this.store);
		return [...this.past, ...this.played];
	}

	/** Forgets what was played. */
	clear(): void {
		this.played.length = 0;
		this.recorded = undefined;
		// A test may have changed rows past the store.
		this.past = undefined;
	}
}
