import type { IDataObject } from 'n8n-workflow';

import { elapsed } from '../../../nodes/util/clock';
import type { EventName, WatchRules } from '../../../nodes/trigger/jobs/events';
import type { JobSource } from '../../../nodes/trigger/jobs/observation';
import { noNotes } from '../../../nodes/trigger/jobs/session';
import { watchKind } from '../../../nodes/trigger/jobs/watch';
import { readList, readState, writeList, writeState } from '../../../nodes/trigger/engine/state';
import { jobCodec } from '../../../nodes/trigger/jobs/memory';
import { DAY, HOUR, MINUTE } from '../times';
import { Chance } from './chance';
import { Clock, ClockJob } from './life';

/** An event as the trigger emits it. */
export interface Emitted {
	at: number;
	uid: string;
	event: EventName;
	/** Seconds since 1970 */
	of: number;
}

/** What happened, and what the trigger made of it. */
export interface History {
	seed: number;
	jobs: ClockJob[];
	/** When the trigger was published, milliseconds */
	begin: number;
	/** Polls that could read VSPC, milliseconds */
	polls: number[];
	kills: number[];
	emitted: Emitted[];
	/** One of two servers behind the address is late */
	hasLateServer: boolean;
}

const RULES: WatchRules = {
	events: new Set<EventName>(['failed', 'success', 'recovered', 'overdue']),
	warningIsProblem: false,
	stillAfter: 0,
	overdueAfter: 24 * 3600,
	afterFailures: 1,
	escalateAfterFailures: 3,
	escalateAfter: 0,
	emitExisting: false,
};

const START = Date.parse('2026-03-01T00:00:00Z');

/** Skews at publishing: right, minutes, time zones, days; a year ago somebody mistook the month. */
const SKEWS = [
	0,
	0,
	20 * MINUTE,
	-20 * MINUTE,
	HOUR,
	-2 * HOUR,
	9 * HOUR,
	-9 * HOUR,
	2 * DAY,
	20 * DAY,
];

/** Days of jobs on servers with wrong clocks, watched by the trigger's own code. */
export async function play(seed: number): Promise<History> {
	const chance = new Chance(seed);
	const hasLateServer = chance.of(0.15);
	const days = chance.int(2, 5);
	const begin = START + 2 * DAY;
	const end = begin + days * DAY;
	const jobs = makeJobs(chance, begin, end, hasLateServer);
	const interval = chance.pick([10, 10, 20, 30]) * MINUTE;
	const history: History = { seed, jobs, begin, polls: [], kills: [], emitted: [], hasLateServer };
	const trigger = new Trigger();
	const lag = chance.int(5, 40) * MINUTE;
	let isLate = false;
	let downUntil = 0;
	for (let now = begin; now < end; now += interval + chance.int(-5000, 5000)) {
		for (const job of jobs) job.advance(now);
		if (now > begin && chance.of(0.004)) downUntil = now + chance.int(10, 180) * MINUTE;
		if (now > begin && chance.of(0.006)) {
			trigger.kill();
			history.kills.push(now);
		}
		if (now < downUntil) continue;
		// Two servers answer in turn: what one of them shows for an hour is the truth, for all that anybody can see.
		isLate = hasLateServer && now > begin && !isLate && chance.of(0.3);
		const shownAt = isLate ? now - lag : now;
		const shown = jobs.flatMap((job) => job.at(shownAt) ?? []);
		if (shownAt === now) for (const { session } of shown) session?.shownAt.push(now);
		history.polls.push(now);
		const rows = shown.map(({ row }) => row);
		for (const event of await trigger.poll(rows, now)) history.emitted.push(event);
	}
	return history;
}

function makeJobs(chance: Chance, begin: number, end: number, isSteady: boolean): ClockJob[] {
	const jobs: ClockJob[] = [];
	for (let server = 0; server < 2; server++) {
		const steps = isSteady ? [] : makeSteps(chance, begin, end);
		const clock = new Clock(chance.pick(SKEWS), steps);
		for (let count = 0; count < 2; count++) {
			const period = chance.pick([15 * MINUTE, HOUR, 4 * HOUR, DAY, DAY]);
			// Some jobs are made while the trigger watches.
			const isNew = chance.of(0.15);
			const since = isNew ? begin + chance.int(MINUTE, DAY) : START;
			jobs.push(new ClockJob(`s${server}j${count}`, clock, chance, period, since));
		}
	}
	return jobs;
}

/** When the clock is set, and by how much: most are corrected by minutes or hours, some by days. */
function makeSteps(chance: Chance, begin: number, end: number) {
	const count = chance.int(0, 3);
	const steps = Array.from({ length: count }, () => {
		const most = chance.pick([20 * MINUTE, HOUR, 9 * HOUR, 2 * DAY]);
		const by = chance.int(MINUTE, most) * (chance.of(0.7) ? -1 : 1);
		return { at: chance.int(begin, end), by };
	});
	return steps.sort((a, b) => a.at - b.at);
}

/** The trigger and n8n: state is text, and on disk only after an event. */
class Trigger {
	private text?: string;
	private saved?: string;
	private notes = noNotes();
	private hasGap = true;

	kill(): void {
		this.text = this.saved;
		this.notes = noNotes();
		this.hasGap = true;
	}

	async poll(rows: IDataObject[], now: number): Promise<Emitted[]> {
		const saved = this.text === undefined ? undefined : readState(this.text).lists.job;
		const old = saved && readList(saved, jobCodec);
		const { hasGap } = this;
		const conditions = { rules: RULES, hasGap, now, isTimeUp: () => false };
		const found = await watchKind(sourceOf(rows), old, this.notes, conditions);
		this.text = writeState(new Map([['job', writeList(found.state, jobCodec)]]));
		this.notes = found.notes;
		this.hasGap = false;
		if (found.emitted.length > 0 || this.saved === undefined) this.saved = this.text;
		return found.emitted.map(({ key, event: { name: event, of } }) => ({
			at: now,
			uid: key.split(':').at(-1)!,
			event,
			of,
		}));
	}
}

/** Jobs of backup servers as VSPC lists them, all on one page. */
function sourceOf(rows: IDataObject[]): JobSource {
	const keyOf = (job: IDataObject) => `job:server:${String(job.instanceUid)}`;
	return {
		kind: {
			noun: 'job',
			listPath: [],
			isQueryable: true,
			properties: {
				status: 'status',
				lastRun: 'lastRun',
				lastEnd: 'lastEndTime',
				failure: 'failureMessage',
				company: [],
			},
			keyOf,
			parseKey: (key: string) => key,
			placement: () => ({}),
			fetch: async (_: unknown, key: string) => rows.find((row) => keyOf(row) === key),
		},
		asking: { limits: { timeoutSeconds: 60, asyncTimeoutSeconds: 60 } },
		pages: {
			read: async () => ({ rows, total: rows.length, offset: 0 }),
			complete: async (read: () => Promise<unknown>) => await read(),
		},
		scope: 'all',
		host: 'here',
		until: elapsed() + 60_000,
		isInScope: () => true,
		isWanted: () => true,
	} as unknown as JobSource;
}
