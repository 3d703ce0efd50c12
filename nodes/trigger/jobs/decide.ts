import type { Known } from '../engine/known';
import { takeEnd, takeShownEnd, tellPending } from './ends';
import {
	endProblem,
	eventOf,
	isEnd,
	isGood,
	previousOf,
	type Reason,
	remember,
	type StepConditions,
	type StepResult,
	type Track,
	type Unreported,
	type Working,
	withhold,
} from './events';
import type { Sighting } from './observation';
import { noticeOverdue, noticeUnseen } from './overdue';
import { isClose, isLatestSession, placeOf, type Recent } from './session';

/**
 * What a sighting of a job means: the events, or the reasons why there are none, and what to keep of it. Depends on
 * nothing but its arguments.
 */
export function step(track: Track, sighting: Sighting, conditions: StepConditions): StepResult {
	const { known } = track;
	const seen = counted(known, sighting);
	const state: Working = {
		known: known ? { ...known } : firstKnown(seen, conditions),
		problem: track.problem && { ...track.problem },
		happenings: [],
		unreported: [],
	};
	const isBaseline = known === undefined && conditions.isBaseline;
	delete state.known.goneSince;
	if (known) takeShownEnd(state, seen, conditions);
	else if (isEnd(seen.mark)) takeEnd(state, seen, conditions, isBaseline);
	noticeUnseen(state.known, seen, conditions);
	tellPending(state, seen, conditions);
	const isReturned = noticeReturn(state, seen, conditions);
	noticeDisabled(state, seen, conditions);
	state.unreported = reasonsOf(state, sighting, seen, conditions);
	if (conditions.rules.events.has('overdue')) {
		noticeOverdue(state, seen, conditions, isBaseline, isReturned);
	}
	const { problem, happenings, unreported } = state;
	return { track: { known: state.known, problem }, happenings, unreported };
}

/** Why what the job shows leads to no event: none where it does, or where a job is as fine as it was before. */
function reasonsOf(
	{ known, problem, happenings, unreported }: Working,
	shown: Sighting,
	seen: Sighting,
	{ rules, isWanted }: StepConditions,
): Unreported[] {
	if (happenings.some(({ session }) => !session))
		return unreported.filter(({ session }) => session);
	if (unreported.some(({ session }) => !session)) return unreported;
	const because = (reason: Reason) => [...unreported, { reason }];
	if (!isEnd(seen.mark)) {
		if (isEnd(shown.mark)) return because('noTime');
		if (isClose(known.unseenEnd, seen.time)) return because('unknownEnd');
		return because(seen.mark === 'R' ? 'running' : 'noOutcome');
	}
	if (isGood(seen.mark, rules)) return unreported;
	if (!rules.events.has(eventOf(seen.mark))) return because('notChosen');
	if (!isWanted) return because('filtered');
	if (known.pendingSince !== undefined) return because('waiting');
	return because(problem ? 'alreadyReported' : 'alreadySeen');
}

/** Whether a poll that sees a job so has to look at it. */
export function isNews(
	known: Known | undefined,
	seen: Sighting,
	recent: Recent | undefined,
	now: number,
): boolean {
	if (seen.time === undefined || (!isEnd(seen.mark) && seen.mark !== 'R')) return false;
	return known === undefined || placeOf(known, seen, recent, now) === 'new';
}

/** Whether a session that nobody saw the end of may have ended before the one that goes on. */
export function isUnseenEnd(
	known: Known | undefined,
	seen: Sighting,
	recent: Recent | undefined,
	now: number,
): boolean {
	if (known === undefined || seen.mark !== 'R' || seen.time === undefined) return false;
	if (known.older?.some(({ time }) => isClose(time, seen.time))) return false;
	return ['new', 'older'].includes(placeOf(known, seen, recent, now));
}

/** A success without any time proves nothing, unless the failure before it had none either. */
function counted(known: Known | undefined, seen: Sighting): Sighting {
	if (seen.time !== undefined || seen.mark !== 'S') return seen;
	const isTimeless = known !== undefined && isEnd(known.mark) && known.time === undefined;
	return isTimeless ? seen : { ...seen, mark: 'N' };
}

/** What a job shows when it is first seen is no news before its next session: nobody knows how that end was. */
function firstKnown({ mark, time }: Sighting, { now, isBaseline }: StepConditions): Known {
	const known: Known = {
		mark: mark === 'R' || isBaseline ? 'R' : 'N',
		noSuccessSince: now,
		seenAt: now,
	};
	if (time !== undefined) known.time = time;
	// Without times, only this shows that the next failure is another one.
	else if (mark === 'R') known.runningSince = now;
	return known;
}

/**
 * A job is back whose problem was ended because it was gone: if it still stands as it did, the problem is open
 * again. That is another event than the first one, with an ID of its own.
 */
function noticeReturn(state: Working, seen: Sighting, conditions: StepConditions): boolean {
	const { known } = state;
	const { rules, now, isWanted } = conditions;
	if (!known.wasClosed || !isEnd(seen.mark)) return false;
	delete known.wasClosed;
	if (!isLatestSession(known, seen, now) || state.problem) return true;
	const event = eventOf(known.mark);
	if (isGood(known.mark, rules) && event === 'success') return true;
	if (isWanted && rules.events.has(event)) {
		state.happenings.push({ event, of: now, at: now, previous: previousOf(known) });
		remember(state, seen, now);
	} else {
		delete known.isOverdue;
		withhold(state, isWanted ? 'notChosen' : 'filtered');
	}
	return true;
}

function noticeDisabled(
	state: Working,
	{ enabled }: Sighting,
	{ now, rules }: StepConditions,
): void {
	const { problem } = state;
	if (!problem) return;
	if (enabled === true) problem.wasDisabled = false;
	if (enabled !== false || problem.wasDisabled) return;
	const ended = endProblem(state.known.mark, 'disabled', now, rules);
	if (ended.length === 0) withhold(state, 'notChosen');
	state.happenings.push(...ended);
	delete state.problem;
	delete state.known.pendingSince;
}
