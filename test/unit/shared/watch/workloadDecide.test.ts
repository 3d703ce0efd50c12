import fc from 'fast-check';

import { eventIdOf, SharedTexts, shortId } from '../../../../nodes/trigger/engine/state';
import {
	decideWorkload,
	endWorkload,
	type WorkloadEvent,
	type WorkloadEventName,
	type WorkloadObservation,
} from '../../../../nodes/trigger/workloads/decide';
import { workloadCodec, type WorkloadMemory } from '../../../../nodes/trigger/workloads/memory';
import { cases } from '../../../cases';

const HOUR = 3600;
const RPO = 24;
const KEY =
	'virtualMachine:0c000000-0000-4000-8000-000000000001:0c000000-0000-4000-8000-000000000002';
const ALL = new Set<WorkloadEventName>([
	'unprotected',
	'protected',
	'appeared',
	'suspicious',
	'cleared',
]);

/** What happens between two reads. */
interface Turn {
	hours: number;
	/** A restore point is made so long before the read; hours */
	point?: number;
	malware?: string;
	/** A server that is late answers: with what the read before last showed */
	isLate: boolean;
	/** n8n is killed before the read, and has only what it saved */
	isKilled: boolean;
}

const turns = fc.array(
	fc.record({
		hours: fc.double({ min: 1, max: 40, noNaN: true }),
		point: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { nil: undefined }),
		malware: fc.option(
			fc.constantFrom('clean', 'suspicious', 'infected', 'unverified', 'unknown', 'new word'),
			{ nil: undefined },
		),
		isLate: fc.boolean(),
		isKilled: fc.boolean(),
	}),
	{ maxLength: 30 },
);

const seenAt = (at: number, more: Partial<WorkloadObservation> = {}): WorkloadObservation => ({
	id: shortId(KEY),
	key: KEY,
	name: 'SQL',
	rpoHours: RPO,
	isWanted: true,
	at,
	...more,
});

/** A state as n8n saves it: text. */
function saved({ lastSeen, problem }: WorkloadMemory): WorkloadMemory {
	const texts = new SharedTexts();
	const codec = workloadCodec(texts);
	const text = lastSeen && codec.encode(lastSeen);
	const own = problem && { key: problem.key, of: problem.of };
	return {
		lastSeen:
			text === undefined ? undefined : workloadCodec(new SharedTexts(texts.all)).decode(text),
		problem: problem && own && codec.decodeProblem(own, codec.encodeProblem(problem)),
	};
}

interface Look {
	at: number;
	isLate: boolean;
	isKilled: boolean;
	latest: number;
	/** The restore point that the read showed */
	shown: number;
	malware: string;
	events: WorkloadEvent[];
}

function play(all: Turn[], firstAge: number, emitExisting = false): Look[] {
	let at = 1_700_000_000;
	let latest = at - Math.round(firstAge * HOUR);
	let before = latest;
	let malware = 'clean';
	let wasLate = false;
	let live: WorkloadMemory = {};
	let onDisk: WorkloadMemory = {};
	const looks: Look[] = [];
	const first: Turn = { hours: 0, isLate: false, isKilled: false };
	for (const turn of [first, ...all]) {
		at += Math.round(turn.hours * HOUR);
		const last = latest;
		if (turn.point !== undefined) latest = at - Math.round(turn.point * HOUR);
		malware = turn.malware ?? malware;
		// Late by what this process has seen, and by less than an hour: the next read shows how it is.
		const isLate: boolean = turn.isLate && !wasLate && !turn.isKilled && looks.length > 0;
		wasLate = isLate;
		if (turn.isKilled) live = onDisk;
		const isBaseline = looks.length === 0;
		const shown = isLate ? before : latest;
		const { memory, events } = decideWorkload(live, seenAt(at, { time: shown, malware }), {
			rules: { events: ALL, emitExisting },
			isBaseline,
		});
		live = memory;
		// n8n saves after the activation, and when something is emitted.
		if (isBaseline || events.length > 0) onDisk = saved(live);
		looks.push({ at, isLate, isKilled: turn.isKilled, latest, shown, malware, events });
		if (!isLate) before = last;
	}
	return looks;
}

