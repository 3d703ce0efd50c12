import type { IDataObject } from 'n8n-workflow';

import { alarmKeyOf } from '../../../nodes/vspc/alarms';
import type { AlarmRules, EmittedAlarmEvent } from '../../../nodes/trigger/alarms/events';
import { alarmCodec } from '../../../nodes/trigger/alarms/memory';
import {
	watchAlarms,
	type AlarmNotes,
	type AlarmSource,
} from '../../../nodes/trigger/alarms/watch';
import { compareRows } from '../../../nodes/vspc/list/filter';
import type { SortEntry } from '../../../nodes/vspc/list/pages';
import {
	eventIdOf,
	readList,
	readState,
	writeList,
	writeState,
} from '../../../nodes/trigger/engine/state';
import { makeDice, type Dice } from '../../simulator/estate/dice';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.parse('2026-03-02T00:00:00Z');

/** One that was there before has to be shown for so long, and be found by a full read, till it counts as the latest. */
const LATE = 100 * MINUTE;

const RULES: AlarmRules = {
	events: new Set(['raised', 'changed', 'resolved'] as const),
	minimum: 'Warning',
	stillAfter: 0,
	emitExisting: false,
};

interface View {
	status: string;
	/** By the clock of VSPC, which may be wrong; milliseconds */
	time: number;
	/** Since when VSPC shows it, by ours */
	since: number;
	/** Younger by VSPC's own clock than all that it showed of the alarm before */
	isYounger: boolean;
}

interface Alarm {
	uid: string;
	view?: View;
	latest: number;
	/** What the ledger knows of the trigger: it has emitted the alarm, and not that it is over */
	isOpen: boolean;
	/** The activation that needs no event any more */
	settled?: string;
}

/** What went wrong in a history, in words. */
interface Verdict {
	missed: string[];
	doubled: string[];
	wrong: string[];
	owed: number;
}

const isSeverity = ({ status }: View) => status === 'Warning' || status === 'Error';
const keyOf = ({ status, time }: View) => `${status} ${time}`;

/**
 * A VSPC whose clock is wrong from the start, is set back and forward, and shows its resolved alarms on; the
 * alarm trigger, which polls it; and a ledger that knows of it only what VSPC shows and what it emits.
 */
class AlarmHistory {
	private readonly dice: Dice;
	private readonly alarms: Alarm[];
	private readonly filler: IDataObject[];
	private now = START;
	private skew: number;
	private text?: string;
	private notes: AlarmNotes = {};
	private readonly verdict: Verdict = { missed: [], doubled: [], wrong: [], owed: 0 };
	private readonly emitted = new Set<string>();

	constructor(
		private readonly seed: number,
		private readonly polls: number,
	) {
		const dice = makeDice(seed, new Date(START));
		this.dice = dice;
		this.skew = dice.chance(0.3) ? 0 : this.leap();
		this.alarms = Array.from({ length: dice.int(1, 6) }, () => ({
			uid: dice.uid(),
			latest: -Infinity,
			isOpen: false,
		}));
		// Some servers show so many rows that they are not read at every poll.
		const count = seed % 40 === 0 ? 1300 : dice.int(0, 3);
		this.filler = Array.from({ length: count }, (_, index) =>
			rowOf(dice.uid(), 'Resolved', START + this.skew - 2 * DAY - index * MINUTE),
		);
	}

	async run(): Promise<Verdict> {
		// A healthy estate has none.
		if (this.dice.chance(0.6)) for (const alarm of this.alarms) this.happen(alarm);
		for (let poll = 0; poll < this.polls; poll++) {
			const told = await this.poll();
			this.judge(told, poll === 0);
			this.now += this.dice.pick([5, 10, 10, 15]) * MINUTE;
			if (this.dice.chance(0.04)) this.skew += this.leap();
			for (const alarm of this.alarms) if (this.dice.chance(0.06)) this.happen(alarm);
		}
		return this.verdict;
	}

	private leap(): number {
		const { dice } = this;
		const size = dice.pick([20 * MINUTE, 2 * HOUR, 10 * HOUR, 2 * DAY]);
		return dice.int(-size, size);
	}

	private happen(alarm: Alarm): void {
		const { dice, now, skew } = this;
		const before = alarm.view;
		const isOver = before && isSeverity(before) && dice.chance(0.5);
		// No two activations of an alarm have the same time, though clocks are set back.
		const time = now + skew - dice.int(1000, 2 * MINUTE);
		const status = isOver ? 'Resolved' : dice.pick(['Warning', 'Error', 'Error']);
		if (before && Math.abs(before.time - time) < 5000) return;
		if (!before && status === 'Resolved') return;
		alarm.view = { status, time, since: now, isYounger: time > alarm.latest };
		alarm.latest = Math.max(alarm.latest, time);
	}

