import { RESOLUTIONS } from '../estate/alarms';
import { alarmSourceOf, alarmStatusOf } from '../estate/alarmObjects';
import type { ActiveAlarm, AnyJob, Estate, Vb365Job } from '../estate/types';
import { instantOf } from '../query/compare';
import type { Outcome } from '../sessions/runnable';
import type { Settings } from '../settings';
import type { AlarmBook } from './book';

/** Other statuses of a job show no session that has ended. */
const ENDS = ['success', 'warning', 'failed', 'stopped'];

/** Raises and resolves alarms as sessions of jobs end. */
export class JobAlarms {
	constructor(
		private readonly estate: Estate,
		private readonly settings: Settings,
		private readonly book: AlarmBook,
	) {}

	/** A session of this job has ended. */
	ended(jobUid: string, at: number, { status, failureMessage }: Outcome): void {
		if (!this.settings.jobAlarms) return;
		if (status.toLowerCase() === 'success') {
			this.resolve(jobUid, at);
			return;
		}
		// Other ends say nothing about the job: a user stopped it, for one.
		const alarmStatus = alarmStatusOf(status);
		const job = alarmStatus && this.find(jobUid);
		if (!job) return;
		const { templateUid, object } = this.sourceOf(job);
		const message =
			failureMessage || `The latest session of '${job.name}' has ended as ${status}.\r\n`;
		const subject = { templateUid, object, timeLike: job.lastRun };
		this.book.raise(subject, { status: alarmStatus, at, message });
	}

	/** A test has changed the job: if it shows another end now, a session has ended, and which one is returned. */
	changed(job: AnyJob, before: End, now: number): { at: number; outcome: Outcome } | undefined {
		const end = endOf(job);
		const isSameTime = Object.is(end.at, before.at);
		if (end.status === before.status && isSameTime) return undefined;
		// Microsoft 365 jobs show only when they began.
		const isTold = 'lastEndTime' in job && !isSameTime && !Number.isNaN(end.at);
		const outcome = { status: end.status, failureMessage: end.message };
		const at = isTold ? Math.floor(end.at) : now;
		this.ended(job.instanceUid, at, outcome);
		return ENDS.includes(end.status.toLowerCase()) ? { at, outcome } : undefined;
	}

	private resolve(jobUid: string, at: number): void {
		const has = ({ object }: ActiveAlarm) => object.objectUid === jobUid;
		// Looking for the job takes long in big estates, and most jobs have no alarm.
		const job = this.estate.alarms.some(has) && this.find(jobUid);
		if (!job) return;
		const alarm = this.book.findActive(this.sourceOf(job).templateUid, jobUid);
		if (!alarm) return;
		this.book.change(alarm, { status: 'Resolved', at, message: RESOLUTIONS[0] });
	}

	private sourceOf(job: AnyJob) {
		const { template, object } = alarmSourceOf(job, this.estate);
		const { instanceUid } = this.estate.alarmTemplates.find(({ name }) => name === template)!;
		return { templateUid: instanceUid, object };
	}

	private find(uid: string): AnyJob | undefined {
		const { jobs, agentJobs, vb365Jobs } = this.estate;
		const has = (job: AnyJob) => job.instanceUid === uid;
		return jobs.find(has) ?? agentJobs.find(has) ?? vb365Jobs.find(has);
	}
}

/** What a job shows of the end of its latest session. */
interface End {
	status: string;
	message: string | null;
	/** Milliseconds since 1970; of Microsoft 365 jobs, the time of the beginning. */
	at: number;
}

export function endOf(job: AnyJob): End {
	if ('lastStatus' in job) {
		const { lastStatus, lastStatusDetails, lastRun } = job as Vb365Job;
		return { status: lastStatus, message: lastStatusDetails, at: instantOf(lastRun ?? '') };
	}
	const { status, failureMessage, lastEndTime } = job;
	return { status, message: failureMessage, at: instantOf(lastEndTime ?? '') };
}
