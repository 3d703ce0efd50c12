import { spelled } from '../../util/text';
import type { VspcJob } from '../../vspc/jobs/kind';
import { parseTime } from '../../util/time';
import type { FullReadProgress } from '../engine/fullRead';
import type { JobLastSeen, OlderEnd, Outcome } from './memory';
import type { Observation } from './observation';

/** Fractions of seconds are cut by some answers and rounded by others. */
const SLACK = 1;

/** An end that is corrected by no more than this is that of the same session, if its start is. */
const CORRECTION = 30;

/** Later, another end with the same start is that of a clock that was set back: a schedule repeats its starts. */
const CORRECTED_WITHIN = 3600;

/** Older than this, ends that were known are a clock that was wrong, not a server that is late. */
const WRONG_CLOCK = 30 * 24 * 3600;

const ENDS = new Set<Outcome>(['success', 'warning', 'failed', 'stopped']);

/** A session that this process has seen the end of. */
export interface SeenSession {
	outcome: Outcome;
	time: number;
	/** When the session began, where that is known besides its end */
	start?: number;
	/** Seconds that the time may be off, where it is that of the session history */
	slack?: number;
}

/** What this process has seen of a job's sessions; a server that is late may show one of them again. */
export interface Recent {
	/** The latest ones, in the order in which polls saw them */
	sessions: SeenSession[];
	/** Of those that ended after this none is missing among them, by the server's clock; seconds since 1970 */
	from: number;
	/**
	 * Only later ends are looked for. It lies at or after every end that was seen or found and is not among them, and
	 * goes up only: so no end can be found twice. Infinity after an end without a time.
	 */
	doneUpTo: number;
}

/** What this process remembers of one kind of jobs. */
export interface KindNotes {
	progress?: FullReadProgress;
	/** By short ID the end of a running job that was looked into and left no proof */
	unproven: Map<string, number>;
	/** Short IDs of jobs whose sessions are known without a gap */
	sure: Set<string>;
	/** By short ID the latest sessions that polls have seen: a server that is late may show one of them */
	recent: Map<string, Recent>;
	/** By short ID and end the rows that showed ends which wait, see takeShownEnd */
	olderRows: Map<string, VspcJob>;
	/** By short ID when a job with an open problem was last found hidden, seconds since 1970 */
	hidden: Map<string, number>;
	/** By key the sessions of the history that were found, and when, seconds since 1970: none is found twice */
	found: Map<string, number>;
}

export function noNotes(): KindNotes {
	return {
		unproven: new Map(),
		sure: new Set(),
		recent: new Map(),
		olderRows: new Map(),
		hidden: new Map(),
		found: new Map(),
	};
}

/** With the state's own two. */
const MOST_RECENT = 8;

/**
 * Remembers the sessions of a job after a poll. Those of a clock that was set back since are remembered in the state,
 * too, as those before an end without a time: nothing distinguishes them from ends that no poll saw.
 *
 * @param recents by short ID what this process has seen; changed
 * @param old what was kept of the job before
 * @param lastSeen the same now; changed in place
 */
export function rememberSessions(
	recents: Map<string, Recent>,
	id: string,
	old: JobLastSeen | undefined,
	lastSeen: JobLastSeen,
): void {
	const { older = [], seenUpTo, previous: before } = old ?? {};
	const { time, previous } = lastSeen;
	const seen = recents.get(id);
	// Ends that waited were taken: one is not if the server was late, and polls may have seen it.
	const isTaken = (end: number) => time !== old?.time || end > (seen?.from ?? Infinity);
	const aside = lastSeen.older ? [] : older.map((one) => one.time).filter(isTaken);
	if (seenUpTo !== undefined) aside.push(seenUpTo);
	if (before && !seen) aside.push(before.time);
	const recent = withLastSeen(seen, lastSeen, aside);
	if (recent) recents.set(id, recent);
	const { sessions = [], doneUpTo = -Infinity } = recent ?? {};
	const others = [doneUpTo, ...sessions.map((one) => one.time), ...aside];
	const upTo = Math.max(...others.filter((other) => other !== time && other < Infinity));
	delete lastSeen.seenUpTo;
	// Before an end without a time, none is kept.
	const known = time === undefined ? -Infinity : (previous?.time ?? time);
	if (upTo > known) lastSeen.seenUpTo = upTo;
}

/**
 * What this process has seen, with the sessions that are known now.
 *
 * @param aside when others ended that polls saw, seconds since 1970
 */
