import { spelled } from '../../util/text';
import type { VspcJob } from '../../vspc/jobs/kind';
import type { IDataObject } from 'n8n-workflow';

import { parseTime } from '../../util/time';
import {
	type DecideConditions,
	isEnd,
	isGood,
	latest,
	noSuccessSince,
	remember,
	withhold,
	type Working,
} from './events';
import type { JobLastSeen } from './memory';
import type { Observation } from './observation';
import { isClose } from './session';

/** A session takes its time, and VSPC hears of its end a little later. */
const OWN_SCHEDULE_GRACE = 3600;

/**
 * By the server's clock alone a job is overdue for sure only when it is so by two days: clocks of servers are
 * wrong by hours, and by a day where somebody mistook the date.
 */
const CLOCKS_DIFFER_BY = 48 * 3600;

/**
 * When a poll would have seen an end that was seen and forgotten, or that came while n8n was down: as long after
 * the last one that was saved as the server's clock says, whatever that clock shows.
 */
export function sawIn(old: JobLastSeen, time: number, now: number): number {
	if (old.seenAt === undefined || old.time === undefined || time <= old.time) return now;
	return Math.min(now, old.seenAt + (time - old.time));
}

/**
 * Since when there may have been no success: VSPC shows the latest session only. Where sessions may have gone
 * unseen, one of them may have been a success, but not after the latest one began.
 */
export function sinceFailure(
	old: JobLastSeen,
	seen: Observation,
	{ rules, hasGap, now }: DecideConditions,
	isBaseline: boolean,
): number {
	const since = noSuccessSince(old, rules);
	if (isBaseline || since === undefined) return now;
	const began = seen.lastRun ?? seen.time;
	if (!hasGap || began === undefined) return since;
	return Math.max(since, sawIn(old, began, now));
}

/** An end that shows while the job has no outcome may have been a success. */
export function noticeUnseen(
	lastSeen: JobLastSeen,
	{ outcome, time }: Observation,
	{ now, recent }: DecideConditions,
): void {
	if (isEnd(outcome) || time === undefined || lastSeen.time === undefined) return;
	const others = [...(lastSeen.older ?? []), ...(recent?.sessions ?? [])];
	const ends = [lastSeen, ...(lastSeen.previous ? [lastSeen.previous] : []), ...others];
	if (ends.some((one) => isClose(one.time, time)) || isClose(lastSeen.unseenEnd, time)) return;
	lastSeen.unseenEnd = time;
	lastSeen.noSuccessSince = latest(lastSeen.noSuccessSince, now);
	// The session that goes on is another one than before.
	if (lastSeen.runningSince !== undefined) lastSeen.runningSince = now;
}

/**
 * Notices that a job has had no success for too long.
 *
 * All of it is counted by n8n's clock, from when polls saw the last success. Only at the beginning there is
 * nothing but what the server shows; by that, no event is made unless existing problems are asked for.
 *
 * @param isReturned the job is back after its problem was ended because it was gone
 */
export function noticeOverdue(
	state: Working,
	seen: Observation,
	conditions: DecideConditions,
	isBaseline: boolean,
	isReturned: boolean,
): void {
	const { rules, now, isWanted } = conditions;
	const { lastSeen } = state;
	noteRunning(lastSeen, seen, now);
	if (seen.enabled === false) lastSeen.isDisabled = true;
	else if (seen.enabled === true && lastSeen.isDisabled) {
		// While it was disabled, nobody waited for a success.
		delete lastSeen.isDisabled;
		lastSeen.noSuccessSince = now;
	}
	const since = countedFrom(lastSeen, conditions);
	if (lastSeen.isOverdue || !isWanted) return;
	// One that waits to be known for the latest may be the success.
	if (lastSeen.older?.some(({ outcome }) => isGood(outcome, rules))) return;
	const [waited, ran] = isBaseline
		? byServer(seen, conditions)
		: [now - since, now - (lastSeen.runningSince ?? -Infinity)];
	if (waited <= rules.overdueAfter) return;
	if (seen.enabled === false) return withhold(state, 'disabled');
	// Schedules take long to read, and most jobs come no further than this.
	const interval = conditions.interval?.();
	if (interval === undefined) return withhold(state, 'noSchedule');
	if (interval > rules.overdueAfter) return withhold(state, 'longSchedule');
	const allowed = Math.max(rules.overdueAfter, interval + OWN_SCHEDULE_GRACE);
	const shortest = isBaseline && !rules.emitExisting ? allowed + CLOCKS_DIFFER_BY : allowed;
	// The session that goes on may be the success, unless it has gone on for as long itself.
	if (Math.min(waited, ran) <= shortest) return;
	lastSeen.isOverdue = true;
	if (isBaseline && !rules.emitExisting) return withhold(state, 'overdueBefore');
	lastSeen.problemSince ??= now;
	const of = isReturned ? now : now - waited;
	state.events.push({
		name: 'overdue',
		of,
		at: Math.max(of, now - waited + allowed),
		previous: isEnd(lastSeen.outcome) ? lastSeen.outcome : undefined,
	});
	remember(state, seen, of);
}

