import { randomUUID } from 'node:crypto';

import { endOf } from './alarms/jobAlarms';
import type { AgentJob, AnyJob, EstateJob, SimulatedWorkload, Vb365Job } from './estate/types';
import { makeVendorJob } from './estate/vendorJob';
import { outcomeOf } from './sessions/engine';
import type { Runnable } from './sessions/runnable';
import { runnable } from './sessions/runnable';
import { vb365Runnable } from './sessions/vb365';
import { sessionUidOf } from './sessions/ledger';
import type { State } from './state';
import type { JsonObject } from './types';

/** How a test lets a session end. */
export interface SessionEnd {
	status: string;
	/** Milliseconds since 1970, a date or a time as text; now when left out. */
	at?: number | Date | string;
	/** Made up from the status when left out. */
	failureMessage?: string | null;
	/** How long it took, of a job that doesn't run; a minute when left out. */
	seconds?: number;
}

/**
 * Changes that no client asked for, as when someone works on the backup server itself. The UID is
 * `instanceUid`, of a job of any kind.
 */
export interface EstateEditor {
	/** Ends the session of a job; one that doesn't run has then had a short session. */
	endSession(jobUid: string, end: SessionEnd): void;
	/**
	 * A session of a job that nobody but the session history shows; times in milliseconds since 1970. From the first one
	 * on the history has only such sessions.
	 */
	recordSession(
		jobUid: string,
		session: { start: number; end: number; status: string; failureMessage: string | null },
	): void;
	/** Sets properties of a job; a status ends what was going on. */
	setJob(jobUid: string, patch: Partial<EstateJob> | Partial<AgentJob> | Partial<Vb365Job>): AnyJob;
	/** Adds a job like the first one, except for the properties given; `index` from the front. */
	addJob(fields?: Partial<EstateJob>, index?: number): EstateJob;
	removeJob(jobUid: string): void;
	/** Sets what a workload is made of; by its UID, or by the ID of an object of Microsoft 365. */
	setWorkload(uid: string, patch: Partial<SimulatedWorkload>): SimulatedWorkload;
	/** Adds a workload like the first one, except for the fields given. */
	addWorkload(fields: Partial<SimulatedWorkload>): SimulatedWorkload;
	/** All its restore points are gone, or this account may not see it any more. */
	removeWorkload(uid: string): void;
}

interface Found {
	list: JsonObject[];
	job: AnyJob;
	target: Runnable;
}

/** The time a test means, in milliseconds since 1970. */
export function instant(at: SessionEnd['at'], now: number): number {
	if (at === undefined) return now;
	const ms = typeof at === 'number' ? at : new Date(at).getTime();
	if (Number.isNaN(ms)) throw new Error(`'${String(at)}' is no time`);
	return ms;
}

/** Where jobs were found before: whoever changes thousands of them looks for each again and again. */
const places = new WeakMap<AnyJob[], Map<string, number>>();

function lookUp<T extends AnyJob>(list: T[], uid: string): T | undefined {
	const known = places.get(list) ?? new Map<string, number>();
	places.set(list, known);
	const place = known.get(uid) ?? -1;
	if (list[place]?.instanceUid === uid) return list[place];
	const index = list.findIndex((job) => job.instanceUid === uid);
	if (index >= 0) known.set(uid, index);
	return list[index];
}

function find(uid: string, { estate, store, sessions }: State): Found {
	sessions.settle();
	const { jobs, agentJobs, vb365Jobs } = estate;
	const job = lookUp(jobs, uid);
	if (job) return { list: jobs, job, target: runnable(job, store) };
	const agentJob = lookUp(agentJobs, uid);
	if (agentJob) return { list: agentJobs, job: agentJob, target: runnable(agentJob, store) };
	const vb365Job = lookUp(vb365Jobs, uid);
	if (!vb365Job) throw new Error(`There is no job '${uid}'`);
	return { list: vb365Jobs, job: vb365Job, target: vb365Runnable(vb365Job, store) };
}

function findWorkload(uid: string, { estate, sessions }: State): SimulatedWorkload {
	sessions.settle();
	const workload = estate.workloads.find((one) => one.uid === uid);
	if (!workload) throw new Error(`There is no workload '${uid}'`);
	return workload;
}

/** Makes the editor of an estate. All its functions throw for a job that isn't there. */
export function makeEditor(state: State): EstateEditor {
	const { estate, store, sessions, clock, jobAlarms, ledger } = state;
	return {
		endSession(jobUid, { status, at, failureMessage, seconds }) {
			const usual = outcomeOf(status);
			const message = failureMessage === undefined ? usual.failureMessage : failureMessage;
			const outcome = { status, failureMessage: message };
			sessions.end(find(jobUid, state).target, instant(at, clock.now()), outcome, seconds);
		},
		recordSession(jobUid, session) {
			const { job } = find(jobUid, state);
			const sessionUid = sessionUidOf('recorded', jobUid, session.start, session.end);
			ledger.record({ sessionUid, job, jobName: job.name ?? '', ...session });
		},
		setJob(jobUid, patch) {
			const { job } = find(jobUid, state);
			if ('status' in patch || 'lastStatus' in patch) sessions.forget(jobUid);
			const before = endOf(job);
			store.change<JsonObject>(job, patch);
			const ended = jobAlarms.changed(job, before, clock.now());
			if (ended) ledger.ended(job, ended.at, ended.outcome);
			return job;
		},
		addJob(fields = {}, index = estate.jobs.length) {
			const uids = { instanceUid: randomUUID(), uniqueUid: randomUUID() };
			const like = estate.jobs[0] ?? makeVendorJob();
			const job = { ...structuredClone(like), ...uids, ...fields };
			store.insert(estate.jobs, job, index);
			return job;
		},
		removeJob(jobUid) {
			const { list, job } = find(jobUid, state);
			sessions.forget(jobUid);
			store.remove<JsonObject>(list, job);
		},
		setWorkload(uid, patch) {
			const workload = findWorkload(uid, state);
			store.change(workload, patch);
			state.workloads.forget();
			return workload;
		},
		addWorkload(fields) {
			const workload = { ...structuredClone(estate.workloads[0]), uid: randomUUID(), ...fields };
			store.insert(estate.workloads, workload, estate.workloads.length);
			state.workloads.forget();
			return workload;
		},
		removeWorkload(uid) {
			store.remove(estate.workloads, findWorkload(uid, state));
			state.workloads.forget();
		},
	};
}
