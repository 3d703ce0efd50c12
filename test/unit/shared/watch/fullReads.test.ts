import {
	isFullReadDue,
	pagesDue,
	startProgress,
	withSeen,
} from '../../../../nodes/trigger/engine/fullRead';
import { areTooManyNew } from '../../../../nodes/trigger/engine/gone';
import { shareRequests } from '../../../../nodes/trigger/jobs/reads';

/** When long lists are read in full, and how much of them in a poll. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const now = Date.parse('2026-03-02T00:00:00Z');
const read = { ...startProgress(''), size: 5_000, startedAt: now, completedAt: now };

test.each([
	['ten pages: ten minutes after the last one began, or half a minute sooner', 9.5 * MINUTE, true],
	['not before that', 9 * MINUTE, false],
	['a clock that was set back by a day since', -24 * HOUR, true],
])('%s', (_, later, isDue) => {
	expect(isFullReadDue(read, now + later)).toBe(isDue);
});

test('a clock that was set back amid the last one makes the next one due', () => {
	const ahead = { ...read, startedAt: now + 24 * HOUR };
	expect(isFullReadDue(ahead, now + 2 * HOUR)).toBe(true);
});

const long = (pages: number) => ({ isQueryable: true, size: pages * 500 });
const NONE = { servers: 0, sessions: 0, sessionsAtLeast: 3 };
const EVERY_5 = { minutes: 5, requests: 8 };

test.each([
	['nothing else is due: all but what each list takes', [long(8), long(1)], NONE, 6, 0],
	['sessions come before more pages than are due', [long(8)], { ...NONE, sessions: 6 }, 1, 6],
	['pages that are due come before sessions', [long(20)], { ...NONE, sessions: 6 }, 2, 5],
	['servers and sessions', [long(20)], { servers: 3, sessions: 3, sessionsAtLeast: 3 }, 2, 3],
	['very long lists are read, too', [long(60), long(60)], { ...NONE, sessions: 6 }, 12, 3],
])('%s', (_, lists, extras, pages, sessions) => {
	expect(shareRequests(EVERY_5, lists, extras)).toEqual({ pages, sessions });
});

test.each([1, 5, 10, 60, 240])(
	'with a poll every %i minutes, each list is read within an hour, whatever else is due',
	(minutes) => {
		const share = { minutes, requests: Math.floor(8 * Math.max(1, minutes / 5)) };
		for (const pages of [3, 10, 25, 100]) {
			const extras = { servers: 3, sessions: 6, sessionsAtLeast: 3 };
			const inAPoll = shareRequests(share, [long(pages)], extras).pages;
			expect(inAPoll).toBeGreaterThanOrEqual(pagesDue(pages, share));
			expect(Math.ceil(pages / inAPoll) * minutes).toBeLessThanOrEqual(Math.max(minutes, 60));
		}
	},
);

const part = (rows: number, isComplete = false) => {
	const seen = new Set(Array.from({ length: rows }, (_, index) => `${index}`));
	const progress = { ...startProgress(''), seen, place: { key: 'x', offset: rows } };
	return { rows: [], isComplete, seen, progress: isComplete ? startProgress('') : progress };
};

test.each([
	['four of 4,000 in the last few rows of a read are new', 4, part(4_000, true), 0, false],
	['a tenth and more of what the parts have shown was hidden', 60, part(500), undefined, true],
	['parts before count', 3, part(1_000), 100, true],
	['a few in the first part are new', 20, part(500), undefined, false],
])('%s', (_, unknown, fullRead, before, areHidden) => {
	expect(areTooManyNew(unknown, 4_000, fullRead as never, before)).toBe(areHidden);
});

test('a read that has not begun has passed nothing', () => {
	const idle = { rows: [], isComplete: false, seen: new Set<string>(), progress: read };
	const list = { keyOf: (row: { instanceUid?: string }) => row.instanceUid };
	const { progress } = withSeen(list as never, idle, [{ instanceUid: 'recent' }]);
	expect(progress.seen.size).toBe(0);
});
