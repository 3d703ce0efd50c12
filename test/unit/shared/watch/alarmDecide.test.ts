import fc from 'fast-check';

import { decideAlarm } from '../../../../nodes/trigger/alarms/decide';
import type {
	AlarmEvent,
	AlarmObservation,
	AlarmRules,
} from '../../../../nodes/trigger/alarms/events';
import {
	alarmCodec,
	type AlarmMemory,
	type AlarmStatus,
} from '../../../../nodes/trigger/alarms/memory';
import type { WatchEvent } from '../../../../nodes/trigger/engine/watch';
import { cases } from '../../../cases';

/** One alarm's life, seen now and then, with n8n killed now and then: what is true whatever happens. */

/** `acknowledged` is an activation of its own, `acknowledgedOnly` is none. */
type Act = 'info' | 'warning' | 'error' | 'acknowledged' | 'acknowledgedOnly' | 'resolved';

/** What happens between two polls. */
interface Turn {
	acts: Act[];
	/** Seconds until the poll */
	after: number;
	/** A server that is late shows how the alarm stood when a poll saw it before */
	isStale: boolean;
	/** n8n is killed after the poll, and forgets what it did not save */
	isKilled: boolean;
}

const turn: fc.Arbitrary<Turn> = fc.record({
	acts: fc.array(
		fc.constantFrom<Act>(
			'info',
			'warning',
			'error',
			'acknowledged',
			'acknowledgedOnly',
			'resolved',
		),
		{ maxLength: 2 },
	),
	after: fc.integer({ min: 50, max: 900 }),
	isStale: fc.nat(5).map((dice) => dice === 0),
	isKilled: fc.nat(3).map((dice) => dice === 0),
});
const turns = fc.array(turn, { maxLength: 25 });

const ALL = new Set(['raised', 'changed', 'resolved'] as const);
const minimum = fc.constantFrom('Info', 'Warning', 'Error');
const rules = (more: Partial<AlarmRules> = {}): AlarmRules => ({
	events: ALL,
	minimum: 'Warning',
	stillAfter: 0,
	emitExisting: false,
	...more,
});

const id = 'abcdefghijkl';
const RANKS: AlarmStatus[] = ['info', 'warning', 'error'];
const isSevere = (status: AlarmStatus, { minimum: least }: AlarmRules) =>
	RANKS.indexOf(status) >= RANKS.indexOf(least.toLowerCase() as AlarmStatus);

interface Shown {
	status: AlarmStatus;
	time: number;
}

/** A poll: what it saw, and what it emitted of that. */
interface Look extends Shown {
	now: number;
	/** A server that is late showed it what was before */
	isLate: boolean;
	emitted: Array<WatchEvent<AlarmEvent, AlarmStatus>>;
}

function observation({ status, time }: Shown): AlarmObservation {
	const row = { alarmTemplateUid: 'template', object: { objectName: 'Object' } };
	return { id, key: 'alarm:a', row, status, time };
}

/** A state as n8n saves it: text. */
function saved({ lastSeen, problem }: AlarmMemory): AlarmMemory {
	return {
		lastSeen: lastSeen && alarmCodec.decode(alarmCodec.encode(lastSeen)),
		problem: problem && { ...problem },
	};
}

/** An alarm that was resolved before the trigger began, and what happens to it then. */
function play(all: Turn[], rule: AlarmRules): Look[] {
	let now = 1_700_000_000;
	let shown: Shown = { status: 'resolved', time: now - 500 };
	let before: Shown | undefined;
	let live: AlarmMemory = {};
	let onDisk: AlarmMemory = {};
	let wasKilled = false;
	let lateInARow = 0;
	const looks: Look[] = [];
	const first: Turn = { acts: [], after: 0, isStale: false, isKilled: false };
	for (const { acts, after, isStale, isKilled } of [first, ...all]) {
		const last = shown;
		for (const act of acts) {
			now += 20;
			const isOn = RANKS.includes(shown.status);
			if (act === 'acknowledgedOnly' && isOn) shown = { status: 'acknowledged', time: shown.time };
			else if (act !== 'acknowledged' || isOn)
				shown = { status: act === 'acknowledgedOnly' ? shown.status : act, time: now };
		}
		now += after;
		// Late by what two polls of this process have seen, one after the other: else it is no repetition.
		// A server that is late for an hour is another matter.
		const isLate: boolean = isStale && before !== undefined && acts.length === 0 && lateInARow < 3;
		lateInARow = isLate ? lateInARow + 1 : 0;
		const seen = isLate ? before! : shown;
		const isBaseline = looks.length === 0;
		const result = decideAlarm(live, observation(seen), {
			now,
			rules: rule,
			isWanted: true,
			isBaseline,
		});
		live = result.memory;
		looks.push({ ...seen, now, isLate, emitted: result.events });
		if (last !== shown) before = wasKilled ? undefined : last;
		wasKilled = false;
		// n8n saves after the activation and when something is emitted.
		if (isBaseline || result.events.length > 0) onDisk = saved(live);
		else if (isKilled) {
			live = saved(onDisk);
			before = undefined;
			wasKilled = true;
		}
	}
	return looks;
}

