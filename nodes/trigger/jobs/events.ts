import { spelled } from '../../util/text';
import type { WatchEvent } from '../engine/watch';
import type { JobLastSeen, JobMemory, JobProblem, Outcome } from './memory';
import type { Observation } from './observation';
import type { Recent } from './session';

/** What the job trigger emits, by name. */
export type EventName = 'failed' | 'warning' | 'success' | 'recovered' | 'overdue' | 'escalated';

/** What ended a problem. */
export type RecoveredBy = 'success' | 'warning' | 'deleted' | 'disabled' | 'notVisible';

/** Which events are wanted, and when. */
export interface WatchRules {
	events: ReadonlySet<EventName>;
	/** A warning does not end a problem */
	warningIsProblem: boolean;
	/** How long a job must stay failed or warned before that is emitted; seconds */
	stillAfter: number;
	/** How long a job may go without a success; seconds */
	overdueAfter: number;
	/** Emit the existing problems */
	emitExisting: boolean;
	/** The first failure in a row that is emitted */
	afterFailures: number;
	/** The failure in a row with which the problem is escalated */
	escalateAfterFailures: number;
	/** How long a problem may last before it is escalated, seconds; 0 for as long as it likes */
	escalateAfter: number;
}

/** Ends in a row that were not good, as far as polls saw them. */
export interface FailureRow {
	count: number;
	/** When the first of them ended, by the clock of its server; undefined where it showed no time */
	since?: number;
}

/** A session that a job does not show now; times are seconds since 1970. */
export interface OtherSession {
	outcome: Outcome;
	time: number;
	lastRun?: number;
	/** Why it failed or warned, where that is known */
	message?: string;
}

/**
 * One event of a job. It is `of` the end of the session; when overdue, of the time since when polls have seen no
 * success; when recovered, of the time at which the problem ended; when escalated, of the end of the session, or of the
 * time at which the problem had lasted for too long.
 */
export interface JobEvent extends WatchEvent<EventName, Outcome> {
	recoveredBy?: RecoveredBy;
	/** Of a failure: how many there have been in a row */
	failures?: FailureRow;
	/** Where it is about another session than the one that the job shows now */
	session?: OtherSession;
}

/**
 * Why a job leads to no event, each with what n8n's log says of it. docs/troubleshooting.md says what to do about it.
 */
export const REASONS = {
	existing: 'It happened before the trigger started. Emit Existing Problems includes problems.',
	appeared:
		'Many jobs became visible at once: they were hidden before. This session is not newer than the last one seen then.',
	tooOld: 'The job is new to the trigger, and this session is more than a week old.',
	filtered: 'The job does not pass the filters of the trigger.',
	notChosen: 'This event is not among the events of the trigger.',
	noOpenProblem:
		'The session is not a problem, and this job has no reported problem that it could end.',
	alreadyReported: 'The problem was reported and is still open.',
	alreadySeen: 'An earlier poll saw this session, and reported it or had a reason not to.',
	waiting: 'The problem has not lasted yet for the time that Min Duration (Minutes) requires.',
	didNotLast:
		'The problem ended before it had lasted for the time that Min Duration (Minutes) requires.',
	fewFailures:
		'The job has not failed often enough in a row yet: see Min Failures in a Row and Escalate (Failures).',
	alreadyEscalated: 'The problem was escalated before, and has not ended since.',
	running: 'A session is running. It counts when it has ended.',
	noOutcome: 'VSPC shows no outcome of a session.',
	noTime: 'VSPC shows a success without a time. That does not prove a new session.',
	unknownEnd: 'No poll saw the end of this session, and VSPC does not show how it ended.',
	older:
		'This session is older than the latest one seen. The server is late, or its clock was set back: later polls show which, within an hour.',
	repeated: 'This session was seen before the latest one. The server is late.',
	overdueBefore:
		'The job was overdue before the trigger started. Emit Existing Problems includes that.',
	noSchedule:
		'There has been no success for a long time, but the job has no schedule that the trigger knows.',
	longSchedule:
		'There has been no success for a long time, but the schedule of the job allows for that.',
	disabled: 'There has been no success for a long time, but the job is disabled.',
	missing:
		'The job is not on the list. Its problem stays open until it is certain that the job was deleted.',
	notVisible:
		'The account can no longer see the job, and it may still exist. Its problem stays open.',
} as const;

