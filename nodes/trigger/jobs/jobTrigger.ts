import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { elapsed } from '../../util/clock';
import { wellFormed } from '../../util/text';
import { isListAbsent } from '../../vspc/client/explanation';
import { redact } from '../../vspc/client/redact';
import type { JobKind } from '../../vspc/jobs/kind';
import type { Vspc } from '../../vspc/vspc';
import type { Absence } from '../engine/fullRead';
import { type Circumstances, type Findings, type MakeClient, pollTrigger } from '../engine/poll';
import { shortId } from '../engine/state';
import { listMemoryOf, watchLists, type WatchOptions } from '../engine/watch';
import { REASONS, type WatchRules } from './events';
import { iso, sampleItems, toItems, type UnreportedSession } from './items';
import { jobCodec, type JobListState } from './memory';
import { type JobSource, toSource, type WatchedJobs } from './observation';
import { type KindNotes, noNotes } from './session';
import { watchKind } from './watch';

/** For the schema of the editor. */
export { jobEventFields } from './items';

/** What a job trigger is set to. */
export interface WatchSettings extends WatchOptions {
	/** By the name that the state keeps them under */
	kinds: Array<{ name: string; kind: JobKind }>;
	jobs: WatchedJobs;
	rules: WatchRules;
	includeNames: boolean;
	/** Add to items what tickets are made of */
	addTicketFields: boolean;
	/** A sentence on each kind of jobs that was chosen and that the filters leave nothing of */
	notWatched: string[];
}

/** What the job trigger does when n8n polls it. */
export async function pollJobs(
	context: IPollFunctions,
	readSettings: (context: IPollFunctions) => WatchSettings,
	makeClient: MakeClient,
): Promise<INodeExecutionData[][] | null> {
	const [watch, sample] = [watchJobs, sampleJobEvents];
	return await pollTrigger(context, { readSettings, makeClient, watch, sample });
}

/** One poll of all kinds of jobs. */
async function watchJobs(
	vspc: Vspc,
	settings: WatchSettings,
	circumstances: Circumstances,
): Promise<Findings> {
	const { rules, kinds, includeNames, notWatched } = settings;
	const { hasGap, isTimeUp, isPublishing } = circumstances;
	// Publishing shows a person nothing but errors, and this is none.
	for (const note of isPublishing ? notWatched : []) warn(vspc, note);
	const now = Date.now();
	const unreported: UnreportedSession[] = [];
	const lists = kinds.map(({ name, kind }) => ({
		name,
		absence: absenceOf(vspc, name, kind),
		poll: async (old: JobListState | undefined, notes: unknown) => {
			const source = sourceOf(vspc, kind, settings, { ...circumstances, now });
			const kindNotes = (notes as KindNotes | undefined) ?? noNotes();
			const conditions = { rules, hasGap, now, isTimeUp };
			const { emitted, ...found } = await watchKind(source, old, kindNotes, conditions);
			// As arguments, those of 200,000 jobs would be too many.
			for (const one of found.unreported) unreported.push(one);
			const names = includeNames ? vspc.names : undefined;
			const isFullRead = found.notes.progress?.completedAt === now;
			return { ...found, isFullRead, events: await toItems(source, emitted, names) };
		},
	}));
	const findings = await watchLists(vspc.context, lists, jobCodec, settings, circumstances);
	logReasons(vspc, unreported, circumstances.notes);
	return findings;
}

/** What to build a workflow with: see sampleItems. Each says which jobs are not watched. */
async function sampleJobEvents(vspc: Vspc, settings: WatchSettings): Promise<IDataObject[]> {
	const { kinds, rules, includeNames, notWatched } = settings;
	const conditions = {
		notes: new Map<string, unknown>(),
		now: Date.now(),
		detailsUntil: elapsed() + vspc.timeouts.asyncTimeoutSeconds * 1000,
	};
	const sources = kinds.map(({ kind }) => sourceOf(vspc, kind, settings, conditions));
	const { items, absent } = await sampleItems(sources, rules, includeNames);
	const notes = [...notWatched, ...absent.map(({ kind, error }) => absentNote(kind, error))];
	if (notes.length === 0) return items;
	return items.map((item) => ({ ...item, notWatched: notes.join(' ') }));
}

/** When a kind counts as absent: only as long as this trigger has never read it, under this host and account. */
function absenceOf(vspc: Vspc, name: string, kind: JobKind): Absence {
	const { host, account } = vspc.connection;
	return {
		mark: shortId(JSON.stringify([name, host, account])),
		host: shortId(host),
		isAbsent: isListAbsent,
		note: (error) => warn(vspc, absentNote(kind, error)),
	};
}

function absentNote({ noun }: JobKind, error: Error): string {
	return `VSPC shows no list of ${noun}s to this account, so none is watched until it does: ${error.message}.`;
}

function sourceOf(
	vspc: Vspc,
	kind: JobKind,
	{ jobs, rules, addTicketFields: withTickets }: WatchSettings,
	conditions: Pick<Circumstances, 'notes' | 'detailsUntil'> & { now: number },
): JobSource {
	const { notes, now, detailsUntil } = conditions;
	const memory = listMemoryOf(kind.noun, notes, now);
	const withSchedule = rules.events.has('overdue');
	const noteNameless = (count: number) => warnOfNameless(vspc, kind, count, notes, now);
	const until = detailsUntil;
	const own = { withSchedule, memory, now, until, noteNameless, withTickets };
	return toSource(kind, vspc, jobs, own);
}

function warn({ context }: Vspc, text: string): void {
	context.logger?.warn(`${context.getNode().name}: ${text}`);
}

const WARNED_EVERY_MS = 3_600_000;

/** Says in n8n's log that jobs are not watched, once an hour: polls come every minute. */
function warnOfNameless(
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
function logReasons(
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
