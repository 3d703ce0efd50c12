import fc from 'fast-check';

import type { AlarmHappening, AlarmRules, AlarmSighting } from '../../../../nodes/trigger/alarms/events';
import { stepAlarm, type AlarmTrack } from '../../../../nodes/trigger/alarms/decide';
import { readKnown, writeKnown } from '../../../../nodes/trigger/engine/known';

/** One alarm's life, seen now and then, with n8n killed now and then: what holds whatever happens. */

/** A severity; A and a for acknowledged, as an activation of its own or not; R for resolved. */
type Act = 'I' | 'W' | 'E' | 'A' | 'a' | 'R';

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
	acts: fc.array(fc.constantFrom<Act>('I', 'W', 'E', 'A', 'a', 'R'), { maxLength: 2 }),
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
const RANKS = 'IWE';
const isSevere = (mark: string, { minimum: least }: AlarmRules) =>
	mark !== '' && RANKS.includes(mark) && RANKS.indexOf(mark) >= RANKS.indexOf(least.charAt(0));

interface Shown {
	mark: string;
	time: number;
}

/** A poll: what it saw, and what it told of that. */
interface Look extends Shown {
	now: number;
	/** A server that is late showed it what was before */
	isLate: boolean;
	told: AlarmHappening[];
}

function sighting({ mark, time }: Shown): AlarmSighting {
	const row = { alarmTemplateUid: 'template', object: { objectName: 'Object' } };
	return { id, key: 'alarm:a', row, mark, time };
}

/** A state as n8n saves it: text. */
function saved({ known, problem }: AlarmTrack): AlarmTrack {
	return {
		known: known && readKnown(writeKnown(id, known))[1],
		problem: problem && { ...problem },
	};
}

/** An alarm that was resolved before the trigger began, and what happens to it then. */
function play(all: Turn[], rule: AlarmRules): Look[] {
	let now = 1_700_000_000;
	let shown: Shown = { mark: 'R', time: now - 500 };
	let before: Shown | undefined;
	let live: AlarmTrack = {};
	let onDisk: AlarmTrack = {};
	let wasKilled = false;
	let lateInARow = 0;
	const looks: Look[] = [];
	const first: Turn = { acts: [], after: 0, isStale: false, isKilled: false };
	for (const { acts, after, isStale, isKilled } of [first, ...all]) {
		const last = shown;
		for (const act of acts) {
			now += 20;
			const isOn = RANKS.includes(shown.mark);
			if (act === 'a' && isOn) shown = { mark: 'A', time: shown.time };
			else if (act !== 'A' || isOn) shown = { mark: act === 'a' ? shown.mark : act, time: now };
		}
		now += after;
		// Late by what two polls of this process have seen, one after the other: else it is no repetition.
		// A server that is late for an hour is another matter.
		const isLate: boolean = isStale && before !== undefined && acts.length === 0 && lateInARow < 3;
		lateInARow = isLate ? lateInARow + 1 : 0;
		const seen = isLate ? before! : shown;
		const isBaseline = looks.length === 0;
		const result = stepAlarm(live, sighting(seen), {
			now,
			rules: rule,
			isWanted: true,
			isBaseline,
		});
		live = result.track;
		looks.push({ ...seen, now, isLate, told: result.happenings });
		if (last !== shown) before = wasKilled ? undefined : last;
		wasKilled = false;
		// n8n saves after the activation and when something is told.
		if (isBaseline || result.happenings.length > 0) onDisk = saved(live);
		else if (isKilled) {
			live = saved(onDisk);
			before = undefined;
			wasKilled = true;
		}
	}
	return looks;
}

const eventsOf = (looks: Look[]) => looks.flatMap(({ told }) => told);

test('an alarm is raised, changes and is resolved, in this order, and once each time', () => {
	fc.assert(
		fc.property(turns, minimum, fc.constantFrom(0, 600), (all, least, stillAfter) => {
			const looks = play(all, rules({ minimum: least, stillAfter }));
			const story = eventsOf(looks).map(({ event }) => event.charAt(1));
			// [ra]ised, c[h]anged, r[e]solved
			expect(story.join('')).toMatch(/^(ah*e)*(ah*)?$/);
		}),
		{ numRuns: 2000 },
	);
});

test('no activation is told twice, and each is told as what it is', () => {
	fc.assert(
		fc.property(turns, minimum, fc.constantFrom(0, 600), (all, least, stillAfter) => {
			const rule = rules({ minimum: least, stillAfter });
			const looks = play(all, rule);
			const activations = eventsOf(looks).filter(({ event }) => event !== 'resolved');
			expect(new Set(activations.map(({ of }) => of)).size).toBe(activations.length);
			for (const { mark, time, told } of looks) {
				for (const { event, of } of told) {
					if (event === 'resolved') expect(mark).toBe('R');
					else expect(of).toBe(time);
					if (event === 'raised') expect(isSevere(mark, rule)).toBe(true);
					if (event === 'changed') expect(RANKS).toContain(mark);
				}
			}
		}),
		{ numRuns: 2000 },
	);
});

test('whatever happens to n8n, all that a poll saw is told: what is severe, what changed, what is over', () => {
	fc.assert(
		fc.property(turns, minimum, (all, least) => {
			const rule = rules({ minimum: least });
			let isTold = false;
			const known = new Set<string>();
			for (const { mark, time, isLate, told } of play(all, rule)) {
				if (isLate) {
					expect(told).toEqual([]);
					continue;
				}
				const activation = `${mark} ${time}`;
				const isNew = RANKS.includes(mark) && !known.has(activation);
				known.add(activation);
				const owed =
					isNew && isTold
						? ['changed']
						: isNew && isSevere(mark, rule)
							? ['raised']
							: mark === 'R' && isTold
								? ['resolved']
								: [];
				expect(told.map(({ event }) => event)).toEqual(owed);
				if (owed.length > 0) isTold = mark !== 'R';
			}
		}),
		{ numRuns: 3000 },
	);
});

