import { findAlarm } from './alarms';
import type { Answer } from './answers';
import { badParameter, done, errorAnswer, Refusal } from './answers';
import type { Call } from './call';
import { isUuid } from './uuid';

/** A client of the vendor's API says that comments have at most so many characters. */
const COMMENT_MAX = 512;

export type AlarmAction = 'acknowledge' | 'resolve';

/** The comment, which is required like resolveOnClients, though the latter has no visible effect. */
function commentOf({ request }: Call): string {
	const { comment, resolveOnClients } = request.query;
	if (!comment?.trim()) return badParameter('comment', 'The comment parameter is required.');
	if (comment.length > COMMENT_MAX) {
		return badParameter('comment', `The comment is longer than ${COMMENT_MAX} characters.`);
	}
	if (resolveOnClients === undefined) {
		return badParameter('resolveOnClients', 'The resolveOnClients parameter is required.');
	}
	if (!/^(true|false)$/i.test(resolveOnClients)) {
		return badParameter('resolveOnClients', `The value '${resolveOnClients}' is not valid.`);
	}
	return comment;
}

/** POST /alarms/active/{activeAlarmUid}/acknowledge or resolve */
export function runAlarmAction(call: Call, uid: string, action: AlarmAction): Answer {
	const { state } = call;
	// Parameters are looked at before the alarm; findAlarm has the message for a bad UID.
	const comment = isUuid(uid) ? commentOf(call) : '';
	const alarm = findAlarm(call, uid);
	if (alarm.lastActivation.status === 'Resolved') {
		throw new Refusal(errorAnswer(400, `Alarm with UID '${uid}' is already resolved.`));
	}
	const counts = action === 'resolve' ? state.resolves : state.acknowledges;
	counts.set(alarm.instanceUid, (counts.get(alarm.instanceUid) ?? 0) + 1);
	const status = action === 'resolve' ? 'Resolved' : 'Acknowledged';
	state.alarms.remark(alarm, status, comment, state.clock.now());
	return done();
}
