import type { Known } from '../../trigger/known';
import type { Problem } from '../../trigger/state';
import { isGood, type Happening, type RecoveredBy, type WatchRules } from './events';
import type { Recent } from './session';
import type { Sighting } from './sighting';

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
