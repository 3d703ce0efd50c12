import { Ledger, type Item } from './ledger';
import { ServerLedger } from './servers';
import { MINUTE } from './times';
import { type InHistory, judge } from './verdict';

const START = Date.UTC(2026, 0, 1);
const JOB = 'job:server:1';
const SERVER = 'backupServer:1';

let nextId = 0;
const item = (event: string, time: string | null, failuresInRow?: number): Item => ({
	jobKey: JOB,
	event,
	eventId: String(nextId++),
	previousStatus: null,
	failuresInRow,
	recoveredBy: event === 'recovered' ? 'success' : undefined,
	time,
	status: event === 'success' || event === 'recovered' ? 'Success' : 'Failed',
});

/** One end and one poll after the other, and what the trigger emitted at each. */
function verdictOf(turns: Array<{ ends: string; emits: Array<[event: string, row?: number]> }>) {
	const ledger = new Ledger();
	ledger.shows(JOB, { isEnabled: true });
	ledger.poll({ at: START, grade: 'all' });
	for (const [index, { ends, emits }] of turns.entries()) {
		const at = START + (index + 1) * 10 * MINUTE;
		const ending = { status: ends, time: new Date(at - MINUTE).toISOString() };
		ledger.happened(JOB, ending);
		ledger.shows(JOB, { isEnabled: true, ending });
		const poll = ledger.poll({ at, grade: 'all' });
		poll.items.push(...emits.map(([event, row]) => item(event, ending.time, row)));
	}
	const { missed, doubled, wrong } = judge(ledger, () => false);
	return [missed.length, doubled.length, wrong.length];
}

const failed = (row: number) => ({ ends: 'Failed', emits: [['failed', row] as [string, number]] });
const escalated = (row: number) => ({
	ends: 'Failed',
	emits: [
		['failed', row],
		['escalated', row],
	] as Array<[string, number]>,
});
const success = {
	ends: 'Success',
	emits: [['recovered'], ['success']] as Array<[string]>,
};

describe('failures in a row', () => {
	test.each([
		['right', [failed(1), failed(2), escalated(3), failed(4), success, failed(1)], [0, 0, 0]],
		['miscounted', [failed(1), failed(1)], [0, 0, 1]],
		['counted over a success', [failed(1), success, failed(2)], [0, 0, 1]],
		['not escalated', [failed(1), failed(2), failed(3)], [1, 0, 0]],
		['escalated twice', [failed(1), failed(2), escalated(3), escalated(4)], [0, 1, 0]],
		['escalated too early', [failed(1), escalated(2)], [0, 0, 1]],
	])('%s', (_, turns, expected) => {
		expect(verdictOf(turns)).toEqual(expected);
	});
});

test('a job that was escalated, deleted, and is back as it was: its problem is open again, and escalated', () => {
	const HOURS = 6 * 60;
	const ledger = new Ledger();
	const ending = { status: 'Failed', time: new Date(START + 9 * MINUTE).toISOString() };
	const poll = (minutes: number, ...items: Item[]) => {
		ledger.poll({ at: START + minutes * MINUTE, grade: 'all' }).items.push(...items);
	};
	const failure = () => item('failed', ending.time, 1);
	ledger.shows(JOB, { isEnabled: true });
	poll(0);
	ledger.happened(JOB, ending);
	ledger.shows(JOB, { isEnabled: true, ending });
	poll(10, failure());
	poll(10 + HOURS, item('escalated', ending.time, 1));
	ledger.shows(JOB, undefined);
	poll(20 + HOURS, { ...item('recovered', null), recoveredBy: 'deleted' });
	ledger.shows(JOB, { isEnabled: true, ending });
	poll(30 + HOURS, failure(), item('escalated', ending.time, 1));
	const { wrong, doubled } = judge(ledger, () => false, undefined, HOURS * MINUTE);
	expect([...wrong, ...doubled].filter((text) => text.includes('escalate'))).toEqual([]);
});

