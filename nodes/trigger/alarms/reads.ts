import type { IDataObject } from 'n8n-workflow';

import { asError } from '../../util/clock';
import { canGoOnLater } from '../../vspc/client/explanation';
import { type Newest, type NewestSource, readNewestFirst } from '../../vspc/list/newest';
import {
	isPassDue,
	orFailure,
	owed,
	type Pass,
	type PassProgress,
	readPass,
	taken,
} from '../engine/fullRead';
import type { Known } from '../engine/known';
import type { KindState } from '../engine/state';
import { isNewsOf } from './decide';
import { type AlarmSighting, isSeverity, sightAlarms } from './events';
import type { AlarmSource, AlarmWatchConditions } from './watch';

/** What a poll has read. */
export interface AlarmReads {
	rows: IDataObject[];
	pass?: Pass;
	/** The full read that failed, while the newest alarms could be read */
	failure?: Error;
	/** VSPC does not sort alarms: a new one is found by a full read only */
	isUnsorted?: boolean;
	/** At the first poll: nobody knows yet which alarms are the newest */
	lacksNewest?: boolean;
}

/** A server that did not sort is given another try after this time; milliseconds. */
export const UNSORTED_FOR = 3_600_000;

/** What readAlarms goes by besides the state. */
export interface AlarmReadConditions extends AlarmWatchConditions {
	progress: PassProgress;
	/** When VSPC was found not to sort its alarms; milliseconds since 1970 */
	unsortedAt?: number;
}

/** Everything when that is due, else the newest activations; and those too when a full read takes several polls. */
export async function readAlarms(
	source: AlarmSource,
	state: KindState,
	conditions: AlarmReadConditions,
): Promise<AlarmReads> {
	const { progress, hasGap, now, isTimeUp } = conditions;
	const { pages } = source;
	const isFirst = state.baseline === undefined;
	const mustRead = hasGap || !state.isComplete;
	const isDue = mustRead || isPassDue(progress, now);
	const read = async () => await readPass(source, progress, isTimeUp, now);
	if (isDue && !progress.hadTurn) {
		const { pass, failure } = await orFailure(read);
		if (failure && mustRead) throw failure;
		if (pass?.isComplete) return { rows: pass.rows, pass };
		// At the first poll the newest ones tell what was there before.
		if (pass && !isFirst && isTimeUp(pages.longest)) return { rows: pass.rows, pass: taken(pass) };
		const newest = await readNewest(source, state, conditions).catch(asError);
		if (newest instanceof Error) {
			if (!pass || !canGoOnLater(newest)) throw newest;
			return { rows: pass.rows, pass: taken(pass), failure: newest, lacksNewest: isFirst };
		}
		const rows = [...(pass?.rows ?? []), ...newest.rows];
		const part = pass && withSeen(source, taken(pass), newest.rows);
		return { rows, pass: part, failure, isUnsorted: !newest.isReliable };
	}
	const { rows, isReliable } = await readNewest(source, state, conditions);
	const found = { rows, isUnsorted: !isReliable };
	if (!isDue && !isOneOwed(state, rows, conditions)) return found;
	if (isTimeUp(pages.longest)) return isDue ? { ...found, pass: owed(progress) } : found;
	const { pass, failure } = await orFailure(read);
	const part = pass && withSeen(source, taken(pass), rows);
	return { ...found, rows: [...(pass?.rows ?? []), ...rows], pass: part, failure };
}

/** What came up while a full read takes several polls is not missing, though its place had been passed. */
function withSeen({ keyOf }: AlarmSource, pass: Pass, rows: IDataObject[]): Pass {
	const seen = new Set(pass.seen);
	for (const row of rows) seen.add(String(keyOf(row)));
	const progress = pass.isComplete ? pass.progress : { ...pass.progress, seen };
	return { ...pass, seen, progress };
}

