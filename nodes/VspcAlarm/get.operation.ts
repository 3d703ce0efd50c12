import { alarmAdditionOptions, alarmOutput, alarmUid, toAlarmItems } from '../form/alarms';
import type { Operation } from '../form/operation';
import { optionsField } from '../form/options';
import { type Output, outputFields, readOutput } from '../form/output';
import { uidField } from '../form/uid';
import { alarmItemFields, fetchAlarm } from '../vspc/alarms';

interface GetAlarm {
	uid: string;
	output: Output;
	includeNames: boolean;
}

/** `GET /alarms/active/{activeAlarmUid}` (API description 3.4 to 3.7), each alarm once. */
export const get: Operation<GetAlarm> = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get alarm',
		description: 'Retrieve an alarm by its UID; only reads',
	},
	itemFields: alarmItemFields,
	fields: [uidField(alarmUid), ...outputFields(alarmOutput), optionsField(alarmAdditionOptions)],
	read: (p) => ({
		uid: p.uid(alarmUid),
		output: readOutput(p, alarmOutput),
		includeNames: p.options.boolean('includeNames', false),
	}),
	run: async ({ uid, output, includeNames }, vspc) =>
		await toAlarmItems(vspc, [await fetchAlarm(vspc, uid)], output, includeNames),
};