const isMissed = ({ at, latest }: Look) => at - latest > RPO * HOUR;

test('a workload is open as unprotected exactly while it misses its RPO, whoever is late and whatever is killed', () => {
	fc.assert(
		fc.property(
			turns,
			fc.double({ min: 0, max: 60, noNaN: true }),
			fc.boolean(),
			(all, age, emitExisting) => {
				let isOpen = false;
				let newest = -Infinity;
				/** It has been protected since the beginning, so that it is an event when it is not */
				let wasFine = emitExisting;
				const start = play(all, age, emitExisting);
				const existing = start[0].latest;
				for (const look of start) {
					for (const { name } of look.events) {
						if (name !== 'unprotected' && name !== 'protected') continue;
						expect(name === 'unprotected').toBe(!isOpen);
						isOpen = name === 'unprotected';
						// Only what no earlier read has shown to be otherwise.
						if (isOpen)
							expect(look.at - look.shown > RPO * HOUR && look.shown >= newest).toBe(true);
					}
					newest = Math.max(newest, look.shown);
					if (look.isLate) continue;

					wasFine ||= !isMissed(look) || look.latest > existing + 1;
					expect(isOpen).toBe(wasFine && isMissed(look));
				}
			},
		),
		{ numRuns: cases(2000) },
	);
});

test('malware is open from the first read that shows it until two in a row show it as clean', () => {
	fc.assert(
		fc.property(turns, (all) => {
			let isOpen = false;
			let clean = 0;
			for (const { malware, events } of play(
				all.map((turn) => ({ ...turn, isKilled: false })),
				1,
			)) {
				const isBad = malware === 'suspicious' || malware === 'infected';
				if (malware === 'clean') clean++;
				else if (isBad) clean = 0;
				const own = events.filter(({ name }) => name === 'suspicious' || name === 'cleared');
				const wanted = isBad && !isOpen ? ['suspicious'] : isOpen && clean >= 2 ? ['cleared'] : [];
				expect(own.map(({ name }) => name)).toEqual(wanted);
				if (own.length > 0) isOpen = isBad;
			}
		}),
		{ numRuns: cases(1000) },
	);
});

test('no two events have the same ID, unless n8n was killed in between', () => {
	fc.assert(
		fc.property(turns, fc.double({ min: 0, max: 60, noNaN: true }), (all, age) => {
			const looks = play(
				all.map((turn) => ({ ...turn, isKilled: false })),
				age,
			);
			const ids = looks.flatMap(({ events }) =>
				events.map(({ name, of }) => eventIdOf(KEY, name, of)),
			);
			expect(new Set(ids).size).toBe(ids.length);
		}),
	);
});

const AT = 1_700_000_000;
const rules = { events: ALL, emitExisting: false };
const later = { rules, isBaseline: false };

test('the end says whether there is a restore point, or only another RPO', () => {
	const fine = decideWorkload({}, seenAt(AT, { time: AT - 10 }), { rules, isBaseline: true });
	const at = AT + 25 * HOUR;
	const open = decideWorkload(fine.memory, seenAt(at, { time: AT - 10 }), later);
	expect(open.events).toMatchObject([{ name: 'unprotected', of: AT - 10 }]);
	const longer = decideWorkload(open.memory, seenAt(at, { time: AT - 10, rpoHours: 48 }), later);
	expect(longer.events).toMatchObject([{ name: 'protected', of: AT - 10, endedBy: 'rpo' }]);
	// The same restore point is missed again: another event.
	const again = decideWorkload(longer.memory, seenAt(at + 60, { time: AT - 10 }), later);
	expect(again.events).toMatchObject([{ name: 'unprotected', of: at + 60 }]);
	const point = decideWorkload(again.memory, seenAt(at + 90, { time: at + 70 }), later);
	expect(point.events).toMatchObject([{ name: 'protected', endedBy: 'restorePoint' }]);
});