async function readNewest(
	source: AlarmSource,
	state: KindState,
	{ now, isTimeUp, unsortedAt }: AlarmReadConditions,
): Promise<Newest> {
	const isUnsorted =
		unsortedAt !== undefined && now >= unsortedAt && now - unsortedAt < UNSORTED_FOR;
	if (isUnsorted) return { rows: [], isReliable: false };
	return await readNewestFirst(newestOf(source, state), isTimeUp);
}

function newestOf({ pages, keyOf, isWanted }: AlarmSource, { known }: KindState): NewestSource {
	return {
		keyOf,
		pages,
		property: 'lastActivation.time',
		timeOf: (row) => sightAlarms([row])[0]?.time,
		isNews: (row) =>
			sightAlarms([row]).some((seen) => isNewsOf(known.get(seen.id), seen, isWanted(row))),
	};
}

/** Whether an alarm that had to last has done so since the last full read, and is not among the newest any more. */
function isOneOwed(
	{ known }: KindState,
	rows: IDataObject[],
	{ now, rules, progress: { completedAt = 0 } }: AlarmReadConditions,
): boolean {
	const shown = new Set(sightAlarms(rows).map(({ id }) => id));
	return [...known].some(([id, { mark, pendingSince }]) => {
		if (pendingSince === undefined || shown.has(id) || !isSeverity(mark)) return false;
		const dueAt = (pendingSince + rules.stillAfter) * 1000;
		return now >= dueAt && completedAt < dueAt;
	});
}

/** The baseline of a list that was empty: whatever comes up is younger. */
export const NOTHING = 0;

/**
 * A resolved alarm is known for a while, since one of two servers behind one address may be late and still show
 * it as active; seconds.
 */
const KNOWN_AFTER_END = 7 * 24 * 3600;

/** One that was resolved before any poll saw it active is known if that was so short before the newest; seconds. */
const RECENT = 24 * 3600;

/** So many resolved ones at the most: VSPC keeps thousands. */
const MOST_RESOLVED = 300;

/** The latest activation, by VSPC's own clock; seconds since 1970. */
export function latestOf(
	sightings: AlarmSighting[],
	before: number | undefined,
): number | undefined {
	return sightings.reduce((latest, { time }) => {
		if (time === undefined) return latest;
		return latest === undefined ? time : Math.max(latest, time);
	}, before);
}

/** Whether an alarm that is not known yet needs to be: all but those that were over long ago. */
export function isOfUse({ mark, time }: AlarmSighting, { baseline }: KindState): boolean {
	if (mark !== 'R') return true;
	return time !== undefined && baseline !== undefined && time >= baseline - RECENT;
}

/**
 * Notes when a poll first saw that an alarm is resolved.
 *
 * @param now seconds since 1970
 */
export function withEnd(known: Known, before: Known | undefined, now: number): Known {
	const noted = { ...known };
	// When it was closed makes the ID of the event, should it be back as it was.
	if (known.mark !== 'R' && known.wasClosed) return noted;
	delete noted.seenAt;
	if (known.mark !== 'R') return noted;
	const since = before?.mark === 'R' ? (before.seenAt ?? now) : now;
	// A clock that was set back must not make it stay for longer.
	return { ...noted, seenAt: Math.min(since, now) };
}

/**
 * Forgets alarms that were resolved long ago, and all but the latest ones where there are very many.
 *
 * @param state changed in place
 * @param now seconds since 1970
 */
export function forgetResolved({ known, problems }: KindState, now: number): void {
	const resolved = [...known]
		.filter(([id, { mark }]) => mark === 'R' && !problems.has(id))
		.sort(([, a], [, b]) => (b.seenAt ?? 0) - (a.seenAt ?? 0));
	for (const [index, [id, { seenAt = 0, goneSince }]] of resolved.entries()) {
		// One that is gone has an event of its own when it is back: that takes knowing it for longer.
		const isOld = goneSince === undefined && now - seenAt > KNOWN_AFTER_END;
		if (isOld || index >= MOST_RESOLVED) known.delete(id);
	}
}