export type Reason = keyof typeof REASONS;

/** Why one session of a job, or its being without a success for long, leads to no event. */
export interface Unreported {
	reason: Reason;
	/** Where it is about another session than the one that the job shows now */
	session?: OtherSession;
}

/** The words of VSPC for ends, in the spelling of its documentation. */
const STATUSES = new Map<Outcome, string>([
	['success', 'Success'],
	['warning', 'Warning'],
	['failed', 'Failed'],
	['stopped', 'Stopped'],
]);

/** VSPC's word for an end; null for none. */
export function statusOf(outcome: Outcome | undefined): string | null {
	return (outcome && STATUSES.get(outcome)) ?? null;
}

/** Whether the session is over. */
export function isEnd(outcome: Outcome): boolean {
	return STATUSES.has(outcome);
}

/** Whether a session that ended so ends a problem. */
export function isGood(outcome: Outcome, { warningIsProblem }: WatchRules): boolean {
	return outcome === 'success' || (outcome === 'warning' && !warningIsProblem);
}

/** The event that an end is; stopped by a user has not protected anything. */
export function eventOf(outcome: Outcome): 'failed' | 'warning' | 'success' {
	if (outcome === 'success') return 'success';
	return outcome === 'warning' ? 'warning' : 'failed';
}

/** What decide goes by besides the job; times are seconds since 1970, by n8n's clock. */
export interface DecideConditions {
	now: number;
	rules: WatchRules;
	/** The job passes the filters, so that it can be emitted */
	isWanted: boolean;
	/** An unknown job is existing: what it shows is no event */
	isBaseline: boolean;
	/** Sessions may have been seen and forgotten since the state was saved */
	hasGap: boolean;
	/** Sessions that this process has seen of the job */
	recent?: Recent;
	/** How long the job's own schedule lets it go without a session, seconds; undefined without one */
	interval?: () => number | undefined;
}

export interface Decision {
	memory: JobMemory & { lastSeen: JobLastSeen };
	events: JobEvent[];
	/** What the job shows that leads to none of them; nothing of this is kept in the state */
	unreported: Unreported[];
}

/** The memory of a job while decide changes it. */
export interface Working {
	lastSeen: JobLastSeen;
	problem?: JobProblem;
	events: JobEvent[];
	unreported: Unreported[];
}

/** Notes why what a job shows leads to no event. */
export function withhold({ unreported }: Working, reason: Reason, session?: OtherSession): void {
	unreported.push(session ? { reason, session } : { reason });
}

/** Does what is about another session than the one that the job shows, and has its events and reasons say so. */
export function aboutSession(
	{ events, unreported }: Working,
	session: OtherSession,
	work: () => void,
): void {
	const [firstEvent, firstReason] = [events.length, unreported.length];
	work();
	for (const one of [...events.slice(firstEvent), ...unreported.slice(firstReason)]) {
		one.session ??= session;
	}
}

export function latest(...times: Array<number | undefined>): number | undefined {
	const known = times.filter((time): time is number => time !== undefined);
	return known.length === 0 ? undefined : Math.max(...known);
}

/**
 * Since when polls have seen no success, by n8n's clock: those of servers may be wrong.
 *
 * @returns undefined where nothing of it is kept
 */
export function noSuccessSince(lastSeen: JobLastSeen, rules: WatchRules): number | undefined {
	return latest(
		isGood(lastSeen.outcome, rules) ? lastSeen.seenAt : undefined,
		lastSeen.noSuccessSince,
	);
}

/** How the session before the latest one ended, if that is certain. */
export function previousOf({ previous, isAfterGap }: JobLastSeen): Outcome | undefined {
	return isAfterGap ? undefined : previous?.outcome;
}

/** A problem has ended: by a session, with its job, or because that was disabled. */
export function endProblem(
	previous: Outcome | undefined,
	recoveredBy: RecoveredBy,
	at: number,
	{ events }: WatchRules,
): JobEvent[] {
	if (!events.has('recovered')) return [];
	return [{ name: 'recovered', of: at, at, previous, recoveredBy }];
}

/** Also while nobody wants to hear of recoveries: that may change. */
export function remember(state: Working, seen: Observation, of: number): void {
	const { key, row, enabled } = seen;
	state.problem = { key, name: spelled(row.name), of, wasDisabled: enabled === false };
}
