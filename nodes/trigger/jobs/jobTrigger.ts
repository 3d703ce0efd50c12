import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { elapsed, withTimeout } from '../../util/clock';
import { parseUsedUid } from '../../util/text';
import { isListAbsent } from '../../vspc/client/explanation';
import type { JobKind } from '../../vspc/jobs/kind';
import { SERVER_KINDS, type ServerKind } from '../../vspc/servers';
import type { JobKindName as KindName } from '../../vspc/jobs/kinds';
import type { Vspc } from '../../vspc/vspc';
import { inTurn, listSizesIn, PageBudget, pagesBeside, shareOfPoll } from '../engine/fullRead';
import type { Absence } from '../engine/gone';
import { type Circumstances, type Findings, type MakeClient, pollTrigger } from '../engine/poll';
import { shortId } from '../engine/state';
import {
	type AnyList,
	listMemoryOf,
	watched,
	watchLists,
	type WatchOptions,
} from '../engine/watch';
import type { WatchRules } from './events';
import { SessionReads } from './history';
import { sampleItems, toItems } from './items';
import { findMissed } from './lateEnds';
import {
	logReasons,
	logServerReasons,
	type UnreportedServer,
	type UnreportedSession,
	warn,
	warnOfNameless,
} from './log';
import { jobCodec, type JobListState } from './memory';
import { type JobSource, toSource, type WatchedJobs } from './observation';
import { shareRequests } from './reads';
import { serverCodec, type ServerListState } from './serverDecide';
import { sampleServerItems, toServerItems } from './serverItems';
import { SERVER_REQUESTS, ServerReads } from './serverReads';
import { type ServerRules, watchServers } from './serverWatch';
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
	/** Left out where no event of servers is chosen */
	servers?: ServerRules;
	includeNames: boolean;
	/** Add to items what tickets are made of */
	addTicketFields: boolean;
	/** Emit ends that were followed by another session before any poll, as far as VSPC's session history has them */
	findMissedSessions: boolean;
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
	const { hasGap, isTimeUp, isPublishing, detailsUntil } = circumstances;
	// Publishing shows a person nothing but errors, and this is none.
	for (const note of isPublishing ? notWatched : []) warn(vspc, note);
	const now = Date.now();
	const unreported: UnreportedSession[] = [];
	const sizes = listSizesIn(circumstances.notes);
	const servers = new ServerReads(vspc, circumstances.notes, now, settings.servers !== undefined);
	const share = shareOfPoll(circumstances.notes, now);
	const serversNow = settings.servers ? servers.requestsDue(kinds.map(({ name }) => name)) : 0;
	const most = requestsForSessions(settings, circumstances.notes, serversNow, share.minutes);
	const sessions = settings.findMissedSessions
		? sessionReadsOf(vspc, settings, circumstances, now, most)
		: undefined;
	const dueSessions = sessions?.isDue ? sessions : undefined;
	const listSizes = kinds.map(({ name, kind: { isQueryable } }) => {
		return { isQueryable, size: sizes.get(name) ?? 0 };
	});
	const shared = shareRequests(share, listSizes, {
		servers: serversNow,
		sessions: dueSessions ? most + EVENT_REQUESTS : 0,
		sessionsAtLeast: LEAST_FOR_SESSIONS + EVENT_REQUESTS,
	});
	if (dueSessions) dueSessions.left = shared.sessions - EVENT_REQUESTS;
	const budget = new PageBudget(shared.pages);
	const mayReadServers = serverBudget(settings, servers, sessions);
	/** By UID, as far as there is time: an event comes without it, too. */
	const connectionsOf = async (kind: ServerKind) => {
		if (isTimeUp() || !mayReadServers(kind)) return undefined;
		const seconds = Math.max(0, (detailsUntil - elapsed()) / 1000);
		return await withTimeout(servers.connectionsOf(kind), seconds).catch(() => undefined);
	};
	const progressOf = (name: string) =>
		(circumstances.notes.get(name) as KindNotes | undefined)?.progress;
	const lists = inTurn(kinds, progressOf).map(({ name, kind }) => {
		const serverKind = SERVER_KINDS[name];
		let connections: ReturnType<typeof connectionsOf> | undefined;
		const isConnected = async (key: string) => {
			connections ??= connectionsOf(serverKind);
			return (await connections)?.get(serverUidOf(kind, key) ?? '') ?? null;
		};
		const list = {
			name,
			absence: absenceOf(vspc, name, kind.noun),
			poll: async (old: JobListState | undefined, notes: unknown) => {
				const source = sourceOf(vspc, kind, settings, { ...circumstances, now });
				const rows = sessions?.listenTo(source, name as KindName);
				// What is kept is changed in place.
				const isFirst = !old?.isComplete;
				const kindNotes = (notes as KindNotes | undefined) ?? noNotes();
				const othersPages = pagesBeside(name, sizes);
				const conditions = { rules, hasGap, now, isTimeUp, othersPages, budget };
				const findings = await watchKind(source, old, kindNotes, conditions);
				if (sessions && rows) {
					await findMissed(sessions, source, findings, { rules, now, rows, isFirst });
				}
				const { emitted, ...found } = findings;
				// As arguments, those of 200,000 jobs would be too many.
				for (const one of found.unreported) unreported.push(one);
				const names = includeNames ? vspc.names : undefined;
				const { progress } = found.notes;
				const isFullRead = progress?.completedAt === now;
				if (progress && isFullRead) sizes.set(name, progress.size);
				const events = await toItems(source, emitted, names, serverKind ? isConnected : undefined);
				return { ...found, isFullRead, events };
			},
		};
		return watched(list, jobCodec);
	});
	const unreportedServers: UnreportedServer[] = [];
	const all = [
		...(rules.events.size > 0 ? lists : []),
		...serverLists(vspc, settings, circumstances, servers, unreportedServers),
	];
	const findings = await watchLists(vspc.context, all, settings, circumstances);
	logReasons(vspc, unreported, circumstances.notes);
	logServerReasons(vspc, unreportedServers, circumstances.notes);
	return findings;
}

