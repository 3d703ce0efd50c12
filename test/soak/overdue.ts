import { instantOf } from '../simulator/query/compare';
import { emissionsOf } from './emitted';
import { sessionKey, type Ending, type JobHistory, type Poll, type Span } from './ledger';
import { HOUR, MINUTE } from './times';
import type { Trial } from './verdict';

const OVERDUE_MS = 24 * HOUR;
/** Clocks of servers are wrong by up to ten minutes. */
const CLOCK_MS = 15 * MINUTE;
/** So much later than due it may come. */
const TOLERANCE_MS = 90 * MINUTE;

/** A warning counts as a success here, as it does for the trigger by default. */
const isGood = ({ status }: Ending) => ['Success', 'Warning'].includes(status);

/** A success that was shown. */
interface Success {
	/** The poll from which on it was shown. */
	index: number;
	instant: number;
	isWarning: boolean;
}

function successesOf(spans: Span[]): Success[] {
	const found = new Map<string, Success>();
	for (const { from, view } of spans) {
		const ending = view?.ending;
		if (!ending || !isGood(ending)) continue;
		// One that is shown again is no other.
		const key = sessionKey(ending);
		if (found.has(key)) continue;
		const isWarning = ending.status === 'Warning';
		found.set(key, { index: from, instant: instantOf(ending.time), isWarning });
	}
	return [...found.values()];
}

/** Whether everything from one poll to another was as usual: no restart, no outage of long. */
function isUndisturbed(polls: Poll[], from: number, to: number): boolean {
	let lastSeen = polls[from].at;
	for (let index = from + 1; index <= to; index++) {
		const { at, grade, forgets } = polls[index];
		if (forgets || at - lastSeen > 30 * MINUTE) return false;
		if (grade === 'all') lastSeen = at;
	}
	return true;
}

/** Whether the job rests at a poll: while a session goes on, that one may be the success. */
function isAtRest(spans: Span[], index: number): boolean {
	const span = spans.find(({ from, to }) => from <= index && index < to);
	return span?.view?.ending !== undefined;
}

/**
 * Whether a session ended of which VSPC shows the end alone, because the next one is going on: for all that
 * can be seen, it may have been the success.
 */
function hasUnknownEnd({ spans, happened }: JobHistory, from: number, to: number): boolean {
	const isHidden = (index: number) => {
		const span = spans.find((one) => one.from <= index && index < one.to);
		return span?.view !== undefined && span.view.ending === undefined;
	};
	return [...happened.values()].some(
		(one) => one.from > from && one.from <= to && isHidden(one.from),
	);
}

/** Whether the job has really succeeded in between: VSPC may prove even what it shows too late. */
function hasSucceeded({ happened }: JobHistory, from: number, to: number): boolean {
	return [...happened.values()].some(
		(one) => one.from > from && one.from <= to && isGood(one.ending),
	);
}

/** Whether its problem was ended because it was gone: should it be back as it was, the problem is open again. */
function wasClosed(job: JobHistory, polls: Poll[], from: number, to: number): boolean {
	return emissionsOf(job, polls).some(
		({ item, index }) => index > from && index <= to && item.recoveredBy === 'deleted',
	);
}

/** Whether the job was there and enabled all the time. */
function isWatched(spans: Span[], from: number, to: number): boolean {
	return spans.every((span) => span.to <= from || span.from > to || span.view?.isEnabled === true);
}

/** Overdue comes once until the next success, and it does come. */
export function checkOverdue({ job, polls, findings, counts, isDaily }: Trial): void {
	const { jobKey } = job;
	const spans = job.spans.filter(({ from }) => from < polls.length);
	const successes = successesOf(spans);
	const emitted = emissionsOf(job, polls).filter(({ item }) => item.event === 'overdue');
	counts.overdue += emitted.length;
	for (const [count, { index }] of emitted.entries()) {
		const earlier = emitted[count - 1]?.index;
		if (count > 0 && !hasSucceeded(job, earlier, index) && !wasClosed(job, polls, earlier, index)) {
			findings.doubled.push(`${jobKey}: overdue at poll ${index}, after poll ${earlier}`);
		}
		const recent = successes.find(
			(one) =>
				!one.isWarning &&
				one.index <= index &&
				one.instant > polls[index].at - OVERDUE_MS + CLOCK_MS,
		);
		if (recent) {
			const time = new Date(recent.instant).toISOString();
			findings.wrong.push(`${jobKey}: overdue at poll ${index}, but it succeeded at ${time}`);
		}
	}
	if (!isDaily) return;
	for (const [count, success] of successes.entries()) {
		const next = successes[count + 1]?.index ?? polls.length;
		// It counts from when a poll saw it: clocks of servers are wrong.
		const due = polls[success.index].at + OVERDUE_MS + TOLERANCE_MS;
		const index = polls.findIndex(({ at }) => at >= due);
		if (index < 0 || index >= next) continue;
		if (!isUndisturbed(polls, success.index, index)) continue;
		if (!isWatched(spans, success.index, index) || !isAtRest(spans, index)) continue;
		if (hasUnknownEnd(job, success.index, index)) continue;
		if (emitted.some((one) => one.index > success.index && one.index <= next)) continue;
		findings.missed.push(
			`${jobKey}: overdue by poll ${index}, succeeded at ${new Date(success.instant).toISOString()}` +
				`, shown from poll ${success.index}`,
		);
	}
}