test('an alarm is told only after it was active for as long as asked for', () => {
	fc.assert(
		fc.property(turns, fc.constantFrom(100, 600, 3600), (all, stillAfter) => {
			let since: number | undefined;
			for (const { mark, now, isLate, told } of play(all, rules({ stillAfter }))) {
				if (isLate) continue;
				if (mark === 'R') since = undefined;
				else since ??= now;
				if (told.some(({ event }) => event === 'raised')) {
					expect(now - since!).toBeGreaterThanOrEqual(stillAfter);
				}
			}
		}),
		{ numRuns: 2000 },
	);
});

test('to look again tells nothing and changes nothing', () => {
	fc.assert(
		fc.property(turns, fc.constantFrom(0, 600), (all, stillAfter) => {
			const rule = rules({ stillAfter });
			let track: AlarmTrack = {};
			for (const { mark, time, now } of play(all, rule)) {
				const conditions = { now, rules: rule, isWanted: true, isBaseline: false };
				const once = stepAlarm(track, sighting({ mark, time }), conditions);
				const twice = stepAlarm(once.track, sighting({ mark, time }), conditions);
				expect(twice).toEqual({ track: once.track, happenings: [] });
				track = once.track;
			}
		}),
	);
});

test('what is not asked for is left out, and nothing else', () => {
	const some = fc.constantFrom(['raised'], ['raised', 'changed'], ['raised', 'resolved']);
	fc.assert(
		fc.property(turns, some, (all, names) => {
			const events = new Set(names) as unknown as typeof ALL;
			// n8n saves less when less is told: what it then forgets is another matter.
			const alive = all.map((one) => ({ ...one, isKilled: false }));
			const told = (which: typeof ALL) =>
				eventsOf(play(alive, rules({ events: which })))
					.filter(({ event }) => events.has(event))
					.map(({ event, at }) => `${event} ${at}`);
			expect(told(events)).toEqual(told(ALL));
		}),
	);
});

test('what was there before the trigger is no news, but all that happens to it then is', () => {
	const conditions = { now: 1000, rules: rules(), isWanted: true, isBaseline: true };
	const first = stepAlarm({}, sighting({ mark: 'E', time: 900 }), conditions);
	expect(first.happenings).toEqual([]);
	// By a clock that is behind, so that it seems to be from before the trigger.
	const again = stepAlarm(first.track, sighting({ mark: 'E', time: 950 }), conditions);
	expect(again.happenings).toMatchObject([{ event: 'raised', of: 950 }]);
});

describe('how an alarm stood before it was', () => {
	const at = (track: AlarmTrack, mark: string, time: number | undefined, now: number, more = {}) =>
		stepAlarm(
			track,
			{ ...sighting({ mark, time: 0 }), time },
			{
				now,
				rules: rules(),
				isWanted: true,
				isBaseline: false,
				...more,
			},
		);
	const names = ({ happenings }: ReturnType<typeof at>) => happenings.map(({ event }) => event);

	test('resolved, as a late server shows it: no event, and the alarm goes on', () => {
		const first = at({}, 'R', 900, 1000, { isBaseline: true });
		const raised = at(first.track, 'E', 1100, 1200);
		expect(raised.happenings).toMatchObject([{ event: 'raised', previous: 'R' }]);
		const late = at(raised.track, 'R', 900, 1300);
		expect(names(late)).toEqual([]);
		const again = at(late.track, 'E', 1100, 1400);
		expect(names(again)).toEqual([]);
		expect(names(at(again.track, 'R', 1500, 1600))).toEqual(['resolved']);
	});

	test('resolved, and that lasts for more than an hour: a clock was set back, and it is resolved', () => {
		let step = at({}, 'E', 9000, 9100);
		for (const now of [9200, 10_200, 11_200, 12_700]) {
			step = at(step.track, 'R', 5000, now);
			expect(names(step)).toEqual([]);
		}
		expect(names(at(step.track, 'R', 5000, 12_900))).toEqual(['resolved']);
	});

	test('a time that is missing for a moment changes nothing', () => {
		const raised = at({}, 'E', 1100, 1200);
		expect(names(at(raised.track, 'E', undefined, 1300))).toEqual([]);
	});

	test('an alarm that has waited was not active before it was raised', () => {
		const waits = at({}, 'E', 1100, 1200, { rules: rules({ stillAfter: 600 }) });
		const [raised] = at(waits.track, 'E', 1100, 1900, {
			rules: rules({ stillAfter: 600 }),
		}).happenings;
		expect(raised).toMatchObject({ event: 'raised', of: 1100 });
		expect(raised.previous).toBeUndefined();
	});

	test.each(['A', 'N'])(
		'one that is %s when its time has come is told once it is severe again',
		(mark) => {
			const more = { rules: rules({ stillAfter: 600 }) };
			const waits = at({}, 'E', 1100, 1200, more);
			const due = at(waits.track, mark, 1100, 1900, more);
			expect(names(due)).toEqual([]);
			expect(names(at(due.track, 'E', 1100, 2000, more))).toEqual(['raised']);
		},
	);

	test('what happens while it does not pass the filters is news once it does', () => {
		const known = at({}, 'W', 900, 1000, { isBaseline: true });
		const away = at(known.track, 'E', 1100, 1200, { isWanted: false });
		expect(names(away)).toEqual([]);
		expect(names(at(away.track, 'E', 1100, 1300))).toEqual(['raised']);
	});
});
