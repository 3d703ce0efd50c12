import type { IDataObject } from 'n8n-workflow';

import { asError } from '../../util/clock';
import { canGoOnLater } from '../../vspc/client/explanation';
import type { JobKind } from '../../vspc/jobs/kind';
import { isSorted } from '../../vspc/list/filter';
import { isFull, type Page, PAGE_SIZE, type SortEntry } from '../../vspc/list/page';
import {
	isPassDue,
	orFailure,
	owed,
	type Pass,
	type PassProgress,
	readPass,
	startProgress,
	taken,
} from '../engine/fullRead';
import type { Known } from '../engine/known';
import type { KindState } from '../engine/state';
import { isNews } from './decide';
import { type JobSource, sight } from './observation';
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
	progress?: PassProgress;
	/** By short ID, see KindNotes */
	recent: Map<string, Recent>;
}

export interface Reads {
	rows: IDataObject[];
	pass?: Pass;
	failure?: Error;
	/** At the first poll, when it did not come to the end: all jobs that showed a later end were read */
	newestFrom?: number;
}

/** Everything when that is due, else what is new; and that too when a full read fails or takes several polls. */
export async function readJobs(
	source: JobSource,
	{ known, isComplete }: KindState,
	{ isFirst, hasGap, now, isTimeUp, progress, recent }: ReadConditions,
): Promise<Reads> {
	const current = progress?.scope === source.scope ? progress : startProgress(source.scope);
	const { pages } = source;
	const { keyOf, isQueryable } = source.kind;
	const list = { keyOf, isQueryable, pages };
	const read = async () => await readPass(list, current, isTimeUp, now);
	if (!isQueryable) {
		const pass = await read();
		return { rows: pass.rows, pass };
	}
	const isDue = hasGap || !isComplete || isPassDue(current, now);
	if (isFirst) return await readFirst(source, current, read, isTimeUp);
	const readNew = async () =>
		await readNews(source, known, isTimeUp, recent, Math.floor(now / 1000));
	if (isDue && current.hadTurn) {
		const news = await readNew();
		if (isTimeUp(pages.longest)) return { rows: news.rows, pass: owed(current) };
		const { pass, failure } = await orFailure(read);
		return { rows: [...news.rows, ...(pass?.rows ?? [])], pass: pass && taken(pass), failure };
	}
	const { pass, failure } = isDue ? await orFailure(read) : {};
	if (pass?.isComplete) return { rows: pass.rows, pass };
	if (pass && isTimeUp(pages.longest)) return { rows: pass.rows, pass: taken(pass) };
	const news = await readNew().catch(asError);
	if (news instanceof Error) {
		if (!pass || !canGoOnLater(news)) throw news;
		return { rows: pass.rows, pass: taken(pass), failure: news };
	}
	if (news.isReliable || isDue) {
		return { rows: [...(pass?.rows ?? []), ...news.rows], pass, failure };
	}
	const extra = isTimeUp(pages.longest) ? {} : await orFailure(read);
	const rows = [...(extra.pass?.rows ?? []), ...news.rows];
	return { rows, pass: extra.pass ?? owed(current), failure: extra.failure };
}

/**
 * A first full read may take several polls: what a job shows that is read in a later one may have been there
 * before, or be new. A page of the newest ends, read before all else, tells, whatever the clocks of servers show.
 */
async function readFirst(
	source: JobSource,
	current: PassProgress,
	read: () => Promise<Pass>,
	isTimeUp: (ahead?: number) => boolean,
): Promise<Reads> {
	const newest = await readNewest(source).catch(asError);
	// A full read does without it.
	const { rows, from: newestFrom } = newest instanceof Error ? NOTHING_READ : newest;
	const isRead = !(newest instanceof Error);
	if (isRead && isTimeUp(source.pages.longest)) return { rows, pass: owed(current), newestFrom };
	const { pass, failure } = await orFailure(read);
	if (failure && !isRead) throw failure;
	if (pass?.isComplete) return { rows: pass.rows, pass };
	return { rows: [...rows, ...(pass?.rows ?? [])], pass: pass && taken(pass), failure, newestFrom };
}

