import { asError, atMost, elapsed, inParallel, withTimeout } from '../../util/clock';
import { type Alarm, ALARMS_PATH, uidInAlarmKey } from '../../vspc/alarms';
import { canGoOnLater, isNotFound } from '../../vspc/client/explanation';
import { type Newest, type NewestSource, readNewestFirst } from '../../vspc/list/newest';
import type { Vspc } from '../../vspc/vspc';
import {
	type FullRead,
	type FullReadProgress,
	isFullReadDue,
	orFailure,
	owed,
	readInFull,
	taken,
	withSeen,
} from '../engine/fullRead';
import { noteMissing } from '../engine/watch';
import { needsDecision } from './decide';
import { isSeverity, observeAlarms } from './events';
import type { AlarmListState, AlarmProblem } from './memory';
import type { AlarmSource, AlarmWatchConditions } from './watch';

/** What a poll has read. */
export interface AlarmReads {
	rows: Alarm[];
	fullRead?: FullRead;
	/** The full read that failed, while the newest alarms could be read */
	failure?: Error;
	/** VSPC does not sort alarms: a new one is found by a full read only */
	isUnsorted?: boolean;
	/** At the first poll: nobody knows yet which alarms are the newest */
	lacksNewest?: boolean;
}

/** A server that did not sort is given another try after this time; milliseconds. */
export const UNSORTED_FOR = 3_600_000;

/** Beside full reads the trigger asks for the newest alarms only. */
const PAUSE_PER_PAGE_MS = 30_000;

/** What readAlarms goes by besides the state. */
export interface AlarmReadConditions extends AlarmWatchConditions {
	progress: FullReadProgress;
	/** When VSPC was found not to sort its alarms; milliseconds since 1970 */
	unsortedAt?: number;
}

/** Everything when that is due, else the newest activations; and those too when a full read takes several polls. */
export async function readAlarms(
	source: AlarmSource,
	state: AlarmListState,
	conditions: AlarmReadConditions,
): Promise<AlarmReads> {
	const { progress, hasGap, now, isTimeUp } = conditions;
	const { pages } = source;
	const isFirst = state.baseline === undefined;
	const mustRead = hasGap || !state.isComplete;
	const isDue = mustRead || isFullReadDue(progress, now, 0, PAUSE_PER_PAGE_MS);
	const read = async () => await readInFull(source, progress, isTimeUp, now);
	if (isDue && !progress.hadTurn) {
		const { fullRead, failure } = await orFailure(read);
		if (failure && mustRead) throw failure;
		if (fullRead?.isComplete) return { rows: fullRead.rows, fullRead };
		// At the first poll the newest ones show which alarms are existing.
		if (fullRead && !isFirst && isTimeUp(pages.longest))
			return { rows: fullRead.rows, fullRead: taken(fullRead) };
		const newest = await readNewest(source, state, conditions).catch(asError);
		if (newest instanceof Error) {
			if (!fullRead || !canGoOnLater(newest)) throw newest;
			return {
				rows: fullRead.rows,
				fullRead: taken(fullRead),
				failure: newest,
				lacksNewest: isFirst,
			};
		}
		const rows = [...(fullRead?.rows ?? []), ...newest.rows];
		const part = fullRead && withSeen(source, taken(fullRead), newest.rows);
		return { rows, fullRead: part, failure, isUnsorted: !newest.isSorted };
	}
	const { rows, isSorted } = await readNewest(source, state, conditions);
	const found = { rows, isUnsorted: !isSorted };
	if (!isDue && !isOneOwed(state, rows, conditions)) return found;
	if (isTimeUp(pages.longest)) return isDue ? { ...found, fullRead: owed(progress) } : found;
	const { fullRead, failure } = await orFailure(read);
	const part = fullRead && withSeen(source, taken(fullRead), rows);
	return { ...found, rows: [...(fullRead?.rows ?? []), ...rows], fullRead: part, failure };
}

async function readNewest(
	source: AlarmSource,
	state: AlarmListState,
	{ now, isTimeUp, unsortedAt }: AlarmReadConditions,
): Promise<Newest> {
	const isUnsorted =
		unsortedAt !== undefined && now >= unsortedAt && now - unsortedAt < UNSORTED_FOR;
	if (isUnsorted) return { rows: [], isSorted: false, isComplete: false };
	return await readNewestFirst(newestOf(source, state), isTimeUp);
}

function newestOf(
	{ pages, keyOf, isWanted }: AlarmSource,
	{ lastSeen }: AlarmListState,
): NewestSource {
	return {
		keyOf,
		pages,
		property: 'lastActivation.time',
		timeOf: (row) => observeAlarms([row])[0]?.time,
		isNew: (row) =>
			observeAlarms([row]).some((seen) =>
				needsDecision(lastSeen.get(seen.id), seen, isWanted(row)),
			),
	};
}

