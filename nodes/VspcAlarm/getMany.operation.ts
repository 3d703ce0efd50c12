import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';

import {
	ALARM_SORT,
	alarmAdditionOptions,
	AlarmAdditions,
	alarmFiltersField,
	alarmOutput,
	fieldsFor,
	readAlarmFilters,
	readIncludeNames,
	sortableAlarmFields,
} from '../form/alarms';
import { clientOf } from '../form/authentication';
import { limitFields, LISTS_UNDER_WAY, readRows, sortField } from '../form/list';
import { addHints, forEachItem, type Operation, type Outcome } from '../form/operation';
import { optionsField } from '../form/options';
import { outputFields } from '../form/output';
import { alarmItemFields, ALARMS_PATH, toAlarmSieve } from '../vspc/alarms';

/** `GET /alarms/active` (API description 3.4 to 3.7). */
export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many alarms',
		description:
			'Retrieve a list of alarms, unresolved ones unless asked for others, filtered and sorted; only reads',
	},
	itemFields: alarmItemFields,
	fields: [
		...limitFields,
		alarmFiltersField,
		sortField(sortableAlarmFields, ALARM_SORT),
		...outputFields(alarmOutput),
		optionsField(alarmAdditionOptions),
	],
	execute: getManyAlarms,
};

/** Runs Get Many for all items. */
async function getManyAlarms(
	context: IExecuteFunctions,
	itemCount: number,
	keepGoing: boolean,
): Promise<Outcome[]> {
	const vspc = await clientOf(context);
	const additions = new AlarmAdditions(vspc);
	const hints: string[] = [];
	const getAlarms = async (itemIndex: number): Promise<IDataObject[]> => {
		const sieve = toAlarmSieve(readAlarmFilters(context, itemIndex));
		const includeNames = readIncludeNames(context, itemIndex);
		const { rows, pick } = await readRows(
			context,
			vspc,
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
