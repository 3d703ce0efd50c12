import type { IDataObject } from 'n8n-workflow';

import type { PollFacts } from '../ledger';
import { DAY, HOUR, MINUTE } from '../times';
import { WorkloadLedger, type Truth } from './ledger';

const START = Date.UTC(2026, 0, 1);
const KEY = 'virtualMachine:1:2';

/** A tiny history of one workload: how it is and what is emitted, at polls every ten minutes. */
class History {
	private readonly ledger = new WorkloadLedger();
	private readonly next: IDataObject[] = [];
	private nextId = 0;
	private at = START;
	private truth: Truth = { isListed: true, latest: START, malware: 'Clean' };

	constructor(change: Partial<Truth> = {}) {
		this.is(change);
	}

	/** So it is from the next poll on. */
	is(change: Partial<Truth>): this {
		this.truth = { ...this.truth, ...change };
		this.ledger.shows(KEY, this.truth);
		return this;
	}

	/** It has a restore point that has just been made. */
	protect(): this {
		return this.is({ latest: this.at });
	}

	/** The next poll emits this. */
	emits(event: string, more: IDataObject = {}): this {
		const eventId = `event ${this.nextId++}`;
		this.next.push({ event, eventId, workloadKey: KEY, ...more });
		return this;
	}

	polls(hours: number, facts: Partial<PollFacts> = {}): this {
		for (let minute = 0; minute < hours * 60; minute += 10) {
			this.ledger.begin({ at: this.at, grade: 'all', ...facts })(this.next.splice(0));
			this.at += 10 * MINUTE;
		}
		return this;
	}

	get numbers() {
		const { missed, doubled, wrong } = this.ledger.judge();
		return { missed: missed.length, doubled: doubled.length, wrong: wrong.length };
	}
}

const fine = { missed: 0, doubled: 0, wrong: 0 };
const isOld = { latest: START - 2 * DAY };
const begin = (change: Partial<Truth> = {}) => new History(change).polls(8);
const told = () => begin().is(isOld).polls(1).emits('unprotected').polls(7);

test('a workload that falls out of protection is owed, once', () => {
	expect(told().numbers).toEqual(fine);
	expect(begin().is(isOld).polls(8).numbers).toEqual({ ...fine, missed: 1 });
	expect(told().emits('unprotected').polls(1).numbers).toEqual({ ...fine, doubled: 1 });
	expect(begin().emits('unprotected').polls(8).numbers).toMatchObject({ wrong: 1 });
	// Nobody could have seen it.
	expect(begin().is(isOld).polls(8, { grade: 'none' }).numbers).toEqual(fine);
	expect(begin().is(isOld).polls(1).protect().polls(7).numbers).toEqual(fine);
});

test('the hours are counted, whatever nobody does', () => {
	expect(begin().polls(30).numbers).toEqual({ ...fine, missed: 1 });
	expect(begin().polls(17).emits('unprotected').polls(8).numbers).toEqual(fine);
	expect(begin().polls(6).emits('unprotected').polls(1).numbers).toMatchObject({ wrong: 1 });
});

test('one that was so at the first poll is not owed, until it has been protected', () => {
	expect(begin(isOld).polls(30).numbers).toEqual(fine);
	const again = () => begin(isOld).protect().polls(8).is(isOld);
	expect(again().polls(8).numbers).toEqual({ ...fine, missed: 1 });
	expect(again().polls(1).emits('unprotected').polls(7).numbers).toEqual(fine);
});

test('protected again is owed once, of what was told', () => {
	const end = { endedBy: 'restorePoint' };
	const over = () => told().protect();
	expect(over().polls(1).emits('protected', end).polls(7).numbers).toEqual(fine);
	expect(over().polls(8).numbers).toEqual({ ...fine, missed: 1 });
	const twice = over().polls(1).emits('protected', end).polls(1).emits('protected', end);
	expect(twice.polls(6).numbers).toEqual({ ...fine, doubled: 1 });
	expect(told().emits('protected', end).polls(1).numbers).toMatchObject({ wrong: 1 });
});

test('malware, and that it is clean', () => {
	const ill = () => begin({ latest: START + DAY }).is({ malware: 'Infected' });
	expect(ill().polls(8).numbers).toEqual({ ...fine, missed: 1 });
	const toldOf = () => ill().polls(1).emits('suspicious').polls(7);
	expect(toldOf().numbers).toEqual(fine);
	expect(toldOf().is({ malware: 'Unverified' }).polls(8).numbers).toEqual(fine);
	const clean = () => toldOf().is({ malware: 'Clean' });
	expect(clean().polls(8).numbers).toEqual({ ...fine, missed: 1 });
	expect(clean().polls(2).emits('cleared', { endedBy: 'clean' }).polls(6).numbers).toEqual(fine);
	expect(toldOf().emits('cleared', { endedBy: 'clean' }).polls(1).numbers).toMatchObject({
		wrong: 1,
	});
});

test('one that is gone has disappeared after a day, and no sooner', () => {
	const gone = () => begin({ latest: START + 9 * DAY }).is({ isListed: false });
	expect(gone().polls(24).emits('disappeared').polls(8).numbers).toEqual(fine);
	expect(gone().polls(31).numbers).toEqual({ ...fine, missed: 1 });
	expect(gone().polls(20).emits('disappeared').polls(1).numbers).toEqual({ ...fine, wrong: 1 });
	// Many at once are no reason to believe it.
	const together = () => gone().is({ isTogether: true });
	expect(together().polls(31).numbers).toEqual(fine);
	expect(together().polls(24).emits('disappeared').polls(1).numbers).toEqual({ ...fine, wrong: 1 });
	const back = () => gone().polls(24).emits('disappeared').polls(1).is({ isListed: true });
	expect(back().polls(1).emits('appeared').polls(7).numbers).toEqual(fine);
	expect(back().polls(8).numbers).toEqual({ ...fine, missed: 1 });
});

test('an item with an ID that was there before, and one of a workload that does not exist', () => {
	const ledger = new WorkloadLedger();
	ledger.shows(KEY, { isListed: true, latest: START - 2 * DAY });
	const item = { event: 'unprotected', eventId: 'x', workloadKey: 'virtualMachine:1:3' };
	ledger.begin({ at: START, grade: 'all' })([item]);
	ledger.begin({ at: START + HOUR, grade: 'all' })([item]);
	expect(ledger.judge()).toMatchObject({
		doubled: ['x came twice'],
		wrong: ['virtualMachine:1:3: there is none', 'virtualMachine:1:3: there is none'],
	});
});
