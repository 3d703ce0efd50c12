import { isEnd, isGood } from './events';
import { isClose } from './session';
import type { Sighting } from './sighting';
import { latest, noSuccessSince, remember, type StepConditions, type Working } from './track';
import type { Known } from '../../trigger/known';

/** A session takes its time, and VSPC hears of its end a little later. */
const OWN_SCHEDULE_GRACE = 3600;

/**
 * By the server's clock alone a job is overdue for sure only when it is so by two days: clocks of servers are
 * wrong by hours, and by a day where somebody mistook the date.
 */
const CLOCKS_DIFFER_BY = 48 * 3600;

/** An end that shows while the job has no outcome may have been a success. */
export function noticeUnseen(
	known: Known,
	{ mark, time }: Sighting,
	{ now, recent }: StepConditions,
): void {
	if (isEnd(mark) || time === undefined || known.time === undefined) return;
	const others = [...(known.older ?? []), ...(recent?.sessions ?? [])];
	const ends = [known, ...(known.before ? [known.before] : []), ...others];
	if (ends.some((one) => isClose(one.time, time)) || isClose(known.unseenEnd, time)) return;
	known.unseenEnd = time;
	known.noSuccessSince = latest(known.noSuccessSince, now);
	// The session that goes on is another one than before.
	if (known.runningSince !== undefined) known.runningSince = now;
}

/**
 * Notices that a job has had no success for too long.
 *
 * All of it is counted by n8n's clock, from when polls saw the last success. Only at the beginning there is
 * nothing but what the server tells; by that, no event is made unless existing problems are asked for.
 *
 * @param isReturned the job is back after its problem was ended because it was gone
 */
export function noticeOverdue(
	state: Working,
	seen: Sighting,
	conditions: StepConditions,
	isBaseline: boolean,
	isReturned: boolean,
): void {
	const { rules, now, isWanted } = conditions;
	const { known } = state;
	noteRunning(known, seen, now);
	if (seen.enabled === false) known.isDisabled = true;
	else if (seen.enabled === true && known.isDisabled) {
		// While it was disabled, nobody waited for a success.
		delete known.isDisabled;
		known.noSuccessSince = now;
	}
	const since = countedFrom(known, conditions);
	if (known.isOverdue || seen.enabled === false || !isWanted) return;
	// One that waits to be known for the latest may be the success.
	if (known.older?.some(({ mark }) => isGood(mark, rules))) return;
	const [waited, ran] = isBaseline
		? byServer(seen, conditions)
		: [now - since, now - (known.runningSince ?? -Infinity)];
	if (waited <= rules.overdueAfter) return;
	// Schedules take long to read, and most jobs come no further than this.
	const interval = conditions.interval?.();
	if (interval === undefined || interval > rules.overdueAfter) return;
	const allowed = Math.max(rules.overdueAfter, interval + OWN_SCHEDULE_GRACE);
	const shortest = isBaseline && !rules.emitExisting ? allowed + CLOCKS_DIFFER_BY : allowed;
	// The session that goes on may be the success, unless it has gone on for as long itself.
	if (Math.min(waited, ran) <= shortest) return;
	known.isOverdue = true;
	if (isBaseline && !rules.emitExisting) return;
	const of = isReturned ? now : now - waited;
	state.happenings.push({
		event: 'overdue',
		of,
		at: Math.max(of, now - waited + allowed),
		previous: isEnd(known.mark) ? known.mark : undefined,
	});
	remember(state, seen, of);
}

function noteRunning(known: Known, { mark, runsSince }: Sighting, now: number): void {
	if (mark !== 'R' && runsSince === undefined) delete known.runningSince;
	else known.runningSince = Math.min(known.runningSince ?? now, now);
}

/** When waiting began; now for a state of before that was kept, and after n8n's clock was set back. */
function countedFrom(known: Known, { rules, now }: StepConditions): number {
	const since = noSuccessSince(known, rules);
	if (since !== undefined && since <= now) return since;
	if (isGood(known.mark, rules)) known.seenAt = now;
	if (known.noSuccessSince !== undefined || !isGood(known.mark, rules)) known.noSuccessSince = now;
	return now;
}

/** How long ago a success may have been, and for how long the job has run, as far as its server's clock is right; seconds. */
function byServer(
	{ mark, time, lastRun, runsSince }: Sighting,
	{ rules, now }: StepConditions,
): [waited: number, ran: number] {
	const isRunning = mark === 'R' || runsSince !== undefined;
	const end = isEnd(mark) && !isGood(mark, rules) ? (lastRun ?? time) : time;
	const since = end ?? (isRunning ? runsSince : undefined) ?? now;
	return [now - since, isRunning ? now - (runsSince ?? now) : Infinity];
}
