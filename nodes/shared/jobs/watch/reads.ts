import type { IDataObject } from 'n8n-workflow';

import { asError } from '../../parallel';
import {
	isPassDue,
	readPass,
	startProgress,
	type Pass,
	type PassProgress,
} from '../../trigger/pass';
import type { KindState } from '../../trigger/state';
import { readNewest, readNews } from './news';
import type { Recent } from './session';
import type { JobSource } from './source';

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
	const list = { keyOf, isQueryable, pages, orders: ['instanceUid', 'name'] };
	const read = async () => await readPass(list, current, isTimeUp, now);
	if (!isQueryable) {
		const pass = await read();
		return { rows: pass.rows, pass };
	}
	const isDue = hasGap || !isComplete || isPassDue(current, now);
	const { pass, failure } = isDue ? await orFailure(read) : {};
	if (pass?.isComplete) return { rows: pass.rows, pass };
	if (pass && isFirst) return await withNewest(source, pass);
	if (pass && isTimeUp()) return { rows: pass.rows, pass };
	const news = await readNews(source, known, isTimeUp, recent, Math.floor(now / 1000));
	if (news.isReliable || isDue) {
		return { rows: [...(pass?.rows ?? []), ...news.rows], pass, failure };
	}
	const extra = await orFailure(read);
	const rows = [...(extra.pass?.rows ?? []), ...news.rows];
	return { rows, pass: extra.pass, failure: extra.failure };
}

/**
 * A first full read that takes several polls: what a job shows that is read in a later one may have been there
 * before, or be new. A page of the newest ends tells, whatever the clocks of servers show.
 */
async function withNewest(source: JobSource, pass: Pass): Promise<Reads> {
	try {
		const { rows, from } = await readNewest(source);
		return { rows: [...pass.rows, ...rows], pass, newestFrom: from };
	} catch {
		return { rows: pass.rows, pass };
	}
}

async function orFailure(read: () => Promise<Pass>): Promise<{ pass?: Pass; failure?: Error }> {
	try {
		return { pass: await read() };
	} catch (error) {
		return { failure: asError(error) };
	}
}