/** Whether an alarm that had to last has done so since the last full read, and is not among the newest any more. */
function isOneOwed(
	{ lastSeen }: AlarmListState,
	rows: Alarm[],
	{ now, rules, progress: { completedAt = 0 } }: AlarmReadConditions,
): boolean {
	const shown = new Set(observeAlarms(rows).map(({ id }) => id));
	return [...lastSeen].some(([id, { status, pendingSince }]) => {
		if (pendingSince === undefined || shown.has(id) || !isSeverity(status)) return false;
		const dueAt = (pendingSince + rules.stillAfter) * 1000;
		return now >= dueAt && completedAt < dueAt;
	});
}

/** A list may lack an alarm for a moment; seconds. */
const GONE_AFTER = 5 * 60;

/** It may lack many of them, or all, while VSPC starts: no ticket is closed for that. */
const MANY_GONE_AFTER = 3600;
const MANY = 5;
const LARGE_PART = 0.25;

/** That one cannot be read singly may pass; then it is an error, and at last it is gone: lists were read without it. */
const FAILS_AFTER = 2 * 3600;
const SURELY_GONE_AFTER = 24 * 3600;

const AT_ONCE = 5;

/** One that hangs must not keep the others from being read; seconds. */
const LONGEST_READ = 20;

/** What the absence of alarms means. */
export interface AlarmAbsences {
	/** Alarms that are there, though not in the list */
	elsewhere: Alarm[];
	/** Open problems whose alarms are gone, still in the state */
	gone: AlarmProblem[];
	/** Why others could not be read */
	failure?: Error;
}

/**
 * Notes which alarms a complete read lacked, and asks for those that were emitted: servers may take resolved ones
 * out of the list.
 *
 * @param state `lastSeen` is changed in place
 * @param seen alarm keys
 * @param now seconds since 1970
 * @param hasGap whether one may have been there since the state was saved
 * @param until when all must have been read, by the clock `elapsed`; what was not is left for the next poll
 */
export async function noticeAbsences(
	vspc: Vspc,
	state: AlarmListState,
	seen: Set<string>,
	now: number,
	hasGap: boolean,
	until: number,
): Promise<AlarmAbsences> {
	const { lastSeen } = state;
	const { problems: missing, goneFor, isMissing } = noteMissing(state, seen, now);
	for (const [id, entry] of lastSeen) {
		if (!isMissing(id)) continue;
		if (hasGap && state.problems.has(id)) entry.goneSince = now;
		// One that was waited for has not stayed: should it come back, it has to last as long again.
		if (entry.pendingSince !== undefined) lastSeen.delete(id);
	}
	const isMany = missing.length >= MANY && missing.length > state.problems.size * LARGE_PART;
	const goneAfter = seen.size === 0 || isMany ? MANY_GONE_AFTER : GONE_AFTER;
	const asked = rotated(
		missing.filter(([id]) => goneFor(id) >= goneAfter),
		now,
	);
	const absences: AlarmAbsences = { elsewhere: [], gone: [] };
	const read = async ([id, problem]: [string, AlarmProblem]) => {
		const alarm = await readOne(vspc, problem.key).catch(asError);
		if (alarm === undefined) absences.gone.push(problem);
		else if (!(alarm instanceof Error)) absences.elsewhere.push(alarm);
		else if (seen.size > 0 && goneFor(id) >= SURELY_GONE_AFTER) absences.gone.push(problem);
		else if (goneFor(id) >= FAILS_AFTER) absences.failure ??= alarm;
	};
	const left = () => Math.max(0, (until - elapsed()) / 1000);
	if (asked.length === 0 || left() === 0) return absences;
	try {
		await withTimeout(
			inParallel(asked, AT_ONCE, read, () => left() === 0),
			left(),
		);
	} catch {
		// What was not read is still a problem at the next poll.
	}
	return { ...absences, elsewhere: [...absences.elsewhere], gone: [...absences.gone] };
}

/** Each poll begins with another one: where the first ones hang, the others have their turn. */
function rotated<One>(list: One[], now: number): One[] {
	const start = list.length === 0 ? 0 : Math.floor(now / 60) % list.length;
	return [...list.slice(start), ...list.slice(0, start)];
}

/** Undefined for an alarm that VSPC doesn't know. */
async function readOne(vspc: Vspc, key: string): Promise<Alarm | undefined> {
	const uid = uidInAlarmKey(key);
	if (uid === undefined) return undefined;
	const call = { path: [...ALARMS_PATH, uid], activity: 'reading the alarm', noun: 'alarm', uid };
	try {
		return await vspc.within(atMost(LONGEST_READ, vspc.timeouts)).fetchOne(call);
	} catch (error) {
		if (isNotFound(error)) return undefined;
		throw asError(error);
	}
}
