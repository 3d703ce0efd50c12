import type { IDataObject } from 'n8n-workflow';

import { alarmUid } from '../form/alarms';
import { limitFields, LISTS_AT_ONCE, readLimit } from '../form/list';
import type { Operation } from '../form/operation';
import { optionsField } from '../form/options';
import { uidField } from '../form/uid';
import {
	activationFields,
	alarmKeyField,
	alarmKeyOf,
	ALARMS_PATH,
	MAY_BE_RESOLVED,
} from '../vspc/alarms';

interface GetHistory {
	uid: string;
	/** Undefined: all */
	limit?: number;
}

/** `GET /alarms/active/{activeAlarmUid}/history` (API description 3.4 to 3.7), in chronological order. */
export const getHistory: Operation<GetHistory> = {
	option: {
		name: 'Get History',
		value: 'getHistory',
		action: 'Get alarm history',
		description: 'Retrieve the status changes of an alarm, the oldest first; only reads',
	},
	itemFields: {
		...activationFields,
		/** UID of the alarm */
		alarmUid: { type: 'uid' },
		...alarmKeyField,
	},
	fields: [uidField(alarmUid), ...limitFields, optionsField()],
	atOnce: LISTS_AT_ONCE,
	read: (p) => ({ uid: p.uid(alarmUid), limit: readLimit(p) }),
	async run({ uid, limit }, vspc) {
		const call = {
			path: [...ALARMS_PATH, uid, 'history'],
			activity: 'reading the history of the alarm',
			noun: 'alarm',
			uid,
			notFoundHint: MAY_BE_RESOLVED,
		};
		// Whether each change has a UID of its own is not documented.
		const keyOf = (activation: IDataObject) => JSON.stringify(activation);
		const { rows } = await vspc.list({ call, keyOf, limit });
		const alarmKey = alarmKeyOf({ instanceUid: uid });
		return rows.map((activation) => ({ ...activation, alarmUid: uid, alarmKey }));
	},
};
