import { instantOf } from '../simulator/query/compare';
import { emissionsOf, isSessionEvent, type Emission } from './emitted';
import type { Item } from './ledger';
import type { Trial } from './verdict';

/** What the trigger is set to: the third failure in a row escalates a problem. */
const ESCALATES = 3;

const isFailure = (status: string) => ['failed', 'stopped'].includes(status.toLowerCase());

/** An end that the trigger knows, and whether it failed; a warning counts as a success. */
interface Known {
	instant: number;
	isFailure: boolean;
}

/** Follows the failures in a row of one job, by the ends that were emitted. */
class RowWalk {
	private readonly known: Known[] = [];
	private isEscalated = false;
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

	private take(instant: number, failed: boolean): void {
		const { known } = this;
		if (known.some((one) => Math.abs(one.instant - instant) < 1000)) return;
		known.push({ instant, isFailure: failed });
		known.sort((a, b) => a.instant - b.instant);
	}

	/** Failures in a row up to an end; all of the row where it is still going on. */
	private rowOf(instant: number): number {
		const index = this.known.findLastIndex((one) => Math.abs(one.instant - instant) < 1000);
		const from = this.known.slice(0, index + 1).findLastIndex((one) => !one.isFailure) + 1;
		const next = this.known.slice(index).findIndex((one) => !one.isFailure);
		this.isOver = this.trial.isInHistory && next >= 0;
		return next < 0 ? this.known.length - from : index + 1 - from;
	}

	/** Ends that are no failure count for those of the same poll. */
	foresee({ item }: Emission): void {
		const isLate = this.trial.isInHistory && item.event !== 'failed' && isSessionEvent(item);
		if (isLate && item.time !== null) this.take(instantOf(item.time), false);
	}

	emits({ item, index }: Emission): void {
		if (item.event === 'escalated') return this.escalates(item, index);
		this.settle(index);
		if (item.event === 'recovered') this.isEscalated = false;
		if (!isSessionEvent(item) || item.time === null) return;
		const instant = instantOf(item.time);
		this.take(instant, item.event === 'failed');
		if (item.event !== 'failed') return;
		const count = this.rowOf(instant);
		const told = item.failuresInRow;
		// Of a row that was over when it was found, a restart may have left less.
		const isTold = this.isOver ? Number(told) <= count : told === count;
		if (told !== undefined && !isTold) this.blame(item, index, `failed ${count} times`);
		if (count >= ESCALATES && !this.isEscalated) this.owed = item;
	}

	private escalates(item: Item, index: number): void {
		const { owed, trial } = this;
		trial.counts.escalated++;
		if (this.isEscalated) {
			trial.findings.doubled.push(`${trial.job.jobKey}: escalated again at poll ${index}`);
		} else if (owed?.time !== item.time || owed.failuresInRow !== item.failuresInRow) {
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
}
