import { instantOf } from '../simulator/query/compare';
import { emissionsOf, isSessionEvent } from './emitted';
import type { Item, Poll, Span } from './ledger';
import { HOUR, MINUTE } from './times';
import type { Trial } from './verdict';

/** Gone for so long is deleted; a bit more than the trigger's hour, for the polls around it. */
const GONE_FOR_SURE_MS = 90 * MINUTE;
/** The same where VSPC cannot be asked for a single job, and a list that lacks it proves little. */
const GONE_FROM_LIST_MS = 25 * HOUR;
/** Less is too early; n8n's polls are not on the second. */
const GONE_AT_LEAST_MS = HOUR - MINUTE;

/** A problem that the trigger told of and that goes on. */
interface Problem {
	event: string;
	/** The poll that told of it. */
	since: number;
	/** When the session of it ended. */
	instant?: number;
}

/** Whether the job is gone or disabled, and since which poll. */
interface State {
	kind: 'normal' | 'disabled' | 'gone';
	since: number;
}

function stateOf({ view }: Span): State['kind'] {
	if (!view) return 'gone';
	return view.isEnabled ? 'normal' : 'disabled';
}

const describe = ({ event, recoveredBy, time }: Item) =>
	`${event}${recoveredBy ? ` (${recoveredBy})` : ''} with the time ${time}`;

/** What was found late has whole seconds. */
const isSameSecond = (a: string | null, b: string | null) =>
	Math.floor(instantOf(a ?? '') / 1000) === Math.floor(instantOf(b ?? '') / 1000);

/** Follows the problems of one job through the polls. */
class ProblemWalk {
	private problem?: Problem;
	private state: State = { kind: 'normal', since: 0 };
	/** When the latest session ended that was no failure. */
	private lastGood = -Infinity;

	constructor(private readonly trial: Trial) {}

	/** The job is shown differently from this poll on. */
	changes(span: Span): void {
		const kind = stateOf(span);
		if (kind === this.state.kind) return;
		this.ends(span.from);
		this.state = { kind, since: span.from };
	}

	/** The state of the job ends before this poll. */
	ends(index: number): void {
		const { problem, state } = this;
		// A problem that came up in this very state may wait for the end of it.
		if (!problem || state.kind === 'normal' || problem.since >= state.since) return;
		if (!this.hadToBeNoticed(index)) return;
		this.trial.findings.missed.push(
			`${this.trial.job.jobKey}: recovered after ${problem.event} at poll ${problem.since}, ` +
				`${state.kind} from poll ${state.since} to ${index - 1}`,
		);
		this.problem = undefined;
	}

	/** The items of one poll. */
	emits(items: Item[], index: number): void {
		const left = new Set(items.filter(({ event }) => event === 'recovered'));
		const sessions = items.filter(isSessionEvent);
		sessions.sort((a, b) => instantOf(a.time ?? '') - instantOf(b.time ?? ''));
		for (const session of sessions) this.endsOne(session, index, left);
		this.endsLate(index, left);
		if (items.some(({ event }) => event === 'overdue')) {
			this.problem ??= { event: 'overdue', since: index };
		}
		for (const item of left) {
			if (this.isByState(item) && this.problem) this.recoverByState(item, index, left);
		}
		for (const item of left) this.blame(item, index, 'nothing was there to recover from');
	}

	private isByState({ recoveredBy }: Item): boolean {
		return recoveredBy === 'deleted' || recoveredBy === 'disabled';
	}

	private recoverByState(item: Item, index: number, left: Set<Item>): void {
		const { state, trial } = this;
		left.delete(item);
		this.problem = undefined;
		this.trial.counts.recovered++;
		const expected = item.recoveredBy === 'deleted' ? 'gone' : 'disabled';
		if (state.kind !== expected) {
			// VSPC changed while a long poll read: that one may see what is shown to the next one.
			const next = trial.job.spans.find(({ from }) => from === index + 1);
			if (trial.polls[index].isLong && next && stateOf(next) === expected) return;
			return this.blame(item, index, `it was not ${expected}`);
		}
		// VSPC changed while a long poll read: that one may have missed the job already.
		const first = trial.polls[state.since - 1]?.isLong ? state.since - 1 : state.since;
		const goneFor = trial.polls[index].at - trial.polls[first].at;
		if (expected === 'gone' && goneFor < GONE_AT_LEAST_MS) this.blame(item, index, 'too early');
	}

