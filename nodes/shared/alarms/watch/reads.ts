import type { IDataObject } from 'n8n-workflow';

import { canGoOnLater } from '../../explanation';
import { asError } from '../../parallel';
import { readNewestFirst, type Newest, type NewestSource } from '../../trigger/newest';
import {
	isPassDue,
	orFailure,
	owed,
	readPass,
	taken,
	type Pass,
	type PassProgress,
} from '../../trigger/pass';
import type { KindState } from '../../trigger/state';
import { isNewsOf } from './step';
import { isSeverity, sightAlarms } from './sighting';
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
