import { isDueAgain } from '../../util/clock';
import type { JobSession } from '../../vspc/sessions/fields';
import type { Span } from '../../vspc/sessions/history';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** How often what is new is asked for, and how often the last days are looked through for what came late. */
const READ_EVERY_MS = 600_000;
const LOOK_BACK_EVERY_MS = HOUR_MS;
export const DAYS_BACK = 3;

/** So far back VSPC has sessions. */
const ALL_DAYS = 30;

/** Answers in one poll: each is a day. */
export const SPANS = 2;

/**
 * What is read for: what is new; the last days, handed out together; or the days before those, for failures in a row.
 */
export type Purpose = 'new' | 'lastDays' | 'past';

/** A time to be read. */
export interface Owed extends Span {
	purpose: Purpose;
	isTried?: boolean;
}

/** What was read of the session history, and what is to be read; times are milliseconds since 1970. */
export interface ReadPlan {
	/** When it was last asked for what is new, and for the last days */
	askedAt?: number;
	lookedBackAt?: number;
	/** Up to when what is new was read */
	readAt?: number;
	/** Still to be read */
	owed: Owed[];
	/** Of the last days, while they are read */
	parts: JobSession[];
	/** Whether VSPC sends what ended in a time, or whole days, as far as answers show it */
	selects: 'unknown' | 'end' | 'days';
	/** How many days back failures in a row were looked for, and from when */
	past: { days: number; at?: number };
}

export function newPlan(): ReadPlan {
	return { owed: [], parts: [], selects: 'unknown', past: { days: DAYS_BACK } };
}

interface PlanConditions {
	/** Some jobs failed as far back as sessions were read */
	hasPast: boolean;
	/** The times of sessions are those of the job lists */
	isExact: boolean;
}

/** Whether the history is going to be asked for something. */
export function isReadDue(plan: ReadPlan, now: number, hasPast: boolean): boolean {
	const { owed, lookedBackAt, askedAt, selects, past } = plan;
	if (owed.length > 0 || isDueAgain(now, lookedBackAt, LOOK_BACK_EVERY_MS)) return true;
	if (hasPast && past.days < ALL_DAYS) return true;
	return selects !== 'days' && isDueAgain(now, askedAt, READ_EVERY_MS);
}

/**
 * What is to be read now: the time since the last read, once an hour the last days, and once in the life of this process
 * the days before.
 *
 * @param plan changed in place
 * @param now milliseconds since 1970
 */
export function planReads(plan: ReadPlan, now: number, { hasPast, isExact }: PlanConditions): void {
	const { askedAt, lookedBackAt, selects, past } = plan;
	// Whatever the zone or the clock of a server: nothing has ended later.
	const to = now + DAY_MS;
	const before = beforeOf(plan);
	if (isDueAgain(now, lookedBackAt, LOOK_BACK_EVERY_MS)) {
		const days = Array.from({ length: DAYS_BACK }, (_, day) => ({
			from: now - (day + 1) * DAY_MS - before,
			to: day === 0 ? to : now - day * DAY_MS,
			purpose: 'lastDays' as const,
		}));
		plan.parts = [];
		plan.owed = [...days, ...plan.owed.filter(({ purpose }) => purpose === 'past')];
		plan.lookedBackAt = now;
		plan.askedAt = now;
		past.at ??= now;
	} else if (selects !== 'days' && isDueAgain(now, askedAt, READ_EVERY_MS)) {
		const overlap = before > 0 || !isExact ? DAY_MS : HOUR_MS;
		const from = Math.min(plan.readAt ?? now, now) - overlap;
		plan.owed.unshift({ from, to, purpose: 'new' });
		plan.askedAt = now;
	}
	if (!hasPast || plan.owed.some(({ purpose }) => purpose === 'past')) return;
	// After what is due now, as far as a poll comes to it.
	for (let count = 0; count < SPANS && past.days < ALL_DAYS; count++) {
		const until = past.at! - past.days++ * DAY_MS;
		plan.owed.push({ from: until - DAY_MS - before, to: until, purpose: 'past' });
	}
}

/** Where VSPC may select by start, a session of up to a day has to be within: so much earlier it is asked for. */
export function beforeOf({ selects }: ReadPlan): number {
	return selects === 'end' ? 0 : DAY_MS;
}

/** What is new is in the next answer, too. Days without which nothing is complete are asked for once more. */
export function noteNotRead(plan: ReadPlan, span: Owed): void {
	if (span.purpose === 'new') return;
	if (!span.isTried) return void plan.owed.unshift({ ...span, isTried: true });
	if (span.purpose === 'past') return endPast(plan);
	plan.owed = plan.owed.filter(({ purpose }) => purpose !== 'lastDays');
	plan.parts = [];
}

/** No earlier days are read: there are none, or they cannot be read. */
export function endPast(plan: ReadPlan): void {
	plan.owed = plan.owed.filter(({ purpose }) => purpose !== 'past');
	plan.past.days = ALL_DAYS;
}
