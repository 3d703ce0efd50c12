import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { alarmUid } from '../form/alarms';
import type { Operation } from '../form/operation';
import { optionsField } from '../form/options';
import { uidField } from '../form/uid';
import {
	actOnAlarm,
	type AlarmAction,
	alarmKeyField,
	alarmKeyOf,
	type AlarmRemark,
} from '../vspc/alarms';

/** VSPC requires both. */
const remarkFields: INodeProperties[] = [
	{
		displayName: 'Comment',
		name: 'comment',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Ticket 4711: repository extended',
		description: 'Reason, in a few words. VSPC shows it as the remark of the alarm.',
	},
	{
		displayName: 'Resolve on Clients',
		name: 'resolveOnClients',
		type: 'boolean',
		default: false,
		description:
			'Whether to resolve the alarm on the connected backup servers as well, not only in VSPC',
	},
];

interface ActOnAlarm {
	uid: string;
	remark: AlarmRemark;
}

/** An action on alarms: each alarm once, with the remark of the first item that names it. */
function actionOperation(
	action: AlarmAction,
	words: Pick<INodePropertyOptions, 'name' | 'action' | 'description'>,
): Operation<ActOnAlarm> {
	return {
		option: { ...words, value: action },
		itemFields: {
			/** UID of the alarm */
			alarmUid: { type: 'uid' },
			/** acknowledge or resolve */
			operation: { type: 'word' },
			/** Always true */
			accepted: { type: 'boolean' },
			...alarmKeyField,
		},
		fields: [uidField(alarmUid), ...remarkFields, optionsField()],
		// One after the other: when one fails and the node is to stop, no further alarm has been changed.
		atOnce: 1,
		read: (p) => ({
			uid: p.uid(alarmUid),
			remark: {
				comment: p.text('comment'),
				resolveOnClients: p.boolean('resolveOnClients', false),
			},
		}),
		async run({ uid, remark }, vspc) {
			await vspc.once(`${action} ${uid}`, () => actOnAlarm(vspc, action, uid, remark));
			const alarmKey = alarmKeyOf({ instanceUid: uid });
			return { alarmUid: uid, operation: action, accepted: true, alarmKey };
		},
	};
}

/** `POST /alarms/active/{activeAlarmUid}/acknowledge` (API description 3.4 to 3.7). */
export const acknowledge = actionOperation('acknowledge', {
	name: 'Acknowledge',
	action: 'Acknowledge alarm',
	description:
		'Set an alarm to Acknowledged, with a comment: somebody has seen it. Changes the alarm in VSPC.',
});

/** `POST /alarms/active/{activeAlarmUid}/resolve` (API description 3.4 to 3.7). */
export const resolve = actionOperation('resolve', {
	name: 'Resolve',
	action: 'Resolve alarm',
	description:
		'Set an alarm to Resolved, with a comment: the problem is solved. Changes the alarm in VSPC.',
});
