import { spelled, wellFormed } from '../../util/text';
import { redact } from '../../vspc/client/redact';
import type { JobKind } from '../../vspc/jobs/kind';
import type { Vspc } from '../../vspc/vspc';
import { isEnd, type Reason, REASONS, statusOf, type Unreported } from './events';
import { iso } from './items';
import type { Observation } from './observation';
import { SERVER_REASONS, type ServerReason } from './serverDecide';

/** Says in n8n's log what the user should know. */
export function warn({ context }: Vspc, text: string): void {
	context.logger?.warn(`${context.getNode().name}: ${text}`);
}

/** Why a job has no event, and which job and session that is about. */
export interface UnreportedSession {
	/** The job key in short */
	id: string;
	key: string;
	name: string;
	/** In VSPC's words */
	status: string;
	reason: Reason;
	/** Of the session; seconds since 1970 */
	time?: number;
	/** `time` is the start */
	isStart: boolean;
	/** What the job shows now, to know it from the next session; undefined where it is about another one */
	shown?: string;
	/** The job is not fine */
	isProblem: boolean;
}

export function toUnreportedSession(
	{ properties }: JobKind,
	{ id, key, row, outcome, time, runsSince, isStart }: Observation,
	{ reason, session }: Unreported,
): UnreportedSession {
	const own = { id, key, name: spelled(row.name), reason };
	if (session) {
		const status = statusOf(session.outcome) ?? '';
		const isProblem = session.outcome !== 'success';
		return { ...own, status, time: session.time, isStart: false, isProblem };
	}
	const status = statusOf(outcome) ?? spelled(row[properties.status]);
	const goesOn = outcome === 'running' && reason !== 'unknownEnd';
	return {
		...own,
		status,
		time: goesOn ? runsSince : time,
		isStart: goesOn || isStart,
		shown: spelled(outcome === 'running' ? runsSince : time),
		isProblem: isEnd(outcome) && outcome !== 'success',
	};
}

/** In one poll: a person reads it. */
const MOST_LINES = 100;

/** So many jobs are remembered, so that each reason is logged once. */
const MOST_LOGGED = 50_000;

const LONGEST_TEXT = 200;

/**
 * Says in n8n's log, at debug level, why jobs have no event: once for each job, session and reason, those with a
 * problem first.
 *
 * @param notes what was logged is kept here, in this process
 */
export function logReasons(
	vspc: Vspc,
	unreported: UnreportedSession[],
	notes: Map<string, unknown>,
): void {
	const { context } = vspc;
	const topic = 'logged reasons';
	const logged = (notes.get(topic) as Map<string, string> | undefined) ?? new Map();
	notes.set(topic, logged);
	const node = toLine(vspc, context.getNode().name);
	const sorted = [...unreported].sort((a, b) => Number(b.isProblem) - Number(a.isProblem));
	let lines = 0;
	let more = 0;
	for (const one of sorted) {
		if (!isFresh(one, logged)) continue;
		if (lines === MOST_LINES) {
			more++;
			continue;
		}
		lines++;
		context.logger?.debug(`${node}: ${inWords(vspc, one)}`);
		keepLogged(one, logged);
	}
	if (more > 0) context.logger?.debug(`${node}: no event for ${more} more, which are not listed.`);
}

function isFresh({ id, reason, shown }: UnreportedSession, logged: Map<string, string>): boolean {
	if (shown === undefined) return true;
	const [session, ...reasons] = logged.get(id)?.split(' ') ?? [];
	if (session !== shown) return true;
	// That an earlier poll saw it says less than what is logged already.
	return reason !== 'alreadySeen' && !reasons.includes(reason);
}

function keepLogged({ id, reason, shown }: UnreportedSession, logged: Map<string, string>): void {
	if (shown === undefined) return;
	const noted = logged.get(id);
	const isSame = noted?.split(' ', 1)[0] === shown;
	logged.delete(id);
	logged.set(id, `${isSame ? noted : shown} ${reason}`);
	if (logged.size > MOST_LOGGED) logged.delete(logged.keys().next().value!);
}

function inWords(
	vspc: Vspc,
	{ key, name, status, reason, time, isStart }: UnreportedSession,
): string {
	const when =
		time === undefined ? 'without a time' : `${isStart ? 'began' : 'ended'} ${iso(time)}`;
	const job = `"${toLine(vspc, name)}" (${toLine(vspc, key)})`;
	const state = `status ${toLine(vspc, status) || 'none'}, session ${when}`;
	return `no event for job ${job}, ${state}: ${reason}. ${REASONS[reason]}`;
}

/** Anybody may have written it: no secrets, and nothing that begins a line of its own. */
function toLine({ connection }: Vspc, text: string): string {
	const line = redact(text, connection.secrets)
		.replace(/[\p{C}\p{Z}]+/gu, ' ')
		.trim();
	return wellFormed(line.slice(0, LONGEST_TEXT));
}

/** A server that has no event, and why. */
export interface UnreportedServer {
	key: string;
	noun: string;
	name: string;
	reason: ServerReason;
}

/** Says in n8n's log, at debug level, why servers have no event: once for each server and reason. */
export function logServerReasons(
	vspc: Vspc,
	unreported: UnreportedServer[],
	notes: Map<string, unknown>,
): void {
	const { context } = vspc;
	const topic = 'logged server reasons';
	const logged = (notes.get(topic) as Map<string, ServerReason> | undefined) ?? new Map();
	notes.set(topic, logged);
	const node = toLine(vspc, context.getNode().name);
	const fresh = unreported.filter(({ key, reason }) => logged.get(key) !== reason);
	for (const { key, reason } of fresh) logged.set(key, reason);
	for (const { key, noun, name, reason } of fresh.slice(0, MOST_LINES)) {
		const server = `${noun} "${toLine(vspc, name)}" (${toLine(vspc, key)})`;
		context.logger?.debug(`${node}: no event for ${server}: ${reason}. ${SERVER_REASONS[reason]}`);
	}
}

const WARNED_EVERY_MS = 3_600_000;

/** Says in n8n's log that jobs are not watched, once an hour: polls come every minute. */
export function warnOfNameless(
	vspc: Vspc,
	{ noun }: JobKind,
	count: number,
	notes: Map<string, unknown>,
	now: number,
): void {
	const topic = `nameless ${noun}s`;
	const warned = notes.get(topic);
	if (typeof warned === 'number' && now >= warned && now - warned < WARNED_EVERY_MS) return;
	notes.set(topic, now);
	warn(
		vspc,
		`VSPC lists ${count} ${noun}${count === 1 ? '' : 's'} without the UIDs that name a job; nothing is reported about ${count === 1 ? 'it' : 'them'}.`,
	);
}
