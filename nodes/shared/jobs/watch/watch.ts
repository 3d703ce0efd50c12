import type { IDataObject } from 'n8n-workflow';

import { canGoOnLater } from '../../explanation';
import { asError } from '../../parallel';
import { readNews } from './news';
import { isEnd, type WatchRules } from './events';
import { noticeAbsences } from './gone';
import type { Told } from './items';
import {
	isPassDue,
	readPass,
	startProgress,
	type Pass,
	type PassProgress,
} from '../../trigger/pass';
import { provenEnd } from './proof';
import { scheduledInterval } from './schedule';
import { sight, type Sighting } from './sighting';
import { shortId, type Known } from '../../trigger/known';
import { sightAll, type JobSource } from './source';
import { readWhole } from './whole';
import type { KindState } from '../../trigger/state';
import { isUnseenEnd, step } from './step';

/** A session that ended so long ago is no news, when its job is: it has come from another company. Seconds */
const TOO_OLD = 7 * 24 * 3600;

/** What this process remembers of one kind of jobs. */
export interface KindNotes {
	progress?: PassProgress;
	/** By short ID the end of a running job that was looked into and left no proof */
	unproven: Map<string, number>;
	/** Short IDs of jobs whose sessions are known without a gap */
	sure: Set<string>;
}

/** What a poll found out about one kind of jobs. */
export interface KindFindings {
	state: KindState;
	told: Told[];
	notes: KindNotes;
	/** The full read that failed, while the news could be read */
	failure?: Error;
}

/** What a poll of one kind goes by. */
export interface KindConditions {
	rules: WatchRules;
	hasGap: boolean;
	/** Milliseconds since 1970 */
	now: number;
	isTimeUp: (ahead?: number) => boolean;
}

/**
 * One poll of one kind of jobs.
 *
 * @param old changed in place: the caller's own copy
 * @throws what vspcRequest throws, when nothing could be read
 */
export async function watchKind(
	source: JobSource,
	old: KindState | undefined,
	notes: KindNotes,
	conditions: KindConditions,
): Promise<KindFindings> {
	// With another scope there are jobs that were there before, but not looked at.
	const isFirst = old?.scope !== source.scope;
	const state = isFirst ? inScope(old, source.scope) : old;
	// Another state than the one that this process wrote: what it remembers does not go with it.
	const known = old === undefined || conditions.hasGap ? noNotes() : notes;
	const reads = await readJobs(source, state, known, conditions);
	return await new KindWatch(source, state, known, { ...conditions, isFirst }).take(reads);
}

export function noNotes(): KindNotes {
	return { unproven: new Map(), sure: new Set() };
}

function inScope(old: KindState | undefined, scope: string): KindState {
	const { known = new Map(), problems = new Map(), waiting = new Map() } = old ?? {};
	return { scope, isComplete: false, known, problems, waiting };
}

interface Reads {
	rows: IDataObject[];
	pass?: Pass;
	failure?: Error;
}

