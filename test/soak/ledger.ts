import { instantOf } from '../simulator/query/compare';
import { HOUR } from './times';

/** How a session ended, with the time that tells it from others, as VSPC wrote it. */
export interface Ending {
	status: string;
	time: string;
}

/** What VSPC shows of a job: an ending only while the status is one of the latest session. */
interface View {
	isEnabled: boolean;
	ending?: Ending;
}

/**
 * What a poll had to notice: `all` that was shown; `slow`: late ends only if they stay, because it takes
 * the trigger several polls to read everything; `none`, when VSPC couldn't be read.
 */
export type Grade = 'all' | 'slow' | 'none';

export interface PollFacts {
	at: number;
	grade: Grade;
	/** The trigger lost what n8n had not saved. */
	forgets?: boolean;
	/** VSPC changed while it was read: only what stayed had to be noticed. */
	isLong?: boolean;
	/** What went on, for whoever looks for a reason. */
	note?: string;
}

/** An item that the trigger emitted. */
export interface Item {
	jobKey: string;
	event: string;
	eventId: string;
	recoveredBy?: string | null;
	previousStatus?: unknown;
	/** Of failed and escalated; null where the item does not say so. */
	failuresInRow?: number | null;
	/** The end, or with Microsoft 365 the start of the session. */
	time: string | null;
	status: string;
}

export interface Poll extends PollFacts {
	items: Item[];
}

/** What was shown of a job from one poll on, up to another one. */
export interface Span {
	from: number;
	to: number;
	/** Nothing when the job wasn't there. */
	view?: View;
}

/** A session that ended, and the first poll that could have seen it. */
interface Happened {
	ending: Ending;
	from: number;
}

/** Everything about one job. */
export interface JobHistory {
	jobKey: string;
	spans: Span[];
	/** Sessions that really ended, by `sessionKey`. */
	happened: Map<string, Happened>;
}

/** Tells a session of a job from others: servers write one instant in many ways, and some times are whole seconds. */
export function sessionKey({ status, time }: Ending): string {
	return `${status.toLowerCase()} ${Math.floor(instantOf(time) / 1000)}`;
}

/** Writes down what VSPC showed and what the trigger emitted; knows nothing of how the trigger works. */
export class Ledger {
	readonly polls: Poll[] = [];
	readonly jobs = new Map<string, JobHistory>();

	/** A session really ended, and VSPC has heard of it. */
	happened(jobKey: string, ending: Ending): void {
		const from = this.polls.length;
		this.job(jobKey).happened.set(sessionKey(ending), { ending, from });
	}

	/** From the next poll on VSPC shows this of a job; without a view the job isn't there. */
	shows(jobKey: string, view?: View): void {
		const { spans } = this.job(jobKey);
		const from = this.polls.length;
		const last = spans.at(-1);
		if (last?.from === from) spans.pop();
		else if (last) last.to = from;
		spans.push({ from, to: Infinity, view });
	}

	/** A poll began. Its items are added when it ends. */
	poll(facts: PollFacts): Poll {
		const poll = { ...facts, items: [] };
		this.polls.push(poll);
		return poll;
	}

	private job(jobKey: string): JobHistory {
		let job = this.jobs.get(jobKey);
		if (!job) {
			job = { jobKey, spans: [], happened: new Map() };
			this.jobs.set(jobKey, job);
		}
		return job;
	}
}

/** Late is what was shown more than one poll after it was. */
export const LATE_MS = 10 * 60_000 + 5000;

/** So long a late end must be shown for a trigger that reads everything once an hour. */
export const LATE_STAYS_MS = HOUR;
