import type { IDataObject } from 'n8n-workflow';

import { DAY, HOUR, MINUTE } from '../times';
import type { Chance } from './chance';

/** A session of a job; times are seconds since 1970. */
export interface Session {
	status: 'Success' | 'Failed';
	/** By the server's clock, as VSPC shows them */
	start: number;
	end: number;
	/** When it really ended, milliseconds */
	endedAt: number;
	/** The polls that saw it, milliseconds */
	shownAt: number[];
}

/** A clock that is wrong, and is set now and then. */
export class Clock {
	private readonly steps: Array<{ at: number; skew: number }>;

	constructor(skew: number, steps: Array<{ at: number; by: number }>) {
		let total = skew;
		this.steps = [{ at: -Infinity, skew }];
		for (const { at, by } of steps) this.steps.push({ at, skew: (total += by) });
	}

	/** Whether it was set between two times. */
	isSet(from: number, to: number): boolean {
		return this.steps.some(({ at }) => at > from && at <= to);
	}

	/** What it shows, in whole seconds. */
	at(now: number): number {
		const { skew } = this.steps.findLast(({ at }) => at <= now)!;
		return Math.floor((now + skew) / 1000);
	}
}

interface Shown {
	from: number;
	row: IDataObject;
	/** The session whose outcome is shown; none while the next one goes on */
	session?: Session;
}

/** One job on a server with such a clock. */
export class ClockJob {
	/** All of them, in the order in which they ended */
	readonly sessions: Session[] = [];
	private readonly shown: Shown[] = [];
	private nextAt: number;
	private isRunning = false;
	private start = 0;
	private failsUntil = 0;

	constructor(
		readonly uid: string,
		readonly clock: Clock,
		private readonly chance: Chance,
		private readonly period: number,
		/** From when on there is such a job */
		readonly since: number,
	) {
		this.nextAt = since + chance.int(0, period);
		this.show(since);
	}

	advance(now: number): void {
		while (this.nextAt <= now) this.step(this.nextAt);
	}

	/** What a server shows at a time; undefined while there is no such job. */
	at(now: number): Shown | undefined {
		return this.shown.findLast(({ from }) => from <= now);
	}

	private step(at: number): void {
		const { chance, clock } = this;
		if (!this.isRunning) {
			this.isRunning = true;
			this.start = clock.at(at);
			this.nextAt =
				at + chance.int(MINUTE, Math.max(2 * MINUTE, Math.min(40 * MINUTE, this.period / 2)));
		} else {
			this.isRunning = false;
			if (chance.of(0.04)) this.failsUntil = at + chance.int(4 * HOUR, 2 * DAY);
			const isFailed = at < this.failsUntil || chance.of(0.2);
			const status = isFailed ? 'Failed' : 'Success';
			this.sessions.push({
				status,
				start: this.start,
				end: clock.at(at),
				endedAt: at,
				shownAt: [],
			});
			const retries = isFailed && chance.of(0.3);
			const pause = retries
				? chance.int(2, 10) * MINUTE
				: this.period * (0.6 + chance.part() * 0.4);
			// Now and then nothing runs for long.
			this.nextAt = at + (chance.of(0.01) ? chance.int(26 * HOUR, 2 * DAY) : Math.round(pause));
		}
		this.show(at);
	}

	private show(from: number): void {
		const last = this.sessions.at(-1);
		const status = this.isRunning ? 'Running' : (last?.status ?? 'None');
		const row = {
			instanceUid: this.uid,
			name: this.uid,
			isEnabled: true,
			scheduleType: 'Daily',
			status,
			lastRun: iso(this.isRunning ? this.start : last?.start),
			lastEndTime: iso(last?.end),
		};
		this.shown.push({ from, row, session: this.isRunning ? undefined : last });
	}
}

function iso(seconds: number | undefined): string | null {
	return seconds === undefined ? null : new Date(seconds * 1000).toISOString();
}
