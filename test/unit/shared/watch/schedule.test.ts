import fc from 'fast-check';

import { scheduledInterval } from '../../../../nodes/trigger/jobs/overdue';

/** How long a job's own schedule lets it go without a session. */
const HOUR = 3600;
const DAY = 24 * HOUR;

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const daily = (dailyScheduleOptions: unknown) => ({
	scheduleType: 'Daily',
	schedule: { dailyScheduleOptions },
});
const periodic = (kind: string, fullPeriod: unknown, schedule?: unknown) => ({
	scheduleType: 'Periodically',
	schedule: { periodicallyScheduleOptions: { kind, fullPeriod, schedule } },
});
const monthly = (months: unknown) => ({
	scheduleType: 'Monthly',
	schedule: { monthlyScheduleOptions: { months } },
});
const allHours = [...Array(24).keys()];

test.each([
	['daily, without more', { scheduleType: 'Daily' }, DAY],
	['daily, in another case', { scheduleType: 'daily', schedule: null }, DAY],
	['daily, with a schedule that is none', { scheduleType: 'Daily', schedule: 'x' }, DAY],
	['every day', daily({ kind: 'Everyday', days: DAYS }), DAY],
	['every day, without a list', daily({ kind: 'Everyday', days: null }), DAY],
	['working days', daily({ kind: 'WeekDays', days: DAYS.slice(1, 6) }), 3 * DAY],
	['working days, without a list', daily({ kind: 'WeekDays', days: null }), 3 * DAY],
	['working days, in another case', daily({ kind: 'weekDays', days: [] }), 3 * DAY],
	['Mondays', daily({ kind: 'SelectedDays', days: ['Monday'] }), 7 * DAY],
	['Mondays and Fridays', daily({ kind: 'SelectedDays', days: ['Friday', 'monday'] }), 4 * DAY],
	['days that are unknown', daily({ kind: 'SelectedDays', days: ['Doomsday'] }), DAY],
	['every month', monthly(undefined), 31 * DAY],
	['every month, all listed', monthly(['January', 'February', 'March']), 31 * 10 * DAY],
	['every quarter', monthly(['January', 'April', 'July', 'October']), 31 * 3 * DAY],
	['once a year', monthly(['May']), 31 * 12 * DAY],
	['the same month twice', monthly(['May', 'may', 'November']), 31 * 6 * DAY],
	['every 15 minutes', periodic('Minutes', 15), DAY],
	['every 12 hours', periodic('Hours', 12), DAY],
	['every 48 hours', periodic('Hours', 48), 2 * DAY],
	['every 7 days', periodic('days', 7), 7 * DAY],
	['continuously', periodic('Continuously', 0), DAY],
	['in a period that is none', periodic('Hours', 'often'), DAY],
	['hourly on Sundays', periodic('Hours', 1, [{ day: 'Sunday', hours: [22] }]), 7 * DAY],
	[
		'every 14 days, on Sundays',
		periodic('Days', 14, [{ day: 'Sunday', hours: allHours }]),
		14 * DAY,
	],
	[
		'in a window that is open all the time',
		{
			scheduleType: 'BackupWindow',
			schedule: {
				backupWindowOptions: { timePeriods: DAYS.map((day) => ({ day, hours: allHours })) },
			},
		},
		DAY,
	],
	[
		'in a window at the weekend',
		{
			scheduleType: 'BackupWindow',
			schedule: {
				backupWindowOptions: {
					timePeriods: [
						{ day: 'Saturday', hours: allHours },
						{ day: 'Sunday', hours: allHours },
						{ day: 'Monday', hours: null },
					],
				},
			},
		},
		5 * DAY + HOUR,
	],
	['after another job', { scheduleType: 'Chained' }, DAY],
])('%s', (_, job, interval) => {
	expect(scheduledInterval(job as never)).toBe(interval);
});

test.each([
	['not at all', { scheduleType: 'NotScheduled' }],
	['all the time', { scheduleType: 'Continuously' }],
	['in a way that is not known', { scheduleType: 'Virtual' }],
	['without a word on it', {}],
	[
		'an agent job, whatever it plans',
		{ scheduleType: 'NotScheduled', nextRun: '2026-01-02T00:00:00Z' },
	],
])('%s: never overdue', (_, job) => {
	expect(scheduledInterval(job)).toBeUndefined();
});

test('a Microsoft 365 job: by the run that it plans', () => {
	const lastRun = '2026-01-01T00:00:00Z';
	expect(scheduledInterval({ lastRun, nextRun: '2026-01-03T00:00:00Z' })).toBe(2 * DAY);
	expect(scheduledInterval({ lastRun: null, nextRun: '2026-01-03T00:00:00Z' })).toBe(DAY);
	expect(scheduledInterval({ lastRun, nextRun: null })).toBeUndefined();
	expect(scheduledInterval({ lastRun, nextRun: '2025-12-01T00:00:00Z' })).toBe(0);
});

test('any choice of days: no two sessions are further apart, and two of them are as far', () => {
	fc.assert(
		fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }), (numbers) => {
			const days = numbers.map((number) => DAYS[number]);
			const runs = [0, 1].flatMap((week) => numbers.map((number) => week * 7 + number));
			const sorted = runs.sort((a, b) => a - b);
			const gaps = sorted.slice(1).map((day, index) => day - sorted[index]);
			expect(scheduledInterval(daily({ kind: 'SelectedDays', days }))).toBe(
				Math.max(...gaps) * DAY,
			);
		}),
	);
});
