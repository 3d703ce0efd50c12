import { errorEntries, header, parseObject, type RawAnswer } from './answer';
import type { Connection, VspcContext } from './connection';
import { explainAnswer, notVspc, type CallSubject } from './errors';
import { ExplainedError } from './explanation';
import { pause } from './pause';
import { sendUntilAnswered, type Limits, type SentAnswer } from './send';
import { parseUid } from './uid';
import { seconds } from './words';

const FIRST_PAUSE_MS = 500;
const PAUSE_GROWTH = 1.5;
const LONGEST_PAUSE_MS = 10_000;

/**
 * Follows a call that VSPC carries out in the background: 202, then `/asyncActions/{id}` until it has
 * ended, then its result, which is what the call would have answered.
 * Source: vendor's REST guide, "Asynchronous Processing"; any verb can be answered so.
 *
 * @throws ExplainedError when the action failed, was cancelled or didn't end within `asyncTimeoutSeconds`
 */
export async function awaitAction(
	context: VspcContext,
	connection: Connection,
	sent: SentAnswer,
	subject: CallSubject,
	limits: Limits,
): Promise<RawAnswer> {
	const actionId = actionIdOf(sent);
	const deadline = Date.now() + limits.asyncTimeoutSeconds * 1000;
	for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * PAUSE_GROWTH, LONGEST_PAUSE_MS)) {
		const left = deadline - Date.now();
		if (left <= 0) throw new ExplainedError(tookTooLong(actionId, subject, limits));
		await pause(context, Math.min(wait, left));
		const status = await actionStatus(context, connection, actionId, subject, limits);
		if (status === 'succeed') break;
		if (status === 'canceled') throw new ExplainedError(wasCancelled(actionId, subject));
		if (status === 'failed') {
			throw new ExplainedError(await failure(context, connection, actionId, subject, limits));
		}
	}
	const { answer } = await get(context, connection, ['asyncActions', actionId, 'result'], limits);
	if (answer.status === 404) throw new ExplainedError(resultGone(actionId, subject));
	return answer;
}

/** Only the id is taken from Location: whatever host it names, none but the credential's is contacted. */
function actionIdOf({ answer, requestId }: SentAnswer): string {
	const id = /\/asyncActions\/([0-9a-f-]{36})(?:[/?#]|$)/i.exec(
		header(answer, 'location') ?? '',
	)?.[1];
	// VSPC takes the X-Request-id for the action's id, so a missing Location doesn't matter.
	return parseUid(id) ?? requestId;
}

async function get(
	context: VspcContext,
	connection: Connection,
	path: string[],
	limits: Limits,
): Promise<SentAnswer> {
	return await sendUntilAnswered(context, connection, { method: 'GET', path }, limits);
}

async function actionStatus(
	context: VspcContext,
	connection: Connection,
	actionId: string,
	subject: CallSubject,
	limits: Limits,
): Promise<string> {
	const { answer } = await get(context, connection, ['asyncActions', actionId], limits);
	if (answer.status === 404) throw new ExplainedError(resultGone(actionId, subject));
	if (answer.status !== 200) throw new ExplainedError(explainAnswer(answer, subject));
	const data = parseObject(answer.body)?.data as { status?: unknown } | undefined;
	if (typeof data?.status !== 'string') throw new ExplainedError(notVspc(answer, subject));
	return data.status.toLowerCase();
}

async function failure(
	context: VspcContext,
	connection: Connection,
	actionId: string,
	subject: CallSubject,
	limits: Limits,
) {
	const { answer } = await get(context, connection, ['asyncActions', actionId, 'result'], limits);
	const entries = errorEntries(answer.body);
	// 404 can be the reason or mean that the result has vanished, so it is told, not interpreted.
	if (answer.status !== 404 && entries.length > 0) {
		return explainAnswer(answer, subject);
	}
	const says = entries
		.map(({ message }) => message ?? '')
		.join(' ')
		.trim();
	return {
		message: `VSPC's background action failed (${subject.doing})`,
		description: `${says ? `VSPC says: ${says}` : 'VSPC gave no reason.'} The action's id is ${actionId}.`,
	};
}

function tookTooLong(actionId: string, { doing }: CallSubject, limits: Limits) {
	return {
		message: `VSPC had not finished after ${seconds(limits.asyncTimeoutSeconds)} (${doing})`,
		description: `VSPC does this in the background as action ${actionId}, and it goes on there. Raise 'Max Wait (Seconds)' in the node's options to wait longer.`,
	};
}

function wasCancelled(actionId: string, { doing }: CallSubject) {
	return {
		message: `VSPC's background action was cancelled (${doing})`,
		description: `Somebody cancelled action ${actionId} in VSPC. Run the workflow again.`,
	};
}

function resultGone(actionId: string, { doing }: CallSubject) {
	return {
		message: `VSPC no longer has the result of its background action (${doing})`,
		description: `VSPC keeps results for a few minutes only. The action's id was ${actionId}. Run the workflow again.`,
		status: 404,
	};
}
