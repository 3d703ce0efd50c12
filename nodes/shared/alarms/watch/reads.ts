import type { IDataObject } from 'n8n-workflow';

import { asError } from '../../parallel';
import { readNewestFirst, type NewestSource } from '../../trigger/newest';
import { isPassDue, readPass, type Pass, type PassProgress } from '../../trigger/pass';
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
	const { progress, hasGap, now, isTimeUp, unsortedAt } = conditions;
	const mustRead = hasGap || !state.isComplete;
	const full = async () => await readPass(source, progress, isTimeUp, now);
	let pass: Pass | undefined;
	let failure: Error | undefined;
	if (mustRead || isPassDue(progress, now)) {
		try {
			pass = await full();
		} catch (error) {
			if (mustRead) throw asError(error);
			failure = asError(error);
		}
	}
	if (pass?.isComplete) return { rows: pass.rows, pass };
	const isUnsorted =
		unsortedAt !== undefined && now >= unsortedAt && now - unsortedAt < UNSORTED_FOR;
	const newest = isUnsorted
		? { rows: [], isReliable: false }
		: await readNewestFirst(newestOf(source, state), isTimeUp);
	const rows = [...(pass?.rows ?? []), ...newest.rows];
	if (!pass && !failure && isOneOwed(state, rows, conditions)) {
		const whole = await full();
		return { rows: [...whole.rows, ...newest.rows], pass: whole, isUnsorted: !newest.isReliable };
	}
	return { rows, pass, failure, isUnsorted: !newest.isReliable };
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
