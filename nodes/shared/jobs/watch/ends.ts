import { eventOf, isEnd, isGood } from './events';
import { isBeforeLatest, isLatestSession } from './session';
import type { Sighting } from './sighting';
import {
	endProblem,
	latest,
	noSuccessSince,
	previousOf,
	remember,
	type StepConditions,
	type Working,
} from './track';
import type { Known } from '../../trigger/known';

/**
 * Takes an end for the latest one of its job.
 *
 * @param seenAt when a poll first saw it, seconds since 1970
 */
export function takeEnd(
	state: Working,
	seen: Sighting,
	conditions: StepConditions,
	isBaseline: boolean,
	seenAt = conditions.now,
): void {
	const { rules, isWanted, hasGap, recent } = conditions;
	const old = state.known;
	const before = isEnd(old.mark) ? old.mark : undefined;
	// To recognise what a late server shows it is good enough; to say how the session before ended it is not.
	const previous = hasGap ? undefined : before;
	// Without any time the session is known by when it was seen.
	const time = seen.time ?? seenAt;
	const good = isGood(seen.mark, rules);
	const event = eventOf(seen.mark);

	const known: Known = { mark: seen.mark, time: seen.time };
	// Only what this process has not looked at yet may have been seen and forgotten.
	const isFirstLook = hasGap && recent === undefined && !isBaseline;
	known.seenAt = isFirstLook && good ? sawIn(old, time, seenAt) : seenAt;
	if (seen.isStart) known.isStart = true;
	else if (seen.lastRun !== undefined) known.start = seen.lastRun;
	if (old.isDisabled) known.isDisabled = true;
	if (before && old.time !== undefined) {
		known.before = { mark: before, time: old.time };
		if (hasGap) known.isAfterGap = true;
	}
	if (!good) {
		known.noSuccessSince = sinceFailure(old, seen, conditions, isBaseline);
		if (old.isOverdue) known.isOverdue = true;
	}
	state.known = known;

	if (good && state.problem) {
		const by = seen.mark === 'S' ? 'success' : 'warning';
		state.happenings.push(...endProblem(hasGap ? undefined : old.mark, by, time, rules));
		delete state.problem;
	}
	if (!isWanted || !rules.events.has(event)) return;
	if (event === 'success') {
		if (!isBaseline) state.happenings.push({ event, of: time, at: time, previous });
		return;
	}
	if (isBaseline && !rules.emitExisting) return;
	known.pendingSince = (good ? undefined : old.pendingSince) ?? seenAt;
}

/**
 * When a poll would have seen an end that was seen and forgotten, or that came while n8n was down: as long after
 * the last one that was saved as the server's clock says, whatever that clock shows.
 */
function sawIn(old: Known, time: number, now: number): number {
	if (old.seenAt === undefined || old.time === undefined || time <= old.time) return now;
	return Math.min(now, old.seenAt + (time - old.time));
}

/**
 * Since when there may have been no success: VSPC shows the latest session only. Where sessions may have gone
 * unseen, one of them may have been a success, but not after the latest one began.
 */
function sinceFailure(
	old: Known,
	seen: Sighting,
	{ rules, hasGap, now }: StepConditions,
	isBaseline: boolean,
): number {
	const since = noSuccessSince(old, rules);
	if (isBaseline || since === undefined) return now;
	const began = seen.lastRun ?? seen.time;
	if (!hasGap || began === undefined) return since;
	return Math.max(since, sawIn(old, began, now));
}

/** Whether a problem goes on that came after an end which shows only now: a server that is late closes no ticket. */
export function isLateGoodEnd(
	{ known, problem }: Working,
	seen: Sighting,
	{ rules }: StepConditions,
): boolean {
	const goesOn = problem !== undefined || known.pendingSince !== undefined;
	return goesOn && known.mark !== 'S' && isGood(seen.mark, rules) && isBeforeLatest(known, seen);
}

/** Takes an end from before the latest one, which no poll saw in its time. */
export function takeLateEnd(
	state: Working,
	seen: Sighting,
	{ rules, isWanted }: StepConditions,
	seenAt: number,
): void {
	const { known } = state;
	const time = seen.time!;
	const event = eventOf(seen.mark);
	const previous = previousOf(known);
	known.before = { mark: seen.mark, time };
	known.noSuccessSince = latest(known.noSuccessSince, seenAt);
	if (!isWanted || !rules.events.has(event)) return;
	// What has to last to be told did not.
	if (event !== 'success' && rules.stillAfter > 0) return;
	state.happenings.push({ event, of: time, at: time, previous });
	if (event !== 'success' && !state.problem) remember(state, seen, time);
}

/** Tells a problem once it has lasted long enough; at once where nobody asked to wait. */
export function tellPending(state: Working, seen: Sighting, conditions: StepConditions): void {
	const { known } = state;
	const { rules, now, isWanted } = conditions;
	if (known.pendingSince === undefined) return;
	// While it runs again nobody knows yet; a server that is late knows nothing.
	if (seen.mark === 'R' || (isEnd(seen.mark) && !isLatestSession(known, seen, now))) return;
	// A clock that was set back must not make it wait for ever.
	if (now >= known.pendingSince && now - known.pendingSince < rules.stillAfter) return;
	delete known.pendingSince;
	if (!isWanted) return;
	const event = eventOf(known.mark);
	const of = known.time ?? known.seenAt ?? now;
	state.happenings.push({ event, of, at: of, previous: previousOf(known) });
	remember(state, seen, of);
}
