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
