import { spelled } from '../../util/text';
import type { VspcJob } from '../../vspc/jobs/kind';
import { shortId } from '../engine/state';
import { readWhole } from './details';
import { isEnd, type WatchRules } from './events';
import { isFailure } from './failures';
import type { JobSessions, Listened, SessionReads } from './history';
import { rowOf } from './items';
import {
	type ComparedJob,
	compare,
	type HistoryEnd,
	inTime,
	lateEnds,
	type LineUp,
	toHistoryEnd,
} from './lineUp';
import { toUnreportedSession, warn } from './log';
import type { JobLastSeen, JobListState } from './memory';
import { type KnownJob, takeMissed } from './missed';
import { type JobSource, observe } from './observation';
import { scheduledInterval } from './overdue';
import { countPast, type PastRows } from './pastFailures';
import { type KindNotes, type Recent, withLastSeen } from './session';
import type { KindFindings } from './watch';

/** Jobs are read singly up to so many, else so many with one request. */
const SINGLY = 8;
const BY_FILTER = 15;

/** Who had the name of a job so long ago has left no sessions in the last days, or none at all. */
const NAMESAKE_FOR = 4 * 24 * 3600;
const NAMESAKE_IN_PAST = 34 * 24 * 3600;
const NOTED_EVERY = 12 * 3600;

/** What ended later was not its own: it had the name until it was noted again at the latest, by whatever clock. */
const NAMESAKE_ENDED_WITHIN = NOTED_EVERY + 24 * 3600;

/** So long a session comes again, in the last days that are read once an hour. Seconds */
const FOUND_FOR = 6 * 24 * 3600;

interface FindConditions {
	rules: WatchRules;
	/** Milliseconds since 1970 */
	now: number;
	rows: Listened;
	/** The poll records the state of all jobs, and nothing else */
	isFirst: boolean;
}

/** A job that had sessions. */
interface Candidate extends ComparedJob {
	id: string;
	key: string;
	read: JobSessions;
	job: KnownJob;
	late: HistoryEnd[];
	/** Ends from before may have been seen and forgotten */
	after: number;
}

/**
 * Looks for ends that no poll saw, and puts them in their places in what a poll has found.
 *
 * @param found changed: events, state and notes
 */
export async function findMissed(
	reads: SessionReads,
	source: JobSource,
	found: KindFindings,
	{ rules, now, rows: { kind, byKey }, isFirst }: FindConditions,
): Promise<void> {
	const { state, notes } = found;
	const seconds = Math.floor(now / 1000);
	noteFloors(reads.floors, state, notes.recent);
	forget(notes.found, seconds);
	if (isFirst || !state.isComplete) return;
	// A job that this process has not read yet may have the name of another one.
	if (notes.progress?.completedAt === undefined) return;
	const isByStart = source.kind.properties.lastEnd === undefined;
	const candidates: Candidate[] = [];
	const taken = await reads.take(kind);
	// A job whose sessions of a day are passed over is not looked for in the days before.
	const pastRows = reads.pastRowsOf(kind);
	if (taken.size > 0) noteNamesakes(state, reads.twins(kind), seconds);
	for (const [key, all] of taken) {
		const id = shortId(key);
		const lastSeen = state.lastSeen.get(id);
		if (!isSettled(lastSeen, isByStart) || hadNamesake(lastSeen, seconds)) {
			pastRows.open.delete(id);
			continue;
		}
		const read = withoutNamesake(all, lastSeen);
		const known = endsOf(lastSeen, notes.recent.get(id));
		const history = read.sessions.flatMap((session) => toHistoryEnd(session, isByStart) ?? []);
		const job = { lastSeen, problem: state.problems.get(id) };
		candidates.push({ id, key, read, job, known, history, late: [], after: -Infinity });
	}
	if ([...taken.values()].some(({ hasLastDays }) => hasLastDays)) {
		const ids = new Set([...taken.keys()].map(shortId));
		const isOld = (id: string, one: JobLastSeen) =>
			!ids.has(id) && isSettled(one, isByStart) && !hadNamesake(one, seconds, NAMESAKE_IN_PAST);
		openOld(pastRows, state, rules, isOld);
	}
	const comparable = candidates.filter(({ read }) => !read.isPast);
	const lineUp = compare(reads.lineUpOf(kind), comparable);
	if (lineUp.isOff && !reads.lineUpOf(kind).isOff) sayOff(source);
	reads.setLineUp(kind, lineUp);
	if (lineUp.reading === undefined || lineUp.isOff) return pastRows.open.clear();
	const withLate: Candidate[] = [];
	for (const one of candidates) {
		const isLate = hasLate(one, lineUp, notes);
		if (isLate) withLate.push(one);
		const isCounted = !isLate || isComplete(one);
		if (isCounted) noteRow(one, lineUp, pastRows, rules);
		// Sessions of the days before may be those of the job that had its name.
		const isAlone = !hadNamesake(one.job.lastSeen, seconds, NAMESAKE_IN_PAST);
		if (!isCounted || !isAlone) pastRows.open.delete(one.id);
	}
	// What is emitted of a job now was counted without its late ends: they come with the next poll.
	const busy = new Set(found.emitted.map((event) => event.key));
	const isFree = (one: Candidate) => !busy.has(one.key) && isComplete(one);
	for (const one of withLate) if (busy.has(one.key)) reads.putBack(kind, one.read);
	const free = withLate.filter(isFree);
	const jobs = await rowsOf(source, free, byKey, reads);
	for (const one of free) {
		const row = jobs.get(one.key);
		if (row === undefined) reads.putBack(kind, one.read);
		else if (row) take(one, source, row, found, { rules, now });
	}
}

