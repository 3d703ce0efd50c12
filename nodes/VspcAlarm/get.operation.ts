import {
	alarmAdditionOptions,
	alarmOutput,
	alarmUid,
	readPlaceFields,
	toAlarmItems,
} from '../form/alarms';
import type { Operation } from '../form/operation';
import { optionsField } from '../form/options';
import { type Output, readOutput } from '../form/output';
import { uidField } from '../form/uid';
import { alarmItemFields, type AlarmPlace, fetchAlarm } from '../vspc/alarms';

interface GetAlarm {
	uid: string;
	output: Output;
	places: Array<keyof AlarmPlace>;
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
	fields: [uidField(alarmUid), ...alarmOutput.form, optionsField(alarmAdditionOptions)],
	read(p) {
		const output = readOutput(p, alarmOutput);
		return { uid: p.uid(alarmUid), output, places: readPlaceFields(p, output) };
	},
	run: async ({ uid, output, places }, vspc) =>
		await toAlarmItems(vspc, [await fetchAlarm(vspc, uid)], output, places),
};
