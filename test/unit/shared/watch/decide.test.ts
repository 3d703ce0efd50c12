import fc from 'fast-check';

import type {
	EventName,
	JobEvent,
	Unreported,
	WatchRules,
} from '../../../../nodes/trigger/jobs/events';
import {
	jobCodec,
	type JobLastSeen,
	type JobMemory,
	type Outcome,
} from '../../../../nodes/trigger/jobs/memory';
import type { Observation } from '../../../../nodes/trigger/jobs/observation';
import { decide } from '../../../../nodes/trigger/jobs/decide';
import { cases } from '../../../cases';

/** One job's life, seen now and then, with n8n killed now and then: checked against a plain model of it. */

type End = 'success' | 'warning' | 'failed';

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
	ends: fc.array(fc.constantFrom<End>('success', 'warning', 'failed'), { maxLength: 2 }),
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
		afterFailures: 1,
		escalateAfterFailures: 3,
		escalateAfter: 0,
	}));

/** Rules that count failures, too. */
const countingRules: fc.Arbitrary<WatchRules> = fc
	.record({
		rule: rules,
		escalated: fc.boolean(),
		afterFailures: fc.integer({ min: 1, max: 3 }),
		escalateAfterFailures: fc.integer({ min: 1, max: 4 }),
	})
	.map(({ rule, escalated, ...counts }) => ({
		...rule,
		...counts,
		events: new Set([...rule.events, ...(escalated ? (['escalated'] as const) : [])]),
	}));

interface Session {
	outcome: End;
	time: number;
}

const id = 'abcdefghijkl';

function observation(outcome: Outcome, time: number | undefined): Observation {
	return { id, key: 'job:a:b', row: { name: 'Job' }, outcome, time, isStart: false, lastRun: time };
}

/** A state as n8n saves it: text. */
function saved({ lastSeen, problem }: JobMemory): JobMemory {
	return {
		lastSeen: lastSeen && jobCodec.decode(jobCodec.encode(lastSeen)),
		problem: problem && { ...problem },
	};
}

/** Plays the turns; returns what was emitted, and what a poll could see, in the order of the polls. */
function play(turns: Turn[], rule: WatchRules) {
	let live: JobMemory = {};
	let onDisk: JobMemory = {};
	let now = 1_700_000_000;
	let sessions: Session[] = [{ outcome: 'success', time: now - 500 }];
	const emitted: JobEvent[] = [];
	const seen: Session[] = [];
	const looks: Array<{ outcome: Outcome; events: JobEvent[]; unreported: Unreported[] }> = [];
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
		for (const outcome of ends) sessions.push({ outcome, time: (now += 100) });
		now += 50;
		const latest = sessions[sessions.length - 1];
		const stale = sessions[sessions.length - 2];
		// Late by one session, which this process has seen before: else it is no repetition.
		const isLate =
			isStale &&
			stale !== undefined &&
			seen.includes(stale) &&
			seen.includes(latest) &&
			!(forgotten.has(stale) && stale.outcome !== 'success');
		const shown = isLate ? stale : latest;
		const look =
			isRunning && !isLate
				? observation('running', shown.time)
				: observation(shown.outcome, shown.time);
		if (!isRunning && !isLate && !seen.includes(shown)) seen.push(shown);
		// It changes nothing of what it is given.
		for (const part of [live, live.lastSeen, live.problem]) Object.freeze(part);
		const result = decide(live, look, {
			now,
			rules: rule,
			isWanted: true,
			isBaseline: isFirst,
			hasGap: !isSure,
		});
		looks.push({ outcome: look.outcome, ...result });
		live = result.memory;
		if (look.outcome !== 'running') isSure = true;
		emitted.push(...result.events);
		// n8n saves after the activation and when something is emitted.
		if (isFirst || result.events.length > 0) onDisk = saved(live);
		isSaved = isFirst || result.events.length > 0;
		isFirst = false;
		if (isKilled && !isSaved) {
			live = saved(onDisk);
			isSure = false;
			// What was forgotten may show as late again; then it is seen as it was before.
			sessions = [sessions[sessions.length - 1]];
			forgotten.add(sessions[0]);
		}
	}
	return { emitted, seen, looks };
}

