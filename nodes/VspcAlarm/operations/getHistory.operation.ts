import { limitFields } from '../../fields/list';
import type { Operation } from '../../fields/operation';
import { optionsField } from '../../fields/options';
import { uidField } from '../../fields/uid';
import { alarmUid } from '../fields';

/** `GET /alarms/active/{activeAlarmUid}/history` (API description 3.4 to 3.7), in chronological order. */
export const getHistory: Operation = {
	option: {
		name: 'Get History',
		value: 'getHistory',
		action: 'Get alarm history',
		description: 'Retrieve the status changes of an alarm, the oldest first; only reads',
	},
	fields: [uidField(alarmUid), ...limitFields, optionsField()],
	async execute(context, itemCount, keepGoing) {
		const { getHistories } = await import('../run/getHistory');
		return await getHistories(context, itemCount, keepGoing);
	},
};
