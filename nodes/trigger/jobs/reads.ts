import { asError } from '../../util/clock';
import { canGoOnLater } from '../../vspc/client/explanation';
import type { JobKind, VspcJob } from '../../vspc/jobs/kind';
import { isSorted } from '../../vspc/list/filter';
import { type Newest, readNewestFirst } from '../../vspc/list/newest';
import { PAGE_SIZE } from '../../vspc/list/pages';
import {
	type FullRead,
	type FullReadProgress,
	type FullReadSource,
	hasFewPages,
	isFullReadDue,
	orFailure,
	owed,
	type PageBudget,
	pagesDue,
	pagesOf,
	partOf,
	type PollShare,
	readInFull,
	startProgress,
	taken,
	withSeen,
} from '../engine/fullRead';
import { needsDecision } from './decide';
import type { JobLastSeen, JobListState } from './memory';
import { type JobSource, type Observation, observe } from './observation';
import type { Recent } from './session';

const NOTHING_READ = { rows: [], from: undefined };

/** What a poll reads by. */
export interface ReadConditions {
	/** Nothing of this scope has been read before */
	isFirst: boolean;
	hasGap: boolean;
	/** Milliseconds since 1970 */
	now: number;
	isTimeUp: (ahead?: number) => boolean;
	/** Pages of the other kinds' lists: all share what full reads may cost */
	othersPages?: number;
	/** What full reads may cost where they can wait; no limit when left out */
	budget?: PageBudget;
	progress?: FullReadProgress;
	/** By short ID, see KindNotes */
	recent: Map<string, Recent>;
}

export interface Reads {
	rows: VspcJob[];
	fullRead?: FullRead;
	failure?: Error;
	/** At the first poll, when it did not come to the end: all jobs that showed a later end were read */
	newestFrom?: number;
}

/** The two ways to read a list, and how far the full read has come. */
interface Ways {
	list: FullReadSource;
	current: FullReadProgress;
	readFull: (most?: PageBudget) => Promise<FullRead>;
	readRecent: () => Promise<Newest>;
	/** No time for another request */
	isTimeUp: () => boolean;
}

/** Everything when that is due, else the recent sessions; and those too when a full read fails or takes several polls. */
export async function readJobs(
	source: JobSource,
	{ lastSeen, isComplete }: JobListState,
	{ isFirst, hasGap, now, isTimeUp, othersPages, budget, progress, recent }: ReadConditions,
): Promise<Reads> {
	const current = progress?.scope === source.scope ? progress : startProgress(source.scope);
	const { pages } = source;
	const { keyOf, isQueryable } = source.kind;
	const list = { keyOf, isQueryable, pages };
	const readFull = async (most?: PageBudget) =>
		await readInFull(list, current, isTimeUp, now, most);
	if (!isQueryable) {
		const whole = await readFull();
		return { rows: whole.rows, fullRead: whole };
	}
	if (isFirst) return await readFirst(source, current, readFull, isTimeUp);
	const ways: Ways = {
		list,
		current,
		readFull,
		readRecent: async () =>
			await readRecentSessions(source, lastSeen, isTimeUp, recent, Math.floor(now / 1000)),
		isTimeUp: () => isTimeUp(pages.longest),
	};
	const mustRead = hasGap || !isComplete;
	if (!mustRead && !isFullReadDue(current, now, othersPages)) return await readOnlyRecent(ways);
	const canWait = !mustRead && current.completedAt !== undefined && !hasFewPages(current);
	const spread = canWait ? budget : undefined;
	// What can wait comes last, unless the poll before had no time for it; the rest comes first, unless it had its turn.
	const { hadTurn } = current;
	const isRecentFirst = spread ? spread.isSpent || hadTurn !== false : hadTurn === true;
	return await (isRecentFirst ? readRecentFirst : readFullFirst)(ways, spread);
}

async function readOnlyRecent({ current, ...ways }: Ways): Promise<Reads> {
	const newest = await ways.readRecent();
	if (newest.isComplete) return { rows: newest.rows };
	const { fullRead, failure } = ways.isTimeUp() ? {} : await orFailure(ways.readFull);
	const rows = [...(fullRead?.rows ?? []), ...newest.rows];
	return { rows, fullRead: fullRead ?? owed(current), failure };
}

async function readRecentFirst(
	{ list, current, ...ways }: Ways,
	spread: PageBudget | undefined,
): Promise<Reads> {
	const newest = await ways.readRecent();
	const seenIn = (read: FullRead) => withSeen(list, read, newest.rows);
	if (ways.isTimeUp()) {
		const left = spread ? partOf({ ...current, hadTurn: false }) : owed(current);
		return { rows: newest.rows, fullRead: seenIn(left) };
	}
	// A server that does not sort shows only in full what is new.
	const most = newest.isComplete ? spread : undefined;
	const { fullRead, failure } = await orFailure(async () => await ways.readFull(most));
	const rows = [...newest.rows, ...(fullRead?.rows ?? [])];
	return { rows, fullRead: fullRead && seenIn(taken(fullRead)), failure };
}

