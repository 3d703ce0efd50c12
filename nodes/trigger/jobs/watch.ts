import { spelled } from '../../util/text';
import type { VspcJob } from '../../vspc/jobs/kind';
import { withUnknown } from '../engine/fullRead';
import { areTooManyNew } from '../engine/gone';
import { decide, isUnseenEnd } from './decide';
import { readWhole } from './details';
import { isEnd, type JobEvent, statusOf, type Unreported, type WatchRules } from './events';
import { noticeAbsences } from './gone';
import { type EmittedEvent, rowOf } from './items';
import { toUnreportedSession, type UnreportedSession } from './log';
import type { JobLastSeen, JobListState } from './memory';
import { type JobSource, type Observation, observe, observeAll } from './observation';
import { scheduledInterval } from './overdue';
import { type ReadConditions, readJobs, type Reads } from './reads';
import {
	endBefore,
	type KindNotes,
	noNotes,
	provenEnd,
	type Recent,
	rememberSessions,
} from './session';

/** A session that ended so long ago is existing, though its job is new: it has come from another company. Seconds */
const TOO_OLD = 7 * 24 * 3600;

/** What a poll found out about one kind of jobs. */
export interface KindFindings {
	state: JobListState;
	emitted: EmittedEvent[];
	/** For n8n's log; nothing depends on it */
	unreported: UnreportedSession[];
	notes: KindNotes;
	/** The full read that failed, while the recent sessions could be read */
	failure?: Error;
}

/** What a poll of one kind goes by. */
export interface KindConditions extends Omit<ReadConditions, 'isFirst' | 'progress' | 'recent'> {
	rules: WatchRules;
}

/**
 * One poll of one kind of jobs.
 *
 * @param old changed in place: the caller's own copy
 * @throws what vspc.request throws, when nothing could be read
 */
export async function watchKind(
	source: JobSource,
	old: JobListState | undefined,
	notes: KindNotes,
	conditions: KindConditions,
): Promise<KindFindings> {
	const { scope, host } = source;
	const isElsewhere = old?.host !== undefined && old.host !== host;
	if (isElsewhere) {
		warn(source, 'the credential leads to another VSPC. What is there now counts as known.');
	}
	const kept = isElsewhere ? undefined : old;
	// With another scope there are existing jobs that were not looked at.
	const isFirst = kept?.scope !== scope;
	const state = isFirst ? inScope(kept, scope) : kept;
	state.host = host;
	// Another state than the one that this process wrote: what it remembers does not go with it.
	const remembered = kept === undefined || conditions.hasGap ? noNotes() : notes;
	const { progress, recent } = remembered;
	const reads = await readJobs(source, state, { ...conditions, isFirst, progress, recent });
	return await new KindWatch(source, state, remembered, { ...conditions, isFirst }).take(reads);
}

function inScope(old: JobListState | undefined, scope: string): JobListState {
	const { lastSeen = new Map(), problems = new Map(), waiting = new Map() } = old ?? {};
	return { scope, isComplete: false, lastSeen, problems, waiting };
}

function warn({ vspc: { context } }: JobSource, text: string): void {
	context.logger?.warn(`${context.getNode().name}: ${text}`);
}

/** Takes what was read into the state, and makes events of it. */
class KindWatch {
	private readonly emitted: EmittedEvent[] = [];
	private readonly unreported: UnreportedSession[] = [];
	private readonly seconds: number;
	private readonly taken = new Set<string>();
	private readonly unproven: Map<string, number>;
	private readonly sure: Set<string>;
	private readonly recent: Map<string, Recent>;
	private readonly olderRows: Map<string, VspcJob>;
	private readonly hidden: Map<string, number>;
	/** So many unknown jobs show up that they must have been hidden before */
	private areHidden = false;
	/** The first full read takes several polls, and others went before this one */
	private isReading = false;

	constructor(
		private readonly source: JobSource,
		private readonly state: JobListState,
		private readonly notes: KindNotes,
		private readonly conditions: KindConditions & { isFirst: boolean },
	) {
		this.seconds = Math.floor(conditions.now / 1000);
		this.unproven = new Map(notes.unproven);
		this.sure = new Set(notes.sure);
		this.recent = new Map(notes.recent);
		this.olderRows = new Map(notes.olderRows);
		this.hidden = new Map(notes.hidden);
	}

