import type { Asking } from '../asking';
import { vspcRequest } from '../request';
import { wellFormed } from '../words';
import { ALARMS_PATH, MAY_BE_RESOLVED } from './alarm';

export type AlarmAction = 'acknowledge' | 'resolve';

const DOING: Record<AlarmAction, string> = {
	acknowledge: 'acknowledging the alarm',
	resolve: 'resolving the alarm',
};

export interface AlarmRemark {
	/** Not empty */
	comment: string;
	/** Also on the servers that the alarm comes from */
	resolveOnClients: boolean;
}

/**
 * `POST /alarms/active/{activeAlarmUid}/acknowledge` or `/resolve`; both query parameters are required (API
 * description 3.4 to 3.7).
 *
 * @throws as vspcRequest does
 */
export async function actOnAlarm(
	{ context, connection, limits }: Asking,
	action: AlarmAction,
	uid: string,
	{ comment, resolveOnClients }: AlarmRemark,
	itemIndex: number,
): Promise<void> {
	await vspcRequest(
		context,
		connection,
		{
			method: 'POST',
			path: [...ALARMS_PATH, uid, action],
			qs: { comment: wellFormed(comment), resolveOnClients },
			doing: DOING[action],
			noun: 'alarm',
			uid,
			advice:
				"An alarm that is resolved cannot be acknowledged or resolved again. Read it with 'Get' to see how it stands.",
			absence: MAY_BE_RESOLVED,
			itemIndex,
		},
		limits,
	);
}