/** Where a poll first saw a job that runs, what ends later is new: it is looked for from there on. */
function noteFloors(
	floors: Map<string, number>,
	{ lastSeen }: JobListState,
	recents: Map<string, Recent>,
): void {
	for (const [id, { outcome, time, previous }] of lastSeen) {
		if (previous) floors.delete(id);
		else if (!isEnd(outcome) && time !== undefined) floors.set(id, time);
		else {
			const [floor, recent] = [floors.get(id), recents.get(id)];
			// Nothing has been seen before, or found.
			const isFirst = recent?.sessions.length === 1 && recent.doneUpTo === time;
			if (floor !== undefined && isFirst && floor < time) {
				recents.set(id, { ...recent, doneUpTo: floor });
			}
		}
	}
}

/** Sessions so old are not read again. */
function forget(found: Map<string, number>, now: number): void {
	for (const [key, at] of found) if (Math.abs(now - at) > FOUND_FOR) found.delete(key);
}

/** Whether the ends of a job have an order: it is there, and its server's clock goes on as it did. */
function isSettled(
	lastSeen: JobLastSeen | undefined,
	isByStart: boolean,
): lastSeen is JobLastSeen & { time: number } {
	if (!lastSeen || lastSeen.time === undefined || !isEnd(lastSeen.outcome)) return false;
	const {
		time,
		isStart = false,
		older,
		goneSince,
		wasClosed,
		previous,
		seenUpTo = time,
	} = lastSeen;
	if (Math.max(previous?.time ?? time, seenUpTo) > time) return false;
	return isStart === isByStart && !older && goneSince === undefined && !wasClosed;
}

function endsOf({ outcome, time, start, previous }: KnownJob['lastSeen'], recent?: Recent) {
	const all = [
		{ outcome, time, start },
		...(previous ? [previous] : []),
		...(recent?.sessions ?? []),
	];
	const unique = new Map([...all].reverse().map((one) => [one.time, one]));
	return [...unique.values()].filter((one) => one.time <= time);
}

/** Finds the late ends of a job: those that came after all that may have been seen or found, and forgotten. */
function hasLate(one: Candidate, lineUp: LineUp, { recent, found }: KindNotes): boolean {
	const { id, job } = one;
	const { doneUpTo = Infinity } = withLastSeen(recent.get(id), job.lastSeen) ?? {};
	one.after = doneUpTo;
	one.late = lateEnds(one, lineUp, doneUpTo, job.lastSeen.time).filter(
		({ key }) => !found.has(key),
	);
	return one.late.length > 0;
}

/** Whether there is none among the late ends of a job, or before them, that is not read yet: it may have ended a row. */
function isComplete({ late, known, after, read: { completeFrom } }: Candidate): boolean {
	const first = Math.min(...late.map(({ time }) => time));
	const before = known.map(({ time }) => time).filter((time) => time < first);
	return Math.max(after, ...before) >= completeFrom;
}

