import { isSpared } from '../estate/session';
import type { EstateStore } from '../estate/store';
import { stampLike } from '../estate/times';
import type { AnyJob, EstateJob, SessionTask } from '../estate/types';
import { instantOf } from '../query/compare';
import type { JsonObject } from '../types';

/** How a session ended. */
export interface Outcome {
	status: string;
	failureMessage: string | null;
}

/** A job of any kind, as far as its sessions go. Times are milliseconds since 1970. */
export interface Runnable {
	uid: string;
	/** The row of the estate. */
	row: AnyJob;
	name: string;
	/** Status of the latest session, in Pascal case. */
	status(): string;
	isActive(): boolean;
	/** Status of a session that a user stopped. */
	stoppedStatus: string;
	begin(at: number, keepsMessage: boolean): void;
	stopping(): void;
	end(at: number, outcome: Outcome): void;
}

/* Queued is a status of Microsoft 365 jobs only. */
const active = ['Queued', 'Running', 'Starting', 'Stopping', 'WaitingTape', 'WaitingRepository'];

export const isActiveStatus = (status: string) => active.includes(status);
export const pascal = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Writes a status as the job had it before: the vendor's job is in camel case. */
function likeBefore(status: string, before: string): string {
	const isCamel = /^[a-z]/.test(before);
	return isCamel ? status.charAt(0).toLowerCase() + status.slice(1) : status;
}

/** The tasks of the session before, as if they had run again. */
function renewTasks(tasks: SessionTask[], start: string, end: string, outcome: Outcome) {
	return tasks.map((task, index) => {
		const isFine = isSpared(index);
		const { status, failureMessage } = isFine
			? { status: 'Success', failureMessage: null }
			: outcome;
		return {
			...task,
			startTime: start,
			endTime: end,
			duration: Math.round((instantOf(end) - instantOf(start)) / 1000),
			failureMessages: failureMessage === null ? [] : [failureMessage],
			status,
		};
	});
}

/** Seen live: the tasks of a running job are pending, and end at the moment in which somebody asks. */
export function whileRunning(job: EstateJob, now: number): Partial<EstateJob> {
	const { status, lastRun, lastSessionTasks: tasks } = job;
	if (!isActiveStatus(pascal(status)) || !tasks) return {};
	const endTime = stampLike(now, lastRun);
	const startTime = lastRun ?? endTime;
	const duration = Math.max(0, Math.round((now - instantOf(startTime)) / 1000));
	return {
		lastSessionTasks: tasks.map((task) => ({
			...task,
			startTime,
			endTime,
			duration,
			failureMessages: [],
			status: likeBefore('Pending', task.status ?? status),
		})),
	};
}

/** The properties that jobs of backup servers and of agents have in common. */
type RunFields = JsonObject &
	Pick<EstateJob, 'instanceUid' | 'status' | 'lastRun' | 'lastEndTime' | 'lastDuration'> &
	Pick<EstateJob, 'lastSessionTasks'> & { name: string | null; failureMessage: string | null };

/** A job of a backup server or of an agent. */
export function runnable<T extends RunFields>(job: T, store: EstateStore): Runnable {
	const change = (patch: Partial<RunFields>) => store.change<RunFields>(job, patch);
	// Agents say nothing with an empty text: their message is not nullable.
	const messageOf = (message: string | null) => message ?? ('backupAgentUid' in job ? '' : null);
	const setStatus = (status: string) => likeBefore(status, job.status);
	return {
		uid: job.instanceUid,
		row: job as unknown as AnyJob,
		stoppedStatus: 'Failed',
		name: job.name ?? '',
		status: () => pascal(job.status),
		isActive: () => isActiveStatus(pascal(job.status)),
		begin: (at, keepsMessage) => {
			// End and duration stay: a running job shows those of the session before.
			const lastRun = stampLike(at, job.lastRun);
			const failureMessage = keepsMessage ? job.failureMessage : messageOf(null);
			change({ status: setStatus('Running'), lastRun, failureMessage });
		},
		stopping: () => change({ status: setStatus('Stopping') }),
		end: (at, outcome) => {
			const start = job.lastRun ?? stampLike(at, null);
			const lastEndTime = stampLike(at, start);
			const seconds = Math.round((at - instantOf(start)) / 1000);
			const tasks = job.lastSessionTasks;
			change({
				status: setStatus(outcome.status),
				lastEndTime,
				lastDuration: Math.max(0, seconds),
				failureMessage: messageOf(outcome.failureMessage),
				...(tasks && { lastSessionTasks: renewTasks(tasks, start, lastEndTime, outcome) }),
			});
		},
	};
}
