import type { EstateStore } from '../estate/store';
import { stampLike } from '../estate/times';
import type { Vb365Job } from '../estate/types';
import type { Runnable } from './runnable';
import { isActiveStatus } from './runnable';

/** A Microsoft 365 job: its properties have other names, and it shows no end. */
export function vb365Runnable(job: Vb365Job, store: EstateStore): Runnable {
	const change = (patch: Partial<Vb365Job>) => store.change(job, patch);
	return {
		uid: job.instanceUid,
		row: job,
		name: job.name,
		status: () => job.lastStatus,
		isActive: () => isActiveStatus(job.lastStatus),
		stoppedStatus: 'Stopped',
		begin: (at, keepsMessage) =>
			change({
				lastStatus: 'Running',
				lastRun: stampLike(at, job.lastRun),
				...(keepsMessage ? {} : { lastStatusDetails: '', lastErrorLogRecords: [] }),
			}),
		stopping: () => change({ lastStatus: 'Stopping' }),
		end: (_at, { status, failureMessage: message }) =>
			change({
				lastStatus: status,
				lastStatusDetails: message ?? '',
				lastErrorLogRecords:
					message === null ? [] : [{ message, logType: status === 'Failed' ? 'Error' : 'Warning' }],
			}),
	};
}