/** Two failures that no poll saw, a start of n8n or none, and what the trigger emitted of the next failure. */
function verdictAfterUnseen(row: number, inHistory: InHistory, forgets: boolean) {
	const ledger = new Ledger();
	const endAt = (minutes: number, status: string) => ({
		status,
		time: new Date(START + minutes * MINUTE).toISOString(),
	});
	const ends = [endAt(5, 'Success'), endAt(12, 'Failed'), endAt(14, 'Failed'), endAt(16, 'Failed')];
	ledger.shows(JOB, { isEnabled: true });
	ledger.poll({ at: START, grade: 'all' });
	ledger.happened(JOB, ends[0]);
	ledger.shows(JOB, { isEnabled: true, ending: ends[0] });
	const first = ledger.poll({ at: START + 10 * MINUTE, grade: 'all' });
	first.items.push(item('success', ends[0].time));
	for (const ending of ends.slice(1, 3)) ledger.happened(JOB, ending);
	ledger.poll({ at: START + 15 * MINUTE, grade: 'none', forgets });
	ledger.happened(JOB, ends[3]);
	ledger.shows(JOB, { isEnabled: true, ending: ends[3] });
	const last = ledger.poll({ at: START + 20 * MINUTE, grade: 'all' });
	last.items.push(item('failed', ends[3].time, row));
	if (row >= 3) last.items.push(item('escalated', ends[3].time, row));
	const { missed, doubled, wrong } = judge(
		ledger,
		() => false,
		() => inHistory,
	);
	return [missed.length, doubled.length, wrong.length];
}

describe('failures in a row that no poll saw', () => {
	test.each<[string, number, InHistory, boolean, number[]]>([
		['count after a start of n8n, before which they were not found', 3, 'alone', true, [0, 0, 0]],
		['need not count then', 1, 'shared', true, [0, 0, 0]],
		['are not more than there were', 4, 'alone', true, [0, 0, 1]],
		['are events of their own without one', 3, 'alone', false, [0, 0, 1]],
		['are unknown without a history', 3, 'none', true, [0, 0, 1]],
	])('%s', (_, row, inHistory, forgets, expected) => {
		expect(verdictAfterUnseen(row, inHistory, forgets)).toEqual(expected);
	});
});

/** A new job's first failure, which no poll saw, and what the trigger emitted of its third one so many hours later. */
function verdictOfFirstFailure(hours: number, row: number) {
	const ledger = new Ledger();
	const began = START + 10 * 60 * MINUTE;
	const end = (at: number) => ({ status: 'Failed', time: new Date(at).toISOString() });
	ledger.shows(JOB, { isEnabled: true });
	ledger.poll({ at: START, grade: 'all' });
	ledger.poll({ at: began - 10 * MINUTE, grade: 'all' });
	ledger.happened(JOB, end(began - 5 * MINUTE));
	ledger.poll({ at: began, grade: 'all' });
	for (const [at, told] of [
		[began + 10 * MINUTE, 1],
		[began + hours * 60 * MINUTE, row],
	]) {
		const ending = end(at - MINUTE);
		ledger.happened(JOB, ending);
		ledger.shows(JOB, { isEnabled: true, ending });
		const { items } = ledger.poll({ at, grade: 'all' });
		items.push(item('failed', ending.time, told));
		if (told >= 3) items.push(item('escalated', ending.time, told));
	}
	const { missed, doubled, wrong } = judge(
		ledger,
		() => false,
		() => 'alone',
	);
	return [missed.length, doubled.length, wrong.length];
}

describe("a new job's first failure that no poll saw", () => {
	test.each([
		['need not count before the history was read', 1, 2, [0, 0, 0]],
		['may count', 1, 3, [0, 0, 0]],
		['has to count afterwards', 5, 2, [0, 0, 1]],
		['counts afterwards', 5, 3, [0, 0, 0]],
	])('%s', (_, hours, row, expected) => {
		expect(verdictOfFirstFailure(hours, row)).toEqual(expected);
	});
});

