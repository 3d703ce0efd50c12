import {
	type DecideConditions,
	endProblem,
	eventOf,
	isEnd,
	isGood,
	previousOf,
	withhold,
	type Working,
} from './events';
import { countFailure, dueEvents, emitProblem, failuresOf, whyNotDue } from './failures';
import type { JobLastSeen } from './memory';
import type { Observation } from './observation';
import { sawIn, sinceFailure } from './overdue';
import { isLatestSession } from './session';

/**
 * Takes an end for the latest one of its job: keeps it, ends the open problem if it is good, and emits its event, or
 * lets it wait until emitPending does.
 *
 * @param seenAt when a poll first saw it, seconds since 1970
 */
export function takeEnd(
	state: Working,
	seen: Observation,
	conditions: DecideConditions,
	isBaseline: boolean,
	seenAt = conditions.now,
): void {
	const { rules, isWanted, hasGap } = conditions;
	const old = state.lastSeen;
	const isOpen = state.problem !== undefined;
	// Without any time the session is known by when it was seen.
	const time = seen.time ?? seenAt;
	const good = isGood(seen.outcome, rules);
	const event = eventOf(seen.outcome);
	state.lastSeen = lastSeenFrom(old, seen, conditions, isBaseline, seenAt);
	if (good) closeProblems(state, old, seen, time, conditions);

	if (!rules.events.has(event) && (good || !rules.events.has('escalated'))) {
		// Most jobs are fine when the trigger begins, and nobody asks about them.
		if (isBaseline && good) return;
		const wasAwaited = good && rules.events.has('recovered') && !isOpen;
		return withhold(state, wasAwaited ? 'noOpenProblem' : 'notChosen');
	}
	if (!isWanted) return withhold(state, 'filtered');
	if (isBaseline && (event === 'success' || !rules.emitExisting))
		return withhold(state, 'existing');
	if (event === 'success') {
		const previous = !hasGap && isEnd(old.outcome) ? old.outcome : undefined;
		state.events.push({ name: event, of: time, at: time, previous });
		return;
	}
	const { lastSeen } = state;
	if (dueEvents(lastSeen, rules).length === 0) return withhold(state, whyNotDue(lastSeen, rules));
	lastSeen.pendingSince = (good ? undefined : old.pendingSince) ?? seenAt;
}

/** What is kept of a job whose latest end this is. */
function lastSeenFrom(
	old: JobLastSeen,
	seen: Observation,
	conditions: DecideConditions,
	isBaseline: boolean,
	seenAt: number,
): JobLastSeen {
	const { rules, hasGap, recent } = conditions;
	const good = isGood(seen.outcome, rules);
	const lastSeen: JobLastSeen = { outcome: seen.outcome, time: seen.time };
	// Only what this process has not looked at yet may have been seen and forgotten.
	const isFirstLook = hasGap && recent === undefined && !isBaseline;
	lastSeen.seenAt = isFirstLook && good ? sawIn(old, seen.time ?? seenAt, seenAt) : seenAt;
	if (seen.isStart) lastSeen.isStart = true;
	else if (seen.lastRun !== undefined) lastSeen.start = seen.lastRun;
	if (old.isDisabled) lastSeen.isDisabled = true;
	if (old.namesakeAt !== undefined) lastSeen.namesakeAt = old.namesakeAt;
	if (isEnd(old.outcome) && old.time !== undefined) {
		// To recognize what a late server shows it is good enough; to say how the session before ended it is not.
		lastSeen.previous = { outcome: old.outcome, time: old.time };
		if (hasGap) lastSeen.isAfterGap = true;
	}
	if (good) return lastSeen;
	lastSeen.noSuccessSince = sinceFailure(old, seen, conditions, isBaseline);
	if (old.isOverdue) lastSeen.isOverdue = true;
	countFailure(lastSeen, old, conditions, isBaseline, seenAt);
	return lastSeen;
}

/** A good end closes the open problem, and the one that had not lasted long enough yet. */
function closeProblems(
	state: Working,
	old: JobLastSeen,
	seen: Observation,
	time: number,
	{ rules, hasGap }: DecideConditions,
): void {
	// What it shows now may be an event all the same.
	if (old.pendingSince !== undefined && old.time !== undefined) {
		withhold(state, 'didNotLast', { outcome: old.outcome, time: old.time });
	}
	if (!state.problem) return;
	const by = seen.outcome === 'success' ? 'success' : 'warning';
	state.events.push(...endProblem(hasGap ? undefined : old.outcome, by, time, rules));
	delete state.problem;
}

/** Emits a problem once it has lasted long enough; at once where nobody asked to wait. */
export function emitPending(state: Working, seen: Observation, conditions: DecideConditions): void {
	const { lastSeen } = state;
	const { rules, now, isWanted } = conditions;
	if (lastSeen.pendingSince === undefined) return;
	// While it runs again nobody knows yet; a server that is late knows nothing.
	if (seen.outcome === 'running' || (isEnd(seen.outcome) && !isLatestSession(lastSeen, seen, now)))
		return;
	// A clock that was set back must not make it wait for ever.
	if (now >= lastSeen.pendingSince && now - lastSeen.pendingSince < rules.stillAfter) {
		return withhold(state, 'waiting');
	}
	delete lastSeen.pendingSince;
	if (!isWanted) return withhold(state, 'filtered');
	const names = dueEvents(lastSeen, rules);
	if (names.length === 0) return withhold(state, whyNotDue(lastSeen, rules));
	const of = lastSeen.time ?? lastSeen.seenAt ?? now;
	const failures = failuresOf(lastSeen, rules);
	emitProblem(state, seen, { names, of, previous: previousOf(lastSeen), failures });
}
