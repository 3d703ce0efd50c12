import type { Asking } from '../asking';
import { vspcRequest } from '../request';
import { ALARMS_PATH } from './alarm';

export type AlarmAction = 'acknowledge' | 'resolve';

const DOING: Record<AlarmAction, string> = {
	acknowledge: 'acknowledging the alarm',
	resolve: 'resolving the alarm',
};

/**
 * `POST /alarms/active/{activeAlarmUid}/acknowledge` or `/resolve`; both query parameters are required (API
 * description 3.4 to 3.7).
 *
 * @param comment not empty
 * @param resolveOnClients also on the servers that the alarm comes from
 * @throws as vspcRequest does
 */
export async function actOnAlarm(
	{ context, connection, limits }: Asking,
	action: AlarmAction,
	uid: string,
	comment: string,
	resolveOnClients: boolean,
	itemIndex: number,
): Promise<void> {
	await vspcRequest(
		context,
		connection,
		{
			method: 'POST',
			path: [...ALARMS_PATH, uid, action],
			qs: { comment, resolveOnClients },
			doing: DOING[action],
			noun: 'alarm',
			uid,
			advice:
				'It may have been resolved already, or the API key may be a read-only one. Get the alarm to see how it stands.',
			itemIndex,
		},
		limits,
	);
}
