import { alarmFiltersField } from '../../fields/alarmFilters';
import { limitFields, sortField } from '../../fields/list';
import type { Operation } from '../../fields/operation';
import { optionsField } from '../../fields/options';
import { outputFields } from '../../fields/output';
import { alarmAdditionOptions, alarmOutput, ALARM_SORT, sortableAlarmFields } from '../fields';

/** `GET /alarms/active` (API description 3.4 to 3.7). */
export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many alarms',
		description:
			'Retrieve a list of alarms, unresolved ones unless asked for others, filtered and sorted; only reads',
	},
	fields: [
		...limitFields,
		alarmFiltersField,
		sortField(sortableAlarmFields, ALARM_SORT),
		...outputFields(alarmOutput),
		optionsField(alarmAdditionOptions),
	],
	async execute(context, itemCount, keepGoing) {
		const { getManyAlarms } = await import('../run/getMany');
		return await getManyAlarms(context, itemCount, keepGoing);
	},
};
