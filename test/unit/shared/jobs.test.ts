import { bytesText, computeFields, durationText } from '../../../nodes/vspc/jobs/computed';
import { backupServerJob } from '../../../nodes/vspc/jobs/backupServerJob';
import { isContinuous, isHung, toResult } from '../../../nodes/vspc/jobs/kind';
import { parseFilter, compareRows, isSorted } from '../../../nodes/vspc/list/filter';
import { parseTime } from '../../../nodes/util/time';

test.each([
	['2019-02-20T10:45:52.3600000+00:00', '2019-02-20T10:45:52.360Z'],
	['2016-11-01T10:35:28.0000000-07:00', '2016-11-01T17:35:28.000Z'],
	['2024-07-17T20:36:49.13-05:00', '2024-07-18T01:36:49.130Z'],
	['2024-07-17T20:36:49Z', '2024-07-17T20:36:49.000Z'],
	['2024-07-17T20:36:49', '2024-07-17T20:36:49.000Z'],
])('reads the time %s', (text, utc) => {
	expect(new Date(parseTime(text)!).toISOString()).toBe(utc);
});

test.each([
	null,
	undefined,
	'',
	'0001-01-01T00:00:00',
	'0001-01-01T00:00:00Z',
	'1601-01-01T00:00:00Z',
	'1899-12-30T00:00:00',
	'1970-01-01T00:00:00Z',
	'1970-01-01T00:00:00+02:00',
	'soon',
	5,
	'2024-99-99T00:00:00Z',
])('%j is no time', (value) => expect(parseTime(value)).toBeUndefined());

test.each([
	['Success', 'success'],
	['success', 'success'],
	['WARNING', 'warning'],
	['Failed', 'failed'],
	['Stopped', 'failed'],
	['WaitingTape', 'running'],
	['Queued', 'running'],
	['None', 'none'],
	['Idle', 'none'],
	['SomethingNew', 'none'],
	['constructor', 'none'],
	[undefined, 'none'],
])('the status %s counts as %s', (status, result) => {
	expect(toResult(status)).toBe(result);
});

test.each([
	[0, '0 s'],
	[59, '59 s'],
	[60, '1 min'],
	[1148, '19 min 8 s'],
	[3900, '1 h 5 min'],
	[90_061, '1 d 1 h'],
	[86_400, '1 d'],
	[null, null],
	[-1, null],
	['5', null],
])('%s seconds read %s', (seconds, text) => expect(durationText(seconds)).toBe(text));

