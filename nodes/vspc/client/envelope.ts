import { bodyOf, errorEntries, type RawAnswer, type VspcEnvelope } from './answer';
import { type CallSubject, explainAnswer, notVspc } from './errors';
import { ExplainedError, type Explanation } from './explanation';
import { maskSecrets } from './redact';

/**
 * Takes an answer for a success only if it looks like VSPC's in every way: HTTP 2xx, no errors told in the
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

/** Nothing of the failure: it may hold what was searched. */
function notSearched({ doing }: CallSubject): Explanation {
	return {
		message: `n8n could not search VSPC's answer for secrets (${doing})`,
		description: 'So it is not used. Please report this as a bug of the node.',
	};
}
