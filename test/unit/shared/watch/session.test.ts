import type { Mark } from '../../../../nodes/trigger/jobs/events';
import { isLatestSession, placeOf, type Recent } from '../../../../nodes/trigger/jobs/session';
import type { Sighting } from '../../../../nodes/trigger/jobs/observation';
import type { Known } from '../../../../nodes/trigger/engine/known';

/** Where the end that a poll sees belongs. */
const END = 1_800_000_000;
const START = END - 600;
const HOUR = 3600;
const DAY = 24 * HOUR;
const NOW = END + 300;

const failed: Known = { mark: 'F', time: END, start: START };
const place = (
	known: Known,
	sighting: Sighting,
	recent: Recent | undefined = undefined,
	now = NOW,
) => placeOf(known, sighting, recent, now);
const seen = (mark: Mark, more: Partial<Sighting> = {}): Sighting => ({
	id: 'abcdefghijkl',
	key: 'job:a:b',
	row: {},
	mark,
	time: END,
	lastRun: START,
	isStart: false,
	...more,
});

test.each([
	['shown again', failed, seen('F')],
	['rounded up', failed, seen('F', { time: END + 1, lastRun: undefined })],
	['cut', failed, seen('F', { time: END - 1, lastRun: undefined })],
	['corrected by seconds', failed, seen('F', { time: END + 30 })],
	['without an end for a moment', failed, seen('F', { time: START, isStart: true })],
	['the next one goes on', failed, seen('R', { lastRun: END + HOUR })],
	[
		'first without an end, now with it',
		{ mark: 'F', time: START, isStart: true },
		seen('F', { time: END }),
	],
	[
		'first with the end of the session before, now with its own',
		{ mark: 'F', time: START - HOUR, start: START },
		seen('F'),
	],
	['without any time for a moment', failed, seen('F', { time: undefined, lastRun: undefined })],
	[
		'never with a time',
		{ mark: 'F', seenAt: NOW },
		seen('F', { time: undefined, lastRun: undefined }),
	],
	['of before anything was known, still going on', { mark: 'R', time: END }, seen('S')],
] as Array<[string, Known, Sighting]>)('the same session: %s', (_, known, sighting) => {
	expect(isLatestSession(known, sighting, NOW)).toBe(true);
	expect(place(known, sighting)).toBe('latest');
});

test.each([
	['a later end', failed, seen('F', { time: END + HOUR, lastRun: END + HOUR - 60 })],
	['a later end of a session with the same start', failed, seen('F', { time: END + 31 })],
	[
		'an end two seconds later, of another start',
		failed,
		seen('F', { time: END + 2, lastRun: END }),
	],
	['another outcome', failed, seen('S')],
	['another end while the next one goes on', failed, seen('R', { time: END + HOUR })],
	['nothing is known', { mark: 'N' }, seen('F')],
	['another outcome without any time', failed, seen('W', { time: undefined, lastRun: undefined })],
] as Array<[string, Known, Sighting]>)('another session: %s', (_, known, sighting) => {
	expect(isLatestSession(known, sighting, NOW)).toBe(false);
	expect(place(known, sighting)).toBe('new');
});

test('an hour later another end with the same start is another session: schedules repeat starts', () => {
	const known: Known = { ...failed, seenAt: NOW };
	const corrected = seen('F', { time: END + 20 });
	expect(place(known, corrected, undefined, NOW + HOUR - 1)).toBe('latest');
	expect(place(known, corrected, undefined, NOW + HOUR)).toBe('new');
	expect(place(known, seen('F', { time: END + 1 }), undefined, NOW + DAY)).toBe('latest');
});

describe('with a session before', () => {
	const known: Known = { ...failed, before: { mark: 'S', time: END - DAY } };
	const at = (time: number, mark: Mark = 'S') => seen(mark, { time, lastRun: time - 60 });

	test('that one is known', () => {
		for (const time of [END - DAY, END - DAY - 1]) expect(place(known, at(time))).toBe('known');
	});

	test('those before it are older than all that is known', () => {
		for (const time of [END - DAY - 2, END - 3 * DAY, END - 29 * DAY]) {
			expect(place(known, at(time))).toBe('older');
		}
	});

	test('what this process has seen tells what a server that is late may repeat', () => {
		const recent = { sessions: [{ mark: 'S', time: END - 3 * DAY }], from: END - 3 * DAY };
		expect(place(known, at(END - 3 * DAY), recent)).toBe('known');
		expect(place(known, at(END - 2 * DAY), recent)).toBe('new');
		expect(place(known, at(END - 4 * DAY), recent)).toBe('older');
	});

	test('one between the two is another one, if this process has seen both: a clock was wrong', () => {
		const recent = { sessions: [known.before!], from: END - DAY };
		expect(place(known, at(END - HOUR), recent)).toBe('new');
		expect(place(known, at(END - HOUR))).toBe('older');
	});

	test('the end of the session before with another outcome is another one', () => {
		expect(place(known, at(END - DAY, 'F'))).not.toBe('known');
	});

	test('one of long before is another one: the ends that are known were of a wrong clock', () => {
		expect(place(known, at(END - 30 * DAY - 1))).toBe('new');
	});
});
