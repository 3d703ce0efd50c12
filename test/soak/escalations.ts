import { instantOf } from '../simulator/query/compare';
import { emissionsOf, isSessionEvent, type Emission } from './emitted';
import type { Item } from './ledger';
import { HOUR, MINUTE } from './times';
import type { Trial } from './verdict';

/** What the trigger is set to: the third failure in a row escalates a problem. */
const ESCALATES = 3;

/** So long the trigger may take to see that a problem has lasted: it may look at all jobs once an hour. */
const NOTICED_WITHIN_MS = 2 * HOUR;

/** So long an end may wait before it counts, though polls see it: its problem began then. */
const MAY_WAIT_MS = HOUR + 20 * MINUTE;

/** So long after a start the failures of before may not be counted yet. */
const COUNTED_WITHIN_MS = 3 * HOUR;

const isFailure = (status: string) => ['failed', 'stopped'].includes(status.toLowerCase());

/** An end that the trigger knows, and whether it failed; a warning counts as a success. */
interface Known {
	instant: number;
	isFailure: boolean;
	/** The poll that emitted it; none for what was there at the first poll */
	index?: number;
}

/** A problem that goes on. */
interface Open {
	/** The poll that told of it */
	index: number;
	/** Since when it lasts, milliseconds */
	since: number;
	/** The latest failure of it */
	latest?: string;
}

/** Follows the failures in a row of one job, by the ends that were emitted. */
class RowWalk {
	private readonly known: Known[] = [];
	/** Failures of the row from before its first end that is known: the session history has them. */
	private before = 0;
	/** The first poll that could have seen the latest of them */
	private beforeFrom = 0;
	/** Whether nothing of the row but these came before all that polls saw. */
	private isFromStart = false;
	private isEscalated = false;
	/** The end with which an escalated problem stood when its job went away */
	private escalatedAway?: number;
	private open?: Open;
	/** An escalation that has to be the next item. */
	private owed?: Item;
	/** The row had ended when it was found: nobody has to be called */
	private isOver = false;

	constructor(private readonly trial: Trial) {
		const { job } = trial;
		const first = job.spans.find(({ from }) => from === 0)?.view?.ending;
		// What was there at the first poll is no event, and counts.
		if (first) this.take(instantOf(first.time), isFailure(first.status));
	}

	/** Failures in a row before an end, up to a poll. */
	private pastOf({ instant }: Known, index: number): number {
		const { job, polls, isInHistory } = this.trial;
		if (!isInHistory) return 0;
		const past = [...job.happened.values()]
			.map(({ ending: { time, status }, from }) => ({ at: instantOf(time), status, from }))
			.filter(({ at }) => at < instant - 1000)
			.sort((a, b) => b.at - a.at);
		const length = past.findIndex(({ status }) => !isFailure(status));
		const row = length < 0 ? past : past.slice(0, length);
		// Those that no poll saw are events, unless n8n started before they were found.
		const isLost = row.some(({ from }) =>
			polls.some(({ forgets }, at) => forgets && at >= from && at <= index),
		);
		this.beforeFrom = Math.max(0, ...row.map(({ from }) => from));
		return this.isFromStart || isLost ? row.length : 0;
	}

	private take(instant: number, failed: boolean, index?: number): void {
		const { known } = this;
		if (known.some((one) => Math.abs(one.instant - instant) < 1000)) return;
		known.push({ instant, isFailure: failed, index });
		known.sort((a, b) => a.instant - b.instant);
	}

	/** Failures in a row up to an end; all of the row where it is still going on. */
	private rowOf(instant: number, poll: number): number {
		const index = this.known.findLastIndex((one) => Math.abs(one.instant - instant) < 1000);
		const from = this.known.slice(0, index + 1).findLastIndex((one) => !one.isFailure) + 1;
		const next = this.known.slice(index).findIndex((one) => !one.isFailure);
		this.isOver = this.trial.isInHistory && next >= 0;
		this.isFromStart = from === 0;
		this.before = this.pastOf(this.known[from], poll);
		return next < 0 ? this.known.length - from : index + 1 - from;
	}

	/** Ends that are no failure count for those of the same poll. */
	foresee({ item, index }: Emission): void {
		const isLate = this.trial.isInHistory && item.event !== 'failed' && isSessionEvent(item);
		if (isLate && item.time !== null) this.take(instantOf(item.time), false, index);
	}

	emits({ item, index }: Emission): void {
		if (item.event === 'escalated') return this.escalates(item, index);
		this.settle(index);
		const { isEscalated, open } = this;
		this.follow(item, index);
		if (item.event === 'recovered' && !this.open) {
			const isAway = item.recoveredBy === 'deleted' || item.recoveredBy === 'notVisible';
			const isKept = isEscalated && isAway && open?.latest !== undefined;
			this.escalatedAway = isKept ? instantOf(open.latest!) : undefined;
			this.isEscalated = false;
		}
		if (!isSessionEvent(item) || item.time === null) return;
		const instant = instantOf(item.time);
		this.take(instant, item.event === 'failed', index);
		if (item.event !== 'failed') return;
		const count = this.rowOf(instant, index);
		const told = item.failuresInRow;
		// Of a row that was over when it was found, a restart may have left less.
		const isTold = this.isOver
			? Number(told) <= count + this.before
			: this.isCount(told, count, index);
		if (told !== undefined && !isTold) {
			this.blame(item, index, `failed ${count} times, and ${this.before} before`);
		}
		if (Math.max(count, Number(told ?? 0)) >= ESCALATES && !this.isEscalated) this.owed = item;
	}

