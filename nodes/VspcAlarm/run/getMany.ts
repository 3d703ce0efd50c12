import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import { readAlarmFilters } from '../../fields/alarmFilters';
import { connectOnce } from '../../fields/authentication';
import type { Outcome } from '../../fields/operation';
import { addHints } from '../../fields/run/hints';
import { forEachItem } from '../../fields/run/items';
import { LISTS_UNDER_WAY, readRows } from '../../fields/run/readRows';
import { ALARMS_PATH } from '../../shared/alarms/alarm';
import { toAlarmSieve } from '../../shared/alarms/filters';
import { ALARM_SORT, alarmOutput, sortableAlarmFields } from '../fields';
import { AlarmAdditions, fieldsFor, readIncludeNames } from './additions';

/** Runs Get Many, see operations/getAll.operation.ts. */
export async function getManyAlarms(
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const connection = connectOnce(context);
	const additions = new AlarmAdditions(context, connection);
	const hints: string[] = [];
	const getAlarms = async (itemIndex: number): Promise<IDataObject[]> => {
		const sieve = toAlarmSieve(readAlarmFilters(context, itemIndex));
		const includeNames = readIncludeNames(context, itemIndex);
		const { rows, pick } = await readRows(
			context,
			connection,
			{
				call: { path: ALARMS_PATH, doing: 'listing the alarms' },
				keyOf: (alarm) => alarm.instanceUid,
				sieve,
				output: alarmOutput,
				sortable: sortableAlarmFields,
				sortBy: ALARM_SORT,
				needed: () => fieldsFor(includeNames),
			},
			itemIndex,
			hints,
		);
		return await additions.addToAll(rows, pick, includeNames);
	};
	const outcomes = await forEachItem(context, itemCount, keepGoing, getAlarms, LISTS_UNDER_WAY);
	addHints(context, [...hints, ...additions.hints]);
	return outcomes;
}
