import type { Identity } from '../accounts';
import type { EstateJob } from '../estate/types';
import type { Runnable } from '../sessions/runnable';
import { pascal, runnable } from '../sessions/runnable';
import type { State } from '../state';
import type { Answer } from './answers';
import { done, errorAnswer, Refusal } from './answers';
import type { Call } from './call';
import { findJob } from './jobs';

/** The types for which the vendor's console offers Retry. */
const retried = (
	'BackupVm ReplicationVM BackupFile BackupFileCopy CopyFile FileToTape ' +
	'ObjectStorageBackup ObjectStorageBackupCopy'
).split(' ');

function refuse(message: string): never {
	throw new Refusal(errorAnswer(400, message));
}

function count(counts: Map<string, number>, uid: string): void {
	counts.set(uid, (counts.get(uid) ?? 0) + 1);
}

/** Starts a job of any kind, or refuses because it runs. */
export function startJob(job: Runnable, state: State, counts = state.starts): void {
	if (state.settings.actionsCheckState && state.sessions.isActive(job)) {
		refuse(`Job '${job.name}' is already running.`);
	}
	count(counts, job.uid);
	state.sessions.start(job);
}

/** Stops a job of any kind, or refuses because it doesn't run. */
export function stopJob(job: Runnable, state: State, identity: Identity): void {
	if (state.settings.actionsCheckState) {
		if (!state.sessions.isActive(job)) refuse(`Job '${job.name}' is not running.`);
		if (job.status() === 'Stopping') refuse(`Job '${job.name}' is already stopping.`);
	}
	count(state.stops, job.uid);
	state.sessions.stop(job, identity.userName);
}

function retryJob(job: EstateJob, target: Runnable, state: State): void {
	const type = pascal(job.type);
	if (state.settings.actionsCheckState && !retried.includes(type)) {
		refuse(`Jobs of the type '${type}' cannot be retried.`);
	}
	startJob(target, state, state.retries);
}

/** POST /infrastructure/backupServers/jobs/{jobUid}/start, stop or retry */
export function runAction(call: Call, identity: Identity, uid: string, action: string): Answer {
	const { state } = call;
	const job = findJob(uid, call);
	const target = runnable(job, state.store);
	if (action === 'stop') stopJob(target, state, identity);
	else if (action === 'retry') retryJob(job, target, state);
	else startJob(target, state);
	return done();
}