	/** What came before all that polls saw is counted once the history was looked through: some hours later, or after each start. */
	private isCount(told: Item['failuresInRow'], count: number, index: number): boolean {
		const { polls, isOwedByHistory } = this.trial;
		if (told === count + this.before) return true;
		const start = Math.max(
			Math.min(index, this.beforeFrom),
			polls.findLastIndex(({ forgets }, at) => at <= index && forgets),
		);
		// How the session before ended was not shown when the trigger began: its end is known with the first failure.
		const isFirst = this.known.length === 1;
		const isSure = this.isFromStart && isOwedByHistory && !isFirst;
		const isRead = isSure && polls[index].at - polls[start].at > COUNTED_WITHIN_MS;
		return !isRead && Number(told) >= count && Number(told) <= count + this.before;
	}

	/** Whether the problem goes on, and since when. */
	private follow({ event, time, recoveredBy }: Item, index: number): void {
		const own = { index, since: this.trial.polls[index].at };
		if (event === 'recovered' || event === 'success' || event === 'warning') {
			this.checkLasting(index);
			const isBySession = event !== 'recovered' || ['success', 'warning'].includes(recoveredBy!);
			this.open = isBySession && time !== null ? this.openAfter(instantOf(time)) : undefined;
		} else if (event === 'overdue') this.open ??= own;
		else if (event === 'failed') {
			const { known, open } = this;
			const instant = instantOf(time ?? '');
			// What was over when it was found opens nothing, and is not the latest of what came after it.
			if (known.some((one) => !one.isFailure && one.instant > instant + 1000)) return;
			const isLatest = open?.latest === undefined || instantOf(open.latest) < instant;
			const latest = isLatest ? (time ?? undefined) : open.latest;
			this.open = { ...(open ?? own), latest };
		}
	}

	/** What is still open after a good end: that of failures which came later, if it was found late. */
	private openAfter(instant: number): Open | undefined {
		const { known, open, trial } = this;
		const later = known.filter((one) => one.instant > instant + 1000);
		// The problem began after another good end.
		if (later.some((one) => !one.isFailure)) return open;
		const told = later.flatMap(({ index }) => index ?? []);
		if (!open || told.length === 0) return undefined;
		const index = Math.min(...told);
		// No poll need have seen the first of them.
		return { ...open, index, since: Math.min(trial.polls[index].at, later[0].instant) };
	}

	/** What lasted for long enough while its failure was shown had to be escalated. */
	checkLasting(end: number): void {
		const { trial, open } = this;
		const { polls, job, escalatesAfter, findings } = trial;
		if (escalatesAfter === 0 || this.isEscalated || open?.latest === undefined) return;
		const due = polls[open.index].at + escalatesAfter;
		const spans = job.spans.filter(({ to }) => to > open.index);
		if (spans.some(({ from, view }) => from < end && !view?.isEnabled)) return;
		const wasShown = spans.some(({ from, to, view }) => {
			if (view?.ending?.time !== open.latest) return false;
			const seen = polls
				.slice(from, Math.min(to, end))
				.filter(({ at, grade, isLong }) => at >= due && grade !== 'none' && !isLong);
			return seen.length > 1 && seen.at(-1)!.at - seen[0].at >= NOTICED_WITHIN_MS;
		});
		if (!wasShown) return;
		const since = new Date(polls[open.index].at).toISOString();
		findings.missed.push(`${job.jobKey}: escalated, since ${since}, before poll ${end}`);
		this.isEscalated = true;
	}

	private hasLasted(index: number): boolean {
		const { escalatesAfter, polls } = this.trial;
		if (escalatesAfter === 0 || !this.open) return false;
		return polls[index].at - this.open.since >= escalatesAfter - MAY_WAIT_MS;
	}

	private escalates(item: Item, index: number): void {
		const { owed, trial } = this;
		trial.counts.escalated++;
		if (this.isEscalated) {
			trial.findings.doubled.push(`${trial.job.jobKey}: escalated again at poll ${index}`);
		} else if (
			// A job that is back as it was opens its problem again, with what was emitted of it.
			(item.time === null || instantOf(item.time) !== this.escalatedAway) &&
			(owed?.time !== item.time || owed.failuresInRow !== item.failuresInRow) &&
			!this.hasLasted(index)
		) {
			this.blame(item, index, 'nothing was there to escalate');
		}
		this.isEscalated = true;
		this.owed = undefined;
	}

	/** What is owed has to come with the failure. */
	settle(index: number): void {
		const { owed, trial } = this;
		this.owed = undefined;
		if (!owed || this.isOver) return;
		trial.findings.missed.push(
			`${trial.job.jobKey}: escalated with ${owed.failuresInRow} failures (${owed.time}), before poll ${index}`,
		);
		this.isEscalated = true;
	}

	private blame({ event, time, failuresInRow }: Item, index: number, why: string): void {
		const { job, findings } = this.trial;
		const text = `${event} (${time}, ${failuresInRow} in a row) at poll ${index}`;
		findings.wrong.push(`${job.jobKey}: ${text}: ${why}`);
	}
}

/** Each failure says how many there were in a row, and each open problem is escalated once. */
export function checkEscalations(trial: Trial): void {
	const { job, polls } = trial;
	const walk = new RowWalk(trial);
	const all = emissionsOf(job, polls);
	let latest = -1;
	for (const emission of all) {
		const { index } = emission;
		if (index > latest) for (const one of all) if (one.index === index) walk.foresee(one);
		latest = index;
		walk.emits(emission);
	}
	walk.settle(polls.length);
	walk.checkLasting(polls.length);
}
