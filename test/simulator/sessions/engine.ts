import type { Clock } from '../clock';
import type { Settings } from '../settings';
import type { Outcome, Runnable } from './runnable';

/** Something that happens to a job at a time. */
interface Step {
	at: number;
	run: (at: number) => void;
}

const messages: Record<string, string> = {
	Failed: 'Error: The simulated session has failed.\r\nNothing was backed up.\r\n',
	Warning: 'The simulated session has ended with a warning.\r\n',
};

/** How long a session took that nobody saw running. */
const UNSEEN_SECONDS = 60;

/** What a session with this status says when nobody says otherwise. */
export const outcomeOf = (status: string): Outcome => ({
	status,
	failureMessage: messages[status] ?? null,
});

/** The sessions that go on. There are no timers: what is due happens when someone looks. */
export class Sessions {
	private readonly plans = new Map<string, Step[]>();

	constructor(
		private readonly clock: Clock,
		private readonly settings: Settings,
		/** Hears of each end of a session. */
		private readonly onEnd?: (job: Runnable, at: number, outcome: Outcome) => void,
	) {}

	/** Lets everything happen that is due. */
	settle(): void {
		const now = this.clock.now();
		for (const [uid, steps] of this.plans) {
			while (steps.length > 0 && steps[0].at <= now) {
				const [{ at, run }] = steps.splice(0, 1);
				run(at);
			}
			if (steps.length === 0) this.plans.delete(uid);
		}
	}

	/** Whether the job runs, or will as soon as its turn comes. */
	isActive(job: Runnable): boolean {
		return job.isActive() || this.plans.has(job.uid);
	}

	start(job: Runnable): void {
		const { sessions } = this.settings;
		const now = this.clock.now();
		this.forget(job.uid);
		if (!sessions) {
			this.begin(job, now);
			return;
		}
		const start = now + (sessions.queueSeconds ?? 0) * 1000;
		this.plan(job, [
			{ at: start, run: (at) => this.begin(job, at) },
			{
				at: start + sessions.seconds * 1000,
				run: (at) => this.finish(job, at, outcomeOf(sessions.status)),
			},
		]);
	}

	stop(job: Runnable, userName: string): void {
		const { sessions } = this.settings;
		const isQueued = !job.isActive() && this.plans.has(job.uid);
		this.forget(job.uid);
		// What has not begun leaves no session behind.
		if (isQueued) return;
		if (!sessions) {
			job.stopping();
			return;
		}
		const outcome = { status: job.stoppedStatus, failureMessage: `Stopped by user ${userName}` };
		const start = this.clock.now() + (sessions.queueSeconds ?? 0) * 1000;
		this.plan(job, [
			{ at: start, run: () => job.stopping() },
			{
				at: start + (sessions.stopSeconds ?? 0) * 1000,
				run: (at) => this.finish(job, at, outcome),
			},
		]);
	}

	/** Ends a session now or at `at`. A job that doesn't run has then had one that took so long. */
	end(job: Runnable, at: number, outcome: Outcome, seconds = UNSEEN_SECONDS): void {
		this.forget(job.uid);
		if (!job.isActive()) this.begin(job, at - seconds * 1000);
		this.finish(job, at, outcome);
	}

	forget(uid: string): void {
		this.plans.delete(uid);
	}

	clear(): void {
		this.plans.clear();
	}

	private begin(job: Runnable, at: number): void {
		job.begin(at, this.settings.runningMessage === 'kept');
	}

	private finish(job: Runnable, at: number, outcome: Outcome): void {
		job.end(at, outcome);
		this.onEnd?.(job, at, outcome);
	}

	private plan(job: Runnable, steps: Step[]): void {
		this.plans.set(job.uid, steps);
		this.settle();
	}
}
