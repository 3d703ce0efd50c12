import type { IDataObject } from 'n8n-workflow';

import { asError } from '../../parallel';
import { readNewestFirst } from '../../trigger/newest';
import { isPassDue, readPass, type Pass, type PassProgress } from '../../trigger/pass';
import type { KindState } from '../../trigger/state';
import { isNewsOf } from './step';
import { sightAlarms } from './sighting';
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

/** Everything when that is due, else the newest activations; and those too when a full read takes several polls. */
export async function readAlarms(
	source: AlarmSource,
	state: KindState,
	progress: PassProgress,
	{ hasGap, now, isTimeUp }: AlarmWatchConditions,
): Promise<AlarmReads> {
	const { pages, keyOf, isWanted } = source;
	const mustRead = hasGap || !state.isComplete;
	const isDue = mustRead || isPassDue(progress, now);
	let pass: Pass | undefined;
	let failure: Error | undefined;
	if (isDue) {
		try {
			pass = await readPass(source, progress, isTimeUp, now);
		} catch (error) {
			if (mustRead) throw asError(error);
			failure = asError(error);
		}
	}
	if (pass?.isComplete) return { rows: pass.rows, pass };
	const newest = await readNewestFirst(
		{
			keyOf,
			pages,
			property: 'lastActivation.time',
			timeOf: (row) => sightAlarms([row])[0]?.time,
			isNews: (row) =>
				sightAlarms([row]).some((seen) => isNewsOf(state.known.get(seen.id), seen, isWanted(row))),
		},
		isTimeUp,
	);
	const rows = [...(pass?.rows ?? []), ...newest.rows];
	return { rows, pass, failure, isUnsorted: !newest.isReliable };
}
