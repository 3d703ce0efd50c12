import type { Operation } from '../../fields/operation';
import { optionsField } from '../../fields/options';
import { outputFields } from '../../fields/output';
import { uidField } from '../../fields/uid';
import { alarmAdditionOptions, alarmOutput, alarmUid } from '../fields';

/** `GET /alarms/active/{activeAlarmUid}` (API description 3.4 to 3.7), each alarm once. */
export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get alarm',
		description: 'Retrieve an alarm by its UID; only reads',
	},
	fields: [uidField(alarmUid), ...outputFields(alarmOutput), optionsField(alarmAdditionOptions)],
	async execute(context, itemCount, keepGoing) {
		const { getAlarms } = await import('../run/get');
		return await getAlarms(context, itemCount, keepGoing);
	},
};