const eventsOf = (looks: Look[]) => looks.flatMap(({ emitted }) => emitted);

test('an alarm is raised, changes and is resolved, in this order, and once each time', () => {
	fc.assert(
		fc.property(turns, minimum, fc.constantFrom(0, 600), (all, least, stillAfter) => {
			const looks = play(all, rules({ minimum: least, stillAfter }));
			const story = eventsOf(looks).map(({ name: event }) => event.charAt(1));
			// [ra]ised, c[h]anged, r[e]solved
			expect(story.join('')).toMatch(/^(ah*e)*(ah*)?$/);
		}),
		{ numRuns: cases(2000) },
	);
});

test('no activation is emitted twice, and each is emitted as what it is', () => {
	fc.assert(
		fc.property(turns, minimum, fc.constantFrom(0, 600), (all, least, stillAfter) => {
			const rule = rules({ minimum: least, stillAfter });
			const looks = play(all, rule);
			const activations = eventsOf(looks).filter(({ name: event }) => event !== 'resolved');
			expect(new Set(activations.map(({ of }) => of)).size).toBe(activations.length);
			for (const { status, time, emitted } of looks) {
				for (const { name: event, of } of emitted) {
					if (event === 'resolved') expect(status).toBe('resolved');
					else expect(of).toBe(time);
					if (event === 'raised') expect(isSevere(status, rule)).toBe(true);
					if (event === 'changed') expect(RANKS).toContain(status);
				}
			}
		}),
		{ numRuns: cases(2000) },
	);
});

test('whatever happens to n8n, all that a poll saw is emitted: what is severe, what changed, what is over', () => {
	fc.assert(
		fc.property(turns, minimum, (all, least) => {
			const rule = rules({ minimum: least });
			let isTold = false;
			const known = new Set<string>();
			for (const { status, time, isLate, emitted } of play(all, rule)) {
				if (isLate) {
					expect(emitted).toEqual([]);
					continue;
				}
				const activation = `${status} ${time}`;
				const isNew = RANKS.includes(status) && !known.has(activation);
				known.add(activation);
				const owed =
					isNew && isTold
						? ['changed']
						: isNew && isSevere(status, rule)
							? ['raised']
							: status === 'resolved' && isTold
								? ['resolved']
								: [];
				expect(emitted.map(({ name: event }) => event)).toEqual(owed);
				if (owed.length > 0) isTold = status !== 'resolved';
			}
		}),
		{ numRuns: cases(3000) },
	);
});

test('an alarm is emitted only after it was active for as long as asked for', () => {
	fc.assert(
		fc.property(turns, fc.constantFrom(100, 600, 3600), (all, stillAfter) => {
			let since: number | undefined;
			for (const { status, now, isLate, emitted } of play(all, rules({ stillAfter }))) {
				if (isLate) continue;
				if (status === 'resolved') since = undefined;
				else since ??= now;
				if (emitted.some(({ name: event }) => event === 'raised')) {
					expect(now - since!).toBeGreaterThanOrEqual(stillAfter);
				}
			}
		}),
		{ numRuns: cases(2000) },
	);
});

test('to look again emits nothing and changes nothing', () => {
	fc.assert(
		fc.property(turns, fc.constantFrom(0, 600), (all, stillAfter) => {
			const rule = rules({ stillAfter });
			let memory: AlarmMemory = {};
			for (const { status, time, now } of play(all, rule)) {
				const conditions = { now, rules: rule, isWanted: true, isBaseline: false };
				const once = decideAlarm(memory, observation({ status, time }), conditions);
				const twice = decideAlarm(once.memory, observation({ status, time }), conditions);
				expect(twice).toEqual({ memory: once.memory, events: [] });
				memory = once.memory;
			}
		}),
	);
});

