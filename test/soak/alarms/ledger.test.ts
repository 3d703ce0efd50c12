import type { PollFacts } from '../ledger';
import { MINUTE } from '../times';
import { AlarmLedger, type AlarmItem } from './ledger';
import { judgeAlarms } from './verdict';

const START = Date.UTC(2026, 0, 1);
const ALARM = 'alarm:1';
const at = (minute: number) => new Date(START + minute * MINUTE).toISOString();

/** A tiny history of one alarm: what VSPC shows and what is emitted, at polls every ten minutes. */
class History {
	private readonly ledger = new AlarmLedger();
	private nextId = 0;
	private minute = -10;

	/** The alarm has this status, and VSPC shows it from the next poll on. */
	is(status: string, minute: number): this {
		const view = { status, time: at(minute) };
		this.ledger.happened(ALARM, view);
		this.ledger.shows(ALARM, view);
		return this;
	}

	isGone(): this {
		this.ledger.shows(ALARM);
		return this;
	}

	poll(items: AlarmItem[] = [], facts: Partial<PollFacts> = {}): this {
		this.minute += 10;
		const poll = this.ledger.poll({ at: START + this.minute * MINUTE, grade: 'all', ...facts });
		for (const item of items) poll.items.push({ ...item, eventId: String(this.nextId++) });
		return this;
	}

	get numbers() {
		const { missed, doubled, wrong } = judgeAlarms(this.ledger);
		return { missed: missed.length, doubled: doubled.length, wrong: wrong.length };
	}

	get counts() {
		return judgeAlarms(this.ledger).counts;
	}
}

const fine = { missed: 0, doubled: 0, wrong: 0 };
const item = (event: string, status?: string, minute = 0): AlarmItem => ({
	alarmKey: ALARM,
	event,
	eventId: '',
	previousStatus: null,
	view: status === undefined ? undefined : { status, time: at(minute) },
});
const raised = (minute: number, status = 'Error') => item('raised', status, minute);
const changed = (minute: number, status = 'Error') => item('changed', status, minute);
const resolved = (minute?: number) =>
	minute === undefined ? item('resolved') : item('resolved', 'Resolved', minute);

const begin = () => new History().poll();
const told = () =>
	begin()
		.is('Error', 5)
		.poll([raised(5)]);

test('an alarm is owed once', () => {
	expect(told().poll().numbers).toEqual(fine);
	expect(told().counts).toMatchObject({ activations: 1, owed: 1, emitted: 1, raised: 1 });
	expect(begin().is('Error', 5).poll().poll().numbers).toEqual({ ...fine, missed: 1 });
	expect(told().poll([raised(5)]).numbers).toEqual({ ...fine, doubled: 1 });
	expect(
		begin()
			.is('Error', 5)
			.poll([raised(4)]).numbers,
	).toEqual({
		...fine,
		missed: 1,
		wrong: 1,
	});
});

test('one that was there at the first poll is not owed, nor one that is not severe', () => {
	const there = () => new History().is('Error', -5).poll();
	expect(there().poll().numbers).toEqual(fine);
	expect(there().poll([raised(-5)]).numbers).toEqual({ ...fine, doubled: 1 });
	expect(begin().is('Info', 5).poll().numbers).toEqual(fine);
	expect(there().is('Error', 5).poll().numbers).toEqual({ ...fine, missed: 1 });
});

test('one that VSPC could not be read for is not owed', () => {
	const history = begin().is('Error', 5).poll([], { grade: 'none' }).is('Resolved', 15);
	expect(history.poll().numbers).toEqual(fine);
	expect(history.counts.unobservable).toBe(1);
	const long = () => begin().is('Error', 5).poll([], { isLong: true }).is('Resolved', 15).poll();
	expect(long().numbers).toEqual(fine);
});

test('what changes after it was told is a change', () => {
	expect(told().is('Warning', 15).poll().numbers).toEqual({ ...fine, missed: 1 });
	expect(
		told()
			.is('Info', 15)
			.poll([changed(15, 'Info')]).numbers,
	).toEqual(fine);
	expect(
		told()
			.is('Error', 15)
			.poll([raised(15)]).numbers,
	).toEqual({ ...fine, wrong: 1 });
});

