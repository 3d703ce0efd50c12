import { actionOperation } from '../builders/action';

/** `POST /alarms/active/{activeAlarmUid}/resolve` (API description 3.4 to 3.7). */
export const resolve = actionOperation('resolve', {
	name: 'Resolve',
	action: 'Resolve alarm',
	description:
		'Give an alarm the status Resolved, with a comment: what was wrong is over. Changes the alarm in VSPC.',
});
