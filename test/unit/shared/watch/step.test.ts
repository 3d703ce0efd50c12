import fc from 'fast-check';

import type {
	EventName,
	Happening,
	Mark,
	Track,
	Unreported,
	WatchRules,
} from '../../../../nodes/trigger/jobs/events';
import { readKnown, writeKnown, type Known } from '../../../../nodes/trigger/engine/known';
import type { Sighting } from '../../../../nodes/trigger/jobs/observation';
import { step } from '../../../../nodes/trigger/jobs/decide';

/** One job's life, seen now and then, with n8n killed now and then: checked against a plain model of it. */

type End = 'S' | 'W' | 'F';

/** What happens between two polls. */
interface Turn {
	/** Ends of sessions since the poll before, in order */
	ends: End[];
	/** A session goes on when the poll looks */
	isRunning: boolean;
	/** A server that is late shows the session before the latest one */
	isStale: boolean;
	/** n8n is killed after the poll, and forgets what it did not save */
	isKilled: boolean;
}

const turn: fc.Arbitrary<Turn> = fc.record({
	ends: fc.array(fc.constantFrom<End>('S', 'W', 'F'), { maxLength: 2 }),
	isRunning: fc.boolean(),
	isStale: fc.nat(5).map((dice) => dice === 0),
	isKilled: fc.nat(3).map((dice) => dice === 0),
});

const rules: fc.Arbitrary<WatchRules> = fc
	.record({
		events: fc.uniqueArray(fc.constantFrom<EventName>('failed', 'warning', 'success', 'recovered')),
		warningIsProblem: fc.boolean(),
		emitExisting: fc.boolean(),
	})
	.map(({ events, ...more }) => ({
		...more,
		events: new Set(events),
		stillAfter: 0,
		overdueAfter: 86_400,
	}));

interface Session {
	mark: End;
	time: number;
}

const EVENTS = { S: 'success', W: 'warning', F: 'failed' } as const;
const id = 'abcdefghijkl';

function sighting(mark: Mark, time: number | undefined): Sighting {
	return { id, key: 'job:a:b', row: { name: 'Job' }, mark, time, isStart: false, lastRun: time };
}

/** A state as n8n saves it: text. */
function saved({ known, problem }: Track): Track {
	return {
		known: known && readKnown(writeKnown(id, known))[1],
		problem: problem && { ...problem },
	};
}

/** Plays the turns; returns what was told, and what a poll could see, in the order of the polls. */
function play(turns: Turn[], rule: WatchRules) {
	let live: Track = {};
	let onDisk: Track = {};
	let now = 1_700_000_000;
	let sessions: Session[] = [{ mark: 'S', time: now - 500 }];
	const told: Happening[] = [];
	const seen: Session[] = [];
	const looks: Array<{ mark: Mark; happenings: Happening[]; unreported: Unreported[] }> = [];
	// What n8n saw and lost; a late server may show it again, which is promised to do no harm for successes.
	const forgotten = new Set<Session>();
	let isFirst = true;
	let isSaved = false;
	// As the trigger knows it: nothing between the state and this end can have been forgotten.
	let isSure = false;
	for (const { ends, isRunning, isStale, isKilled } of [
		{ ends: [], isRunning: false, isStale: false, isKilled: false },
		...turns,
	]) {
		for (const mark of ends) sessions.push({ mark, time: (now += 100) });
		now += 50;
		const latest = sessions[sessions.length - 1];
		const stale = sessions[sessions.length - 2];
		// Late by one session, which this process has seen before: else it is no repetition.
		const isLate =
			isStale &&
			stale !== undefined &&
			seen.includes(stale) &&
			seen.includes(latest) &&
			!(forgotten.has(stale) && stale.mark !== 'S');
		const shown = isLate ? stale : latest;
		const look =
			isRunning && !isLate ? sighting('R', shown.time) : sighting(shown.mark, shown.time);
		if (!isRunning && !isLate && !seen.includes(shown)) seen.push(shown);
		// It changes nothing of what it is given.
		for (const part of [live, live.known, live.problem]) Object.freeze(part);
		const result = step(live, look, {
			now,
			rules: rule,
			isWanted: true,
			isBaseline: isFirst,
			hasGap: !isSure,
		});
		looks.push({ mark: look.mark, ...result });
		live = result.track;
		if (look.mark !== 'R') isSure = true;
		told.push(...result.happenings);
		// n8n saves after the activation and when something is told.
		if (isFirst || result.happenings.length > 0) onDisk = saved(live);
		isSaved = isFirst || result.happenings.length > 0;
		isFirst = false;
		if (isKilled && !isSaved) {
			live = saved(onDisk);
			isSure = false;
			// What was forgotten may show as late again; then it is seen as it was before.
			sessions = [sessions[sessions.length - 1]];
			forgotten.add(sessions[0]);
		}
	}
	return { told, seen, looks };
}

/** What should have been told of what was seen, the baseline first. */
function expected([, ...seen]: Session[], { events, warningIsProblem }: WatchRules) {
	const out: string[] = [];
	let problem = false;
	for (const { mark, time } of seen) {
		const isGood = mark === 'S' || (mark === 'W' && !warningIsProblem);
		if (problem && isGood) {
			out.push(`recovered ${time}`);
			problem = false;
		}
		if (!events.has(EVENTS[mark])) continue;
		out.push(`${EVENTS[mark]} ${time}`);
		if (mark !== 'S' && events.has('recovered')) problem = true;
	}
	return out;
}

