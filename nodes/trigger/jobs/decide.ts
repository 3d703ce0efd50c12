import { emitPending, takeEnd } from './ends';
import {
	type DecideConditions,
	type Decision,
	endProblem,
	eventOf,
	isEnd,
	isGood,
	previousOf,
	type Reason,
	type Unreported,
	withhold,
	type Working,
} from './events';
import { emitProblem, failuresOf, noticeEscalated } from './failures';
import type { JobLastSeen, JobMemory } from './memory';
import type { Observation } from './observation';
import { takeShownEnd } from './olderEnds';
import { noticeOverdue, noticeUnseen } from './overdue';
import { isClose, isLatestSession, placeOf, type Recent } from './session';

/**
 * What an observation of a job means: the events, or the reasons why there are none, and what to keep of it. Depends on
 * nothing but its arguments.
 */
export function decide(
	memory: JobMemory,
	observation: Observation,
	conditions: DecideConditions,
): Decision {
	const { lastSeen } = memory;
	const seen = counted(lastSeen, observation);
	const state: Working = {
		lastSeen: lastSeen ? { ...lastSeen } : firstSeen(seen, conditions),
		problem: memory.problem && { ...memory.problem },
		events: [],
		unreported: [],
	};
	const isBaseline = lastSeen === undefined && conditions.isBaseline;
	delete state.lastSeen.goneSince;
	if (lastSeen) takeShownEnd(state, seen, conditions);
	else if (isEnd(seen.outcome)) takeEnd(state, seen, conditions, isBaseline);
	noticeUnseen(state.lastSeen, seen, conditions);
	emitPending(state, seen, conditions);
	const isReturned = noticeReturn(state, seen, conditions);
	noticeDisabled(state, seen, conditions);
	noticeEscalated(state, seen, conditions);
	state.unreported = reasonsOf(state, observation, seen, conditions);
	if (conditions.rules.events.has('overdue')) {
		noticeOverdue(state, seen, conditions, isBaseline, isReturned);
	}
	const { problem, events, unreported } = state;
	return { memory: { lastSeen: state.lastSeen, problem }, events, unreported };
}

/** Why what the job shows leads to no event: none where it does, or where a job is as fine as it was before. */
function reasonsOf(
	{ lastSeen, problem, events, unreported }: Working,
	shown: Observation,
	seen: Observation,
	{ rules, isWanted }: DecideConditions,
): Unreported[] {
	if (events.some(({ session }) => !session)) return unreported.filter(({ session }) => session);
	if (unreported.some(({ session }) => !session)) return unreported;
	const because = (reason: Reason) => [...unreported, { reason }];
	if (!isEnd(seen.outcome)) {
		if (isEnd(shown.outcome)) return because('noTime');
		if (isClose(lastSeen.unseenEnd, seen.time)) return because('unknownEnd');
		return because(seen.outcome === 'running' ? 'running' : 'noOutcome');
	}
	if (isGood(seen.outcome, rules)) return unreported;
	if (!rules.events.has(eventOf(seen.outcome)) && !rules.events.has('escalated'))
		return because('notChosen');
	if (!isWanted) return because('filtered');
	return because(problem ? 'alreadyReported' : 'alreadySeen');
}

/** Whether a poll that sees a job so has to look at it. */
export function needsDecision(
	lastSeen: JobLastSeen | undefined,
	seen: Observation,
	recent: Recent | undefined,
	now: number,
): boolean {
	if (seen.time === undefined || (!isEnd(seen.outcome) && seen.outcome !== 'running')) return false;
	return lastSeen === undefined || placeOf(lastSeen, seen, recent, now) === 'new';
}

/** Whether a session that nobody saw the end of may have ended before the one that goes on. */
export function isUnseenEnd(
	lastSeen: JobLastSeen | undefined,
	seen: Observation,
	recent: Recent | undefined,
	now: number,
): boolean {
	if (lastSeen === undefined || seen.outcome !== 'running' || seen.time === undefined) return false;
	if (lastSeen.older?.some(({ time }) => isClose(time, seen.time))) return false;
	return ['new', 'older'].includes(placeOf(lastSeen, seen, recent, now));
}

/** A success without any time proves nothing, unless the failure before it had none either. */
function counted(lastSeen: JobLastSeen | undefined, seen: Observation): Observation {
	if (seen.time !== undefined || seen.outcome !== 'success') return seen;
	const isTimeless =
		lastSeen !== undefined && isEnd(lastSeen.outcome) && lastSeen.time === undefined;
	return isTimeless ? seen : { ...seen, outcome: 'none' };
}

/** What a job shows when it is first seen is no event before its next session: nobody knows how that end was. */
function firstSeen(
	{ outcome, time }: Observation,
	{ now, isBaseline }: DecideConditions,
): JobLastSeen {
	const lastSeen: JobLastSeen = {
		outcome: outcome === 'running' || isBaseline ? 'running' : 'none',
		noSuccessSince: now,
		seenAt: now,
	};
	if (time !== undefined) lastSeen.time = time;
	// Without times, only this shows that the next failure is another one.
	else if (outcome === 'running') lastSeen.runningSince = now;
	return lastSeen;
}

/**
 * A job is back whose problem was ended because it was gone: if it still stands as it did, the problem is open
 * again. That is another event than the first one, with an ID of its own.
 */
function noticeReturn(state: Working, seen: Observation, conditions: DecideConditions): boolean {
	const { lastSeen } = state;
	const { rules, now, isWanted } = conditions;
	if (!lastSeen.wasClosed || !isEnd(seen.outcome)) return false;
	// A server that is late does not show how the job stands.
	if (!isLatestSession(lastSeen, seen, now)) return true;
	delete lastSeen.wasClosed;
	if (state.problem) return true;
	const event = eventOf(lastSeen.outcome);
	if (isGood(lastSeen.outcome, rules) && event === 'success') return true;
	// What was emitted of it is emitted again.
	const names = ([event, ...(lastSeen.isEscalated ? ['escalated' as const] : [])] as const).filter(
		(name) => rules.events.has(name),
	);
	if (isWanted && names.length > 0) {
		const failures = failuresOf(lastSeen, rules);
		emitProblem(state, seen, { names, of: now, previous: previousOf(lastSeen), failures });
		if (failures.count > 0) lastSeen.problemSince = now;
	} else {
		delete lastSeen.isOverdue;
		delete lastSeen.isEscalated;
		withhold(state, isWanted ? 'notChosen' : 'filtered');
	}
	return true;
}

function noticeDisabled(
	state: Working,
	{ enabled }: Observation,
	{ now, rules }: DecideConditions,
): void {
	const { problem, lastSeen } = state;
	if (!problem) {
		// Nobody waits for a job that is disabled.
		if (enabled === false) delete lastSeen.problemSince;
		return;
	}
	if (enabled === true) problem.wasDisabled = false;
	if (enabled !== false || problem.wasDisabled) return;
	const ended = endProblem(lastSeen.outcome, 'disabled', now, rules);
	if (ended.length === 0) withhold(state, 'notChosen');
	state.events.push(...ended);
	delete state.problem;
	delete lastSeen.pendingSince;
	delete lastSeen.problemSince;
	delete lastSeen.isEscalated;
}