	async take({ rows, fullRead, failure, newestFrom }: Reads): Promise<KindFindings> {
		const { source, state } = this;
		let observations = observeAll(source, rows, (id) => state.lastSeen.has(id));
		// Should a job come twice, the later end is the one that it has now.
		observations.sort((a, b) => (a.time ?? 0) - (b.time ?? 0));
		const ids = new Set(observations.map(({ id }) => id));
		const unknown = [...ids].filter((id) => !state.lastSeen.has(id)).length;
		const before = this.notes.progress?.unknown;
		this.areHidden = areTooManyNew(unknown, state.lastSeen.size, fullRead, before);
		this.isReading = !state.isComplete && state.lastSeen.size > 0;
		if (this.conditions.isFirst) {
			const isPart = fullRead?.isComplete !== true && observations.length > 0;
			state.baseline = isPart ? newestFrom : this.latestOf(observations.map(({ time }) => time));
			observations = [...new Map(observations.map((seen) => [seen.id, seen])).values()];
		}
		for (const seen of await this.prove(observations)) this.decide(seen);
		for (const seen of await this.stillPending()) this.decide(seen);
		if (fullRead?.isComplete) {
			await this.noticeAbsences(fullRead.seen);
			// An empty list may be that of an account without rights.
			if (fullRead.seen.size > 0 && !state.isComplete) {
				state.isComplete = true;
				state.baseline = this.latestOf([...state.lastSeen.values()].map(({ time }) => time));
			}
		}
		const progress = withUnknown(fullRead?.progress ?? this.notes.progress, unknown, before);
		const { emitted, unreported, unproven, sure, recent, olderRows, hidden } = this;
		const found = new Map(this.notes.found);
		const notes = { progress, unproven, sure, recent, olderRows, hidden, found };
		return { state, emitted, unreported, notes, failure };
	}

	private async noticeAbsences(seen: Set<string>): Promise<void> {
		const { source, state, seconds, hidden } = this;
		const { rules } = this.conditions;
		const absences = await noticeAbsences(source, state, seen, rules, seconds, hidden);
		for (const row of absences.elsewhere) this.decide(observe(source.kind, row));
		for (const { problem, events } of absences.ended) {
			const { key, name } = problem;
			this.emitted.push(...events.map((event) => ({ key, name, event })));
		}
		for (const { id, problem, reason } of absences.open) {
			const { key, name } = problem;
			const { outcome, time, isStart = false } = state.lastSeen.get(id)!;
			const status = statusOf(outcome) ?? '';
			const session = { status, time, isStart, shown: `${time}`, isProblem: true };
			this.unreported.push({ id, key, name, reason, ...session });
		}
		const [first, ...others] = absences.hidden;
		if (first === undefined) return;
		const who = others.length > 0 ? `${first} and ${others.length} other jobs are` : `${first} is`;
		warn(
			source,
			`${who} no longer visible. Their problems stay open: nothing says that they ended.`,
		);
	}

	private decide(seen: Observation): void {
		const { state, source, conditions, seconds, recent } = this;
		const { id, key, row } = seen;
		const { lastSeen, problems, waiting } = state;
		const old = lastSeen.get(id);
		const { memory, events, unreported } = decide(
			{ lastSeen: old, problem: problems.get(id) },
			seen,
			{
				now: seconds,
				rules: conditions.rules,
				hasGap: !this.sure.has(id),
				isWanted: source.isInScope(row) && source.isWanted(row),
				isBaseline: old === undefined && this.isExisting(seen),
				recent: recent.get(id),
				interval: () => scheduledInterval(row),
			},
		);
		this.taken.add(id);
		this.noteWhetherSure(seen, old);
		lastSeen.set(id, memory.lastSeen);
		this.hidden.delete(id);
		if (memory.problem) {
			problems.set(id, { ...memory.problem, company: source.kind.placement(row).companyUid });
		} else problems.delete(id);
		if (memory.lastSeen.pendingSince !== undefined) waiting.set(id, key);
		else waiting.delete(id);
		const name = spelled(row.name);
		for (const event of events) {
			this.emitted.push({ key, name, row: this.rowFor(seen, event), event });
		}
		for (const one of unreported) {
			this.unreported.push(toUnreportedSession(source.kind, seen, this.exactly(one, seen)));
		}
		this.keepSessions(seen, old, memory.lastSeen);
	}

	/** The job as it was when it showed the session that an event is about. */
	private rowFor({ id, row }: Observation, { session }: JobEvent): VspcJob {
		if (!session) return row;
		const shown = this.olderRows.get(`${id} ${session.time}`);
		return shown ?? rowOf(this.source.kind, row, session);
	}