	private rows(): IDataObject[] {
		const shown = this.alarms.flatMap(({ uid, view }) =>
			view ? [rowOf(uid, view.status, view.time)] : [],
		);
		return [...shown, ...this.filler];
	}

	private async poll(): Promise<EmittedAlarmEvent[]> {
		const saved = this.text === undefined ? undefined : readState(this.text).lists.alarm;
		const old = saved && readList(saved, alarmCodec);
		const { state, emitted, notes } = await watchAlarms(this.source(), old, this.notes, {
			rules: RULES,
			now: this.now,
			// n8n is started now and then.
			hasGap: this.text === undefined || this.dice.chance(0.02),
			isTimeUp: () => false,
			until: Infinity,
		});
		this.notes = notes;
		this.text = writeState(new Map([['alarm', writeList(state, alarmCodec)]]));
		return emitted;
	}

	private source(): AlarmSource {
		const rows = this.rows();
		const read = async (offset: number, limit: number, sort: SortEntry[] = []) => {
			const sorted = sort.length > 0 ? [...rows].sort(compareRows(sort)) : rows;
			return { rows: sorted.slice(offset, offset + limit), total: rows.length, offset };
		};
		const pages = {
			read,
			complete: async <T>(reads: () => Promise<T>) => await reads(),
			explain: (error: Error) => error,
		};
		const context = { getNode: () => ({ name: 'Trigger' }) };
		return {
			pages,
			asking: { context },
			keyOf: alarmKeyOf,
			isQueryable: true,
			scope: 'all',
			host: 'one',
			isWanted: () => true,
		} as unknown as AlarmSource;
	}

	private judge(told: EmittedAlarmEvent[], isFirst: boolean): void {
		for (const one of told) this.take(one);
		for (const alarm of this.alarms) {
			if (alarm.view) this.look(alarm, alarm.view, isFirst);
		}
	}

	private take({ key, event: { name: event, of } }: EmittedAlarmEvent): void {
		const { wrong, doubled } = this.verdict;
		const alarm = this.alarms.find(({ uid }) => key === `alarm:${uid}`);
		const text = `seed ${this.seed}: ${event} of ${key} at ${new Date(this.now).toISOString()}`;
		if (!alarm?.view) return void wrong.push(`${text}: not there`);
		const { view } = alarm;
		const id = `${eventIdOf(key, event, of)} ${view.status}`;
		if (this.emitted.has(id)) doubled.push(text);
		this.emitted.add(id);
		const fits =
			event === 'resolved'
				? alarm.isOpen && view.status === 'Resolved'
				: isSeverity(view) && alarm.isOpen === (event === 'changed');
		if (!fits) wrong.push(`${text}: VSPC shows ${keyOf(view)}`);
		else if (alarm.settled === keyOf(view)) doubled.push(text);
		this.verdict.owed++;
		alarm.isOpen = event !== 'resolved';
		alarm.settled = keyOf(view);
	}

	/** An event is missed when what VSPC shows needs one, and has been shown for long enough. */
	private look(alarm: Alarm, view: View, isFirst: boolean): void {
		const key = keyOf(view);
		if (alarm.settled === key) return;
		if (isFirst || (view.status === 'Resolved' && !alarm.isOpen)) {
			alarm.settled = key;
			return;
		}
		const isAtOnce = view.isYounger && this.filler.length < 1000;
		if (!isAtOnce && this.now - view.since < LATE) return;
		this.verdict.missed.push(
			`seed ${this.seed}: ${alarm.uid} ${key} shown since ${new Date(view.since).toISOString()}`,
		);
		alarm.settled = key;
	}
}

function rowOf(instanceUid: string, status: string, time: number): IDataObject {
	return {
		instanceUid,
		alarmTemplateUid: '5cf175f4-d596-4636-bf8e-f166516418df',
		object: { objectName: 'Repository' },
		lastActivation: { status, time: new Date(time).toISOString() },
	};
}

/** Runs so many histories and adds up what went wrong in them. */
export async function runAlarmHistories(from: number, count: number, polls = 60): Promise<Verdict> {
	const sum: Verdict = { missed: [], doubled: [], wrong: [], owed: 0 };
	for (let seed = from; seed < from + count; seed++) {
		const { missed, doubled, wrong, owed } = await new AlarmHistory(seed, polls).run();
		sum.missed.push(...missed);
		sum.doubled.push(...doubled);
		sum.wrong.push(...wrong);
		sum.owed += owed;
	}
	return sum;
}
