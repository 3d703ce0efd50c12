import { errorEntries, bodyOf, type RawAnswer, type VspcEnvelope } from './answer';
import { explainAnswer, notVspc, type CallSubject } from './errors';
import { ExplainedError } from './explanation';

/**
 * Takes an answer for a success only if it looks like VSPC's in every way: HTTP 2xx, no errors told in the
 * body, and data where something was read.
 *
 * @throws ExplainedError for everything else
 */
export function readEnvelope(answer: RawAnswer, subject: CallSubject): VspcEnvelope {
	if (answer.status >= 300) throw new ExplainedError(explainAnswer(answer, subject));
	// Writes may be answered without a body.
	if (subject.changes && answer.body.trim() === '') return {};
	const envelope = bodyOf(answer);
	if (!envelope) throw new ExplainedError(notVspc(answer, subject));
	if (errorEntries(answer).length > 0 || envelope.error) {
		throw new ExplainedError(explainAnswer(answer, subject));
	}
	const isVspc = subject.changes
		? Object.keys(envelope).every((key) => ['data', 'meta', 'errors', 'error'].includes(key))
		: envelope.data !== undefined && envelope.data !== null;
	if (!isVspc) throw new ExplainedError(notVspc(answer, subject));
	return envelope;
}