test('what is not chosen or passes no filter opens nothing, and says why', () => {
	const none = {
		rules: { ...rules, events: new Set<WorkloadEventName>(['appeared']) },
		isBaseline: false,
	};
	const missed = seenAt(AT, { time: AT - 30 * HOUR, malware: 'infected' });
	const unchosen = decideWorkload({}, missed, none);
	expect(unchosen.events).toMatchObject([{ name: 'appeared' }]);
	expect(unchosen.reasons).toEqual(['notChosen', 'notChosen']);
	// It was so before anybody wanted to know.
	expect(decideWorkload(unchosen.memory, missed, later).reasons).toEqual(['existing', 'existing']);
	const unwanted = decideWorkload({}, { ...missed, isWanted: false }, later);
	expect(unwanted).toMatchObject({ events: [], reasons: ['filtered', 'filtered'] });
	const wanted = decideWorkload(unwanted.memory, missed, later);
	expect(wanted.events.map(({ name }) => name)).toEqual(['unprotected', 'suspicious']);
});

test('what did not pass the filters when the trigger started is existing when the trigger starts anew', () => {
	const missed = seenAt(AT, { time: AT - 30 * HOUR });
	const baseline = { rules, isBaseline: true };
	const unwanted = decideWorkload({}, { ...missed, isWanted: false }, baseline);
	expect(unwanted).toMatchObject({ events: [], reasons: ['filtered'] });
	const started = decideWorkload(unwanted.memory, missed, baseline);
	expect(started).toMatchObject({ events: [], reasons: ['existing'] });
});

test('a restore point that came and is missed again between two reads is another problem', () => {
	const missed = seenAt(AT, { time: AT - 30 * HOUR });
	const existing = decideWorkload({}, missed, { rules, isBaseline: true });
	expect(existing).toMatchObject({ events: [], reasons: ['existing'] });
	const at = AT + 40 * HOUR;
	const again = decideWorkload(existing.memory, seenAt(at, { time: AT + HOUR }), later);
	expect(again.events).toEqual([{ name: 'unprotected', of: AT + HOUR, at: AT + 25 * HOUR }]);
});

test('problems end without an event where nobody chose that, and can begin anew', () => {
	const chosen = new Set<WorkloadEventName>(['unprotected', 'suspicious']);
	const half = { rules: { ...rules, events: chosen }, isBaseline: false };
	const fine = decideWorkload({}, seenAt(AT, { time: AT, malware: 'clean' }), half);
	const bad = { time: AT, malware: 'suspicious' };
	const open = decideWorkload(fine.memory, seenAt(AT + 25 * HOUR, bad), half);
	expect(open.events.map(({ name }) => name)).toEqual(['unprotected', 'suspicious']);
	const good = { time: AT + 26 * HOUR, malware: 'clean' };
	const once = decideWorkload(open.memory, seenAt(AT + 26 * HOUR, good), half);
	expect(once).toMatchObject({ events: [], reasons: ['cleanOnce'] });
	const over = decideWorkload(once.memory, seenAt(AT + 27 * HOUR, good), half);
	expect(over).toMatchObject({ events: [], memory: { problem: undefined } });
	const again = decideWorkload(over.memory, seenAt(AT + 28 * HOUR, bad), half);
	expect(again.events.map(({ name }) => name)).toEqual(['suspicious']);
});

test.each<[string, WorkloadEventName[], string[]]>([
	['both', ['protected', 'cleared'], ['protected', 'cleared']],
	['one', ['cleared'], ['cleared']],
	['none', ['unprotected', 'suspicious'], []],
])('a workload that has disappeared ends the problems that were chosen: %s', (_, chosen, names) => {
	const both = { key: KEY, of: AT, name: 'SQL', unprotected: AT, suspicious: AT + 60 };
	const own = { ...rules, events: new Set(chosen) };
	const ended = endWorkload(both, 'disappeared', AT + HOUR, own);
	expect(ended.map(({ name }) => name)).toEqual(names);
	expect(endWorkload({ key: KEY, of: AT, name: 'SQL' }, 'disappeared', AT + HOUR, own)).toEqual([]);
});
