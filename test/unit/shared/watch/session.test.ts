import type { Mark } from '../../../../nodes/shared/jobs/watch/events';
import { isLatestSession, placeOf } from '../../../../nodes/shared/jobs/watch/session';
import type { Sighting } from '../../../../nodes/shared/jobs/watch/sighting';
import type { Known } from '../../../../nodes/shared/trigger/known';

/** Whether what a read shows of a job is a session that is known already. */
const END = 1_800_000_000;
const START = END - 600;
const HOUR = 3600;
const DAY = 24 * HOUR;

const failed: Known = { mark: 'F', time: END, start: START };
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
	['of before anything was known, still going on', { mark: 'R', time: END }, seen('S')],
] as Array<[string, Known, Sighting]>)('the same session: %s', (_, known, sighting) => {
	expect(isLatestSession(known, sighting)).toBe(true);
	expect(isKnownSession(known, sighting)).toBe(true);
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
	['no end is shown', failed, seen('F', { time: undefined, lastRun: undefined })],
] as Array<[string, Known, Sighting]>)('another session: %s', (_, known, sighting) => {
	expect(isLatestSession(known, sighting)).toBe(false);
	expect(isKnownSession(known, sighting)).toBe(false);
});

describe('with a session before', () => {
	const known: Known = { ...failed, before: { mark: 'S', time: END - DAY } };
	const at = (time: number, mark: Mark = 'S') => seen(mark, { time, lastRun: time - 60 });

	test('that one, and those before it, are known though not the latest', () => {
		for (const time of [END - DAY, END - DAY - 1, END - DAY - 2, END - 3 * DAY, END - 29 * DAY]) {
			expect(isKnownSession(known, at(time))).toBe(true);
			expect(isLatestSession(known, at(time))).toBe(false);
		}
	});

	test('one between the two is another one: a clock was wrong', () => {
		expect(isKnownSession(known, at(END - HOUR))).toBe(false);
	});

	test('the end of the session before with another outcome is another one', () => {
		expect(isKnownSession(known, at(END - DAY, 'F'))).toBe(false);
	});

	test('one of long before is another one: the ends that are known were of a wrong clock', () => {
		expect(isKnownSession(known, at(END - DAY - 30 * DAY - 1))).toBe(false);
	});

	test('the earlier of the two counts, whichever was seen first', () => {
		const swapped: Known = { mark: 'F', time: END - DAY, before: { mark: 'S', time: END } };
		expect(isKnownSession(swapped, at(END - HOUR))).toBe(false);
		expect(isKnownSession(swapped, at(END - 2 * DAY))).toBe(true);
	});
});
