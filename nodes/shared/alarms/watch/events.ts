import type { Severity } from '../alarm';

/** What the alarm trigger tells of. */
export type AlarmEvent = 'raised' | 'changed' | 'resolved';

/** Which events are wanted, and when. */
export interface AlarmRules {
	events: ReadonlySet<AlarmEvent>;
	/** Less severe alarms are not told */
	minimum: Severity;
	/** How long an alarm must stay active before it is told; seconds */
	stillAfter: number;
	/** Tell of the alarms that are there at the beginning */
	emitExisting: boolean;
}

/** One event of an alarm; times are seconds since 1970. */
export interface AlarmHappening {
	event: AlarmEvent;
	/** The activation; of the one that was told last, when resolved */
	of: number;
	/** When it came about, to put events in order */
	at: number;
	/** How the alarm stood before, as a mark */
	previous?: string;
}
