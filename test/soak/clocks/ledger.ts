import { HOUR, MINUTE } from '../times';
import type { ClockJob, Session } from './life';
import type { Emitted, History } from './play';

/** What the trigger did wrong, in words, and how much it had to do. */
export interface Verdict {
	missed: string[];
	doubled: string[];
	wrong: string[];
	counts: {
		owed: number;
		recovered: number;
		overdue: number;
		/** Sessions that look the same as another one of their job */
		alike: number;
		/** Ends older than others that were replaced within the hour while n8n was killed, or by a newer one than all */
		unsure: number;
	};
}

const ALLOWED_MS = 25 * HOUR;
const LATE_MS = 70 * MINUTE;

/** Compares what was emitted with what happened; knows nothing of how the trigger works. */
export function judge(history: History): Verdict {
	const verdict: Verdict = {
		missed: [],
		doubled: [],
		wrong: [],
		counts: { owed: 0, recovered: 0, overdue: 0, alike: 0, unsure: 0 },
	};
	for (const job of history.jobs) {
		const emitted = history.emitted.filter(({ uid }) => uid === job.uid);
		checkSessions(job, emitted, history, verdict);
		checkProblems(job, emitted, history, verdict);
		checkOverdue(job, emitted, history, verdict);
	}
	const seen = new Set<string>();
	for (const one of history.emitted) {
		const id = `${one.uid} ${one.event} ${one.of}`;
		const { sessions } = history.jobs.find(({ uid }) => uid === one.uid)!;
		const count = sessions.filter(
			({ end, status }) => end === one.of && EVENTS[status] === one.event,
		);
		if (seen.has(id) && count.length < 2)
			verdict.doubled.push(`seed ${history.seed}: ${describe(one)}`);
		seen.add(id);
	}
	return verdict;
}

const EVENTS = { Success: 'success', Failed: 'failed' } as const;

function checkSessions(
	job: ClockJob,
	emitted: Emitted[],
	{ seed, begin, polls, kills, hasLateServer }: History,
	{ missed, wrong, counts }: Verdict,
): void {
	const counted = new Map<string, number>();
	for (const { event, of } of emitted) {
		counted.set(`${event} ${of}`, (counted.get(`${event} ${of}`) ?? 0) + 1);
	}
	const byEvent = sessionsOf(job);
	for (const [index, session] of job.sessions.entries()) {
		const times = counted.get(`${EVENTS[session.status]} ${session.end}`) ?? 0;
		if (isAlike(session, job.sessions)) counts.alike++;
		else if (session.endedAt <= begin) {
			if (times > 0) wrong.push(`seed ${seed}: ${describeSession(job, session)} is of before`);
		} else if (session.shownAt.length > 0) {
			if (
				isUnsure(
					session,
					job.sessions.slice(0, index),
					job.sessions.slice(index + 1),
					kills,
					polls.at(-1)!,
				)
			)
				counts.unsure++;
			else {
				counts.owed++;
				if (times === 0) missed.push(`seed ${seed}: ${describeSession(job, session)}`);
			}
		} else if (times > 0 && !hasLateServer) {
			wrong.push(`seed ${seed}: ${describeSession(job, session)} was never shown`);
		}
	}
	for (const one of emitted) {
		if (one.event !== 'success' && one.event !== 'failed') continue;
		const isReal = byEvent.has(`${one.event} ${one.of}`);
		if (!isReal) wrong.push(`seed ${seed}: ${describe(one)} is no session`);
	}
}

const alike = new WeakMap<Session[], Set<Session>>();

/** Whether another session of the job looks the same. */
function isAlike(one: Session, all: Session[]): boolean {
	let found = alike.get(all);
	if (!found) {
		const byEnd = [...all].sort((a, b) => a.end - b.end);
		found = new Set();
		for (const [index, session] of byEnd.entries()) {
			for (const other of byEnd.slice(index + 1, index + 40)) {
				if (!looksLike(session, other)) continue;
				found.add(session);
				found.add(other);
			}
		}
		alike.set(all, found);
	}
	return found.has(one);
}

/** Sessions of a job that end in the same way within a second count as one, or begin and end as when an end is corrected. */
function looksLike(one: Session, other: Session): boolean {
	if (other.status !== one.status) return false;
	const [starts, ends] = [Math.abs(other.start - one.start), Math.abs(other.end - one.end)];
	return ends <= 1 || (starts <= 1 && ends <= 30);
}

/** Nothing tells whether a clock was set back, or a server was late for less than an hour. */
function isUnsure(
	{ end, shownAt }: Session,
	before: Session[],
	after: Session[],
	kills: number[],
	lastPoll: number,
): boolean {
	const next = after.findIndex((one) => one.shownAt.length > 0);
	const upTo = next < 0 ? after : after.slice(0, next + 1);
	const from = shownAt[0];
	const to = after[0]?.endedAt ?? Infinity;
	if (to - from > 90 * MINUTE && lastPoll - from >= HOUR) return false;
	const ends = before.flatMap((one) => (one.shownAt.length > 0 ? one.end : []));
	const last = ends.at(-1) ?? -Infinity;
	if (last <= end) return false;
	// It still waited when the history ended.
	if (lastPoll - from < HOUR) return true;
	const until = after[next]?.shownAt[0] ?? to;
	if (kills.some((at) => at >= from && at <= until)) return true;
	return upTo.some((one) => one.end > last);
}

