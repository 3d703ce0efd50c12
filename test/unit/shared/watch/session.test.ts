import { isLatestSession, placeOf, type Recent } from '../../../../nodes/trigger/jobs/session';
import type { Observation } from '../../../../nodes/trigger/jobs/observation';
import type { JobLastSeen, Outcome } from '../../../../nodes/trigger/jobs/memory';

/** Where the end that a poll sees belongs. */
const END = 1_800_000_000;
const START = END - 600;
const HOUR = 3600;
const DAY = 24 * HOUR;
const NOW = END + 300;

const failed: JobLastSeen = { outcome: 'failed', time: END, start: START };
const place = (
	known: JobLastSeen,
	observation: Observation,
	recent: Recent | undefined = undefined,
	now = NOW,
) => placeOf(known, observation, recent, now);
const seen = (outcome: Outcome, more: Partial<Observation> = {}): Observation => ({
	id: 'abcdefghijkl',
	key: 'job:a:b',
	row: {},
	outcome,
	time: END,
	lastRun: START,
	isStart: false,
	...more,
});

test.each([
	['shown again', failed, seen('failed')],
	['rounded up', failed, seen('failed', { time: END + 1, lastRun: undefined })],
	['cut', failed, seen('failed', { time: END - 1, lastRun: undefined })],
	['corrected by seconds', failed, seen('failed', { time: END + 30 })],
	['without an end for a moment', failed, seen('failed', { time: START, isStart: true })],
	['the next one goes on', failed, seen('running', { lastRun: END + HOUR })],
	[
		'first without an end, now with it',
		{ outcome: 'failed', time: START, isStart: true },
		seen('failed', { time: END }),
	],
	[
		'first with the end of the session before, now with its own',
		{ outcome: 'failed', time: START - HOUR, start: START },
		seen('failed'),
	],
	[
		'without any time for a moment',
		failed,
		seen('failed', { time: undefined, lastRun: undefined }),
	],
	[
		'never with a time',
		{ outcome: 'failed', seenAt: NOW },
		seen('failed', { time: undefined, lastRun: undefined }),
	],
	[
		'of before anything was known, still going on',
		{ outcome: 'running', time: END },
		seen('success'),
	],
] as Array<[string, JobLastSeen, Observation]>)('the same session: %s', (_, known, observation) => {
	expect(isLatestSession(known, observation, NOW)).toBe(true);
	expect(place(known, observation)).toBe('latest');
});

test.each([
	['a later end', failed, seen('failed', { time: END + HOUR, lastRun: END + HOUR - 60 })],
	['a later end of a session with the same start', failed, seen('failed', { time: END + 31 })],
	[
		'an end two seconds later, of another start',
		failed,
		seen('failed', { time: END + 2, lastRun: END }),
	],
	['another outcome', failed, seen('success')],
	['another end while the next one goes on', failed, seen('running', { time: END + HOUR })],
	['nothing is known', { outcome: 'none' }, seen('failed')],
	[
		'another outcome without any time',
		failed,
		seen('warning', { time: undefined, lastRun: undefined }),
	],
] as Array<[string, JobLastSeen, Observation]>)('another session: %s', (_, known, observation) => {
	expect(isLatestSession(known, observation, NOW)).toBe(false);
	expect(place(known, observation)).toBe('new');
});

test('an hour later another end with the same start is another session: schedules repeat starts', () => {
	const known: JobLastSeen = { ...failed, seenAt: NOW };
	const corrected = seen('failed', { time: END + 20 });
	expect(place(known, corrected, undefined, NOW + HOUR - 1)).toBe('latest');
	expect(place(known, corrected, undefined, NOW + HOUR)).toBe('new');
	expect(place(known, seen('failed', { time: END + 1 }), undefined, NOW + DAY)).toBe('latest');
});

describe('with a session before', () => {
	const known: JobLastSeen = { ...failed, previous: { outcome: 'success', time: END - DAY } };
	const at = (time: number, outcome: Outcome = 'success') =>
		seen(outcome, { time, lastRun: time - 60 });

	test('that one is known', () => {
		for (const time of [END - DAY, END - DAY - 1]) expect(place(known, at(time))).toBe('known');
	});

	test('those before it are older than all that is known', () => {
		for (const time of [END - DAY - 2, END - 3 * DAY, END - 29 * DAY]) {
			expect(place(known, at(time))).toBe('older');
		}
	});

	test('what this process has seen shows what a server that is late may repeat', () => {
		const recent = {
			sessions: [{ outcome: 'success' as const, time: END - 3 * DAY }],
			from: END - 3 * DAY,
			doneUpTo: END - 3 * DAY,
		};
		expect(place(known, at(END - 3 * DAY), recent)).toBe('known');
		expect(place(known, at(END - 2 * DAY), recent)).toBe('new');
		expect(place(known, at(END - 4 * DAY), recent)).toBe('older');
	});

	test('one between the two is another one, if this process has seen both: a clock was wrong', () => {
		const recent = { sessions: [known.previous!], from: END - DAY, doneUpTo: END - DAY };
		expect(place(known, at(END - HOUR), recent)).toBe('new');
		expect(place(known, at(END - HOUR))).toBe('older');
	});

	test('the end of the session before with another outcome is another one', () => {
		expect(place(known, at(END - DAY, 'failed'))).not.toBe('known');
	});

	test('one of long before is another one: the ends that are known were of a wrong clock', () => {
		expect(place(known, at(END - 30 * DAY - 1))).toBe('new');
	});
});
