import { isTimeZone, toMoment } from '../../../../nodes/util/time';
import { makeLanguage } from '../../../../nodes/report/language';

const iso = (value: unknown, timeZone = 'Europe/Berlin', isEnd = false) => {
	const time = toMoment(value, timeZone, isEnd);
	return time === undefined ? undefined : new Date(time).toISOString();
};

test.each([
	['2026-11-24T06:00:00Z', '2026-11-24T06:00:00.000Z'],
	['2026-11-24T06:00:00.123456+01:00', '2026-11-24T05:00:00.123Z'],
	['2026-11-24T06:00:00-0330', '2026-11-24T09:30:00.000Z'],
	// Without an offset the time is that of the zone, winter and summer.
	['2026-11-24T06:00:00', '2026-11-24T05:00:00.000Z'],
	['2026-07-24 06:00', '2026-07-24T04:00:00.000Z'],
	['2026-11-24', '2026-11-23T23:00:00.000Z'],
	// The hour that comes twice, and the one that never comes.
	['2026-10-25T02:30:00', '2026-10-25T01:30:00.000Z'],
	['2026-03-29T02:30:00', '2026-03-29T01:30:00.000Z'],
	[Date.parse('2026-11-24T06:00:00Z'), '2026-11-24T06:00:00.000Z'],
	[new Date('2026-11-24T06:00:00Z'), '2026-11-24T06:00:00.000Z'],
])('%s is a moment', (value, expected) => expect(iso(value)).toBe(expected));

test.each([
	'',
	'soon',
	'24.11.2026',
	'2026-02-31',
	'2026-13-01T00:00:00',
	'2026-11-24T99:00:00',
	Number.NaN,
	new Date(Number.NaN),
	null,
	{},
])('%s is none', (value) => expect(iso(value)).toBeUndefined());

test('a day as the end of a period ends when the next one begins, a time does not', () => {
	expect(iso('2026-11-30', 'UTC', true)).toBe('2026-12-01T00:00:00.000Z');
	expect(iso('2026-11-30T00:00:00', 'UTC', true)).toBe('2026-11-30T00:00:00.000Z');
	// 25 hours
	expect(iso('2026-10-25', 'Europe/Berlin', true)).toBe('2026-10-25T23:00:00.000Z');
});

test('far from Greenwich', () => {
	expect(iso('2026-11-24T06:00:00', 'Pacific/Auckland')).toBe('2026-11-23T17:00:00.000Z');
	expect(iso('2026-11-24T06:00:00', 'America/St_Johns')).toBe('2026-11-24T09:30:00.000Z');
});

describe('a language', () => {
	const time = Date.parse('2026-11-24T23:30:00Z');

	test('writes in language and time zone', () => {
		const british = makeLanguage('en', 'Europe/Berlin');
		expect(british.date(time)).toBe('25 Nov 2026');
		expect(british.moment(time, time)).toBe('25 Nov, 00:30');
		expect(british.moment(Date.parse('2025-01-02T03:04:05Z'), time)).toBe('2 Jan 2025, 04:04');
		expect(british.fullMoment(time)).toBe('25 Nov 2026, 00:30');
		expect(british.zone(time)).toBe('Europe/Berlin, GMT+1');
		expect(british.stamp(time)).toBe('2026-11-25 00:30:00');
		const german = makeLanguage('de', 'America/New_York');
		expect(german.fullMoment(time)).toBe('24. Nov. 2026, 18:30');
		expect(german.zone(time)).toBe('America/New_York, GMT-5');
		expect(makeLanguage('en', 'UTC').zone(time)).toBe('UTC');
	});
});

test.each(['Europe/Berlin', 'UTC', 'America/Argentina/Buenos_Aires'])('%s is a time zone', (zone) =>
	expect(isTimeZone(zone)).toBe(true),
);
test.each(['', 'Berlin', 'Europe/Atlantis', 'DEFAULT', '<b>'])('%j is none', (zone) =>
	expect(isTimeZone(zone)).toBe(false),
);
