import fc from 'fast-check';

import type { WatchRules } from '../../../../nodes/trigger/jobs/events';
import { setRow } from '../../../../nodes/trigger/jobs/failures';
import type { JobLastSeen } from '../../../../nodes/trigger/jobs/memory';
import { countPast, newPastRows } from '../../../../nodes/trigger/jobs/pastFailures';
import { cases } from '../../../cases';

/** Failures from before the trigger started, as the session history shows them a day at a time. */

const rules = { warningIsProblem: false } as WatchRules;
const START = 1_700_000_000;
const HOUR = 3600;
const DAY = 24 * HOUR;
const DAYS = 30;
/** So many of them are read together, each hour again. */
const LAST_DAYS = 3;

type Outcome = 'success' | 'warning' | 'failed';
interface Session {
	outcome: Outcome;
	time: number;
	slack: number;
}

/** Hours before the trigger starts at which sessions ended, most of them failures. */
const past = fc
	.uniqueArray(
		fc.record({
			hours: fc.integer({ min: 1, max: DAYS * 24 - 1 }),
			outcome: fc.constantFrom<Outcome>(
				'failed',
				'failed',
				'failed',
				'failed',
				'success',
				'warning',
			),
		}),
		{ selector: ({ hours }) => hours, maxLength: 25 },
	)
	.map((list) =>
		list
			.map(({ hours, outcome }): Session => ({ outcome, time: START - hours * HOUR, slack: 30 }))
			.sort((a, b) => b.time - a.time),
	);

/** What the history shows of some days before the start. */
const between = (all: Session[], from: number, to: number) =>
	all.filter(({ time }) => time >= START - to * DAY && time < START - from * DAY);

/** How many of the latest ones failed, counted plainly. */
function rowOf(all: Session[]): Session[] {
	const length = all.findIndex(({ outcome }) => outcome !== 'failed');
	return length < 0 ? all : all.slice(0, length);
}

/** A job that shows a failure when the trigger starts, and fails so many times more. */
function failing(first: Session, more: number): { lastSeen: JobLastSeen; known: Session[] } {
	const later = Array.from({ length: more }, (_, index): Session => {
		return { outcome: 'failed', time: START + (index + 1) * HOUR, slack: 30 };
	});
	const known = [first, ...later];
	const lastSeen: JobLastSeen = { outcome: 'failed', time: known.at(-1)!.time };
	setRow(lastSeen, { count: known.length, since: first.time });
	return { lastSeen, known };
}

test('failures in a row are those that the history shows, however the days are read', () => {
	fc.assert(
		fc.property(past, fc.nat({ max: 3 }), fc.boolean(), (all, more, again) => {
			const whole = rowOf(all);
			if (whole.length === 0) return;
			const { lastSeen, known } = failing(all[0], more);
			const rows = newPastRows();
			const job = { id: 'abcdefghijkl', lastSeen, known, late: [] };
			const lookBack = () =>
				countPast({ ...job, history: between(all, 0, LAST_DAYS), hasLastDays: true }, rows, rules);
			lookBack();
			for (let day = LAST_DAYS; day < DAYS && rows.open.size > 0; day++) {
				rows.canOpen = false;
				const history = between(all, day, day + 1);
				// A day without sessions of the job is not shown to it.
				if (history.length > 0) countPast({ ...job, history, hasLastDays: false }, rows, rules);
				if (again) lookBack();
			}
			expect(lastSeen.failures ?? 1).toBe(whole.length + more);
			const since = whole.at(-1)!.time;
			if (whole.length + more > 1) expect(lastSeen.failingSince).toBe(since);
		}),
		{ numRuns: cases(2000) },
	);
});

test('a job that is fine, or whose row began before the eyes of polls, is not looked into', () => {
	const rows = newPastRows();
	const history: Session[] = [{ outcome: 'failed', time: START - DAY, slack: 30 }];
	const fine: JobLastSeen = { outcome: 'success', time: START };
	const job = { id: 'abcdefghijkl', late: [], history, hasLastDays: true };
	countPast({ ...job, lastSeen: fine, known: [] }, rows, rules);
	expect(fine.failures).toBeUndefined();
	const lastSeen: JobLastSeen = { outcome: 'failed', time: START };
	const known = [{ outcome: 'success' as const, time: START - HOUR }];
	countPast({ ...job, lastSeen, known }, rows, rules);
	expect(lastSeen.failures).toBeUndefined();
	expect(rows.open.size).toBe(0);
});

test('an end that is put in its place in the same poll belongs to the row', () => {
	const rows = newPastRows();
	const lastSeen: JobLastSeen = { outcome: 'failed', time: START };
	const known = [{ outcome: 'failed' as const, time: START }];
	const late = [{ outcome: 'failed' as const, time: START - HOUR }];
	const history: Session[] = [
		{ outcome: 'failed', time: START - HOUR, slack: 30 },
		{ outcome: 'failed', time: START - 2 * HOUR, slack: 30 },
		{ outcome: 'success', time: START - 3 * HOUR, slack: 30 },
	];
	countPast({ id: 'a', lastSeen, known, late, history, hasLastDays: true }, rows, rules);
	// The late one is counted when it is taken.
	expect(lastSeen).toMatchObject({ failures: 2, failingSince: START - 2 * HOUR });
});
