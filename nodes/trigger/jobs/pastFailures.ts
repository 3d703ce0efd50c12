import { isGood, type WatchRules } from './events';
import { failuresOf, isFailure, setRow } from './failures';
import type { JobLastSeen } from './memory';
import { isClose, type SeenSession } from './session';

/** What is known of failures in a row that began before the trigger, or this process, did. */
export interface PastRows {
	/** By short ID since when a row has been failing, seconds since 1970: nothing more is to be found out about it */
	done: Map<string, number>;
	/** Short IDs of jobs that failed as far back as sessions were read: those of the days before are to be read */
	open: Set<string>;
	/** No earlier days have been read */
	canOpen: boolean;
}

export function newPastRows(): PastRows {
	return { done: new Map(), open: new Set(), canOpen: true };
}

/** A job, what is known of it, and its sessions by the times of the job lists. */
interface Failing {
	id: string;
	/** Changed in place */
	lastSeen: JobLastSeen;
	/** Ends that polls saw */
	known: SeenSession[];
	/** Ends that no poll saw, and that are about to be put in their places */
	late: SeenSession[];
	history: Array<SeenSession & { slack: number }>;
	/** The sessions of the last days are among them, and not only those of an earlier day */
	hasLastDays: boolean;
}

/**
 * Counts the failures in a row that came before all that polls know of a job. Those that came later are known, or are
 * late ends; sessions whose result is unknown count for nothing.
 */
export function countPast(
	{ id, lastSeen, known, late, history, hasLastDays }: Failing,
	rows: PastRows,
	rules: WatchRules,
): void {
	const { count, since } = failuresOf(lastSeen, rules);
	if (count === 0 || since === undefined) return void rows.open.delete(id);
	if (isClose(rows.done.get(id), since)) return;
	if (!hasLastDays && !rows.open.has(id)) return;
	const isDone = (at: number) => {
		rows.open.delete(id);
		rows.done.set(id, at);
	};
	const from = Math.min(since, ...late.map(({ time }) => time));
	const isComplete = [...known, ...late].some(
		({ time, outcome }) => time < since - 1 && isGood(outcome, rules),
	);
	if (isComplete) return isDone(since);
	const earlier = history
		.filter(({ time, slack, outcome }) => time < from - slack && outcome !== 'none')
		.sort((a, b) => b.time - a.time);
	const length = earlier.findIndex(({ outcome }) => !isFailure(outcome, rules));
	const failures = length < 0 ? earlier : earlier.slice(0, length);
	const first = failures.at(-1)?.time ?? from;
	if (failures.length > 0) setRow(lastSeen, { count: count + failures.length, since: first });
	if (length >= 0) return isDone(first);
	if (rows.canOpen) rows.open.add(id);
	else if (!rows.open.has(id)) isDone(first);
}