/** Sessions by the event that they are, and their end. */
function sessionsOf({ sessions }: ClockJob): Map<string, Session> {
	return new Map(sessions.map((one) => [`${EVENTS[one.status]} ${one.end}`, one]));
}

/** Each problem that was emitted ends once, by the next success, in the order in which things happened. */
function checkProblems(
	job: ClockJob,
	emitted: Emitted[],
	{ seed, hasLateServer }: History,
	{ missed, wrong, counts }: Verdict,
): void {
	const byEvent = sessionsOf(job);
	const left = emitted.filter(({ event }) => event === 'recovered');
	let isOpen = false;
	let latest = -Infinity;
	for (const one of emitted) {
		if (one.event === 'overdue') isOpen = true;
		if (one.event !== 'success' && one.event !== 'failed') continue;
		const session = byEvent.get(`${one.event} ${one.of}`);
		// Of a server that is late: what came after it counts.
		if (hasLateServer && session && session.endedAt < latest) continue;
		if (session && hasLateServer) latest = session.endedAt;
		if (session && !hasLateServer && !isAlike(session, job.sessions)) {
			if (session.endedAt < latest) wrong.push(`seed ${seed}: ${describe(one)} comes too late`);
			latest = session.endedAt;
		}
		if (one.event === 'failed') isOpen = true;
		else {
			const recovered = left.findIndex(
				({ at, of }) => at === one.at && (of === one.of || hasLateServer),
			);
			if (recovered >= 0) {
				left.splice(recovered, 1);
				counts.recovered++;
				if (!isOpen && !hasLateServer)
					wrong.push(`seed ${seed}: recovered without a problem, ${describe(one)}`);
			} else if (isOpen) missed.push(`seed ${seed}: recovered by ${describe(one)}`);
			isOpen = false;
		}
	}
	// A late server's success between two failures may have come between them: the ticket is open again at once.
	const isOpenAgain = ({ at }: Emitted) =>
		emitted.some((other) => other.event === 'failed' && other.at === at);
	const unfounded = hasLateServer ? left.filter((one) => !isOpenAgain(one)) : left;
	for (const one of unfounded) wrong.push(`seed ${seed}: ${describe(one)}`);
}

function checkOverdue(
	job: ClockJob,
	emitted: Emitted[],
	{ seed, begin, polls, kills, hasLateServer }: History,
	{ missed, wrong, counts }: Verdict,
): void {
	const overdue = emitted.filter(({ event }) => event === 'overdue');
	counts.overdue += overdue.length;
	const successes = job.sessions.filter(
		({ status, shownAt }) => status === 'Success' && shownAt.length > 0,
	);
	for (const one of overdue) {
		const recent = successes.findLast(({ shownAt }) => shownAt[0] <= one.at);
		const since = recent?.endedAt ?? begin;
		const isKilled = kills.some((at) => at > since && at <= one.at);
		// Killed and set back: how long ago a success was that n8n forgot is only guessed.
		if (isKilled && job.clock.isSet(since - ALLOWED_MS, one.at)) continue;
		if (one.at - since < ALLOWED_MS) wrong.push(`seed ${seed}: ${describe(one)}, after a success`);
	}
	if (hasLateServer) return;
	const marks = [
		polls.find((at) => at >= job.since) ?? Infinity,
		...successes.map(({ shownAt }) => shownAt[0]),
	].filter((at) => at >= begin);
	for (const [index, from] of marks.entries()) {
		const until = marks[index + 1] ?? Infinity;
		const due = polls.find((at) => at >= from + ALLOWED_MS + LATE_MS);
		if (due === undefined || due >= until) continue;
		if (kills.some((at) => at >= from - ALLOWED_MS && at <= due)) continue;
		// A session that nobody saw the end of may have been the success; one that goes on may become it.
		const isHidden = job.sessions.some(
			({ endedAt, shownAt }) =>
				endedAt > from - ALLOWED_MS && endedAt <= due && shownAt.length === 0,
		);
		if (isHidden || !job.at(due)?.session) continue;
		if (overdue.some(({ at }) => at > from && at <= due)) continue;
		missed.push(`seed ${seed}: ${job.uid} overdue by ${new Date(due).toISOString()}`);
	}
}

function describe({ uid, event, of, at }: Emitted): string {
	return `${uid} ${event} ${new Date(of * 1000).toISOString()} emitted ${new Date(at).toISOString()}`;
}

function describeSession({ uid }: ClockJob, { status, end, endedAt, shownAt }: Session): string {
	const shown = shownAt.map((at) => new Date(at).toISOString().slice(5, 16));
	return `${uid} ${status} ${new Date(end * 1000).toISOString()}, really ${new Date(endedAt).toISOString()}, shown ${shown[0]} to ${shown.at(-1)}`;
}
