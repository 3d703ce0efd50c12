import type { WatchEvent } from '../engine/watch';
import {
	type AlarmEvent,
	type AlarmObservation,
	type AlarmRules,
	describeAlarm,
	isSevere,
	isSeverity,
} from './events';
import type { AlarmLastSeen, AlarmMemory, AlarmProblem, AlarmStatus } from './memory';

/** What decideAlarm goes by besides the alarm; times are seconds since 1970. */
export interface AlarmConditions {
	now: number;
	rules: AlarmRules;
	/** The alarm passes the filters, so that it can be emitted */
	isWanted: boolean;
	/** An unknown alarm is existing: that it is active is no event */
	isBaseline: boolean;
}

export interface AlarmDecision {
	memory: AlarmMemory & { lastSeen: AlarmLastSeen };
	events: Array<WatchEvent<AlarmEvent, AlarmStatus>>;
}

/** Fractions of seconds are cut by some answers and rounded by others. */
const SLACK = 1;

/** A resolution from before the severity that was last seen counts once it has been shown for so long; seconds. */
const LATE_FOR = 3600;

/** What an observation of an alarm means: the events, and what to keep of it. Depends on nothing but its arguments. */
export function decideAlarm(
	{ lastSeen: old, problem: open }: AlarmMemory,
	observation: AlarmObservation,
	conditions: AlarmConditions,
): AlarmDecision {
	const { rules, isWanted, isBaseline, now } = conditions;
	const seen: Seen = { ...observation, time: observation.time ?? old?.time ?? 0 };
	const events: Array<WatchEvent<AlarmEvent, AlarmStatus>> = [];
	const kept = old && passedOver(old, seen, conditions);
	if (kept) return { memory: { lastSeen: kept, problem: open }, events };
	const lastSeen = next(old, seen);
	let problem = open;
	const severe = isSevere(seen.status, rules.minimum);
	const isNew = old === undefined || isNewActivation(old, seen);
	// A known one that is raised again is new, though by a clock that is behind it were existing.
	const isExisting = isBaseline && old === undefined;

	if (seen.status === 'resolved') {
		if (problem) events.push(...endAlarm(problem, old?.status, seen.time, rules));
		problem = undefined;
		delete lastSeen.pendingSince;
	} else if (problem) {
		if (isNew && isSeverity(seen.status) && rules.events.has('changed')) {
			problem = { ...problem, of: seen.time };
			events.push({ name: 'changed', of: seen.time, at: seen.time, previous: old?.status });
		}
	} else if (isNew && severe && (!isExisting || rules.emitExisting)) {
		lastSeen.pendingSince = old?.pendingSince ?? now;
	} else if (isSeverity(seen.status) && !severe) {
		delete lastSeen.pendingSince;
	}

	if (
		lastSeen.pendingSince !== undefined &&
		severe &&
		isWanted &&
		isDue(lastSeen.pendingSince, conditions)
	) {
		delete lastSeen.pendingSince;
		// One that was taken for resolved and is back unchanged is another event, with an ID of its own.
		const of = (lastSeen.wasClosed && lastSeen.seenAt) || seen.time;
		delete lastSeen.wasClosed;
		events.push({ name: 'raised', of, at: of, previous: lastSeen.previous?.status });
		problem = { key: seen.key, ...describeAlarm(seen.row), of };
	}
	return { memory: { lastSeen, problem }, events };
}

/** Whether a poll that sees an alarm so has to look at it. */
export function needsDecision(
	lastSeen: AlarmLastSeen | undefined,
	seen: AlarmObservation,
	isWanted: boolean,
): boolean {
	if (!lastSeen) return isWanted && isSeverity(seen.status);
	if (!isWanted && seen.status !== 'resolved') return false;
	return (
		lastSeen.status !== seen.status ||
		(seen.time !== undefined && !isClose(lastSeen.time, seen.time))
	);
}

type Seen = AlarmObservation & { time: number };

/** What is kept of an alarm when an observation means nothing; undefined when it counts. */
function passedOver(
	old: AlarmLastSeen,
	seen: Seen,
	{ isWanted, now }: AlarmConditions,
): AlarmLastSeen | undefined {
	const { goneSince, ...lastSeen } = old;
	// Should it pass the filters again, what has happened meanwhile is an event.
	if (seen.status !== 'resolved' && !isWanted) return lastSeen;
	if (isStale(old, seen)) return lastSeen;
	if (seen.status !== 'resolved' || !isOlder(seen, severityOf(old))) return undefined;
	// A server that is late; unless it lasts: a clock was set back.
	const since = goneSince ?? now;
	return now - since < LATE_FOR ? { ...lastSeen, goneSince: since } : undefined;
}

/** The end of an alarm that was emitted. */
export function endAlarm(
	{ of }: AlarmProblem,
	previous: AlarmStatus | undefined,
	at: number,
	{ events }: AlarmRules,
): Array<WatchEvent<AlarmEvent, AlarmStatus>> {
	return events.has('resolved') ? [{ name: 'resolved', of, at, previous }] : [];
}

function isDue(since: number, { now, rules }: AlarmConditions): boolean {
	// A clock that was set back must not make it wait for ever.
	return now < since || now - since >= rules.stillAfter;
}

/** The alarm has another severity, or came again. */
function isNewActivation(old: AlarmLastSeen, seen: Seen): boolean {
	if (!isSeverity(seen.status)) return false;
	if (old.status === 'resolved' && isOlder(old, seen)) return true;
	const last = isSeverity(old.status) ? old : old.previous;
	return !last || last.status !== seen.status || !isClose(last.time, seen.time);
}

/** One of two servers behind one address is late, and shows how the alarm stood before. */
function isStale(old: AlarmLastSeen, seen: Seen): boolean {
	const { previous } = old;
	// An acknowledgement that is taken back shows what was before it, too.
	if (!isSeverity(old.status) && old.status !== 'resolved') return false;
	if (!previous || (old.status === seen.status && isClose(old.time, seen.time))) return false;
	const isBefore = previous.status === seen.status && isClose(previous.time, seen.time);
	return isBefore && !isOlder(old, seen);
}

function next(old: AlarmLastSeen | undefined, { status, time }: Seen): AlarmLastSeen {
	const lastSeen: AlarmLastSeen = { status, time };
	const isSame = old && old.status === status && isClose(old.time, time);
	const previous = isSame ? old.previous : lastOf(old);
	if (previous) lastSeen.previous = previous;
	if (old?.pendingSince !== undefined) lastSeen.pendingSince = old.pendingSince;
	if (old?.wasClosed && isClose(old.time, time)) {
		lastSeen.wasClosed = true;
		if (old.seenAt !== undefined) lastSeen.seenAt = old.seenAt;
	}
	return lastSeen;
}

/** An acknowledgement is no severity: the one before it counts on. */
function lastOf(old: AlarmLastSeen | undefined): AlarmLastSeen['previous'] {
	if (!old) return undefined;
	const counts = isSeverity(old.status) || old.status === 'resolved';
	if (counts && old.time !== undefined) return { status: old.status, time: old.time };
	return old.previous;
}

/** The severity that was last seen. */
function severityOf(old: AlarmLastSeen): { time?: number } | undefined {
	return [old, old.previous].find((one) => isSeverity(one?.status));
}

function isOlder(one: { time?: number }, other: { time?: number } | undefined): boolean {
	if (one.time === undefined || other?.time === undefined) return false;
	return one.time < other.time - SLACK;
}

function isClose(a: number | undefined, b: number | undefined): boolean {
	return a !== undefined && b !== undefined && Math.abs(a - b) <= SLACK;
}