test.each([
	[0, '0 B'],
	[1023, '1023 B'],
	[1024, '1 KB'],
	[1_610_612_736, '1.5 GB'],
	[2 ** 60, '1024 PB'],
	[null, null],
])('%s bytes read %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

test('computed fields of a job that never ran are null, not missing', () => {
	expect(computeFields(backupServerJob, { status: 'None', isEnabled: true }, Date.now())).toEqual({
		result: 'none',
		lastRunUtc: null,
		lastEndTimeUtc: null,
		hoursSinceLastEnd: null,
		hoursRunning: null,
		durationText: null,
		transferredText: null,
	});
});

test('hours of a job whose server is ahead are 0, never negative', () => {
	const now = Date.parse('2026-11-24T06:00:00Z');
	const job = { lastRun: '2026-11-24T09:00:00Z', lastEndTime: '2026-11-24T10:00:00Z' };
	const hoursOf = (status: string) => {
		const { hoursSinceLastEnd, hoursRunning } = computeFields(
			backupServerJob,
			{ ...job, status },
			now,
		);
		return { hoursSinceLastEnd, hoursRunning };
	};
	expect(hoursOf('Success')).toEqual({ hoursSinceLastEnd: 0, hoursRunning: null });
	expect(hoursOf('Running')).toEqual({ hoursSinceLastEnd: 0, hoursRunning: 0 });
});

test('of a job that runs it says for how long', () => {
	const now = Date.parse('2026-11-24T06:00:00Z');
	const job = { status: 'Running', lastRun: '2026-11-19T06:00:00+00:00', lastEndTime: null };
	expect(computeFields(backupServerJob, job, now)).toMatchObject({
		result: 'running',
		hoursSinceLastEnd: null,
		hoursRunning: 120,
	});
});

describe('a filter that a person wrote', () => {
	test.each([
		'[{"property":"name","operation":"contains","collation":"ignorecase","value":"x"}]',
		'{"property":"name","operation":"equals","value":null}',
		'[{"operation":"or","items":[{"operation":"not","items":[{"property":"a.b","operation":"in","value":["x"]}]}]}]',
		'[]',
	])('%s is one', (text) => {
		expect(parseFilter(text)).toBeInstanceOf(Array);
	});

	test.each([
		['[1]', 'entry 1 is not an object'],
		['[[]]', 'entry 1 is not an object'],
		['[{}]', 'entry 1 has no "operation"'],
		['[{"operation":"or"}]', 'has no list "items"'],
		['[{"operation":"and","items":[]}]', 'has no list "items"'],
		[
			'[{"operation":"and","items":[{"operation":"equals","value":1}]}]',
			'entry 1, item 1 has no "property"',
		],
		[
			'[{"operation":"equals","property":"a","value":1,"collation":"loud"}]',
			'has the collation "loud"',
		],
		['nonsense', 'it is not JSON, at line 1, column 1: nonsense'],
		['[{"property": status}]', 'it is not JSON, at line 1, column 15: status}]'],
		['[\n  {"property": “status”}]', 'it is not JSON, at line 2, column 16: “status”}]'],
		['[{"property":"a" "value":1}]', 'it is not JSON, at line 1, column 18: "value":1}]'],
		['[{"property":"a",\n', 'it is not JSON, at its end: something is missing'],
	])('%s is none: %s', (text, reason) => {
		expect(() => parseFilter(text)).toThrow(reason);
	});

	test('nor is one without end', () => {
		let filter: object = { property: 'a', operation: 'equals', value: 1 };
		for (let i = 0; i < 30; i++) filter = { operation: 'not', items: [filter] };
		expect(() => parseFilter([filter])).toThrow('nested more than');
	});
});

describe('sorting', () => {
	const by = (property: string, direction: 'ascending' | 'descending' = 'ascending') => [
		{ property, direction },
	];

	test('text without case, times as instants, numbers as numbers, what is missing last', () => {
		const sort = (rows: object[], ...entries: Parameters<typeof by>) =>
			[...rows].sort(compareRows(by(...entries)) as never);
		expect(sort([{ n: 'b' }, { n: null }, { n: 'A' }], 'n')).toEqual([
			{ n: 'A' },
			{ n: 'b' },
			{ n: null },
		]);
		expect(sort([{ n: null }, { n: 2 }, { n: 10 }], 'n', 'descending')).toEqual([
			{ n: 10 },
			{ n: 2 },
			{ n: null },
		]);
		const early = { t: '2024-01-01T12:00:00+05:00' };
		const late = { t: '2024-01-01T08:00:00Z' };
		expect(sort([late, early], 't')).toEqual([early, late]);
	});

	test('every plausible order of a server counts as sorted', () => {
		expect(isSorted([{ n: 'B' }, { n: 'a' }], by('n'))).toBe(true);
		expect(isSorted([{ n: 'a' }, { n: 'B' }], by('n'))).toBe(true);
		expect(isSorted([{ n: null }, { n: 'a' }, { n: 'B' }], by('n'))).toBe(true);
		expect(isSorted([{ n: 'B' }, { n: 'C' }, { n: 'A' }], by('n'))).toBe(false);
	});
});

const NOW = Date.parse('2026-11-24T06:00:00Z');
const hoursAgo = (hours: number) => NOW - hours * 3_600_000;

test.each([
	['a job that has been running for five days', 'Running', hoursAgo(120), true],
	['one that waits for a tape for as long', 'WaitingTape', hoursAgo(120), true],
	['one that began ten minutes ago', 'Running', hoursAgo(1 / 6), false],
	['one that has run for exactly as long as it may', 'Running', hoursAgo(24), false],
	['one of which nobody knows when it began', 'Running', undefined, false],
	['one that failed five days ago', 'Failed', hoursAgo(120), false],
])('hung or not: %s', (_title, status, startedAt, hung) => {
	expect(isHung({ result: toResult(status), startedAt }, 24, NOW)).toBe(hung);
});

test.each([
	[{ scheduleType: 'Continuously' }, true],
	[{ scheduleType: 'continuously', type: 'CopyVm' }, true],
	[{ type: 'SqlLogBackup' }, true],
	[{ type: 'cdpReplicationVM', scheduleType: 'NotScheduled' }, true],
	[{ type: 'BackupVm', scheduleType: 'Daily' }, false],
	[{}, false],
	[{ type: null, scheduleType: 5 }, false],
])('%j runs continuously: %s', (job, expected) => {
	expect(isContinuous(job)).toBe(expected);
});
