import fc from 'fast-check';

import { decide } from '../../../../nodes/trigger/jobs/decide';
import type { EventName, JobEvent, WatchRules } from '../../../../nodes/trigger/jobs/events';
import { jobCodec, type JobMemory } from '../../../../nodes/trigger/jobs/memory';
import { takeMissed } from '../../../../nodes/trigger/jobs/missed';
import type { Observation } from '../../../../nodes/trigger/jobs/observation';
import { type Recent, withLastSeen } from '../../../../nodes/trigger/jobs/session';
import { cases } from '../../../cases';

/** Ends that polls saw, others that the session history shows later: what a workflow gets, against the whole timeline. */

type End = 'success' | 'warning' | 'failed';

interface Session {
	outcome: End;
	time: number;
	/** Found late, by the session history */
	isLate: boolean;
}

/** What happens up to a poll: ends that it does not see, one that it sees, and whether the history is read then. */
interface Turn {
	unseen: End[];
	seen: End;
	/** Which of the ends that are unseen so far the history shows, from the oldest on; none where it is not read */
	shows: number;
}

const end = fc.constantFrom<End>('success', 'warning', 'failed', 'failed');
const turns = fc.array(
	fc.record({
		unseen: fc.array(end, { maxLength: 2 }),
		seen: end,
		shows: fc.integer({ min: 0, max: 3 }),
	}),
	// No more than a process remembers of one job.
	{ maxLength: 3 },
);

const START = 1_700_000_000;
const STEP = 600;

const rules: fc.Arbitrary<WatchRules> = fc
	.record({
		events: fc.uniqueArray(
			fc.constantFrom<EventName>('failed', 'warning', 'success', 'escalated'),
			{ minLength: 1 },
		),
		warningIsProblem: fc.boolean(),
		afterFailures: fc.integer({ min: 1, max: 3 }),
		escalateAfterFailures: fc.integer({ min: 1, max: 4 }),
		stillAfter: fc.constantFrom(0, 0, STEP + 1),
	})
	.map(({ events, ...more }) => ({
		...more,
		events: new Set([...events, 'recovered' as const]),
		overdueAfter: 86_400,
		emitExisting: false,
		escalateAfter: 0,
	}));

function observation({ outcome, time }: Session): Observation {
	const own = { outcome, time, lastRun: time - 60 };
	return { id: 'abcdefghijkl', key: 'job:a:b', row: { name: 'Job' }, isStart: false, ...own };
}

/** One poll, and what it emitted. */
interface Look {
	events: JobEvent[];
	/** Those that the history brought */
	late: JobEvent[];
	/** What was known when it was over */
	known: Session[];
	memory: JobMemory;
}

function play(all: Turn[], rule: WatchRules): Look[] {
	let memory: JobMemory = {};
	let recent: Recent | undefined;
	let now = START;
	let known: Session[] = [];
	let hidden: Session[] = [];
	const looks: Look[] = [];
	for (const [index, turn] of [
		{ unseen: [], seen: 'success' as End, shows: 0 },
		...all,
	].entries()) {
		for (const outcome of turn.unseen) hidden.push({ outcome, time: (now += STEP), isLate: true });
		const session = { outcome: turn.seen, time: (now += STEP), isLate: false };
		now += 5;
		const conditions = {
			now,
			rules: rule,
			isWanted: true,
			isBaseline: index === 0,
			hasGap: false,
			recent,
		};
		// As n8n saves it, and again a poll later where it has to last.
		const look = observation(session);
		const first = decide(memory, look, conditions);
		const later = { ...conditions, now: (now += STEP * 2), isBaseline: false };
		recent = withLastSeen(recent, first.memory.lastSeen);
		const second = decide(first.memory, look, { ...later, recent });
		memory = second.memory;
		known = [...known, session];
		const late = hidden.slice(0, turn.shows);
		hidden = hidden.slice(turn.shows);
		const events = [...first.events, ...second.events];
		let lateEvents: JobEvent[] = [];
		if (late.length > 0) {
			const before = structuredClone(memory);
			const { lastSeen, problem } = memory;
			const missed = takeMissed(
				{ lastSeen: { ...lastSeen!, time: lastSeen!.time! }, problem },
				late.map(({ outcome, time }) => ({ outcome, time })),
				look,
				{ ...later, recent },
			);
			expect(memory).toEqual(before);
			({ recent } = missed);
			memory = missed.memory;
			lateEvents = missed.events;
			known = [...known, ...late].sort((a, b) => a.time - b.time);
		}
		expect(jobCodec.decode(jobCodec.encode(memory.lastSeen!))).toEqual(memory.lastSeen);
		looks.push({ events, late: lateEvents, known, memory });
	}
	return looks;
}

const isGoodIn =
	({ warningIsProblem }: WatchRules) =>
	({ outcome }: Session) =>
		outcome === 'success' || (outcome === 'warning' && !warningIsProblem);

