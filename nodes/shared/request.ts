import type { VspcEnvelope } from './answer';
import { awaitAction } from './asyncAction';
import type { Connection, VspcContext } from './connection';
import { readEnvelope } from './envelope';
import { unknownResource, type CallSubject } from './errors';
import { ExplainedError, explanationOf, toNodeError } from './explanation';
import { DEFAULT_LIMITS } from './limits';
import { sendUntilAnswered, type HttpCall } from './send';
import { isUnknownPath } from './unknownPath';
import type { Limits } from './untilAnswered';

/** One call to VSPC and what it is about, for messages. */
export interface VspcCall
	extends HttpCall,
		Pick<CallSubject, 'doing' | 'noun' | 'uid' | 'roles' | 'advice' | 'absence' | 'isList'> {
	/** The n8n item that the call is made for */
	itemIndex?: number;
}

/**
 * The one way to VSPC: sends a call, waits for a background action, retries what is safe, and turns
 * everything else into an error that a person can act on.
 *
 * @returns VSPC's envelope; `data` is present for every GET, and null only for a list without rows
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
	const { doing, noun, uid, roles, advice, absence, isList } = call;
	const changes = call.method !== 'GET';
	const subject = {
		host,
		apiVersion,
		credentialName,
		secrets,
		doing,
		noun,
		uid,
		roles,
		advice,
		absence,
		isList,
		changes,
	};
	try {
		const sent = await sendUntilAnswered(context, connection, call, limits);
		const answer =
			sent.answer.status === 202
				? await awaitAction(context, connection, sent, subject, limits)
				: sent.answer;
		if (await isUnknownPath(context, connection, call, answer, limits)) {
			throw new ExplainedError(unknownResource(call.path, subject));
		}
		return readEnvelope(answer, subject);
	} catch (error) {
		throw toNodeError(context, explanationOf(error), connection, call.itemIndex);
	}
}
