import {
	aboutSession,
	type DecideConditions,
	type Decision,
	endProblem,
	eventOf,
	type EventName,
	type FailureRow,
	isGood,
	latest,
	remember,
	type WatchRules,
	withhold,
	type Working,
} from './events';
import { dueEvents, failuresOf, isFailure, knownEnds, setRow, whyNotDue } from './failures';
import type { JobLastSeen, JobProblem } from './memory';
import type { Observation } from './observation';
import { type Recent, type SeenSession, withoutOthers } from './session';

/** An end that no poll saw, as the session history has it; times by the clock of the job's server. */
export interface LateEnd extends SeenSession {
	/** Why it failed or warned */
	message?: string;
}

/** A job whose latest end is known, with its time. */
export interface KnownJob {
	lastSeen: JobLastSeen & { time: number };
	problem?: JobProblem;
}

/** As many as withLastSeen keeps. */
const MOST_RECENT = 8;

/**
 * Puts ends that polls did not see in their places before the latest end of a job. Depends on nothing but its
 * arguments.
 *
 * A late failure is emitted as it would have been in its time. If its problem has ended since, its recovery follows;
 * if a later problem is open, that one stays as it is. Where Min Duration was not reached by the next end, or the
 * failures in a row up to it were too few, there is neither.
 *
 * @param late ends from before the latest one, each once
 * @param seen the job as it is now
 * @returns also what this process has seen of the job from now on
 */
export function takeMissed(
	{ lastSeen, problem }: KnownJob,
	late: LateEnd[],
	seen: Observation,
	conditions: DecideConditions,
): Decision & { recent: Recent } {
	const state: Working = {
		lastSeen: { ...lastSeen },
		problem: problem && { ...problem },
		events: [],
		unreported: [],
	};
	const ends = new Timeline(lastSeen, late, conditions);
	/** A late problem that nothing has ended so far, where no later one is open */
	let open: LateEnd | undefined;
	for (const [index, end] of ends.all.entries()) {
		if (isGood(end.outcome, conditions.rules)) {
			if (open || endsProblem(state, ends, end)) recover(state, ends, index, open, conditions);
			open = undefined;
		}
		if (!ends.isLate(end)) continue;
		const session = { outcome: end.outcome, time: end.time, lastRun: end.start };
		aboutSession(state, { ...session, message: end.message }, () => {
			if (!take(state, ends, index, conditions)) return;
			if (!state.problem) open = end;
			else if (isOfSession(state, ends)) {
				state.problem.of = Math.max(state.problem.of, end.time);
			}
		});
	}
	if (open) keepOpen(state, seen, open, conditions);
	amend(state.lastSeen, ends, conditions.rules);
	return {
		memory: { lastSeen: state.lastSeen, problem: state.problem },
		events: state.events,
		unreported: state.unreported,
		recent: ends.recent(conditions.recent),
	};
}

/** All ends of a job that are known now, the oldest first, and how many of them failed in a row. */
class Timeline {
	readonly all: LateEnd[];
	private readonly late: Set<LateEnd>;
	/** The first of the latest failures in a row that were known before */
	private readonly firstOfRow?: SeenSession;
	/** The row as it was counted before, and those of it that are among no known ends */
	private readonly row: FailureRow;
	private readonly uncounted: number;

	constructor(
		private readonly lastSeen: JobLastSeen & { time: number },
		late: LateEnd[],
		private readonly conditions: DecideConditions,
	) {
		const { rules, recent } = conditions;
		const known = knownEnds(lastSeen, recent?.sessions ?? [])
			.filter(({ time }) => time <= lastSeen.time)
			.map((end) => (end.time === lastSeen.time ? { ...end, start: lastSeen.start } : end));
		this.late = new Set(late);
		this.all = [...known, ...late].sort((a, b) => a.time - b.time);
		this.row = failuresOf(lastSeen, rules);
		const failures = this.rowUpTo(known, known.length - 1);
		this.firstOfRow = failures[0];
		this.uncounted = Math.max(0, this.row.count - failures.length);
	}

	isLate(end: LateEnd): boolean {
		return this.late.has(end);
	}

	/** The first good end after one; undefined where failures go on up to now. */
	endOf(index: number): LateEnd | undefined {
		return this.all.slice(index + 1).find(({ outcome }) => isGood(outcome, this.conditions.rules));
	}

	/**
	 * The failures in a row that a late one makes: those up to it, or where the row goes on, all that were known and
	 * the late ones up to it.
	 */
	failuresWith(index: number): FailureRow {
		const { time } = this.all[index];
		if (this.endOf(index)) return this.count(this.all, index);
		const { rules } = this.conditions;
		const counted = this.all.filter(
			(end) => !this.isLate(end) || end.time <= time || !isFailure(end.outcome, rules),
		);
		return this.count(counted, counted.length - 1);
	}

	/** The latest failures in a row, all late ones counted. */
	get failures(): FailureRow {
		return this.count(this.all, this.all.length - 1);
	}

	/** With the late ends, the latest ones; those that are dropped are no longer known. */
	recent(old: Recent | undefined): Recent {
		const { all, lastSeen } = this;
		const { time, previous } = lastSeen;
		const before = old ?? { sessions: [], from: time, doneUpTo: previous?.time ?? time };
		const dropped = all.slice(0, -MOST_RECENT).map((end) => end.time);
		const sessions = all.slice(-MOST_RECENT).map(({ outcome, time, start, slack }) => ({
			outcome,
			time,
			...(start === undefined ? {} : { start }),
			...(slack === undefined ? {} : { slack }),
		}));
		const from = Math.max(before.from, ...dropped);
		return withoutOthers({ ...before, from }, sessions, dropped);
	}

