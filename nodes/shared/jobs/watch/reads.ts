import type { IDataObject } from 'n8n-workflow';

import { canGoOnLater } from '../../explanation';
import { asError } from '../../parallel';
import {
	isPassDue,
	orFailure,
	owed,
	readPass,
	startProgress,
	taken,
	type Pass,
	type PassProgress,
} from '../../trigger/pass';
import type { KindState } from '../../trigger/state';
import { readNewest, readNews } from './news';
import type { Recent } from './session';
import type { JobSource } from './source';

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
