import { randomUUID } from 'node:crypto';

import type { EstateJob } from './estate/types';
import { makeVendorJob } from './estate/vendorJob';
import { outcomeOf } from './sessions/engine';
import { runnable } from './sessions/runnable';
import type { State } from './state';
import type { JsonObject } from './types';

/** How a test lets a session end. */
export interface SessionEnd {
	status: string;
	/** Milliseconds since 1970, a date or a time as text; now when left out. */
	at?: number | Date | string;
	/** Made up from the status when left out. */
	failureMessage?: string | null;
}

/** Changes that no client asked for, as when someone works on the backup server itself. */
export interface EstateEditor {
	/** Ends the session of a job; one that doesn't run has then had a short session. */
	endSession(jobUid: string, end: SessionEnd): void;
	/** Sets properties of a job; a status ends what was going on. */
	setJob(jobUid: string, patch: Partial<EstateJob>): EstateJob;
	/** Adds a job like the first one, except for the properties given; `index` from the front. */
	addJob(fields?: Partial<EstateJob>, index?: number): EstateJob;
	removeJob(jobUid: string): void;
}

function instant(at: SessionEnd['at'], now: number): number {
	if (at === undefined) return now;
	const ms = typeof at === 'number' ? at : new Date(at).getTime();
	if (Number.isNaN(ms)) throw new Error(`'${String(at)}' is no time`);
	return ms;
}

/** Makes the editor of an estate. All its functions throw for a job that isn't there. */
export function makeEditor({ estate, store, sessions, clock }: State): EstateEditor {
	const find = (uid: string) => {
		sessions.settle();
		const job = estate.jobs.find((one) => one.instanceUid === uid);
		if (!job) throw new Error(`There is no job '${uid}'`);
		return job;
	};
	return {
		endSession(jobUid, { status, at, failureMessage }) {
			const usual = outcomeOf(status);
			const message = failureMessage === undefined ? usual.failureMessage : failureMessage;
			const outcome = { status, failureMessage: message };
			sessions.end(runnable(find(jobUid), store), instant(at, clock.now()), outcome);
		},
		setJob(jobUid, patch) {
			const job = find(jobUid);
			if (patch.status !== undefined) sessions.forget(jobUid);
			store.change(job, patch);
			return job;
		},
		addJob(fields = {}, index = estate.jobs.length) {
			const uids = { instanceUid: randomUUID(), uniqueUid: randomUUID() };
			const job = { ...structuredClone(estate.jobs[0] ?? makeVendorJob()), ...uids, ...fields };
			store.insert(estate.jobs, job, index);
			return job;
		},
		removeJob(jobUid) {
			const job = find(jobUid);
			sessions.forget(jobUid);
			store.remove<JsonObject>(estate.jobs, job);
		},
	};
}
