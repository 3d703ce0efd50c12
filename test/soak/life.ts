import type { Dice } from '../simulator/estate/dice';
import type { Json, JsonObject } from '../simulator/types';
import type { Rhythm } from './rhythm';
import type { Mark, Server } from './server';
import { DAY, MINUTE } from './times';

export type JobKind = 'job' | 'agentJob' | 'microsoft365Job';

/** What a job is called. */
interface JobNames {
	uid: string;
	jobKey: string;
	kind: JobKind;
}

/** How a session ended. */
export interface Ending {
	status: string;
	/** What tells it from other sessions of the job: its end, or with Microsoft 365 its start. */
	time: string;
}

/** A session as the history has it: by the clock of its server, milliseconds since 1970. */
export interface EndedSession {
	start: number;
	end: number;
	status: string;
	failureMessage: string | null;
}

/** How servers differ in what they show of a running job. */
export interface RunningRow {
	/** Whether the message of the session before stays. */
	keepsMessage: boolean;
	/** Whether the tasks are those of the session that runs. */
	showsOwnTasks: boolean;
}

type Task = { [name: string]: Json };

const terminal = ['Success', 'Warning', 'Failed', 'Stopped'];
const messages: Record<string, string> = {
	Failed: 'Error: Nothing was backed up.\r\nThe disk is full.',
	Warning: 'One of the machines was busy.',
	Stopped: 'Stopped by a user.',
};

/** The life of one job on its server, from session to session. */
export class Life {
	readonly uid: string;
	readonly jobKey: string;
	readonly kind: JobKind;
	/** Whether VSPC shows the job. */
	isThere = true;
	/** When something happens next. */
	nextAt: number;
	isEnabled = true;
	status = 'None';
	/** Every session that ended, whether anyone saw it or not. */
	onEnd: (ending: Ending, session: EndedSession) => void = () => {};

	private start?: Mark;
	private end?: Mark;
	private seconds: number | null = null;
	private message: string | null = null;
	private tasks: Task[] = [];
	private phase: 'resting' | 'starting' | 'running' = 'resting';
	private endedAt = 0;
	private failsUntil = 0;
	private retriesLeft = 0;
	/** The status that a passing one hides. */
	private hidden?: string;

	constructor(
		names: JobNames,
		readonly server: Server,
		readonly rhythm: Rhythm,
		private readonly dice: Dice,
		private readonly traits: RunningRow & { hasTasks: boolean; turnsIdle: boolean },
		now: number,
	) {
		this.uid = names.uid;
		this.jobKey = names.jobKey;
		this.kind = names.kind;
		this.nextAt = rhythm.next(now);
	}

	/** Lets happen what is due. True when there was something. */
	advance(until: number): boolean {
		if (this.nextAt > until) return false;
		while (this.nextAt <= until) this.step(this.nextAt);
		return true;
	}

	/** The ending that VSPC shows now, if it shows one. */
	get shown(): Ending | undefined {
		const mark = this.kind === 'microsoft365Job' ? this.start : this.end;
		if (!mark || !terminal.includes(this.status)) return undefined;
		return { status: this.status, time: this.server.write(mark) };
	}

	/** Neither running nor just done. */
	isQuiet(now: number): boolean {
		return this.phase === 'resting' && !this.hidden && now - this.endedAt > 50 * MINUTE;
	}

	/** For some hours another status hides that of the latest session. */
	flicker(): void {
		this.hidden = this.status;
		this.status = this.kind === 'microsoft365Job' ? 'Disconnected' : 'Unknown';
	}

	unflicker(): void {
		if (this.hidden && this.phase === 'resting') this.status = this.hidden;
		this.hidden = undefined;
	}

	enable(isEnabled: boolean, now: number): void {
		this.isEnabled = isEnabled;
		this.nextAt = isEnabled ? this.rhythm.next(now) : Infinity;
	}

	/** Goes on after a time in which nothing happened. */
	resume(now: number): void {
		this.nextAt = Math.max(this.nextAt, this.rhythm.next(now));
	}