/** The jobs whose sessions ended last. */
export interface News {
	rows: IDataObject[];
	/** False when the server does not sort, so that there may be others */
	isReliable: boolean;
}

/** So much of a page without news shows that there are none further down: servers' clocks differ. */
const QUIET_PART = 0.25;

/**
 * Reads jobs by the end of their latest session, newest first, until there is nothing new.
 *
 * @throws what vspcRequest throws
 */
export async function readNews(
	{ kind, pages }: JobSource,
	known: Map<string, Known>,
	isTimeUp: (ahead?: number) => boolean,
	recent: Map<string, Recent> = new Map(),
	now: number = Math.floor(Date.now() / 1000),
): Promise<News> {
	const sort = newestFirst(kind);
	const rows: IDataObject[] = [];
	const keys = new Set<unknown>();
	/** What the server sends at the most, as far as a page that is followed by others shows it */
	let size = PAGE_SIZE;
	for (;;) {
		const page = await pages.read(rows.length, PAGE_SIZE, sort).catch(asError);
		if (page instanceof Error) {
			if (rows.length === 0 || !canGoOnLater(page)) throw page;
			return { rows, isReliable: false };
		}
		const before = keys.size;
		for (const row of page.rows) keys.add(kind.keyOf(row));
		// A server that ignores the offset sends the same page for ever.
		const goesOn = keys.size > before || page.rows.length === 0;
		const isReliable =
			goesOn &&
			isSorted([...rows.slice(-1), ...page.rows], sort) &&
			(page.offset ?? rows.length) === rows.length;
		rows.push(...page.rows);
		if (!isReliable) return { rows, isReliable };
		const quiet = page.rows
			.slice(Math.floor(page.rows.length * (1 - QUIET_PART)))
			.filter((row) => kind.keyOf(row) !== undefined);
		// Jobs that never ran come last, or first where the server sorts them so: then it tells nothing.
		const tells = quiet.some((row) => sight(kind, row).time !== undefined);
		if (page.rows.length === 0) return { rows, isReliable: hasEnded(rows, page, known) };
		// A total alone is not believed: a page that is full may be followed by another one.
		if (rows.length >= (page.total ?? Infinity) && !isFull(page, PAGE_SIZE, size)) {
			return { rows, isReliable: true };
		}
		size = Math.min(size, page.rows.length);
		if (!tells) return { rows, isReliable: false };
		const hasNews = quiet.some((row) => {
			const seen = sight(kind, row);
			return isNews(known.get(seen.id), seen, recent.get(seen.id), now);
		});
		if (!hasNews || isTimeUp(pages.longest)) return { rows, isReliable: !hasNews };
	}
}

/** Whether an empty page shows that the list has ended: there should be no more rows, and jobs that were there. */
function hasEnded(rows: IDataObject[], { total }: Page, known: Map<string, Known>): boolean {
	if (total !== undefined) return rows.length >= total;
	return rows.length > 0 || known.size === 0;
}

/**
 * Reads the jobs whose sessions ended last, one page of them.
 *
 * @returns `from`: every job that showed a later end is among the rows; undefined when that is not sure
 * @throws what vspcRequest throws
 */
export async function readNewest({
	kind,
	pages,
}: JobSource): Promise<{ rows: IDataObject[]; from?: number }> {
	const sort = newestFirst(kind);
	const { rows, offset = 0 } = await pages.read(0, PAGE_SIZE, sort);
	const times = rows.map((row) => sight(kind, row).time);
	// Where jobs without any time come first, or the server does not sort, there may be others.
	if (offset !== 0 || times[0] === undefined || !isSorted(rows, sort)) return { rows };
	return { rows, from: times.at(-1) ?? 0 };
}

function newestFirst({ properties }: JobKind): SortEntry[] {
	return [{ property: properties.lastEnd ?? properties.lastRun, direction: 'descending' }];
}
