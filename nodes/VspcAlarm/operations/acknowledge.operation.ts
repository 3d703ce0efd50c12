import { actionOperation } from '../builders/action';

/** `POST /alarms/active/{activeAlarmUid}/acknowledge` (API description 3.4 to 3.7). */
export const acknowledge = actionOperation('acknowledge', {
	name: 'Acknowledge',
	action: 'Acknowledge alarm',
	description:
		'Give an alarm the status Acknowledged, with a comment: somebody has seen it. Changes the alarm in VSPC.',
});