	/** What VSPC shows of it. */
	row(): JsonObject {
		const { server, isEnabled, status, message } = this;
		const write = (mark: Mark | undefined) => (mark ? server.write(mark) : null);
		const lastRun = write(this.start);
		const planned = this.rhythm.planned(this.start?.instant ?? 0);
		const nextRun =
			planned && isEnabled ? server.write({ ...server.mark(planned), digits: 0 }) : null;
		if (this.kind === 'microsoft365Job') {
			const logType = status === 'Failed' ? 'Error' : 'Warning';
			const lastErrorLogRecords = message === null ? [] : [{ message, logType }];
			const lastStatusDetails = message ?? '';
			return {
				isEnabled,
				lastStatus: status,
				lastRun,
				nextRun,
				lastStatusDetails,
				lastErrorLogRecords,
			};
		}
		const common = { isEnabled, status, lastRun, lastEndTime: write(this.end) };
		const lastDuration = this.seconds;
		if (this.kind === 'agentJob') {
			return { ...common, lastDuration, nextRun, failureMessage: message ?? '' };
		}
		return { ...common, lastDuration, failureMessage: message, lastSessionTasks: this.tasks };
	}

	private step(at: number): void {
		const { dice } = this;
		if (this.phase === 'running') {
			this.finish(at);
			this.nextAt = this.nextStart(at);
			return;
		}
		if (this.phase === 'resting' && this.traits.turnsIdle && this.isOver(this.status)) {
			// Between the end of a session and the next one the status is Idle for some time.
			this.status = 'Idle';
			this.nextAt = Math.max(at + MINUTE, this.rhythm.next(at));
			return;
		}
		if (this.phase === 'resting' && dice.chance(0.3)) {
			this.phase = 'starting';
			this.status = this.kind === 'microsoft365Job' ? 'Queued' : 'Starting';
			this.nextAt = at + dice.int(1, 4) * MINUTE;
			return;
		}
		this.begin(at);
		this.nextAt = at + this.rhythm.duration();
	}

	private isOver(status: string): boolean {
		return terminal.includes(status);
	}

	private begin(at: number): void {
		const { dice, traits } = this;
		this.phase = 'running';
		this.hidden = undefined;
		this.start = this.server.mark(at);
		const isWaiting = this.kind === 'job' && dice.chance(0.05);
		this.status = isWaiting ? 'WaitingRepository' : 'Running';
		if (!traits.keepsMessage) this.message = null;
		if (traits.hasTasks && traits.showsOwnTasks) this.tasks = [this.task('Running', at, null)];
	}

	private finish(at: number): void {
		const { dice } = this;
		this.phase = 'resting';
		this.status = this.outcome(at);
		this.end = this.server.mark(at);
		this.endedAt = at;
		this.seconds = Math.max(0, Math.round((this.end.instant - this.start!.instant) / 1000));
		this.message = messages[this.status] ?? null;
		if (this.traits.hasTasks) {
			const started = this.start!.instant;
			const others = dice.chance(0.5) ? [this.task('Success', started, at)] : [];
			this.tasks = [this.task(this.status, started, at), ...others];
		}
		const [start, end] = [this.start!, this.end].map(({ instant }) => Math.floor(instant));
		this.onEnd(this.shown!, { start, end, status: this.status, failureMessage: this.message });
	}

	private task(status: string, start: number, end: number | null): Task {
		const { server } = this;
		const isBad = status === 'Failed' || status === 'Warning';
		return {
			instanceUid: this.uid,
			objectUid: this.uid,
			objectName: 'srv-01',
			totalObjects: 1,
			processedObjects: end === null ? 0 : 1,
			readDataSize: null,
			transferredDataSize: null,
			startTime: server.write(server.mark(start)),
			endTime: end === null ? null : server.write(this.end!),
			duration: end === null ? null : Math.round((end - start) / 1000),
			failureMessages: isBad ? [messages[status]] : [],
			status,
		};
	}

	private outcome(at: number): string {
		const { dice } = this;
		if (at < this.failsUntil) return 'Failed';
		// Some jobs fail for days.
		if (dice.chance(0.008)) {
			this.failsUntil = at + dice.int(2 * DAY, 4 * DAY);
			return 'Failed';
		}
		const roll = dice.int(1, 100);
		if (roll <= 88) return 'Success';
		if (roll <= 94) return 'Warning';
		return this.kind === 'microsoft365Job' && dice.chance(0.2) ? 'Stopped' : 'Failed';
	}

	private nextStart(at: number): number {
		const { dice } = this;
		if (this.status !== 'Failed') this.retriesLeft = 0;
		else if (this.retriesLeft === 0 && dice.chance(0.4)) this.retriesLeft = dice.int(1, 3);
		else if (this.retriesLeft > 0) this.retriesLeft--;
		if (this.retriesLeft > 0) return at + dice.int(2, 15) * MINUTE;
		if (this.traits.turnsIdle) return at + dice.int(3, 120) * MINUTE;
		return this.rhythm.next(at);
	}
}