export function withLastSeen(
	recent: Recent | undefined,
	{ outcome, time, start, previous, seenUpTo }: JobLastSeen,
	aside: number[] = [],
): Recent | undefined {
	if (!ENDS.has(outcome)) return recent;
	if (time === undefined) return recent && { ...recent, doneUpTo: Infinity };
	const latest: SeenSession = { outcome, time, ...(start === undefined ? {} : { start }) };
	if (!recent) {
		// By the state with which this process began, polls saw none between the two.
		const own = { sessions: [latest], from: time, doneUpTo: previous?.time ?? time };
		return withoutOthers(own, own.sessions, seenUpTo === undefined ? aside : [...aside, seenUpTo]);
	}
	const sessions = [...recent.sessions];
	const add = (one: SeenSession) => {
		const isIn = sessions.some((other) => other.outcome === one.outcome && other.time === one.time);
		if (!isIn) sessions.push(one);
	};
	if (previous && previous.time > Math.min(recent.from, recent.doneUpTo)) add({ ...previous });
	add(latest);
	const isSame = sessions.length === recent.sessions.length;
	if (isSame && aside.length === 0 && recent.doneUpTo < Infinity) return recent;
	const gone = sessions.splice(0, sessions.length - MOST_RECENT).map((one) => one.time);
	// Where the clock was set back, what is complete begins anew, and later ends are of the clock of before.
	const from = Math.max(Math.min(recent.from, time), ...gone.filter((one) => one < time));
	return withoutOthers({ ...recent, from }, sessions, [...gone, ...aside]);
}

/** Keeps these sessions only: of the others, and of more ends, nobody knows any more that they were seen. */
export function withoutOthers(recent: Recent, sessions: SeenSession[], more: number[]): Recent {
	const kept = new Set(sessions.map(({ time }) => time));
	const all = [...recent.sessions.map(({ time }) => time), ...more];
	const doneUpTo = recent.doneUpTo < Infinity ? [recent.doneUpTo] : kept;
	return {
		sessions,
		from: recent.from,
		doneUpTo: Math.max(...doneUpTo, ...all.filter((time) => !kept.has(time))),
	};
}

/**
 * Where the end that a poll sees belongs: the latest session that is known; another one that is known; older
 * than all that are known, so that a server is late or its clock was set back; or a new one.
 */
export type Place = 'latest' | 'known' | 'older' | 'new';

/** @param now seconds since 1970 */
export function placeOf(
	lastSeen: JobLastSeen,
	seen: Observation,
	recent: Recent | undefined,
	now: number,
): Place {
	if (isLatestSession(lastSeen, seen, now)) return 'latest';
	const others = [...(lastSeen.previous ? [lastSeen.previous] : []), ...(recent?.sessions ?? [])];
	if (others.some((one) => matches(one, seen, 0) || isNear(one, seen))) return 'known';
	return mayBeRepeated(lastSeen, seen.time, recent) ? 'older' : 'new';
}

/** The session history may show another second than the list of jobs does. */
function isNear({ outcome, time, slack = 0 }: SeenSession, seen: Observation): boolean {
	return slack > 0 && outcome === seen.outcome && isClose(time, seen.time, slack);
}

/** Whether an observation shows the latest session that was seen. */
export function isLatestSession(lastSeen: JobLastSeen, seen: Observation, now: number): boolean {
	// Neither then nor now a time: all that distinguishes sessions is how they ended.
	if (lastSeen.time === undefined)
		return lastSeen.outcome === seen.outcome && lastSeen.runningSince === undefined;
	if (seen.time === undefined)
		return lastSeen.outcome === seen.outcome && seen.outcome !== 'running';
	const isFresh = lastSeen.seenAt === undefined || now - lastSeen.seenAt < CORRECTED_WITHIN;
	return matches(lastSeen, seen, isFresh ? CORRECTION : SLACK);
}

/** Whether an observation shows one of the older ends, whatever the job does now. */
export function isOlderEnd({ outcome, time }: OlderEnd, seen: Observation): boolean {
	const isEither =
		seen.outcome === 'running' || seen.outcome === 'none' || seen.outcome === outcome;
	return isEither && isClose(time, seen.time);
}

/** Whether an end may have been seen in its time: a server that is late shows it again. */
export function mayBeRepeated(
	lastSeen: JobLastSeen,
	time: number | undefined,
	recent: Recent | undefined,
): boolean {
	if (lastSeen.time === undefined || time === undefined || time >= lastSeen.time - SLACK)
		return false;
	// Polls saw what came before and after it, but not this one.
	if (recent && time > recent.from + SLACK) return false;
	return time > lastSeen.time - WRONG_CLOCK;
}

/**
 * Whether an observation shows an end older than the latest one of a session that did not begin later. Should a poll
 * not have seen it in its time, the latest one came after it.
 */