/** Counts the failures of a job from before those that polls saw. */
function noteRow(
	{ id, known, late, history, read: { hasLastDays }, job: { lastSeen } }: Candidate,
	lineUp: LineUp,
	rows: PastRows,
	rules: WatchRules,
): void {
	const read = history.flatMap((end) => inTime(end, lineUp) ?? []);
	countPast({ id, lastSeen, known, late, history: read, hasLastDays }, rows, rules);
}

/** A job that last failed before the last days, as one that runs each week: those days have nothing of it. */
function openOld(
	rows: PastRows,
	{ lastSeen }: JobListState,
	rules: WatchRules,
	isOld: (id: string, one: JobLastSeen) => boolean,
): void {
	if (!rows.canOpen) return;
	for (const [id, one] of lastSeen) {
		if (isFailure(one.outcome, rules) && isOld(id, one)) rows.open.add(id);
	}
}

/** After a start of n8n nobody knows a job any more that had the name of another one and is gone. */
function noteNamesakes(state: JobListState, twins: string[], now: number): void {
	for (const key of twins) {
		const lastSeen = state.lastSeen.get(shortId(key));
		if (!lastSeen) continue;
		const { namesakeAt } = lastSeen;
		if (namesakeAt !== undefined && Math.abs(now - namesakeAt) < NOTED_EVERY) continue;
		state.lastSeen.set(shortId(key), { ...lastSeen, namesakeAt: now });
	}
}

function hadNamesake({ namesakeAt }: JobLastSeen, now: number, within = NAMESAKE_FOR): boolean {
	return namesakeAt !== undefined && now - namesakeAt < within;
}

/** The days before the last ones reach back to when another job had the name: those sessions may be its own. */
function withoutNamesake(read: JobSessions, { namesakeAt }: JobLastSeen): JobSessions {
	if (namesakeAt === undefined) return read;
	const from = namesakeAt + NAMESAKE_ENDED_WITHIN;
	const sessions = read.sessions.filter(({ endedAt }) => endedAt >= from * 1000);
	if (sessions.length === read.sessions.length) return read;
	// Its own may be among the others.
	return { ...read, sessions, completeFrom: Math.max(read.completeFrom, from) };
}

/** The jobs as they are now; null for one that is gone, none for those that are to be read by another poll. */
async function rowsOf(
	source: JobSource,
	candidates: Candidate[],
	byKey: Map<string, VspcJob>,
	reads: SessionReads,
): Promise<Map<string, VspcJob | null>> {
	const missing = candidates.map(({ key }) => key).filter((key) => !byKey.has(key));
	const { left } = reads;
	const isSingly = missing.length <= SINGLY;
	const now = missing.slice(0, isSingly ? left : left * BY_FILTER);
	reads.left -= isSingly ? now.length : Math.ceil(now.length / BY_FILTER);
	const read = await readWhole(source, now);
	return new Map([...byKey, ...read]);
}

function take(
	{ id, key, job, late }: Candidate,
	source: JobSource,
	row: VspcJob,
	{ state, notes, emitted, unreported }: KindFindings,
	{ rules, now }: Pick<FindConditions, 'rules' | 'now'>,
): void {
	const { kind } = source;
	const seen = observe(kind, row);
	const missed = takeMissed(job, late, seen, {
		now: Math.floor(now / 1000),
		rules,
		isWanted: source.isInScope(row) && source.isWanted(row),
		isBaseline: false,
		hasGap: false,
		recent: notes.recent.get(id),
		interval: () => scheduledInterval(row),
	});
	const { lastSeen, problem } = missed.memory;
	state.lastSeen.set(id, lastSeen);
	const company = kind.placement(row).companyUid;
	if (problem) state.problems.set(id, { company, ...problem });
	else state.problems.delete(id);
	notes.recent.set(id, missed.recent);
	for (const end of late) notes.found.set(end.key, Math.floor(now / 1000));
	const name = spelled(row.name);
	for (const event of missed.events) {
		const shown = event.session ? rowOf(kind, row, event.session) : row;
		emitted.push({ key, name, row: shown, event });
	}
	for (const one of missed.unreported) unreported.push(toUnreportedSession(kind, seen, one));
}

function sayOff(source: JobSource): void {
	const { noun } = source.kind;
	warn(
		source.vspc,
		`the times of sessions do not line up with those of ${noun}s, so sessions of ${noun}s that end between two polls are not looked for until n8n starts again.`,
	);
}