describe('an end that is found late', () => {
	/**
	 * A warning that no poll saw before a success that one did, so many days later; emitted afterwards, with its recovery.
	 */
	const verdict = (inHistory: InHistory, isFound: boolean, days: number) => {
		const ledger = new Ledger();
		const at = (minutes: number) => new Date(START + minutes * MINUTE).toISOString();
		const cut = days * 24 * 60;
		const success = { status: 'Success', time: at(cut + 7).replace('.000', '.611') };
		ledger.shows(JOB, { isEnabled: true, ending: { status: 'Success', time: at(-60) } });
		ledger.poll({ at: START, grade: 'all' });
		ledger.happened(JOB, { status: 'Warning', time: at(3) });
		ledger.happened(JOB, success);
		ledger.shows(JOB, { isEnabled: true, ending: success });
		const { items } = ledger.poll({ at: START + (cut + 10) * MINUTE, grade: 'all' });
		items.push(item('success', success.time));
		for (let poll = 2; poll < 20; poll++) {
			const later = ledger.poll({ at: START + (cut + poll * 10) * MINUTE, grade: 'all' });
			if (!isFound || poll !== 4) continue;
			later.items.push(
				{ ...item('warning', at(3)), status: 'Warning' },
				item('recovered', at(cut + 7)),
			);
		}
		const { missed, doubled, wrong } = judge(
			ledger,
			() => false,
			() => inHistory,
		);
		return [missed.length, doubled.length, wrong.length];
	};

	test.each<[string, InHistory, boolean, number, number[]]>([
		['is right where the name of the job is its own', 'alone', true, 0, [0, 0, 0]],
		['is right where another job had its name', 'shared', true, 0, [0, 0, 0]],
		['is owed where the name is its own', 'alone', false, 0, [1, 0, 0]],
		['is owed after two days', 'alone', false, 2, [1, 0, 0]],
		['is not owed after more days than are looked through', 'alone', false, 3, [0, 0, 0]],
		['is not owed where another job had its name', 'shared', false, 0, [0, 0, 0]],
	])('%s', (_, inHistory, isFound, days, expected) => {
		expect(verdict(inHistory, isFound, days)).toEqual(expected);
	});
});

/** How a server is shown at each poll, and at which of them the trigger emitted what. */
function serversOf(shown: boolean[], emitted: Array<[event: string, poll: number]>) {
	const ledger = new ServerLedger();
	const polls = shown.map((isCut, index) => {
		ledger.shows(SERVER, isCut, index);
		const own = emitted.filter(([, poll]) => poll === index);
		const items = own.map(([event]) => ({
			serverKey: SERVER,
			event,
			eventId: `${event} ${index}`,
		}));
		ledger.take(items, index);
		return { at: START + index * 10 * MINUTE, grade: 'all' as const, items: [] };
	});
	const findings = { missed: [] as string[], doubled: [] as string[], wrong: [] as string[] };
	ledger.judge(polls, findings);
	return [findings.missed.length, findings.doubled.length, findings.wrong.length];
}

const CUT = [false, ...Array<boolean>(12).fill(true), ...Array<boolean>(8).fill(false)];
const [off, on] = ['serverDisconnected', 'serverReconnected'];

describe('servers', () => {
	test.each<[string, Array<[string, number]>, number[]]>([
		[
			'right',
			[
				[off, 4],
				[on, 14],
			],
			[0, 0, 0],
		],
		['missed', [], [1, 0, 0]],
		['not reconnected', [[off, 4]], [1, 0, 0]],
		[
			'too early',
			[
				[off, 2],
				[on, 14],
			],
			[0, 0, 1],
		],
		[
			'doubled',
			[
				[off, 4],
				[off, 6],
				[on, 14],
			],
			[0, 1, 0],
		],
		[
			'reconnected at the first read',
			[
				[off, 4],
				[on, 13],
			],
			[0, 0, 1],
		],
	])('%s', (_, emitted, expected) => {
		expect(serversOf(CUT, emitted)).toEqual(expected);
	});
});