test('what is not asked for is left out, and nothing else', () => {
	const some = fc.constantFrom(['raised'], ['raised', 'changed'], ['raised', 'resolved']);
	fc.assert(
		fc.property(turns, some, (all, names) => {
			const events = new Set(names) as unknown as typeof ALL;
			// n8n saves less when less is emitted: what it then forgets is another matter.
			const alive = all.map((one) => ({ ...one, isKilled: false }));
			const emittedWith = (which: typeof ALL) =>
				eventsOf(play(alive, rules({ events: which })))
					.filter(({ name: event }) => events.has(event))
					.map(({ name: event, at }) => `${event} ${at}`);
			expect(emittedWith(events)).toEqual(emittedWith(ALL));
		}),
	);
});

test('what was there before the trigger is no event, but all that happens to it then is', () => {
	const conditions = { now: 1000, rules: rules(), isWanted: true, isBaseline: true };
	const first = decideAlarm({}, observation({ status: 'error', time: 900 }), conditions);
	expect(first.events).toEqual([]);
	// By a clock that is behind, so that it seems to be from before the trigger.
	const again = decideAlarm(first.memory, observation({ status: 'error', time: 950 }), conditions);
	expect(again.events).toMatchObject([{ name: 'raised', of: 950 }]);
});

describe('how an alarm stood before it was', () => {
	const at = (
		memory: AlarmMemory,
		status: AlarmStatus,
		time: number | undefined,
		now: number,
		more = {},
	) =>
		decideAlarm(
			memory,
			{ ...observation({ status, time: 0 }), time },
			{
				now,
				rules: rules(),
				isWanted: true,
				isBaseline: false,
				...more,
			},
		);
	const names = ({ events }: ReturnType<typeof at>) => events.map(({ name: event }) => event);

	test('resolved, as a late server shows it: no event, and the alarm goes on', () => {
		const first = at({}, 'resolved', 900, 1000, { isBaseline: true });
		const raised = at(first.memory, 'error', 1100, 1200);
		expect(raised.events).toMatchObject([{ name: 'raised', previous: 'resolved' }]);
		const late = at(raised.memory, 'resolved', 900, 1300);
		expect(names(late)).toEqual([]);
		const again = at(late.memory, 'error', 1100, 1400);
		expect(names(again)).toEqual([]);
		expect(names(at(again.memory, 'resolved', 1500, 1600))).toEqual(['resolved']);
	});

	test('resolved, and that lasts for more than an hour: a clock was set back, and it is resolved', () => {
		let step = at({}, 'error', 9000, 9100);
		for (const now of [9200, 10_200, 11_200, 12_700]) {
			step = at(step.memory, 'resolved', 5000, now);
			expect(names(step)).toEqual([]);
		}
		expect(names(at(step.memory, 'resolved', 5000, 12_900))).toEqual(['resolved']);
	});

	test('a time that is missing for a moment changes nothing', () => {
		const raised = at({}, 'error', 1100, 1200);
		expect(names(at(raised.memory, 'error', undefined, 1300))).toEqual([]);
	});

	test('an alarm that has waited was not active before it was raised', () => {
		const waits = at({}, 'error', 1100, 1200, { rules: rules({ stillAfter: 600 }) });
		const [raised] = at(waits.memory, 'error', 1100, 1900, {
			rules: rules({ stillAfter: 600 }),
		}).events;
		expect(raised).toMatchObject({ name: 'raised', of: 1100 });
		expect(raised.previous).toBeUndefined();
	});

	test.each(['acknowledged', 'unknown'] as const)(
		'one that is %s when its time has come is emitted once it is severe again',
		(status) => {
			const more = { rules: rules({ stillAfter: 600 }) };
			const waits = at({}, 'error', 1100, 1200, more);
			const due = at(waits.memory, status, 1100, 1900, more);
			expect(names(due)).toEqual([]);
			expect(names(at(due.memory, 'error', 1100, 2000, more))).toEqual(['raised']);
		},
	);

	test('what happens while it does not pass the filters is an event once it does', () => {
		const known = at({}, 'warning', 900, 1000, { isBaseline: true });
		const away = at(known.memory, 'error', 1100, 1200, { isWanted: false });
		expect(names(away)).toEqual([]);
		expect(names(at(away.memory, 'error', 1100, 1300))).toEqual(['raised']);
	});
});