	private endsOne(session: Item, index: number, left: Set<Item>): void {
		const { problem } = this;
		const instant = instantOf(session.time ?? '');
		if (session.event !== 'failed') this.lastGood = Math.max(this.lastGood, instant);
		// What was found late ends nothing that came after it.
		const { isInHistory } = this.trial;
		const isLater = isInHistory && problem?.instant !== undefined && problem.instant > instant;
		if (session.event !== 'failed' && problem && !isLater) {
			const isBySession = ({ recoveredBy, time }: Item) =>
				recoveredBy === session.event &&
				(isInHistory ? isSameSecond(time, session.time) : time === session.time);
			// Seen at once that it succeeded and was disabled: either will do.
			const found = [...left].find(isBySession) ?? [...left].find((item) => this.isByState(item));
			// Whether a warning after a warning is a new problem is left open.
			const isOpen = session.event === 'warning' && problem.event === 'warning';
			if (found) {
				left.delete(found);
				this.trial.counts.recovered++;
			} else if (!isOpen) {
				this.trial.findings.missed.push(
					`${this.trial.job.jobKey}: recovered by ${describe(session)} at poll ${index}, ` +
						`after ${problem.event} at poll ${problem.since}`,
				);
			}
			this.problem = undefined;
		}
		if (session.event === 'success' || (isLater && this.problem)) return;
		this.problem = { event: session.event, since: index, instant };
	}

	/** A problem that was found late, though it has ended with a session that was emitted before. */
	private endsLate(index: number, left: Set<Item>): void {
		const { problem, lastGood, trial } = this;
		if (!trial.isInHistory || problem?.instant === undefined) return;
		if (problem.instant >= lastGood) return;
		const { instant } = problem;
		const found = [...left].find(
			(item) =>
				['success', 'warning'].includes(item.recoveredBy ?? '') &&
				instantOf(item.time ?? '') > instant,
		);
		this.problem = undefined;
		if (found) {
			left.delete(found);
			trial.counts.recovered++;
		} else {
			const { event } = problem;
			trial.findings.missed.push(
				`${trial.job.jobKey}: recovered after late ${event} at poll ${index}`,
			);
		}
	}

	private blame(item: Item, index: number, why: string): void {
		const { job, findings } = this.trial;
		findings.wrong.push(`${job.jobKey}: ${describe(item)} at poll ${index}: ${why}`);
	}

	/** Whether the trigger saw the state long enough. */
	private hadToBeNoticed(end: number): boolean {
		const { polls } = this.trial;
		const { kind, since } = this.state;
		// Since when it is gone isn't saved by n8n: a restart begins the hour anew.
		const from = kind === 'gone' ? lastRestart(polls, since, end) : since;
		const seen = polls.slice(from, end).filter(({ grade, isLong }) => grade === 'all' && !isLong);
		if (kind === 'disabled') return seen.length >= 2;
		const isSingle = this.trial.job.jobKey.startsWith('job:');
		const goneFor = isSingle ? GONE_FOR_SURE_MS : GONE_FROM_LIST_MS;
		return seen.length > 2 && seen.at(-1)!.at - seen[0].at >= goneFor;
	}
}

function lastRestart(polls: Poll[], from: number, end: number): number {
	for (let index = end - 1; index > from; index--) if (polls[index].forgets) return index;
	return from;
}

/** Each problem that was emitted is over once: when the job succeeds, is deleted or is disabled. */
export function checkRecoveries(trial: Trial): void {
	const { job, polls } = trial;
	const walk = new ProblemWalk(trial);
	const emissions = emissionsOf(job, polls);
	const spans = job.spans.filter(({ from }) => from < polls.length);
	const indexes = new Set([
		...emissions.map(({ index }) => index),
		...spans.map(({ from }) => from),
	]);
	for (const index of [...indexes].sort((a, b) => a - b)) {
		const span = spans.find(({ from }) => from === index);
		if (span) walk.changes(span);
		const items = emissions.filter((one) => one.index === index).map(({ item }) => item);
		if (items.length > 0) walk.emits(items, index);
	}
	walk.ends(polls.length);
}