export function isBeforeLatest({ time, start }: JobLastSeen, seen: Observation): boolean {
	if (time === undefined || seen.time === undefined) return false;
	const beganLater =
		start !== undefined && seen.lastRun !== undefined && seen.lastRun >= start - SLACK;
	return seen.time < time - SLACK && !beganLater;
}

/** Whether a session began before the latest one ended, and ended after it: on one clock no job does that. */
export function isOnAnotherClock({ time }: JobLastSeen, seen: Observation): boolean {
	if (time === undefined || seen.lastRun === undefined || seen.isStart) return false;
	return seen.lastRun < time - SLACK;
}

/** The latest of the ends that were seen and lie before this one, to find out whether tasks are of its session. */
export function endBefore(
	{ time, previous, older = [] }: JobLastSeen,
	end: number,
	recent: Recent | undefined,
): number | undefined {
	const ends = [
		time,
		previous?.time,
		...[...older, ...(recent?.sessions ?? [])].map((one) => one.time),
	];
	const earlier = ends.filter((one): one is number => one !== undefined && one < end - SLACK);
	return earlier.length === 0 ? undefined : Math.max(...earlier);
}

function matches(
	{ outcome, time, start, isStart }: Pick<JobLastSeen, 'outcome' | 'time' | 'start' | 'isStart'>,
	seen: Observation,
	correction: number,
): boolean {
	// While a session goes on, the end that is shown is that of the one before, however that ended.
	const isEither = seen.outcome === 'running' || outcome === 'running';
	if (!isEither && outcome !== seen.outcome) return false;
	if (isClose(time, seen.time) || (isStart === true && isClose(time, seen.lastRun))) return true;
	if (isEither || !isClose(start, seen.lastRun)) return false;
	// No end for a moment, one that is corrected, or one that had not moved yet when the status had.
	const hadNotMoved = time !== undefined && start !== undefined && time < start;
	return seen.isStart || hadNotMoved || isClose(time, seen.time, correction);
}

export function isClose(a: number | undefined, b: number | undefined, slack = SLACK): boolean {
	return a !== undefined && b !== undefined && Math.abs(a - b) <= slack;
}

/** VSPC shows a time after all. */
export function adoptTime(lastSeen: JobLastSeen, seen: Observation): void {
	if (lastSeen.time !== undefined || seen.time === undefined) return;
	lastSeen.time = seen.time;
	if (seen.isStart) lastSeen.isStart = true;
	else if (seen.lastRun !== undefined) lastSeen.start = seen.lastRun;
}

interface Task {
	status?: unknown;
	endTime?: unknown;
}

/**
 * How the session ended whose end a running job still shows, where VSPC shows that at all: by the tasks of
 * that session, else by its failure message.
 *
 * @param after the end that was last seen, seconds since 1970: older tasks are of an older session
 * @param end the end that is shown, seconds since 1970
 * @returns undefined without proof; then nothing is guessed
 */
export function provenEnd(
	job: VspcJob,
	after: number | undefined,
	end: number,
): Outcome | undefined {
	const { lastSessionTasks, failureMessage } = job;
	const tasks = (Array.isArray(lastSessionTasks) ? lastSessionTasks : []) as Task[];
	const message = byMessage(failureMessage);
	if (tasks.length === 0) return message === 'success' ? undefined : message;
	const outcome = byTasks(tasks, after, end);
	// A session can fail though its tasks did not. Where the two don't go together, nothing is proven.
	return outcome === 'failed' || outcome === message ? outcome : undefined;
}

const GOING_ON = new Set(['pending', 'running', 'inprogress']);

function byTasks(tasks: Task[], after: number | undefined, end: number): Outcome | undefined {
	const statuses = tasks.map(({ status }) => spelled(status).toLowerCase());
	// Of the session that goes on: seen live with an end of now, which is none.
	if (statuses.some((status) => GOING_ON.has(status))) return undefined;
	const ends = tasks.map(({ endTime }) => parseTime(endTime));
	const isOfSession = ends.every(
		(time) =>
			time !== undefined && time / 1000 <= end + 1 && (after === undefined || time / 1000 > after),
	);
	if (!isOfSession) return undefined;
	if (statuses.includes('failed')) return 'failed';
	if (statuses.includes('warning')) return 'warning';
	return statuses.every((status) => status === 'success') ? 'success' : undefined;
}

/** S for none; undefined for one that can be read either way. */
function byMessage(message: unknown): Outcome | undefined {
	const text = spelled(message).trim();
	if (text === '') return 'success';
	const isError = /\b(error|fail(ed|ure)?)\b/i.test(text);
	const isWarning = /\bwarning\b/i.test(text);
	if (isError === isWarning) return undefined;
	return isError ? 'failed' : 'warning';
}