test('whatever happens to a job and to n8n, each end that a poll saw is told once, and no other', () => {
	fc.assert(
		fc.property(fc.array(turn, { maxLength: 25 }), rules, (turns, rule) => {
			const { told, seen } = play(turns, rule);
			const lines = told.map(({ event, at }) => `${event} ${at}`);
			expect(lines).toEqual(expected(seen, rule));
		}),
		{ numRuns: 2000 },
	);
});

test('whatever a job that is not fine shows either is an event or has one reason why it is none', () => {
	fc.assert(
		fc.property(fc.array(turn, { maxLength: 25 }), rules, (turns, rule) => {
			const wrong = play(turns, rule).looks.filter(({ mark, happenings, unreported }) => {
				const events = happenings.filter(({ session }) => !session).length;
				const reasons = unreported.filter(({ session }) => !session).length;
				const isFine = mark === 'S' || (mark === 'W' && !rule.warningIsProblem);
				const isExplained = events === 0 ? reasons === 1 : reasons === 0;
				return !isExplained && !(isFine && events + reasons === 0);
			});
			expect(wrong).toEqual([]);
		}),
		{ numRuns: 2000 },
	);
});

test('what an event says of the session before is how the poll before saw it, or nothing', () => {
	fc.assert(
		fc.property(fc.array(turn, { maxLength: 25 }), rules, (turns, rule) => {
			const { told, seen } = play(turns, rule);
			for (const { event, at, previous } of told) {
				const index = seen.findIndex(({ time }) => time === at);
				const before = seen[index - 1]?.mark;
				// What a kill has made n8n forget cannot be known.
				const isCertain = event !== 'recovered' && !turns.some(({ isKilled }) => isKilled);
				expect(isCertain ? [before] : [before, undefined]).toContain(previous);
			}
		}),
		{ numRuns: 2000 },
	);
});

test('a success from before the failure, shown late by a server after n8n forgot it, is no recovery', () => {
	const rule: WatchRules = {
		events: new Set<EventName>(['failed', 'recovered']),
		warningIsProblem: false,
		emitExisting: false,
		stillAfter: 0,
		overdueAfter: 86_400,
	};
	const { told } = play(
		[
			{ ends: ['S'], isRunning: false, isStale: false, isKilled: true },
			{ ends: ['F'], isRunning: false, isStale: false, isKilled: false },
			{ ends: [], isRunning: false, isStale: true, isKilled: false },
			{ ends: [], isRunning: false, isStale: false, isKilled: false },
			{ ends: ['S'], isRunning: false, isStale: false, isKilled: false },
		],
		rule,
	);
	expect(told.map(({ event, at }) => `${event} ${at - 1_700_000_000}`)).toEqual([
		'failed 300',
		'recovered 550',
	]);
});

test('what is known of a job survives being written', () => {
	const time = fc.nat(2_000_000_000);
	const older = fc.record(
		{
			mark: fc.constantFrom<Mark>('S', 'W', 'F', 'X'),
			time,
			start: time,
			isStart: fc.constant<true>(true),
			isUnwanted: fc.constant<true>(true),
		},
		{ requiredKeys: ['mark', 'time'] },
	);
	const known: fc.Arbitrary<Known> = fc.record(
		{
			mark: fc.constantFrom<Mark>('S', 'W', 'F', 'X', 'N'),
			time,
			start: time,
			isStart: fc.constant<true>(true),
			isDisabled: fc.constant<true>(true),
			isOverdue: fc.constant<true>(true),
			isAfterGap: fc.constant<true>(true),
			before: fc.record({ mark: fc.constantFrom<Mark>('S', 'W', 'F', 'X'), time }),
			noSuccessSince: time,
			pendingSince: time,
			goneSince: time,
			seenAt: time,
			runningSince: time,
			unseenEnd: time,
			olderSince: time,
			wasClosed: fc.constant<true>(true),
			older: fc.array(older, { minLength: 1, maxLength: 3 }),
		},
		{ requiredKeys: ['mark'] },
	);
	fc.assert(
		fc.property(known, (entry) => {
			expect(readKnown(writeKnown(id, entry))).toEqual([id, entry]);
		}),
	);
});

describe('only if still so', () => {
	const conditions = (now: number) => ({
		now,
		rules: {
			events: new Set<EventName>(['failed', 'warning', 'recovered']),
			warningIsProblem: false,
			stillAfter: 600,
			overdueAfter: 86_400,
			emitExisting: false,
		},
		isWanted: true,
		isBaseline: false,
		hasGap: false,
	});

	test('a problem is told once, not before its time, and never if it ended before', () => {
		const outcome = fc.record({
			after: fc.integer({ min: 30, max: 400 }),
			mark: fc.constantFrom<Mark>('S', 'F', 'R'),
		});
		fc.assert(
			fc.property(fc.array(outcome, { minLength: 1, maxLength: 30 }), (outcomes) => {
				let now = 1_000_000;
				let track: Track = step({}, sighting('S', now), conditions(now)).track;
				let end = now;
				let failedSince: number | undefined;
				for (const { after, mark } of outcomes) {
					now += after;
					if (mark !== 'R') end = now;
					const { happenings, track: next } = step(track, sighting(mark, end), conditions(now));
					track = next;
					if (mark === 'S') failedSince = undefined;
					if (mark === 'F') failedSince ??= now;
					const isTold = happenings.some(({ event }) => event === 'failed');
					const isDue = mark === 'F' && failedSince !== undefined && now - failedSince >= 600;
					expect(isTold).toBe(isDue);
					// Told: the next failure has to last as long again.
					if (isTold) failedSince = undefined;
				}
			}),
			{ numRuns: 1000 },
		);
	});
});