/** For sessions in one poll, which sends three requests for lists of jobs, and may send three for servers. */
const mostForSessions = ({ servers }: WatchSettings) => (servers ? LEAST_FOR_SESSIONS : 5);

/** Of the time since the last read, and one of the last days. */
const LEAST_FOR_SESSIONS = 2;

/** For the job of an end that is found late. */
const EVENT_REQUESTS = 1;

/** With polls that are further apart, each reads servers, and may send more. */
const LONGEST_WAIT_MINUTES = 7;

/**
 * What the session history may take. Where servers are watched, it leaves the poll to them that reads them and has the
 * next one, if that comes soon; never twice in a row, as lists of servers that fail are due in every poll.
 */
function requestsForSessions(
	settings: WatchSettings,
	notes: Map<string, unknown>,
	serversNow: number,
	minutes: number,
): number {
	const topic = 'session history waits';
	const isSoon = minutes > 0 && minutes < LONGEST_WAIT_MINUTES;
	const waits = serversNow > 0 && isSoon && notes.get(topic) !== true;
	notes.set(topic, waits);
	return waits ? 0 : mostForSessions(settings);
}

function sessionReadsOf(
	vspc: Vspc,
	{ kinds, rules }: WatchSettings,
	{ notes, isTimeUp, detailsUntil: until }: Circumstances,
	now: number,
	requests: number,
): SessionReads | undefined {
	if (rules.events.size === 0) return undefined;
	const names = kinds.map(({ name }) => name as KindName);
	return new SessionReads(vspc, notes, now, names, { isTimeUp, until, requests });
}

/**
 * Whether servers may be read for an event of a job, so that a poll never sends more for sessions and servers together
 * than for sessions alone. Where servers have events, what they take is left aside from the beginning.
 */
function serverBudget(
	{ servers }: WatchSettings,
	reads: ServerReads,
	sessions: SessionReads | undefined,
): (kind: ServerKind) => boolean {
	let isReserved = servers !== undefined || sessions === undefined;
	return (kind) => {
		if (isReserved || !reads.isDue(kind)) return true;
		if (sessions!.left < SERVER_REQUESTS) return false;
		sessions!.left -= SERVER_REQUESTS;
		isReserved = true;
		return true;
	};
}

function serverUidOf(kind: JobKind, key: string): string | undefined {
	return parseUsedUid(kind.serverPath(key).at(-1));
}

/** The servers of the kinds of jobs that are watched. */
function serverLists(
	vspc: Vspc,
	{ kinds, servers, jobs, includeNames, addTicketFields }: WatchSettings,
	{ detailsUntil }: Circumstances,
	reads: ServerReads,
	unreported: UnreportedServer[],
): AnyList[] {
	return kinds.flatMap(({ name, kind: jobKind }) => {
		const kind = SERVER_KINDS[name];
		if (!kind || !servers) return [];
		const source = { vspc, reads, kind, filters: jobs.filters };
		const list = {
			name: kind.type,
			absence: absenceOf(vspc, kind.type, kind.noun),
			poll: async (old: ServerListState | undefined) => {
				const found = await watchServers(source, old, servers, Date.now());
				unreported.push(...found.unreported);
				const details = { jobs: jobKind, includeNames, addTicketFields, until: detailsUntil };
				const events = await toServerItems(source, found.emitted, details);
				return { ...found, events, notes: undefined };
			},
		};
		return [watched(list, serverCodec)];
	});
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
	const { items, absent } = await sampleItems(
		rules.events.size > 0 ? sources : [],
		rules,
		includeNames,
	);
	if (rules.events.size === 0) return await sampleServers(vspc, settings, conditions);
	const notes = [...notWatched, ...absent.map(({ kind, error }) => absentNote(kind, error))];
	if (notes.length === 0) return items;
	return items.map((item) => ({ ...item, notWatched: notes.join(' ') }));
}

/** The first server of the kinds that are watched: see sampleServerItems. */
async function sampleServers(
	vspc: Vspc,
	{ kinds, servers, jobs: { filters }, includeNames, addTicketFields }: WatchSettings,
	{
		notes,
		now,
		detailsUntil: until,
	}: { notes: Map<string, unknown>; now: number; detailsUntil: number },
): Promise<IDataObject[]> {
	const reads = new ServerReads(vspc, notes, now);
	for (const { name, kind: jobs } of kinds) {
		const kind = SERVER_KINDS[name];
		if (!kind || !servers) continue;
		const details = { jobs, includeNames, addTicketFields, until, events: servers.events };
		const items = await sampleServerItems({ vspc, reads, kind, filters }, details);
		if (items.length > 0) return items;
	}
	return [];
}

/** When a kind counts as absent: only as long as this trigger has never read it, under this host and account. */
function absenceOf(vspc: Vspc, name: string, noun: string): Absence {
	const { host, account } = vspc.connection;
	return {
		mark: shortId(JSON.stringify([name, host, account])),
		host: shortId(host),
		isAbsent: isListAbsent,
		note: (error) => warn(vspc, absentNote({ noun }, error)),
	};
}

function absentNote({ noun }: Pick<JobKind, 'noun'>, error: Error): string {
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