test('an acknowledgement is no event', () => {
	expect(told().is('Acknowledged', 15).poll().poll().numbers).toEqual(fine);
	const again = told()
		.is('Acknowledged', 15)
		.poll([changed(15, 'Acknowledged')]);
	expect(again.numbers).toEqual({ ...fine, doubled: 1 });
	expect(told().is('Acknowledged', 15).poll().is('Resolved', 25).poll().numbers).toEqual({
		...fine,
		missed: 1,
	});
});

test('that it is over is owed once, of one that was told', () => {
	const over = () => told().is('Resolved', 15);
	expect(over().poll([resolved(15)]).numbers).toEqual(fine);
	expect(over().poll().numbers).toEqual({ ...fine, missed: 1 });
	expect(
		over()
			.poll([resolved(15)])
			.poll([resolved(15)]).numbers,
	).toEqual({
		...fine,
		doubled: 1,
	});
	expect(begin().is('Info', 5).poll().is('Resolved', 15).poll().numbers).toEqual(fine);
	const again = over()
		.poll([resolved(15)])
		.is('Error', 25);
	expect(again.poll([raised(25)]).numbers).toEqual(fine);
});

test('a resolution from before the severity that was shown is owed when it has been shown for long', () => {
	const late = () =>
		told()
			.is('Warning', 25)
			.poll([changed(25, 'Warning')])
			.is('Resolved', 15);
	const hours = (history: History, count: number) => {
		for (let polls = 0; polls < count * 6; polls++) history.poll();
		return history;
	};
	expect(hours(late(), 1).numbers).toEqual(fine);
	expect(hours(late(), 2).numbers).toEqual({ ...fine, missed: 1 });
	expect(hours(late().poll([resolved(15)]), 2).numbers).toEqual(fine);
});

test('one that is gone for long is over, and raised again should it be back as it was', () => {
	const hours = (history: History, count: number, facts = {}) => {
		for (let polls = 0; polls < count * 6; polls++) history.poll([], facts);
		return history;
	};
	const left = () => told().isGone().poll();
	expect(hours(left(), 1).numbers).toEqual(fine);
	expect(hours(left(), 2).numbers).toEqual({ ...fine, missed: 1 });
	expect(hours(left(), 2, { grade: 'none' }).numbers).toEqual(fine);
	expect(told().isGone().poll([resolved()]).numbers).toEqual({ ...fine, wrong: 1 });
	const gone = () => left().poll([resolved()]);
	expect(hours(gone(), 2).numbers).toEqual(fine);
	expect(gone().is('Error', 5).poll().numbers).toEqual({ ...fine, missed: 1 });
	expect(
		gone()
			.is('Error', 5)
			.poll([raised(5)])
			.poll().numbers,
	).toEqual(fine);
	const backSoon = left().is('Error', 5).poll();
	expect(backSoon.numbers).toEqual(fine);
	expect(
		left()
			.is('Error', 25)
			.poll([changed(25)]).numbers,
	).toEqual(fine);
	const untold = new History().is('Error', -5).poll().isGone().poll().is('Error', -5);
	expect(untold.poll().numbers).toEqual(fine);
});

test('one that VSPC hears of late is owed like any other', () => {
	expect(begin().is('Error', -30).poll().numbers).toEqual({ ...fine, missed: 1 });
});

test.each([
	['no eventId', { eventId: undefined as never }],
	['an event that does not exist', { event: 'exploded' }],
	['an alarm that does not exist', { alarmKey: 'alarm:2' }],
	['no previousStatus', { previousStatus: undefined }],
])('items with %s are wrong', (_name, change) => {
	const ledger = new AlarmLedger();
	ledger.poll({ at: START, grade: 'all' });
	ledger.shows(ALARM, { status: 'Error', time: at(5) });
	const poll = ledger.poll({ at: START + 10 * MINUTE, grade: 'all' });
	poll.items.push({ ...raised(5), eventId: 'x', ...change });
	expect(judgeAlarms(ledger).wrong).not.toEqual([]);
});
