import type { VspcJob } from '../../vspc/jobs/kind';
import type { JobSession } from '../../vspc/sessions/fields';
import { shortId } from '../engine/state';
import { readWhole } from './details';
import { isEnd, type WatchRules } from './events';
import type { Listened, SessionReads } from './history';
import { rowOf } from './items';
import { type ComparedJob, compare, lateEnds, type LineUp, toHistoryEnd } from './lineUp';
import { toUnreportedSession, warn } from './log';
import type { JobLastSeen, JobListState } from './memory';
import { type KnownJob, type LateEnd, takeMissed } from './missed';
import { type JobSource, observe } from './observation';
import { scheduledInterval } from './overdue';
import type { Recent } from './session';
import type { KindFindings } from './watch';

/** Single jobs, and jobs that are read with a few filters, in one poll; the others have their turn in the next one. */
const SINGLY = 5;
const BY_FILTER = 60;
const FEWEST_BY_FILTER = 9;

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
	sessions: JobSession[];
	job: KnownJob;
	late: LateEnd[];
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
	noteFloors(reads.floors, state);
	if (isFirst || !state.isComplete) return;
	// A job that this process has not read yet may have the name of another one.
	if (notes.progress?.completedAt === undefined) return;
	const isByStart = source.kind.properties.lastEnd === undefined;
	const candidates: Candidate[] = [];
	for (const [key, sessions] of await reads.take(kind)) {
		const id = shortId(key);
		const lastSeen = state.lastSeen.get(id);
		if (!isSettled(lastSeen, isByStart)) continue;
		const recent = notes.recent.get(id);
		const history = sessions.flatMap((session) => toHistoryEnd(session, isByStart) ?? []);
		const job = { lastSeen, problem: state.problems.get(id) };
		candidates.push({ id, key, sessions, job, known: endsOf(lastSeen, recent), history, late: [] });
	}
	const lineUp = compare(reads.lineUpOf(kind), candidates);
	if (lineUp.isOff && !reads.lineUpOf(kind).isOff) sayOff(source);
	reads.setLineUp(kind, lineUp);
	if (lineUp.reading === undefined || lineUp.isOff) return;
	const withLate = candidates.filter((one) => hasLate(one, lineUp, notes.recent, reads.floors));
	// What is emitted of a job now was counted without its late ends: they come with the next poll.
	const busy = new Set(found.emitted.map((event) => event.key));
	for (const one of withLate) if (busy.has(one.key)) reads.putBack(kind, one.sessions);
	const free = withLate.filter((one) => !busy.has(one.key));
	const jobs = await rowsOf(source, free, byKey);
	for (const one of free) {
		const row = jobs.get(one.key);
		if (row === undefined) reads.putBack(kind, one.sessions);
		else if (row) take(one, source, row, found, { rules, now });
	}
}

/** Where a poll first saw a job that runs: what ends later is new. */
function noteFloors(floors: Map<string, number>, { lastSeen }: JobListState): void {
	for (const [id, { outcome, time, previous }] of lastSeen) {
		if (previous) floors.delete(id);
		else if (!isEnd(outcome) && time !== undefined) floors.set(id, time);
	}
}

/** Whether the ends of a job have an order: it is there, and its server's clock goes on as it did. */
function isSettled(
	lastSeen: JobLastSeen | undefined,
	isByStart: boolean,
): lastSeen is JobLastSeen & { time: number } {
	if (!lastSeen || lastSeen.time === undefined || !isEnd(lastSeen.outcome)) return false;
	const { isStart = false, older, goneSince, wasClosed } = lastSeen;
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

/** Finds the late ends of a job: those that came after all that may have been forgotten. */
function hasLate(
	one: Candidate,
	lineUp: LineUp,
	recents: Map<string, Recent>,
	floors: Map<string, number>,
): boolean {
	const { id, job } = one;
	const { time, previous } = job.lastSeen;
	const known = [previous?.time, recents.get(id)?.from, previous ? undefined : floors.get(id)];
	const times = known.filter((other): other is number => other !== undefined);
	one.late = times.length === 0 ? [] : lateEnds(one, lineUp, Math.min(...times), time);
	return one.late.length > 0;
}

/** The jobs as they are now; null for one that is gone, none for those that are to be read by another poll. */
async function rowsOf(
	source: JobSource,
	candidates: Candidate[],
	byKey: Map<string, VspcJob>,
): Promise<Map<string, VspcJob | null>> {
	const missing = candidates.map(({ key }) => key).filter((key) => !byKey.has(key));
	const most = missing.length < FEWEST_BY_FILTER ? SINGLY : BY_FILTER;
	const read = await readWhole(source, missing.slice(0, most));
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
	const name = String(row.name ?? '');
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