	private count(ends: LateEnd[], index: number): FailureRow {
		const row = this.rowUpTo(ends, index);
		if (row.length === 0) return { count: 0 };
		const [{ time: since }] = row;
		const before = ends[index - row.length];
		const isCut = before !== undefined && this.isLate(before);
		const isSame = this.firstOfRow !== undefined && row.includes(this.firstOfRow);
		if (!isSame || isCut || this.uncounted === 0) return { count: row.length, since };
		return {
			count: row.length + this.uncounted,
			since: Math.min(this.row.since ?? since, since),
		};
	}

	private rowUpTo<End extends SeenSession>(ends: End[], index: number): End[] {
		const { rules } = this.conditions;
		const upTo = ends.slice(0, index + 1);
		const length = [...upTo].reverse().findIndex(({ outcome }) => !isFailure(outcome, rules));
		return length < 0 ? upTo : upTo.slice(upTo.length - length);
	}
}

/** @returns whether it is a problem that was emitted */
function take(
	state: Working,
	ends: Timeline,
	index: number,
	{ rules, isWanted }: DecideConditions,
): boolean {
	const { outcome, time } = ends.all[index];
	const event = eventOf(outcome);
	const failures = isFailure(outcome, rules) ? ends.failuresWith(index) : { count: 0 };
	const isOver = ends.endOf(index) !== undefined;
	const isChosen = rules.events.has(event);
	const mayEscalate = failures.count > 0 && !isOver && rules.events.has('escalated');
	const refuse = (reason: Parameters<typeof withhold>[1]) => {
		withhold(state, reason);
		return false;
	};
	if (!isChosen && !mayEscalate) return refuse('notChosen');
	if (!isWanted) return refuse('filtered');
	const previous = ends.all[index - 1]?.outcome;
	if (event === 'success') {
		state.events.push({ name: event, of: time, at: time, previous });
		return false;
	}
	// What it is by then is what polls would have emitted.
	const lasted = ends.all[index + 1].time - Math.min(failures.since ?? time, time);
	if (lasted < rules.stillAfter) return refuse('didNotLast');
	const own = { ...state.lastSeen, outcome, failures: failures.count };
	const names = isOver ? dueWhenOver(event, failures, rules) : dueEvents(own, rules);
	if (names.length === 0) return refuse(isOver ? 'fewFailures' : whyNotDue(own, rules));
	for (const name of names) {
		const count = failures.count > 0 ? { failures } : {};
		state.events.push({ name, of: time, at: time, previous, ...count });
		if (name === 'escalated') state.lastSeen.isEscalated = true;
	}
	return true;
}

/** Nobody is called for a problem that is over. */
function dueWhenOver(
	event: EventName,
	{ count }: FailureRow,
	{ afterFailures }: WatchRules,
): EventName[] {
	return event !== 'failed' || count >= afterFailures ? [event] : [];
}

/** Whether the open problem is that of a session, and not of a job that is overdue or was gone. */
function isOfSession({ problem, lastSeen }: Working, { all }: Timeline): boolean {
	return !lastSeen.isOverdue && all.some(({ time }) => time === problem?.of);
}

/** Whether a late end is the one that ended the open problem: nothing that came after it was emitted. */
function endsProblem(state: Working, ends: Timeline, end: LateEnd): boolean {
	const { problem } = state;
	return (
		ends.isLate(end) && problem !== undefined && problem.of < end.time && isOfSession(state, ends)
	);
}

/** An end is that of a late problem, or a late one that of the open problem. */
function recover(
	state: Working,
	ends: Timeline,
	index: number,
	open: LateEnd | undefined,
	{ rules }: DecideConditions,
): void {
	const end = ends.all[index];
	const { outcome, time, start: lastRun, message } = end;
	const recoveredBy = outcome === 'success' ? 'success' : 'warning';
	aboutSession(state, { outcome, time, lastRun, message }, () => {
		const events = endProblem(ends.all[index - 1].outcome, recoveredBy, time, rules);
		// A recovery by an end that polls saw may have been emitted: this one is another one, with an ID of its own.
		if (open && !ends.isLate(end)) for (const event of events) event.of = open.time + 1;
		state.events.push(...events);
	});
	if (open) return;
	delete state.problem;
	delete state.lastSeen.isEscalated;
}

/** The late problem goes on, and is the one that is open now. */
function keepOpen(
	state: Working,
	seen: Observation,
	{ time, outcome }: LateEnd,
	{ now, rules }: DecideConditions,
): void {
	// That of the latest end was ended so, too.
	if (seen.enabled === false) state.events.push(...endProblem(outcome, 'disabled', now, rules));
	else remember(state, seen, time);
}

/** What late ends change of what is kept of the latest one. */
function amend(lastSeen: JobLastSeen, ends: Timeline, rules: WatchRules): void {
	const before = ends.all.at(-2);
	if (before && ends.isLate(before)) {
		lastSeen.previous = { outcome: before.outcome, time: before.time };
		delete lastSeen.isAfterGap;
	}
	const { failures } = ends;
	if (failures.count === 0) return;
	setRow(lastSeen, failures);
	const { seenAt, time = 0 } = lastSeen;
	const good = ends.all.filter((end) => ends.isLate(end) && isGood(end.outcome, rules)).at(-1);
	if (!good || seenAt === undefined) return;
	// How long before the latest end something was is known by the clock of one machine.
	const since = (other: number) => seenAt - (time - other);
	lastSeen.noSuccessSince = latest(lastSeen.noSuccessSince, since(good.time));
	if (failures.since === undefined || failures.since < good.time) return;
	for (const name of ['pendingSince', 'problemSince'] as const) {
		const at = lastSeen[name];
		if (at !== undefined) lastSeen[name] = Math.max(at, since(failures.since));
	}
}