/** What should have been emitted of what was seen, the baseline first. */
function expected(
	[, ...seen]: Session[],
	{ events, warningIsProblem, afterFailures, escalateAfterFailures }: WatchRules,
) {
	const out: string[] = [];
	let problem = false;
	let row: Session[] = [];
	let isEscalated = false;
	for (const { outcome, time } of seen) {
		const isGood = outcome === 'success' || (outcome === 'warning' && !warningIsProblem);
		if (problem && isGood) {
			out.push(`recovered ${time}`);
			problem = false;
		}
		row = isGood ? [] : [...row, { outcome, time }];
		if (isGood) isEscalated = false;
		const counted = isGood ? '' : ` ${row.length} since ${row[0].time}`;
		if (events.has(outcome) && (outcome !== 'failed' || row.length >= afterFailures)) {
			out.push(`${outcome} ${time}${counted}`);
			if (outcome !== 'success' && events.has('recovered')) problem = true;
		}
		if (!isEscalated && events.has('escalated') && row.length >= escalateAfterFailures) {
			out.push(`escalated ${time}${counted}`);
			isEscalated = true;
			if (events.has('recovered')) problem = true;
		}
	}
	return out;
}

test('whatever happens to a job and to n8n, each end that a poll saw is emitted once, and no other', () => {
	fc.assert(
		fc.property(fc.array(turn, { maxLength: 25 }), rules, (turns, rule) => {
			const { emitted, seen } = play(turns, rule);
			// How many failures there were in a row may be forgotten, as far as nothing was emitted.
			const lines = expected(seen, rule).map((line) => line.split(' ', 2).join(' '));
			expect(emitted.map(({ name: event, at }) => `${event} ${at}`)).toEqual(lines);
		}),
		{ numRuns: cases(2000) },
	);
});

const lineOf = ({ name, at, failures }: JobEvent) =>
	`${name} ${at}${failures ? ` ${failures.count} since ${failures.since}` : ''}`;

test('failures in a row are counted, and each open problem is escalated once, when there are enough', () => {
	const undisturbed = turn.map((one) => ({ ...one, isKilled: false }));
	fc.assert(
		fc.property(fc.array(undisturbed, { maxLength: 25 }), countingRules, (turns, rule) => {
			const { emitted, seen } = play(turns, rule);
			expect(emitted.map(lineOf)).toEqual(expected(seen, rule));
		}),
		{ numRuns: cases(2000) },
	);
});

test('where each failure and each recovery is emitted, no kill of n8n makes it count otherwise', () => {
	fc.assert(
		fc.property(fc.array(turn, { maxLength: 25 }), countingRules, (turns, counting) => {
			const events = new Set<EventName>(['failed', 'warning', 'recovered', 'escalated']);
			const rule = { ...counting, events, afterFailures: 1 };
			const { emitted, seen } = play(turns, rule);
			expect(emitted.map(lineOf)).toEqual(expected(seen, rule));
		}),
		{ numRuns: cases(2000) },
	);
});

test('whatever a job that is not fine shows either is an event or has one reason why it is none', () => {
	fc.assert(
		fc.property(fc.array(turn, { maxLength: 25 }), countingRules, (turns, rule) => {
			const wrong = play(turns, rule).looks.filter(({ outcome, events, unreported }) => {
				const own = events.filter(({ session }) => !session).length;
				const reasons = unreported.filter(({ session }) => !session).length;
				const isFine = outcome === 'success' || (outcome === 'warning' && !rule.warningIsProblem);
				const isExplained = own === 0 ? reasons === 1 : reasons === 0;
				return !isExplained && !(isFine && own + reasons === 0);
			});
			expect(wrong).toEqual([]);
		}),
		{ numRuns: cases(2000) },
	);
});