	/** Remembers, in this process, sessions and the rows of those that may turn out to be the latest. */
	private keepSessions(
		{ id, row, time }: Observation,
		old: JobLastSeen | undefined,
		lastSeen: JobLastSeen,
	): void {
		const { recent, olderRows } = this;
		rememberSessions(recent, id, old, lastSeen);
		for (const { time: end } of old?.older ?? []) {
			if (!lastSeen.older) olderRows.delete(`${id} ${end}`);
		}
		const last = lastSeen.older?.at(-1);
		if (last && last.time === time) olderRows.set(`${id} ${time}`, row);
	}

	/** While a session goes on, the end of the one before is shown: one that nobody saw, or the one that is known. */
	private noteWhetherSure({ id, outcome, time }: Observation, old: JobLastSeen | undefined): void {
		const { sure } = this;
		if (isEnd(outcome)) sure.add(id);
		else if (old?.time === undefined || time === undefined) {
			// No session has ended yet.
			if (old && old.time === time) sure.add(id);
		} else if (time === old.time) sure.add(id);
		else sure.delete(id);
	}

	/** The latest of these ends; a backup server whose clock is ahead doesn't count. */
	private latestOf(times: Array<number | undefined>): number {
		const { seconds } = this;
		const ends = times.flatMap((time) => (time === undefined ? [] : Math.min(time, seconds)));
		return ends.length === 0 ? seconds : ends.reduce((latest, end) => Math.max(latest, end));
	}

	/**
	 * Whether what an unknown job shows is existing, or too old to be an event. Once all were seen
	 * the job is new, and so is what it shows, whatever the time: unless many come at once. Before that, a job is new
	 * to the first full read only if its end is later than all that the first poll can have left out.
	 */
	private isExisting({ time }: Observation): boolean {
		if (this.conditions.isFirst) return true;
		const mayBeOld = this.isReading || this.areHidden;
		if (time === undefined) return mayBeOld;
		if (this.seconds - time > TOO_OLD) return true;
		return mayBeOld && time <= (this.state.baseline ?? Infinity);
	}

	/** What is existing comes with the beginning, late, or with many others: see isExisting. */
	private exactly(unreported: Unreported, { time }: Observation): Unreported {
		const isLater = !this.conditions.isFirst && !this.isReading;
		if (unreported.reason !== 'existing' || !isLater) return unreported;
		const isOld = time !== undefined && this.seconds - time > TOO_OLD;
		return { reason: isOld ? 'tooOld' : 'appeared' };
	}

	/** Looks into jobs that run again before any poll saw how the session before ended. */
	private async prove(observations: Observation[]): Promise<Observation[]> {
		const { state, source, unproven, recent, seconds } = this;
		const unseen = observations.filter((seen) => {
			const lastSeen = state.lastSeen.get(seen.id);
			const isUnseen = isUnseenEnd(lastSeen, seen, recent.get(seen.id), seconds);
			return isUnseen && unproven.get(seen.id) !== seen.time;
		});
		if (unseen.length === 0) return observations;
		const jobs = await readWhole(
			source,
			unseen.map(({ key }) => key),
		);
		const proven = new Map<Observation, Observation>();
		for (const seen of unseen) {
			const job = jobs.get(seen.key);
			if (!job) continue;
			const now = observe(source.kind, job);
			const after = endBefore(state.lastSeen.get(seen.id)!, seen.time!, recent.get(seen.id));
			const outcome = provenEnd(job, after, seen.time!);
			if (isEnd(now.outcome)) proven.set(seen, now);
			else if (now.time === seen.time && outcome) {
				// What it shows as its start is that of the session which goes on.
				proven.set(seen, { ...seen, outcome, lastRun: undefined });
			} else unproven.set(seen.id, seen.time!);
		}
		return observations.map((seen) => proven.get(seen) ?? seen);
	}

	/** Jobs that have been failed for as long as asked for, but aren't among those that were read. */
	private async stillPending(): Promise<Observation[]> {
		const { state, source, seconds, taken } = this;
		const { stillAfter } = this.conditions.rules;
		const due = [...state.waiting].filter(([id]) => {
			const { pendingSince: since, goneSince } = state.lastSeen.get(id) ?? {};
			// One that is hidden waits till it is seen again.
			if (since === undefined || goneSince !== undefined || taken.has(id)) return false;
			return seconds - since >= stillAfter;
		});
		const jobs = await readWhole(
			source,
			due.map(([, key]) => key),
		);
		return [...jobs.values()].flatMap((job) => (job ? observe(source.kind, job) : []));
	}
}
