import {
	ALARM_SORT,
	alarmAdditionOptions,
	alarmFilters,
	alarmOutput,
	fieldsFor,
	readAlarmFilters,
	readPlaceFields,
	sortableAlarmFields,
	toAlarmItems,
} from '../form/alarms';
import { filtersField } from '../form/filters';
import {
	limitFields,
	type ListInput,
	LISTS_AT_ONCE,
	readListInput,
	readRows,
	sortField,
} from '../form/list';
import type { Operation } from '../form/operation';
import { optionsField } from '../form/options';
import { type AlarmFilters, alarmItemFields, type AlarmPlace, ALARMS_PATH } from '../vspc/alarms';
import { toRowFilter } from '../vspc/list/filter';

interface GetAlarms extends ListInput {
	filters: AlarmFilters;
	places: Array<keyof AlarmPlace>;
}

/** `GET /alarms/active` (API description 3.4 to 3.7). */
export const getAll: Operation<GetAlarms> = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many alarms',
		description:
			'Retrieve a list of alarms, by default the unresolved ones, filtered and sorted; only reads',
	},
	itemFields: alarmItemFields,
	fields: [
		...limitFields,
		filtersField(
			alarmFilters,
			'Only alarms that match all of these filters. Resolved alarms are left out unless Status or Severity includes them.',
		),
		sortField(sortableAlarmFields, ALARM_SORT),
		...alarmOutput.form,
		optionsField(alarmAdditionOptions),
	],
	atOnce: LISTS_AT_ONCE,
	read(p) {
		const input = readListInput(p, alarmOutput, ALARM_SORT);
		const filters = readAlarmFilters(p);
		return { ...input, filters, places: readPlaceFields(p, input.output) };
	},
	async run(input, vspc) {
		const { filters, output, places } = input;
		const { rows } = await readRows(vspc, input, {
			call: { path: ALARMS_PATH, activity: 'listing the alarms' },
			rowFilter: toRowFilter(filters.map(({ rule }) => rule())),
			needed: () => fieldsFor(places),
		});
		return await toAlarmItems(vspc, rows, output, places);
	},
};
