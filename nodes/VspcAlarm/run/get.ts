import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { connectOnce } from '../../fields/authentication';
import type { Outcome } from '../../fields/operation';
import { readLimits } from '../../fields/options';
import { readOutput } from '../../fields/output';
import { addHints } from '../../fields/run/hints';
import { forEachItem, isRead, readAllItems } from '../../fields/run/items';
import { readUid } from '../../fields/uid';
import { ALARMS_PATH, MAY_BE_RESOLVED } from '../../shared/alarms/alarm';
import type { Asking } from '../../shared/asking';
import { fetchOne } from '../../shared/fetchOne';
import { alarmOutput, alarmUid } from '../fields';
import { AlarmAdditions, readIncludeNames } from './additions';

/** Runs Get, see operations/get.operation.ts. */
export async function getAlarms(
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const wishes = readAllItems(itemCount, keepGoing, (itemIndex) => ({
		uid: readUid(context, alarmUid, itemIndex),
		output: readOutput(context, alarmOutput, itemIndex),
		includeNames: readIncludeNames(context, itemIndex),
		limits: readLimits(context, itemIndex),
	}));
	const connection = connectOnce(context);
	const additions = new AlarmAdditions(context, connection);
	// An alarm that several items name is asked for once.
	const asked = new Map<string, Promise<IDataObject>>();
	const outcomes = await forEachItem(context, itemCount, keepGoing, async (itemIndex) => {
		const wish = wishes[itemIndex];
		if (!isRead(wish)) throw wish;
		const { uid, output, includeNames, limits } = wish;
		const asking = { context, connection: await connection(), limits };
		const alarm = asked.get(uid) ?? fetchAlarm(asking, uid, itemIndex);
		asked.set(uid, alarm);
		return await additions.addToAll([await alarm], output.pick, includeNames);
	});
	addHints(context, additions.hints);
	return outcomes;
}

async function fetchAlarm(asking: Asking, uid: string, itemIndex: number): Promise<IDataObject> {
	return await fetchOne(asking, {
		path: [...ALARMS_PATH, uid],
		doing: 'reading the alarm',
		noun: 'alarm',
		uid,
		absence: MAY_BE_RESOLVED,
		itemIndex,
	});
}
