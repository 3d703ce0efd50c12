import { type IDataObject, NodeApiError, NodeOperationError } from 'n8n-workflow';

import { parseUid, withArticle } from '../../util/text';
import { bodyOf, errorEntries, isWebPage, type RawAnswer, type VspcEnvelope } from './answer';
import type { Connection, VspcContext } from './connection';
import { type CallSubject, explainAnswer, notVspc } from './errors';
import { ExplainedError, type Explanation, failureOf, inOurWords } from './explanation';
import { maskSecrets, redact } from './redact';
import { type Timeouts, throwIfCancelled } from '../../util/clock';
import { type HttpCall, sendUntilAnswered } from './send';

/**
 * Takes an answer for a success only if it looks like VSPC's in every way: HTTP 2xx, no errors in the
 * body, and data where something was read; null is an empty list. A token or password that the answer echoes is masked in it.
 *
 * @throws ExplainedError for everything else
 */
export function readEnvelope(answer: RawAnswer, subject: CallSubject): VspcEnvelope {
	if (answer.status >= 300 || answer.status === 206)
		throw new ExplainedError(explainAnswer(answer, subject));
	// Writes may be answered without a body.
	if (subject.changes && answer.body.trim() === '') return {};
	const envelope = bodyOf(answer);
	if (!envelope) throw new ExplainedError(notVspc(answer, subject));
	if (errorEntries(answer).length > 0 || envelope.error) {
		throw new ExplainedError(explainAnswer(answer, subject));
	}
	const isVspc =
		subject.changes || (subject.isList && envelope.data === null)
			? Object.keys(envelope).every((key) => ['data', 'meta', 'errors', 'error'].includes(key))
			: envelope.data !== undefined && envelope.data !== null;
	if (!isVspc) throw new ExplainedError(notVspc(answer, subject));
	if (!maskSecrets(envelope, answer.bytes ?? answer.body, subject.secrets))
		throw new ExplainedError(notSearched(subject));
	return envelope;
}

/** Nothing of the failure: it may contain what was searched. */
function notSearched({ activity }: CallSubject): Explanation {
	return {
		message: `n8n could not search VSPC's answer for secrets (${activity})`,
		description: 'Therefore the answer is not used. Please report this as a bug of the node.',
	};
}

/**
 * What is wrong with an answer that should be one resource. A gateway or cache that mixes answers up must not give one customer's job the status of another's.
 *
 * @param uidFields those that may have its UID
 */
export function problemWithOne(
	data: unknown,
	{ noun, uid }: { noun: string; uid: string },
	uidFields: string[],
): Explanation | undefined {
	const isOne =
		typeof data === 'object' &&
		data !== null &&
		!Array.isArray(data) &&
		Object.keys(data).length > 0;
	if (!isOne) {
		return {
			message: `VSPC did not answer with ${withArticle(noun)}`,
			description: `The request was for the ${noun} ${uid}. A proxy may stand in between; try again later.`,
		};
	}
	const sent = uidFields.map((field) => parseUid((data as IDataObject)[field])).filter(Boolean);
	if (sent.length === 0 || sent.includes(uid)) return undefined;
	return {
		message: `VSPC answered with another ${noun} than requested`,
		description: `The request was for ${uid}, the answer is ${String(sent[0])}. A proxy or cache between n8n and VSPC may mix up answers.`,
	};
}

/**
 * The error that n8n shows. Built from a plain object, never from a failed request, since that one has
 * the token; and with the texts set once more at the end, since n8n swaps a message for one of its own
 * when it contains a word like ENOTFOUND.
 */
export function toNodeError(
	context: VspcContext,
	explanation: Explanation,
	connection?: Connection,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	const secrets = connection?.secrets ?? [];
	const message = redact(explanation.message, secrets);
	const description = explanation.description && redact(explanation.description, secrets);
	const error =
		explanation.status === undefined || explanation.status < 300
			? new NodeOperationError(context.getNode(), message, { description, itemIndex })
			: new NodeApiError(
					context.getNode(),
					{ message },
					{ message, description, itemIndex, httpCode: String(explanation.status) },
				);
	inOurWords(error, { message, description });
	error.failure = failureOf(explanation);
	if (explanation.parameters) error.context.rejectedParameters = explanation.parameters;
	if (explanation.isUnknownResource) error.context.isUnknownResource = true;
	if (explanation.isUnknownVersion) error.context.isUnknownVersion = true;
	if (explanation.isFromElsewhere) error.context.isFromElsewhere = true;
	if (explanation.isUnfinished) error.context.isUnfinished = true;
	return error;
}

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
	timeouts: Timeouts,
): Promise<boolean> {
	if (!isWebPage(answer)) return false;
	try {
		const own = await sendUntilAnswered(context, connection, OWN_ACCOUNT, timeouts);
		const { data } = bodyOf(own.answer) ?? {};
		if (own.answer.status !== 200 || typeof data !== 'object' || data === null) return false;
		if (call.method !== 'GET') return true;
		return isWebPage((await sendUntilAnswered(context, connection, call, timeouts)).answer);
	} catch {
		throwIfCancelled(context);
		return false;
	}
}
