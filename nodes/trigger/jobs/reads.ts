import { asError } from '../../util/clock';
import { canGoOnLater } from '../../vspc/client/explanation';
import type { JobKind, VspcJob } from '../../vspc/jobs/kind';
import { isSorted } from '../../vspc/list/filter';
import { type Newest, readNewestFirst } from '../../vspc/list/newest';
import { PAGE_SIZE } from '../../vspc/list/pages';
import {
	type FullRead,
	type FullReadProgress,
	hasFewPages,
	isFullReadDue,
	orFailure,
	owed,
	pagesOf,
	type PageBudget,
	partOf,
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
	const read = async (most?: PageBudget) => await readInFull(list, current, isTimeUp, now, most);
	if (!isQueryable) {
		const whole = await read();
		return { rows: whole.rows, fullRead: whole };
	}
	const mustRead = hasGap || !isComplete;
	const isDue = mustRead || isFullReadDue(current, now, othersPages);
	if (isFirst) return await readFirst(source, current, read, isTimeUp);
	const readRecent = async () =>
		await readRecentSessions(source, lastSeen, isTimeUp, recent, Math.floor(now / 1000));
	const canWait = budget !== undefined && !mustRead && current.completedAt !== undefined;
	const isSpread = isDue && canWait && !hasFewPages(current);
	if (isSpread && (budget.isSpent || current.hadTurn !== false)) {
		const newest = await readRecent();
		const untouched = withSeen(list, partOf(current), newest.rows);
		if (isTimeUp(pages.longest)) {
			const progressNext = { ...untouched.progress, hadTurn: false };
			return { rows: newest.rows, fullRead: { ...untouched, progress: progressNext } };
		}
		// A server that does not sort shows only in full what is new.
		const { fullRead, failure } = await orFailure(
			async () => await read(newest.isComplete ? budget : undefined),
		);
		const rows = [...newest.rows, ...(fullRead?.rows ?? [])];
		const part = fullRead && withSeen(list, taken(fullRead), newest.rows);
		return { rows, fullRead: part, failure };
	}
	if (isDue && current.hadTurn) {
		const newest = await readRecent();
		if (isTimeUp(pages.longest)) return { rows: newest.rows, fullRead: owed(current) };
		const { fullRead, failure } = await orFailure(read);
		return {
			rows: [...newest.rows, ...(fullRead?.rows ?? [])],
			fullRead: fullRead && taken(fullRead),
			failure,
		};
	}
	const most = isSpread ? budget : undefined;
	const { fullRead, failure } = isDue ? await orFailure(async () => await read(most)) : {};
	if (fullRead?.isComplete) return { rows: fullRead.rows, fullRead };
	if (fullRead && isTimeUp(pages.longest))
		return { rows: fullRead.rows, fullRead: taken(fullRead) };
	const newest = await readRecent().catch(asError);
	if (newest instanceof Error) {
		if (!fullRead || !canGoOnLater(newest)) throw newest;
		return { rows: fullRead.rows, fullRead: taken(fullRead), failure: newest };
	}
	if (newest.isComplete || isDue) {
		return { rows: [...(fullRead?.rows ?? []), ...newest.rows], fullRead, failure };
	}
	const extra = isTimeUp(pages.longest) ? {} : await orFailure(read);
	const rows = [...(extra.fullRead?.rows ?? []), ...newest.rows];
	return { rows, fullRead: extra.fullRead ?? owed(current), failure: extra.failure };
}

/** A list, and how many rows its last full read showed. */
export interface ListSize {
	isQueryable: boolean;
	size: number;
}

/** Lists are read to their ends within an hour, and a little is left for what changes meanwhile. */
const MINUTES_FOR_ALL = 50;

/** How often servers and session history are read. */
const EXTRAS_EVERY_MINUTES = 10;

/**
 * The pages of full reads that a poll may read: what is left of its requests, or more where that would not be enough for
 * each list once an hour.
 *
 * @param poll what it may send, and how long ago the one before was
 * @param extras what else takes requests: in this poll, and every ten minutes
 */
export function pagesToSpend(
	{ requests, minutes }: { requests: number; minutes: number },
	lists: ListSize[],
	extras: { now: number; often: number },
): number {
	const isSmall = ({ isQueryable, size }: ListSize) => !isQueryable || hasFewPages({ size });
	const pagesIn = (some: ListSize[]) => some.map(({ size }) => Math.max(1, pagesOf(size)));
	const sum = (numbers: number[]) => numbers.reduce((total, one) => total + one, 0);
	const large = lists.filter((list) => !isSmall(list));
	const left = requests - large.length - sum(pagesIn(lists.filter(isSmall)));
	const needed = (sum(pagesIn(large)) * minutes) / MINUTES_FOR_ALL;
	const usual = left - extras.often * Math.min(1, minutes / EXTRAS_EVERY_MINUTES);
	return Math.max(0, left - extras.now, usual < needed ? Math.ceil(needed) : 0);
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
