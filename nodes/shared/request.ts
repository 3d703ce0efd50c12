import { errorEntries, parseObject, type RawAnswer, type VspcEnvelope } from './answer';
import { awaitAction } from './asyncAction';
import type { Connection, VspcContext } from './connection';
import { explainAnswer, notVspc, type CallSubject } from './errors';
import { ExplainedError, explanationOf, toNodeError } from './explanation';
import { sendUntilAnswered, type HttpCall, type Limits } from './send';

/** One call to VSPC and what it is about, for messages. */
export interface VspcCall extends HttpCall, Pick<CallSubject, 'doing' | 'noun' | 'uid' | 'roles'> {
	/** The n8n item that the call is made for */
	itemIndex?: number;
}

export const DEFAULT_LIMITS: Limits = { timeoutSeconds: 60, asyncTimeoutSeconds: 300 };

/**
 * The one way to VSPC: sends a call, waits for a background action, retries what is safe, and turns
 * everything else into an error that a person can act on.
 *
 * @returns VSPC's envelope; `data` is present for every GET
 * @throws NodeApiError (VSPC answered) or NodeOperationError (it didn't) with message, description, HTTP
 *   status and item index, free of secrets
 */
export async function vspcRequest(
	context: VspcContext,
	connection: Connection,
	call: VspcCall,
	limits: Limits = DEFAULT_LIMITS,
): Promise<VspcEnvelope> {
	const { host, apiVersion, credentialName, secrets } = connection;
	const { doing, noun, uid, roles } = call;
	const changes = call.method !== 'GET';
	const subject = { host, apiVersion, credentialName, secrets, doing, noun, uid, roles, changes };
	try {
		const sent = await sendUntilAnswered(context, connection, call, limits);
		const answer =
			sent.answer.status === 202
				? await awaitAction(context, connection, sent, subject, limits)
				: sent.answer;
		return readEnvelope(answer, call, subject);
	} catch (error) {
		throw toNodeError(context, explanationOf(error), connection, call.itemIndex);
	}
}

function readEnvelope(answer: RawAnswer, call: HttpCall, subject: CallSubject): VspcEnvelope {
	if (answer.status >= 300) throw new ExplainedError(explainAnswer(answer, subject));
	const envelope = parseObject(answer.body);
	if (!envelope) {
		if (call.method !== 'GET' && answer.body.trim() === '') return {};
		throw new ExplainedError(notVspc(answer, subject));
	}
	if (errorEntries(answer.body).length > 0 && !hasData(envelope)) {
		throw new ExplainedError(explainAnswer(answer, subject));
	}
	if (call.method === 'GET' && !hasData(envelope)) {
		throw new ExplainedError(notVspc(answer, subject));
	}
	return envelope;
}

function hasData(envelope: VspcEnvelope): boolean {
	return envelope.data !== undefined && envelope.data !== null;
}
