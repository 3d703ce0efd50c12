import { CancelledError, elapsed, pause, type Timeouts } from '../../util/clock';
import { parseUid, seconds } from '../../util/text';
import { bodyOf, errorEntries, header, type RawAnswer } from './answer';
import type { Connection, VspcContext } from './connection';
import { type CallSubject, explainAnswer, notVspc, vendorText } from './errors';
import { ExplainedError, type Explanation, explanationOf } from './explanation';
import { sendUntilAnswered, type SentAnswer } from './send';

const FIRST_PAUSE_MS = 500;
const PAUSE_GROWTH = 1.5;
const LONGEST_PAUSE_MS = 10_000;

/** VSPC may answer 202 a moment before it lists the action. */
const REGISTRATION_MS = 10_000;

/** The vendor's word first; the others in case a version spells it otherwise. */
const SUCCEEDED = ['succeed', 'succeeded', 'success', 'completed'];
const CANCELLED = ['canceled', 'cancelled'];

/**
 * Follows a call that VSPC carries out in the background: 202, then `/asyncActions/{id}` until it has
 * ended, then its result, which is what the call would have answered.
 * Source: vendor's REST guide, "Asynchronous Processing"; any verb can be answered so.
 *
 * @param id as actionIdOf finds it in the answer
 * @param isNew VSPC has just begun it, and may not list it yet
 * @throws ExplainedError when the action failed, was cancelled or didn't end within `asyncTimeoutSeconds`
 */
export async function awaitAction(
	context: VspcContext,
	connection: Connection,
	id: string,
	subject: CallSubject,
	timeouts: Timeouts,
	isNew = true,
): Promise<RawAnswer> {
	const started = elapsed();
	const action: Action = { context, connection, subject, timeouts, id, isNew, started };
	try {
		return await resultOf(action);
	} catch (error) {
		throw asAccepted(error, action);
	}
}

interface Action {
	context: VspcContext;
	connection: Connection;
	subject: CallSubject;
	timeouts: Timeouts;
	id: string;
	isNew: boolean;
	/** As `elapsed` says */
	started: number;
}

/** Only the id is taken from Location: whatever host it names, none but the credential's is contacted. */
export function actionIdOf({ answer, requestId }: SentAnswer): string {
	const id = /\/asyncActions\/([0-9a-f-]{36})(?:[/?#]|$)/i.exec(
		header(answer, 'location') ?? '',
	)?.[1];
	// VSPC takes the X-Request-id for the action's id, so a missing Location doesn't matter.
	return parseUid(id) ?? requestId;
}

async function resultOf(action: Action): Promise<RawAnswer> {
	const { context, subject, started } = action;
	let status = 'not listed yet';
	for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(wait * PAUSE_GROWTH, LONGEST_PAUSE_MS)) {
		const left = timeLeft(action);
		if (left <= 0) throw new ExplainedError(tookTooLong(action, status));
		await pause(context, Math.min(wait, left));
		const seen = await statusOf(action);
		if (seen === undefined) {
			if (action.isNew && elapsed() - started < REGISTRATION_MS) continue;
			throw new ExplainedError(vanished(action));
		}
		status = seen;
		if (CANCELLED.includes(status)) throw new ExplainedError(wasCancelled(action));
		if (status === 'failed') throw new ExplainedError(await failureOf(action));
		if (!SUCCEEDED.includes(status)) continue;
		const answer = await get(action, 'result');
		// Still being written down
		if (answer.status === 202) continue;
		if (answer.status !== 404) return answer;
		// A write that succeeded has no further result.
		if (subject.changes) return { status: 204, headers: {}, body: '' };
		throw new ExplainedError(vanished(action));
	}
}

async function get(action: Action, ...more: string[]): Promise<RawAnswer> {
	const { context, connection, id, subject, timeouts } = action;
	const { apiVersion } = subject;
	const call = { method: 'GET' as const, path: ['asyncActions', id, ...more], apiVersion };
	// Where VSPC throttles these calls, that counts towards the time that the whole may take.
	const asyncTimeoutSeconds = Math.max(0, timeLeft(action)) / 1000;
	const own = { ...timeouts, asyncTimeoutSeconds };
	return (await sendUntilAnswered(context, connection, call, own)).answer;
}

/** Milliseconds until the action has taken too long; below zero once it has. */
function timeLeft({ timeouts, started }: Action): number {
	return timeouts.asyncTimeoutSeconds * 1000 - (elapsed() - started);
}

/** In small letters; undefined when VSPC doesn't know the action. */
async function statusOf(action: Action): Promise<string | undefined> {
	const answer = await get(action);
	if (answer.status === 404) return undefined;
	if (answer.status !== 200) throw new ExplainedError(explainAnswer(answer, action.subject));
	const data = bodyOf(answer)?.data as { status?: unknown } | undefined;
	if (typeof data?.status !== 'string') throw new ExplainedError(notVspc(answer, action.subject));
	return data.status.toLowerCase();
}

async function failureOf(action: Action): Promise<Explanation> {
	const { subject, id } = action;
	const answer = await get(action, 'result');
	// 404 can be the reason or mean that the result has vanished, so it is reported, not interpreted.
	if (answer.status !== 404 && (errorEntries(answer).length > 0 || vendorText(answer))) {
		return explainAnswer(answer, subject);
	}
	const says = vendorText(answer)?.message;
	return {
		message: `VSPC's background action failed (${subject.activity})`,
		description: `${says ? `VSPC says: ${says}` : 'VSPC gave no reason.'} The action's id is ${id}.`,
	};
}

function tookTooLong({ id, subject, timeouts }: Action, status: string): Explanation {
	return {
		message: `VSPC had not finished after ${seconds(timeouts.asyncTimeoutSeconds)} (${subject.activity})`,
		description: `VSPC does this in the background as action ${id}, whose status is "${status.slice(0, 40)}", and continues there. Raise 'Max Wait (Seconds)' in the node's options to wait longer.`,
		isUnfinished: true,
	};
}

function wasCancelled({ id, subject }: Action): Explanation {
	return {
		message: `VSPC's background action was cancelled (${subject.activity})`,
		description: `Somebody cancelled action ${id} in VSPC.`,
	};
}

function vanished({ id, subject }: Action): Explanation {
	return {
		message: `VSPC no longer has the result of its background action (${subject.activity})`,
		description: `VSPC keeps results for a few minutes only. The action's id was ${id}.${subject.changes ? '' : ' Run the workflow again.'}`,
		status: 404,
		cause: 'temporarily-unavailable',
	};
}

/** A write that VSPC took on and then could not be followed must not be repeated blindly. */
function asAccepted(error: unknown, { id, subject }: Action): Error {
	if (error instanceof CancelledError || !subject.changes) return error as Error;
	const explanation = explanationOf(error);
	const note = `VSPC had accepted the call as action ${id}: look there before you run it again.`;
	return new ExplainedError({
		...explanation,
		description: [explanation.description, note].filter(Boolean).join(' '),
	});
}
