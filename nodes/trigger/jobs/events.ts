import type { Known } from '../engine/known';
import type { Problem } from '../engine/state';
import type { Sighting } from './observation';
import type { Recent } from './session';

/** What the job trigger tells of. */
export type EventName = 'failed' | 'warning' | 'success' | 'recovered' | 'overdue';

/** What ended a problem. */
export type RecoveredBy = 'success' | 'warning' | 'deleted' | 'disabled' | 'notVisible';

/** Which events are wanted, and when. */
export interface WatchRules {
	events: ReadonlySet<EventName>;
	/** A warning does not end a problem */
	warningIsProblem: boolean;
	/** How long a job must stay failed or warned before that is told; seconds */
	stillAfter: number;
	/** How long a job may go without a success; seconds */
	overdueAfter: number;
	/** Tell of the problems that are there at the beginning */
	emitExisting: boolean;
}

/** One event of a job; times are seconds since 1970. */
export interface Happening {
	event: EventName;
	/**
	 * The end of the session; when overdue, since when polls have seen no success; when recovered, when the problem
	 * ended
	 */
	of: number;
	/** When it came about, to put events in order */
	at: number;
	previous?: string;
	recoveredBy?: RecoveredBy;
	/** Where it is about another session than the one that the job shows now */
	session?: { mark: string; time: number; lastRun?: number };
}

/**
 * The status of the latest session in one letter: Success, Warning, Failed, X for stopped by a user; R while
 * it goes on, N for none.
 */
export type Mark = 'S' | 'W' | 'F' | 'X' | 'R' | 'N';

/** The words of VSPC, in the spelling of its documentation. */
const STATUSES = new Map(
	Object.entries({
		S: 'Success',
		W: 'Warning',
		F: 'Failed',
		X: 'Stopped',
	}),
);

export function statusOf(mark: string | undefined): string | null {
	return STATUSES.get(mark ?? '') ?? null;
}

/** Whether the session is over. */
export function isEnd(mark: string): boolean {
	return STATUSES.has(mark);
}

/** Whether a session that ended so ends a problem. */
export function isGood(mark: string, { warningIsProblem }: WatchRules): boolean {
	return mark === 'S' || (mark === 'W' && !warningIsProblem);
}

/** The event that an end is; stopped by a user has not protected anything. */
export function eventOf(mark: string): 'failed' | 'warning' | 'success' {
	if (mark === 'S') return 'success';
	return mark === 'W' ? 'warning' : 'failed';
}

/** All that the trigger keeps of a job. */
export interface Track {
	known?: Known;
	problem?: Problem;
}

/** What a step goes by besides the job; times are seconds since 1970, by n8n's clock. */
export interface StepConditions {
	now: number;
	rules: WatchRules;
	/** The job passes the filters, so that it can be told of */
	isWanted: boolean;
	/** An unknown job was there before the trigger: what it shows is no news */
	isBaseline: boolean;
	/** Sessions may have been seen and forgotten since the state was saved */
	hasGap: boolean;
	/** Sessions that this process has seen of the job */
	recent?: Recent;
	/** How long the job's own schedule lets it go without a session, seconds; undefined without one */
	interval?: () => number | undefined;
}

export interface StepResult {
	track: Track & { known: Known };
	happenings: Happening[];
}

/** A track while a step changes it. */
export interface Working {
	known: Known;
	problem?: Problem;
	happenings: Happening[];
}

export function latest(...times: Array<number | undefined>): number | undefined {
	const known = times.filter((time): time is number => time !== undefined);
	return known.length === 0 ? undefined : Math.max(...known);
}

/**
 * Since when polls have seen no success, by n8n's clock: those of servers may be wrong.
 *
 * @returns undefined for a state of before that was kept
 */
export function noSuccessSince(known: Known, rules: WatchRules): number | undefined {
	return latest(isGood(known.mark, rules) ? known.seenAt : undefined, known.noSuccessSince);
}

/** How the session before the latest one ended, if that is certain. */
export function previousOf({ before, isAfterGap }: Known): string | undefined {
	return isAfterGap ? undefined : before?.mark;
}

/** A problem has ended: by a session, with its job, or because that was disabled. */
export function endProblem(
	previous: string | undefined,
	recoveredBy: RecoveredBy,
	at: number,
	{ events }: WatchRules,
): Happening[] {
	if (!events.has('recovered')) return [];
	return [{ event: 'recovered', of: at, at, previous, recoveredBy }];
}

/** Also while nobody wants to hear of recoveries: that may change. */
export function remember(state: Working, seen: Sighting, of: number): void {
	const { key, row, enabled } = seen;
	state.problem = { key, name: String(row.name ?? ''), of, wasDisabled: enabled === false };
}