async function readFullFirst(
	{ list, ...ways }: Ways,
	spread: PageBudget | undefined,
): Promise<Reads> {
	const { fullRead, failure } = await orFailure(async () => await ways.readFull(spread));
	if (fullRead?.isComplete && !spread) return { rows: fullRead.rows, fullRead };
	if (fullRead && ways.isTimeUp()) return { rows: fullRead.rows, fullRead: taken(fullRead) };
	const newest = await ways.readRecent().catch(asError);
	if (newest instanceof Error) {
		if (!fullRead || !canGoOnLater(newest)) throw newest;
		return { rows: fullRead.rows, fullRead: taken(fullRead), failure: newest };
	}
	const rows = [...(fullRead?.rows ?? []), ...newest.rows];
	const part = fullRead && (spread ? taken(fullRead) : fullRead);
	return { rows, fullRead: part && withSeen(list, part, newest.rows), failure };
}

/** A list, and how many rows its last full read showed. */
export interface ListSize {
	isQueryable: boolean;
	size: number;
}

/** What reading servers and sessions would like to send in a poll. */
interface Extras {
	servers: number;
	sessions: number;
	/** With fewer, the history is not read in time */
	sessionsAtLeast: number;
}

/**
 * Shares the requests of a poll: each list shows what is recent, servers are read, and each long list is read to its end
 * once an hour, whatever else is due. What is left is for sessions, then for more pages.
 *
 * @returns pages of full reads, and requests for sessions
 */
export function shareRequests(
	share: PollShare,
	lists: ListSize[],
	{ servers, sessions: wanted, sessionsAtLeast }: Extras,
): { pages: number; sessions: number } {
	const isSmall = ({ isQueryable, size }: ListSize) => !isQueryable || hasFewPages({ size });
	const pagesIn = (some: ListSize[]) =>
		some.reduce((sum, { size }) => sum + Math.max(1, pagesOf(size)), 0);
	const large = lists.filter((list) => !isSmall(list));
	const left = share.requests - large.length - pagesIn(lists.filter(isSmall)) - servers;
	const due = pagesDue(pagesIn(large), share);
	const sessions = Math.min(wanted, Math.max(sessionsAtLeast, left - due));
	return { pages: Math.max(due, left - sessions), sessions };
}

/**
 * A first full read may take several polls: what a job shows that is read in a later one may be existing, or new. A page
 * of the newest ends, read before all else, says which, whatever the clocks of servers show.
 */
async function readFirst(
	source: JobSource,
	current: FullReadProgress,
	read: () => Promise<FullRead>,
	isTimeUp: (ahead?: number) => boolean,
): Promise<Reads> {
	const newest = await readNewest(source).catch(asError);
	// A full read does without it.
	const { rows, from: newestFrom } = newest instanceof Error ? NOTHING_READ : newest;
	const isRead = !(newest instanceof Error);
	if (isRead && isTimeUp(source.pages.longest))
		return { rows, fullRead: owed(current), newestFrom };
	const { fullRead, failure } = await orFailure(read);
	if (failure && !isRead) throw failure;
	if (fullRead?.isComplete) return { rows: fullRead.rows, fullRead };
	return {
		rows: [...rows, ...(fullRead?.rows ?? [])],
		fullRead: fullRead && taken(fullRead),
		failure,
		newestFrom,
	};
}

/**
 * Reads jobs by the end of their latest session, newest first, until there is nothing new.
 *
 * @throws what vspc.request throws
 */
export async function readRecentSessions(
	{ kind, pages }: Pick<JobSource, 'kind' | 'pages'>,
	lastSeen: Map<string, JobLastSeen>,
	isTimeUp: (ahead?: number) => boolean,
	recent: Map<string, Recent> = new Map(),
	now: number = Math.floor(Date.now() / 1000),
): Promise<Newest> {
	/** Undefined for a row that doesn't say which job it is */
	const seenIn = (row: VspcJob): Observation | undefined =>
		kind.keyOf(row) === undefined ? undefined : observe(kind, row);
	const source = {
		keyOf: kind.keyOf,
		pages,
		property: endProperty(kind),
		timeOf: (row: VspcJob) => seenIn(row)?.time,
		isNew: (row: VspcJob) => {
			const seen = seenIn(row);
			if (!seen) return false;
			return needsDecision(lastSeen.get(seen.id), seen, recent.get(seen.id), now);
		},
		mayBeEmpty: lastSeen.size === 0,
	};
	return await readNewestFirst(source, isTimeUp);
}

/**
 * Reads the jobs whose sessions ended last, one page of them.
 *
 * @returns `from`: every job that showed a later end is among the rows; undefined when that is not sure
 * @throws what vspc.request throws
 */
export async function readNewest({
	kind,
	pages,
}: JobSource): Promise<{ rows: VspcJob[]; from?: number }> {
	const sort = [{ property: endProperty(kind), direction: 'descending' as const }];
	const { rows, offset = 0 } = await pages.read(0, PAGE_SIZE, sort);
	const times = rows.map((row) => observe(kind, row).time);
	// Where jobs without any time come first, or the server does not sort, there may be others.
	if (offset !== 0 || times[0] === undefined || !isSorted(rows, sort)) return { rows };
	return { rows, from: times.at(-1) ?? 0 };
}

function endProperty({ properties }: JobKind): string {
	return properties.lastEnd ?? properties.lastRun;
}