const check = (property: (looks: Look[], rule: WatchRules) => void) =>
	fc.assert(
		fc.property(turns, rules, (all, rule) => property(play(all, rule), rule)),
		{ numRuns: cases(3000) },
	);

const PROBLEMS = ['failed', 'warning', 'escalated'];

test('what is open for a workflow is open for the trigger, and no problem stays open that an end has ended', () => {
	check((looks, rule) => {
		const isGood = isGoodIn(rule);
		let isOpen = false;
		let lastProblem = -Infinity;
		for (const { events, late, known, memory } of looks) {
			for (const { name, of, session } of [...events, ...[...late].sort((a, b) => a.at - b.at)]) {
				if (PROBLEMS.includes(name)) {
					isOpen = true;
					lastProblem = Math.max(lastProblem, session?.time ?? of);
				}
				if (name === 'recovered') {
					expect(isOpen).toBe(true);
					isOpen = false;
				}
			}
			expect(memory.problem !== undefined).toBe(isOpen);
			const isOver = known.some((one) => isGood(one) && one.time > lastProblem);
			expect(isOpen).toBe(lastProblem > -Infinity && !isOver);
		}
	});
});

test('a late end ends no open problem that came after it', () => {
	check((looks) => {
		let latestProblem = -Infinity;
		for (const { events, late } of looks) {
			const isLate = new Set(late);
			for (const event of [...events, ...late]) {
				const { name, at } = event;
				// A warning may be both: the end of a problem, and one of its own.
				if (name === 'recovered' && isLate.has(event)) {
					expect(at).toBeGreaterThanOrEqual(latestProblem);
				}
				if (name === 'recovered') latestProblem = -Infinity;
				if (PROBLEMS.includes(name)) latestProblem = Math.max(latestProblem, at);
			}
		}
	});
});

test('each end is emitted at most once, with an ID of its own, and the recovery of a problem comes after it', () => {
	check((looks) => {
		const all = looks.flatMap(({ events, late }) => [...events, ...late]);
		const ids = all.map(({ name, of }) => `${name} ${of}`);
		expect(new Set(ids).size).toBe(ids.length);
		for (const { late } of looks) {
			const times = late.map(({ at }) => at);
			expect(times).toEqual([...times].sort((a, b) => a - b));
			for (const { session } of late) expect(session).toBeDefined();
		}
	});
});

test('a late success is emitted; a late failure is, where it lasted and came often enough in a row', () => {
	check((looks, rule) => {
		const isGood = isGoodIn(rule);
		const found = new Set<number>();
		for (const { late, known } of looks) {
			for (const [index, one] of known.entries()) {
				if (!one.isLate || found.has(one.time)) continue;
				found.add(one.time);
				const names = late.filter(({ of, name }) => of === one.time && name !== 'recovered');
				const events = names.map(({ name }) => name);
				if (one.outcome === 'success') {
					expect(events).toEqual(rule.events.has('success') ? ['success'] : []);
					continue;
				}
				// The row of failures that it is in, with what is known of it.
				const before = known.slice(0, index).reverse();
				const length = before.findIndex(isGood);
				const row = isGood(one) ? [] : before.slice(0, length < 0 ? before.length : length);
				const from = row.at(-1) ?? one;
				const isOver = known.slice(index + 1).some(isGood);
				const hasLasted = known[index + 1].time - from.time >= rule.stillAfter;
				const isDue = rule.events.has(one.outcome) && hasLasted;
				const isOften = one.outcome !== 'failed' || row.length + 1 >= rule.afterFailures;
				// Where the row goes on, later failures count too.
				if (isOver) expect(events).toEqual(isDue && isOften ? [one.outcome] : []);
				else if (!isDue) expect(events).not.toContain(one.outcome);
				else if (isOften) expect(events).toContain(one.outcome);
			}
		}
	});
});

test('failures in a row are those of the whole timeline, with late ends in their places', () => {
	check((looks, rule) => {
		const isGood = isGoodIn(rule);
		for (const { known, memory } of looks) {
			const length = [...known].reverse().findIndex(isGood);
			const row = length < 0 ? known : known.slice(known.length - length);
			const { failures = row.length === 0 ? 0 : 1 } = memory.lastSeen!;
			expect(failures).toBe(row.length);
			if (row.length > 1) expect(memory.lastSeen!.failingSince).toBe(row[0].time);
			expect(memory.lastSeen!.previous?.time).toBe(known.at(-2)?.time);
		}
	});
});

test('each open problem is escalated once, and none that is over', () => {
	check((looks, rule) => {
		let isEscalated = false;
		for (const { events, late, known } of looks) {
			const isOver = (time: number) => known.some((one) => isGoodIn(rule)(one) && one.time > time);
			for (const { name, of } of [...events, ...late]) {
				if (name === 'recovered') isEscalated = false;
				if (name !== 'escalated') continue;
				expect(isEscalated).toBe(false);
				expect(late.some((one) => one.of === of) && isOver(of)).toBe(false);
				isEscalated = true;
			}
		}
	});
});