test('what an event says of the session before is how the poll before saw it, or nothing', () => {
	fc.assert(
		fc.property(fc.array(turn, { maxLength: 25 }), rules, (turns, rule) => {
			const { emitted, seen } = play(turns, rule);
			for (const { name: event, at, previous } of emitted) {
				const index = seen.findIndex(({ time }) => time === at);
				const before = seen[index - 1]?.outcome;
				// What a kill has made n8n forget cannot be known.
				const isCertain = event !== 'recovered' && !turns.some(({ isKilled }) => isKilled);
				expect(isCertain ? [before] : [before, undefined]).toContain(previous);
			}
		}),
		{ numRuns: cases(2000) },
	);
});

test('a success from before the failure, shown late by a server after n8n forgot it, is no recovery', () => {
	const rule: WatchRules = {
		events: new Set<EventName>(['failed', 'recovered']),
		warningIsProblem: false,
		emitExisting: false,
		stillAfter: 0,
		overdueAfter: 86_400,
		afterFailures: 1,
		escalateAfterFailures: 3,
		escalateAfter: 0,
	};
	const { emitted } = play(
		[
			{ ends: ['success'], isRunning: false, isStale: false, isKilled: true },
			{ ends: ['failed'], isRunning: false, isStale: false, isKilled: false },
			{ ends: [], isRunning: false, isStale: true, isKilled: false },
			{ ends: [], isRunning: false, isStale: false, isKilled: false },
			{ ends: ['success'], isRunning: false, isStale: false, isKilled: false },
		],
		rule,
	);
	expect(emitted.map(({ name: event, at }) => `${event} ${at - 1_700_000_000}`)).toEqual([
		'failed 300',
		'recovered 550',
	]);
});

test('what is known of a job survives being written', () => {
	const time = fc.nat(2_000_000_000);
	const older = fc.record(
		{
			outcome: fc.constantFrom<Outcome>('success', 'warning', 'failed', 'stopped'),
			time,
			start: time,
			isStart: fc.constant<true>(true),
			isUnwanted: fc.constant<true>(true),
		},
		{ requiredKeys: ['outcome', 'time'] },
	);
	const known: fc.Arbitrary<JobLastSeen> = fc.record(
		{
			outcome: fc.constantFrom<Outcome>('success', 'warning', 'failed', 'stopped', 'none'),
			time,
			start: time,
			isStart: fc.constant<true>(true),
			isDisabled: fc.constant<true>(true),
			isOverdue: fc.constant<true>(true),
			isAfterGap: fc.constant<true>(true),
			previous: fc.record({
				outcome: fc.constantFrom<Outcome>('success', 'warning', 'failed', 'stopped'),
				time,
			}),
			noSuccessSince: time,
			pendingSince: time,
			failures: fc.integer({ min: 2, max: 100_000 }),
			failingSince: time,
			problemSince: time,
			isEscalated: fc.constant<true>(true),
			goneSince: time,
			seenAt: time,
			runningSince: time,
			unseenEnd: time,
			olderSince: time,
			wasClosed: fc.constant<true>(true),
			older: fc.array(older, { minLength: 1, maxLength: 3 }),
		},
		{ requiredKeys: ['outcome'] },
	);
	fc.assert(
		fc.property(known, (entry) => {
			expect(jobCodec.decode(jobCodec.encode(entry))).toEqual(entry);
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
			afterFailures: 1,
			escalateAfterFailures: 3,
			escalateAfter: 0,
		},
		isWanted: true,
		isBaseline: false,
		hasGap: false,
	});

	test('a problem is emitted once, not before its time, and never if it ended before', () => {
		const end = fc.record({
			after: fc.integer({ min: 30, max: 400 }),
			outcome: fc.constantFrom<Outcome>('success', 'failed', 'running'),
		});
		fc.assert(
			fc.property(fc.array(end, { minLength: 1, maxLength: 30 }), (outcomes) => {
				let now = 1_000_000;
				let memory: JobMemory = decide({}, observation('success', now), conditions(now)).memory;
				let endedAt = now;
				let failedSince: number | undefined;
				for (const { after, outcome } of outcomes) {
					now += after;
					if (outcome !== 'running') endedAt = now;
					const { events, memory: next } = decide(
						memory,
						observation(outcome, endedAt),
						conditions(now),
					);
					memory = next;
					if (outcome === 'success') failedSince = undefined;
					if (outcome === 'failed') failedSince ??= now;
					const isTold = events.some(({ name: event }) => event === 'failed');
					const isDue =
						outcome === 'failed' && failedSince !== undefined && now - failedSince >= 600;
					expect(isTold).toBe(isDue);
					// Emitted: the next failure has to last as long again.
					if (isTold) failedSince = undefined;
				}
			}),
			{ numRuns: cases(1000) },
		);
	});
});