function noteRunning(
	lastSeen: JobLastSeen,
	{ outcome, runsSince }: Observation,
	now: number,
): void {
	if (outcome !== 'running' && runsSince === undefined) delete lastSeen.runningSince;
	else lastSeen.runningSince = Math.min(lastSeen.runningSince ?? now, now);
}

/** When waiting began; now where nothing of it is kept, and after n8n's clock was set back. */
function countedFrom(lastSeen: JobLastSeen, { rules, now }: DecideConditions): number {
	const since = noSuccessSince(lastSeen, rules);
	if (since !== undefined && since <= now) return since;
	if (isGood(lastSeen.outcome, rules)) lastSeen.seenAt = now;
	if (lastSeen.noSuccessSince !== undefined || !isGood(lastSeen.outcome, rules))
		lastSeen.noSuccessSince = now;
	return now;
}

/** How long ago a success may have been, and for how long the job has run, as far as its server's clock is right; seconds. */
function byServer(
	{ outcome, time, lastRun, runsSince }: Observation,
	{ rules, now }: DecideConditions,
): [waited: number, ran: number] {
	const isRunning = outcome === 'running' || runsSince !== undefined;
	const end = isEnd(outcome) && !isGood(outcome, rules) ? (lastRun ?? time) : time;
	const since = end ?? (isRunning ? runsSince : undefined) ?? now;
	return [now - since, isRunning ? now - (runsSince ?? now) : Infinity];
}

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
 * `schedule` of jobs of backup servers; Microsoft 365 jobs show `nextRun`. That of agent jobs is not used: it moves
 * on while the computer is off. Jobs that run continuously have no session to wait for.
 *
 * The job that a chained one follows may have a longer schedule; but a chain that stands still must not go
 * unnoticed.
 *
 * @returns seconds; undefined for a job without a schedule
 */
export function scheduledInterval(job: VspcJob): number | undefined {
	const type = spelled(job.scheduleType).toLowerCase();
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

function plannedInterval({ nextRun, lastRun }: VspcJob): number | undefined {
	const [next, last] = [parseTime(nextRun), parseTime(lastRun)];
	if (next === undefined) return undefined;
	return last === undefined ? DAY : Math.max(0, (next - last) / 1000);
}

function optionsOf({ schedule }: VspcJob, name: string): IDataObject | undefined {
	const options = (schedule as IDataObject | null | undefined)?.[name];
	return typeof options === 'object' && options !== null ? (options as IDataObject) : undefined;
}

function dailyInterval(options: IDataObject | undefined): number {
	const isWorkDays = spelled(options?.kind).toLowerCase() === 'weekdays';
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
	const unit = UNITS.get(spelled(options?.kind).toLowerCase()) ?? 0;
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
	return MONTHS.indexOf(spelled(month).toLowerCase());
}

function dayNumber(day: unknown): number {
	return DAYS.indexOf(spelled(day).toLowerCase());
}

/** The longest time between two of these seconds of a week, over its end too. */
function longestGap(seconds: number[]): number | undefined {
	const sorted = [...new Set(seconds)].sort((a, b) => a - b);
	if (sorted.length === 0) return undefined;
	return Math.max(...sorted.map((start, index) => (sorted[index + 1] ?? sorted[0] + WEEK) - start));
}
