import {
	type DecideConditions,
	type EventName,
	eventOf,
	type FailureRow,
	isEnd,
	isGood,
	previousOf,
	type Reason,
	remember,
	type WatchRules,
	withhold,
	type Working,
} from './events';
import type { JobLastSeen, Outcome } from './memory';
import type { Observation } from './observation';
import { isClose, isLatestSession, type SeenSession } from './session';

/** How many ends in a row were not good, up to the latest one; none where that is good or unknown. */
export function failuresOf(
	{ outcome, time, failures, failingSince }: JobLastSeen,
	rules: WatchRules,
): FailureRow {
	if (!isFailure(outcome, rules)) return { count: 0 };
	return failures === undefined
		? { count: 1, since: time }
		: { count: failures, since: failingSince };
}

/** Whether an event may depend on how many failures there are. */
export function isCounted(lastSeen: JobLastSeen, rules: WatchRules): boolean {
	const depends = rules.afterFailures > 1 || rules.events.has('escalated');
	return depends && failuresOf(lastSeen, rules).count > 0;
}

export function isFailure(outcome: Outcome, rules: WatchRules): boolean {
	return isEnd(outcome) && !isGood(outcome, rules);
}

/**
 * Counts an end that is not good. Sessions that no poll saw are not counted, and end no row: n8n saves a state with
 * events only, so to begin anew after each restart would be to never come to three.
 *
 * @param lastSeen what is kept of the job from now on; changed in place
 * @param old the same before
 * @param seenAt when a poll first saw the end, seconds since 1970
 */
export function countFailure(
	lastSeen: JobLastSeen,
	old: JobLastSeen,
	{ rules }: DecideConditions,
	isBaseline: boolean,
	seenAt: number,
): void {
	const before = failuresOf(old, rules);
	if (before.count > 0) setRow(lastSeen, { ...before, count: before.count + 1 });
	// How long an existing problem has lasted is not counted: it was not emitted.
	if (!isBaseline || rules.emitExisting) lastSeen.problemSince = old.problemSince ?? seenAt;
	// Should its job have been gone, the problem was ended.
	if (old.isEscalated && !old.wasClosed) lastSeen.isEscalated = true;
}

/** One failure needs no more than the session itself says. */
export function setRow(lastSeen: JobLastSeen, { count, since }: FailureRow): void {
	delete lastSeen.failures;
	delete lastSeen.failingSince;
	if (count < 2) return;
	lastSeen.failures = count;
	if (since !== undefined) lastSeen.failingSince = since;
}

/**
 * A good end is found late: only the failures behind it are still in the row.
 *
 * @param lastSeen the latest end lies behind the good one; changed in place
 */
export function cutRow(
	lastSeen: JobLastSeen,
	goodAt: number,
	{ rules, recent }: Pick<DecideConditions, 'rules' | 'recent'>,
): void {
	const row = failuresOf(lastSeen, rules);
	const after = knownEnds(lastSeen, recent?.sessions ?? []).filter(({ time }) => time > goodAt);
	const isRow = after.length > 0 && after.every(({ outcome }) => isFailure(outcome, rules));
	const isWithin = row.since === undefined || row.since < goodAt;
	if (isRow && isWithin) setRow(lastSeen, { count: after.length, since: after[0].time });
}

/** Ends that this process or the state knows, each once, the oldest first. */
export function knownEnds(
	{ outcome, time, previous }: JobLastSeen,
	recent: SeenSession[],
): SeenSession[] {
	const latest = time === undefined ? [] : [{ outcome, time }];
	const all = [...recent, ...(previous ? [previous] : []), ...latest];
	const unique = new Map(all.map((end) => [end.time, end]));
	return [...unique.values()].sort((a, b) => a.time - b.time);
}

/** Which events of an end other than a success are due: those chosen, often enough in a row, and escalated once. */
export function dueEvents(lastSeen: JobLastSeen, rules: WatchRules): EventName[] {
	const { events, afterFailures, escalateAfterFailures } = rules;
	const event = eventOf(lastSeen.outcome);
	const { count } = failuresOf(lastSeen, rules);
	const isOften = event !== 'failed' || count >= afterFailures;
	const isEscalated = lastSeen.isEscalated !== true && count >= escalateAfterFailures;
	return [
		...(events.has(event) && isOften ? [event] : []),
		...(events.has('escalated') && isEscalated ? ['escalated' as const] : []),
	];
}

/** Why none of them is. */
export function whyNotDue(lastSeen: JobLastSeen, { events }: WatchRules): Reason {
	const isChosen = events.has(eventOf(lastSeen.outcome));
	if (!isChosen && !events.has('escalated')) return 'notChosen';
	return !isChosen && lastSeen.isEscalated ? 'alreadyEscalated' : 'fewFailures';
}

/** Emits a problem, which is open from then on. */
export function emitProblem(
	state: Working,
	seen: Observation,
	{
		names,
		of,
		previous,
		failures,
	}: { names: EventName[]; of: number; previous?: Outcome; failures: FailureRow },
): void {
	for (const name of names) {
		state.events.push({ name, of, at: of, previous, ...(failures.count > 0 ? { failures } : {}) });
		if (name === 'escalated') state.lastSeen.isEscalated = true;
	}
	remember(state, seen, of);
}

/** Escalates a problem that lasts for too long, by n8n's clock from when a poll first saw it. */
export function noticeEscalated(
	state: Working,
	seen: Observation,
	{ rules, now, isWanted }: DecideConditions,
): void {
	const { lastSeen } = state;
	const { problemSince: since } = lastSeen;
	if (since === undefined) return;
	// A clock that was set back must not make it wait for ever.
	if (since > now) lastSeen.problemSince = now;
	const isAsked = rules.events.has('escalated') && rules.escalateAfter > 0;
	if (!isAsked || lastSeen.isEscalated || now - since < rules.escalateAfter) return;
	const failures = failuresOf(lastSeen, rules);
	if (failures.count === 0 && !lastSeen.isOverdue) return;
	if (isUncertain(lastSeen, seen, rules, now)) return;
	if (!isWanted) return withhold(state, 'filtered');
	lastSeen.isEscalated = true;
	const of = since + rules.escalateAfter;
	const previous = previousOf(lastSeen);
	state.events.push({
		name: 'escalated',
		of,
		at: of,
		previous,
		...(failures.count > 0 ? { failures } : {}),
	});
	if (!state.problem) remember(state, seen, lastSeen.time ?? of);
}

/** Whether the problem may have ended already, or not begun to count. */
function isUncertain(
	lastSeen: JobLastSeen,
	seen: Observation,
	rules: WatchRules,
	now: number,
): boolean {
	if (lastSeen.pendingSince !== undefined || isClose(lastSeen.unseenEnd, seen.time)) return true;
	// One that waits to be known for the latest may be the success.
	if (lastSeen.older?.some(({ outcome }) => isGood(outcome, rules))) return true;
	return isEnd(seen.outcome) && !isLatestSession(lastSeen, seen, now);
}