test('a state from before failures were counted: nothing is emitted by itself, and counting begins with one', () => {
	const rule: WatchRules = {
		events: new Set<EventName>(['failed', 'recovered', 'escalated']),
		warningIsProblem: false,
		emitExisting: false,
		stillAfter: 0,
		overdueAfter: 86_400,
		afterFailures: 1,
		escalateAfterFailures: 1,
		escalateAfter: 3600,
	};
	const time = 1_700_000_000;
	const conditions = { rules: rule, isWanted: true, isBaseline: false, hasGap: true };
	fc.assert(
		fc.property(fc.boolean(), fc.nat(30 * 86_400), (isOpen, waited) => {
			const lastSeen = jobCodec.decode(
				jobCodec.encode({ outcome: 'failed', time, noSuccessSince: time, seenAt: time + 60 }),
			);
			const open = { key: 'job:a:b', of: time, name: 'Job', wasDisabled: false };
			const now = time + 7200 + waited;
			const memory: JobMemory = { lastSeen, ...(isOpen ? { problem: open } : {}) };
			const same = decide(memory, observation('failed', time), { ...conditions, now });
			expect(same.events).toEqual([]);
			const next = decide(same.memory, observation('failed', now), { ...conditions, now: now + 9 });
			expect(next.events.map(lineOf)).toEqual([
				`failed ${now} 2 since ${time}`,
				`escalated ${now} 2 since ${time}`,
			]);
		}),
	);
});

test('a success that a late server shows afterwards leaves only the failures behind it in the row', () => {
	const rule: WatchRules = {
		events: new Set<EventName>(['escalated', 'recovered']),
		warningIsProblem: false,
		emitExisting: false,
		stillAfter: 0,
		overdueAfter: 86_400,
		afterFailures: 1,
		escalateAfterFailures: 3,
		escalateAfter: 0,
	};
	const recent = {
		sessions: [
			{ outcome: 'success' as const, time: 1000 },
			{ outcome: 'failed' as const, time: 2000 },
			{ outcome: 'failed' as const, time: 4000 },
		],
		from: 1000,
		doneUpTo: 1000,
	};
	let now = 4100;
	let memory: JobMemory = {
		lastSeen: { outcome: 'failed', time: 4000, failures: 2, failingSince: 2000, seenAt: 4050 },
	};
	const lines: string[] = [];
	for (const [outcome, time] of [
		['success', 3000],
		['failed', 4000],
		['failed', 5000],
		['failed', 6000],
	] as const) {
		now = Math.max(now + 60, time + 60);
		const look = decide(memory, observation(outcome, time), {
			...{ now, rules: rule, isWanted: true, isBaseline: false, hasGap: false, recent },
		});
		memory = look.memory;
		lines.push(...look.events.map(lineOf));
	}
	expect(lines).toEqual(['escalated 6000 3 since 4000']);
});
