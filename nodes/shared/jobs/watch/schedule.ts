import type { IDataObject } from 'n8n-workflow';

import { parseTime } from '../../time';

const HOUR = 3600;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;

const MONTHS = [
	'january',
	'february',
	'march',
	'april',
	'may',
	'june',
	'july',
	'august',
	'september',
	'october',
	'november',
	'december',
];
const DAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/**
 * How long a job's own schedule lets it go without a session. From `scheduleType` and, since API 3.6.1,
 * `schedule` of jobs of backup servers; Microsoft 365 jobs tell `nextRun`. That of agent jobs is not used: it moves
 * on while the computer is off. Jobs that run continuously have no session to wait for.
 *
 * The job that a chained one follows may have a longer schedule; but a chain that stands still must not go
 * unnoticed.
 *
 * @returns seconds; undefined for a job without a schedule
 */
export function scheduledInterval(job: IDataObject): number | undefined {
	const type = String(job.scheduleType ?? '').toLowerCase();
	switch (type) {
		case 'daily':
			return dailyInterval(optionsOf(job, 'dailyScheduleOptions'));
		case 'monthly':
			return monthlyInterval(optionsOf(job, 'monthlyScheduleOptions'));
		case 'periodically':
			return periodicInterval(optionsOf(job, 'periodicallyScheduleOptions'));
		case 'backupwindow':
			return weekInterval(optionsOf(job, 'backupWindowOptions')?.timePeriods);
		case 'chained':
			return DAY;
		case '':
			return plannedInterval(job);
		default:
			return undefined;
	}
}

function plannedInterval({ nextRun, lastRun }: IDataObject): number | undefined {
	const [next, last] = [parseTime(nextRun), parseTime(lastRun)];
	if (next === undefined) return undefined;
	return last === undefined ? DAY : Math.max(0, (next - last) / 1000);
}

function optionsOf({ schedule }: IDataObject, name: string): IDataObject | undefined {
	const options = (schedule as IDataObject | null | undefined)?.[name];
	return typeof options === 'object' && options !== null ? (options as IDataObject) : undefined;
}

function dailyInterval(options: IDataObject | undefined): number {
	const isWorkDays = String(options?.kind).toLowerCase() === 'weekdays';
	const named = Array.isArray(options?.days) ? options.days.map(dayNumber) : [];
	const days = named.length === 0 && isWorkDays ? [1, 2, 3, 4, 5] : named;
	return longestGap(days.filter((day) => day >= 0).map((day) => day * DAY)) ?? DAY;
}

/** The months that are chosen, all of them when none is. */
function monthlyInterval(options: IDataObject | undefined): number {
	const months = Array.isArray(options?.months) ? options.months : [];
	const numbers = [...new Set(months.map(monthNumber))].filter((month) => month >= 0);
	const sorted = numbers.sort((a, b) => a - b);
	const gaps = sorted.map((month, index) => (sorted[index + 1] ?? sorted[0] + 12) - month);
	return 31 * DAY * Math.max(1, ...gaps);
}

const UNITS = new Map(Object.entries({ minutes: 60, hours: HOUR, days: DAY }));

function periodicInterval(options: IDataObject | undefined): number {
	const unit = UNITS.get(String(options?.kind).toLowerCase()) ?? 0;
	const period = unit * (Number(options?.fullPeriod) || 0);
	return Math.max(period, weekInterval(options?.schedule));
}

/** @param periods `[{ day, hours: [0, …, 23] }]` */
function weekInterval(periods: unknown): number {
	const list = (Array.isArray(periods) ? periods : []) as Array<{ day?: unknown; hours?: unknown }>;
	const starts = list.flatMap(({ day, hours }) => {
		const number = dayNumber(day);
		if (number < 0 || !Array.isArray(hours)) return [];
		return hours.map((hour) => number * DAY + Number(hour) * HOUR);
	});
	return Math.max(DAY, longestGap(starts) ?? DAY);
}

function monthNumber(month: unknown): number {
	return MONTHS.indexOf(String(month).toLowerCase());
}

function dayNumber(day: unknown): number {
	return DAYS.indexOf(String(day).toLowerCase());
}

/** The longest time between two of these seconds of a week, over its end too. */
function longestGap(seconds: number[]): number | undefined {
	const sorted = [...new Set(seconds)].sort((a, b) => a - b);
	if (sorted.length === 0) return undefined;
	return Math.max(...sorted.map((start, index) => (sorted[index + 1] ?? sorted[0] + WEEK) - start));
}