/** Everything when that is due, else what is new; and that too when a full read fails or takes several polls. */
async function readJobs(
	source: JobSource,
	{ known, isComplete }: KindState,
	{ progress }: KindNotes,
	{ now, isTimeUp, hasGap }: KindConditions,
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
	// What is there at the beginning goes by the newest end, however far the full read comes.
	const isBeginning = known.size === 0 && !isComplete && current.completedAt === undefined;
	if (isBeginning || (isDue && current.hadTurn)) {
		const news = await readNews(source, known, isBeginning ? () => true : isTimeUp);
		if (isTimeUp(pages.longest)) return { rows: news.rows, pass: owed(current) };
		const { pass, failure } = await orFailure(read);
		return { rows: [...news.rows, ...(pass?.rows ?? [])], pass: pass && taken(pass), failure };
	}
	const { pass, failure } = isDue ? await orFailure(read) : {};
	if (pass?.isComplete) return { rows: pass.rows, pass };
	if (pass && isTimeUp(pages.longest)) return { rows: pass.rows, pass: taken(pass) };
	const news = await readNews(source, known, isTimeUp).catch(asError);
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

/** Nothing yet of a full read that has to come, however long ago the last one was. */
function owed(progress: PassProgress): Pass {
	const due = { ...progress, completedAt: undefined, hadTurn: false };
	return { rows: [], isComplete: false, seen: progress.seen, progress: due };
}

/** A part of a full read that there was time for: where VSPC is slow, the next poll looks for what is new first. */
function taken(pass: Pass): Pass {
	return pass.isComplete ? pass : { ...pass, progress: { ...pass.progress, hadTurn: true } };
}

async function orFailure(read: () => Promise<Pass>): Promise<{ pass?: Pass; failure?: Error }> {
	try {
		return { pass: await read() };
	} catch (error) {
		return { failure: asError(error) };
	}
}

/** Takes what was read into the state, and makes events of it. */
class KindWatch {
	private readonly told: Told[] = [];
	private readonly seconds: number;
	private readonly taken = new Set<string>();
	private readonly unproven: Map<string, number>;
	private readonly sure: Set<string>;

	constructor(
		private readonly source: JobSource,
		private readonly state: KindState,
		private readonly notes: KindNotes,
		private readonly conditions: KindConditions & { isFirst: boolean },
	) {
		this.seconds = Math.floor(conditions.now / 1000);
		this.unproven = new Map(notes.unproven);
		this.sure = new Set(notes.sure);
	}

	async take({ rows, pass, failure }: Reads): Promise<KindFindings> {
		const { source, state, seconds } = this;
		const { rules } = this.conditions;
		let sightings = sightAll(source, rows, (id) => state.known.has(id));
		// Should a job come twice, the later end is the one that it has now.
		sightings.sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
		if (this.conditions.isFirst) {
			state.baseline = this.baselineOf(sightings);
			sightings = [...new Map(sightings.map((seen) => [seen.id, seen])).values()];
		}
		for (const seen of await this.prove(sightings)) this.step(seen);
		for (const seen of await this.stillPending()) this.step(seen);
		if (pass?.isComplete) {
			const absences = await noticeAbsences(source, state, pass.seen, rules, seconds);
			for (const row of absences.elsewhere) this.step(sight(source.kind, row));
			for (const { problem, happenings } of absences.ended) {
				const { key, name } = problem;
				state.problems.delete(shortId(key));
				this.told.push(...happenings.map((happening) => ({ key, name, happening })));
			}
			// An empty list may be that of an account without rights.
			if (pass.seen.size > 0) state.isComplete = true;
		}
		const progress = pass?.progress ?? this.notes.progress;
		const { told, unproven, sure } = this;
		return { state, told, notes: { progress, unproven, sure }, failure };
	}

	private step(seen: Sighting): void {
		const { state, source, conditions, seconds } = this;
		const { id, key, row } = seen;
		const { known, problems, waiting } = state;
		const before = known.get(id);
		const { track, happenings } = step({ known: before, problem: problems.get(id) }, seen, {
			now: seconds,
			rules: conditions.rules,
			hasGap: !this.sure.has(id),
			isWanted: source.isInScope(row) && source.isWanted(row),
			isBaseline: this.wasBefore(seen),
			interval: () => scheduledInterval(row),
		});
		this.taken.add(id);
		this.noteWhetherSure(seen, before);
		known.set(id, track.known);
		if (track.problem) problems.set(id, track.problem);
		else problems.delete(id);
		if (track.known.pendingSince !== undefined) waiting.set(id, key);
		else waiting.delete(id);
		const name = String(row.name ?? '');
		this.told.push(...happenings.map((happening) => ({ key, name, row, happening })));
	}

	/** While a session goes on, the end of the one before is shown: one that nobody saw, or the one that is known. */
	private noteWhetherSure({ id, mark, time }: Sighting, before: Known | undefined): void {
		const { sure } = this;
		if (isEnd(mark)) sure.add(id);
		else if (before?.time === undefined || time === undefined) return;
		else if (time === before.time) sure.add(id);
		else sure.delete(id);
	}

	/** The latest end that is there already; a backup server whose clock is ahead doesn't count. */
	private baselineOf(sightings: Sighting[]): number {
		const { seconds } = this;
		const ends = sightings.flatMap(({ time }) =>
			time === undefined ? [] : Math.min(time, seconds),
		);
		return ends.length === 0 ? seconds : ends.reduce((latest, end) => Math.max(latest, end));
	}

	/** Whether what an unknown job shows was there before the trigger, or is too old to be news. */
	private wasBefore({ time }: Sighting): boolean {
		const { isFirst } = this.conditions;
		if (isFirst || time === undefined) return isFirst;
		return time <= (this.state.baseline ?? -Infinity) || this.seconds - time > TOO_OLD;
	}

	/** Looks into jobs that run again before any poll saw how the session before ended. */
	private async prove(sightings: Sighting[]): Promise<Sighting[]> {
		const { state, source, unproven } = this;
		const unseen = sightings.filter((seen) => {
			const known = state.known.get(seen.id);
			return isUnseenEnd(known, seen) && unproven.get(seen.id) !== seen.time;
		});
		if (unseen.length === 0) return sightings;
		const jobs = await readWhole(
			source,
			unseen.map(({ key }) => key),
		);
		const proven = new Map<Sighting, Sighting>();
		for (const seen of unseen) {
			const job = jobs.get(seen.key);
			if (!job) continue;
			const now = sight(source.kind, job);
			const mark = provenEnd(job, state.known.get(seen.id)?.time, seen.time!);
			if (isEnd(now.mark)) proven.set(seen, now);
			else if (now.time === seen.time && mark) {
				// What it tells as its start is that of the session which goes on.
				proven.set(seen, { ...seen, mark, lastRun: undefined });
			} else unproven.set(seen.id, seen.time!);
		}
		return sightings.map((seen) => proven.get(seen) ?? seen);
	}

	/** Jobs that have been failed for as long as asked for, but aren't among those that were read. */
	private async stillPending(): Promise<Sighting[]> {
		const { state, source, seconds, taken } = this;
		const { stillAfter } = this.conditions.rules;
		const due = [...state.waiting].filter(([id]) => {
			const since = state.known.get(id)?.pendingSince;
			return since !== undefined && seconds - since >= stillAfter && !taken.has(id);
		});
		const jobs = await readWhole(
			source,
			due.map(([, key]) => key),
		);
		for (const [id, key] of due) if (jobs.get(key) === null) this.forgetWaiting(id);
		return [...jobs.values()].flatMap((job) => (job ? sight(source.kind, job) : []));
	}

	/** A job that was deleted is not failed any longer. */
	private forgetWaiting(id: string): void {
		this.state.waiting.delete(id);
		delete this.state.known.get(id)?.pendingSince;
	}
}
