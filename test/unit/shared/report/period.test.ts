import { customPeriod, lastHours, standingOf } from '../../../../nodes/report/row';
import { ago, HOUR, makeJob, NOW, type MadeJob } from './make';

const day = lastHours('last24Hours', NOW);
const standing = (status: string, made: MadeJob = {}, period = day) => {
	const { kind, job } = makeJob(status, made);
	return standingOf(kind, job, period, NOW);
};

test.each([
	['last24Hours', 24],
	['last7Days', 168],
	['last30Days', 720],
] as const)('%s ends now and begins %s hours before', (name, hours) => {
	expect(lastHours(name, NOW)).toEqual({
		name,
		from: NOW - hours * HOUR,
		to: NOW,
		isOver: false,
	});
});

test.each([
	['Success', 'success'],
	['Warning', 'warning'],
	['Failed', 'failed'],
	['failed', 'failed'],
	['Idle', 'none'],
	['SomethingNew', 'none'],
])('a session that ended in the period counts: %s', (status, result) => {
	expect(standing(status)).toBe(result);
});

test('a session that began before the period and ended in it counts', () => {
	expect(standing('Failed', { began: 40, ended: 23 })).toBe('failed');
});

test('an enabled job without a session in the period has not run, however the last one ended', () => {
	expect(standing('Failed', { began: 30, ended: 25 })).toBe('notRun');
	expect(standing('Success', { began: 30, ended: 25 })).toBe('notRun');
	expect(standing('None', { began: null, ended: null })).toBe('notRun');
	expect(standing('None', { job: { lastRun: '0001-01-01T00:00:00', lastEndTime: null } })).toBe(
		'notRun',
	);
});

test('a disabled job counts with a session in the period only', () => {
	const job = { isEnabled: false };
	expect(standing('Failed', { job })).toBe('failed');
	expect(standing('Failed', { began: 30, ended: 25, job })).toBe('disabled');
});

test('a running job is shown as such, whatever it shows of the session before', () => {
	expect(standing('Running', { began: 1, ended: 200 })).toBe('running');
	expect(standing('WaitingTape', { began: 20, ended: null })).toBe('running');
});

test('a missing end time must not hide a failure: the start counts', () => {
	expect(standing('Failed', { began: 2, ended: null })).toBe('failed');
	// What some servers show of the session before.
	expect(standing('Failed', { began: 2, ended: 300 })).toBe('failed');
});

test('Microsoft 365 jobs have no end time: the start counts', () => {
	const kindName = 'microsoft365Job';
	expect(standing('Failed', { kindName, began: 23 })).toBe('failed');
	expect(standing('Stopped', { kindName, began: 23 })).toBe('failed');
	expect(standing('Success', { kindName, began: 25 })).toBe('notRun');
	expect(standing('Queued', { kindName, began: 1 })).toBe('running');
});

test('a clock of VSPC that is ahead makes no difference: a period until now has no upper limit', () => {
	expect(standing('Failed', { job: { lastEndTime: ago(-0.2) } })).toBe('failed');
	const custom = customPeriod(NOW - 5 * HOUR, NOW, NOW);
	expect(standing('Failed', { job: { lastEndTime: ago(-0.2) } }, custom)).toBe('failed');
});

describe('a period that is over', () => {
	const past = customPeriod(NOW - 48 * HOUR, NOW - 24 * HOUR, NOW);

	test('sessions that ended in it count', () => {
		expect(standing('Failed', { began: 31, ended: 30 }, past)).toBe('failed');
	});

	test('of jobs that ran again, VSPC no longer shows how they were: not as not run', () => {
		expect(standing('Success', {}, past)).toBe('later');
		expect(standing('Running', { began: 1, ended: 30 }, past)).toBe('later');
		expect(standing('Running', { began: 30, ended: 60 }, past)).toBe('running');
	});

	test('older ones have not run', () => {
		expect(standing('Success', { began: 60, ended: 59 }, past)).toBe('notRun');
	});
});
