import { bodyOf, isWebPage, type RawAnswer } from './answer';
import type { Connection, VspcContext } from './connection';
import { throwIfCancelled } from './pause';
import { sendUntilAnswered, type HttpCall } from './send';
import type { Limits } from './untilAnswered';

/** Every account may read itself, in every version. */
const OWN_ACCOUNT: HttpCall = { method: 'GET', path: ['users', 'me'] };

/**
 * Whether a web page in place of an answer means that this VSPC does not know the path: a live server sends
 * its portal's page then, with status 200. A login page or a proxy would answer everything so; this host
 * answers another request as VSPC does, and this one with a page again.
 *
 * @returns false also when it cannot be found out
 */
export async function isUnknownPath(
	context: VspcContext,
	connection: Connection,
	call: HttpCall,
	answer: RawAnswer,
	limits: Limits,
): Promise<boolean> {
	if (!isWebPage(answer)) return false;
	try {
		const own = await sendUntilAnswered(context, connection, OWN_ACCOUNT, limits);
		const { data } = bodyOf(own.answer) ?? {};
		if (own.answer.status !== 200 || typeof data !== 'object' || data === null) return false;
		if (call.method !== 'GET') return true;
		return isWebPage((await sendUntilAnswered(context, connection, call, limits)).answer);
	} catch {
		throwIfCancelled(context);
		return false;
	}
}
