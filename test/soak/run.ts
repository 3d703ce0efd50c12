import { sleep, type IDataObject, type INodeExecutionData } from 'n8n-workflow';

import type { PolledTrigger } from '../engine/harness/poll';
import type { VirtualTime } from '../engine/harness/virtualTime';
import type { Simulator } from '../simulator';
import type { Grade, PollFacts } from './ledger';
import type { Tick } from './plan';
import { MINUTE } from './times';
import { arm, type DayMode } from './troubles';

/** What is run: a trigger, what it watches, and who writes down what happens. */
export interface Stage {
	simulator: Simulator;
	time: VirtualTime;
	trigger: PolledTrigger;
	engine?: 'default' | 'durable';
	/** Requests that every poll makes at the least. */
	requests: number;
	/** What a poll without trouble has to notice; all when left out. */
	usual?: Grade;
	/** Lets everything happen until now, and writes down what VSPC shows then. */
	advance: (now: number) => Promise<void> | void;
	/** Writes down that a poll began; takes its items when it ends. */
	begin: (facts: PollFacts) => (items: IDataObject[]) => void;
	/** How many jobs or alarms the state has to hold. */
	count: () => number;
}

/** Figures of a run. */
export interface RunFigures {
	polls: number;
	requests: number;
	restarts: number;
	/** Bytes of state for each job or alarm, at the most. */
	bytesEach: number;
	seconds: number;
}

const NO_TROUBLE: DayMode = { name: 'usual' };

/**
 * Publishes a trigger and has it poll as planned.
 *
 * @param unexpected where what must not happen is written down
 */
export async function run(
	stage: Stage,
	start: number,
	ticks: Tick[],
	unexpected: string[],
): Promise<RunFigures> {
	return await new Run(stage, start, unexpected).through(ticks);
}

class Run {
	private note = '';
	private figures: RunFigures = { polls: 0, requests: 0, restarts: 0, bytesEach: 0, seconds: 0 };

	constructor(
		private readonly stage: Stage,
		private readonly start: number,
		private readonly unexpected: string[],
	) {}

	async through(ticks: Tick[]): Promise<RunFigures> {
		const begun = performance.now();
		const { start, figures } = this;
		const { trigger, simulator, engine } = this.stage;
		arm(simulator, NO_TROUBLE, []);
		await this.poll({ at: start, grade: 'all' }, async () => await trigger.publish());
		// The durable engine throws the state of the activation poll away.
		if (engine === 'durable') await this.scheduled({ at: start, grade: 'all' });
		for (let index = 0; index < ticks.length && !trigger.deadBy; index++) {
			const next = ticks[index + 1];
			const takesTwo = await this.tick(ticks[index], next);
			if (takesTwo) index++;
		}
		if (trigger.deadBy) this.unexpected.push(`the trigger died: ${trigger.deadBy.message}`);
		figures.seconds = Math.round((performance.now() - begun) / 1000);
		return figures;
	}

	/** One poll of the schedule and what comes before it. True when it took the next one, too. */
	private async tick(tick: Tick, next?: Tick): Promise<boolean> {
		const { at, mode, faults } = tick;
		const { simulator } = this.stage;
		const grade = tick.isBroken ? 'none' : (mode.grade ?? this.stage.usual ?? 'all');
		arm(simulator, mode, tick.isBroken ? faults : []);
		if (tick.before) await this.again(tick.before.what, at - tick.before.lead, grade);
		arm(simulator, mode, faults);
		this.note = [mode.name, ...faults.map(({ kind, skip = 0 }) => `${kind} ${skip}`)].join(', ');
		if (tick.isKilled) {
			await this.killed(at, grade);
			return false;
		}
		if (tick.isLong && next && !next.before) {
			await this.overlapping(at, next.at, grade);
			return true;
		}
		await this.scheduled({ at, grade });
		return false;
	}

	/** n8n starts, or somebody publishes. */
	private async again(
		what: 'restart' | 'republish' | 'unpublish',
		at: number,
		grade: Grade,
	): Promise<void> {
		const { trigger, engine } = this.stage;
		this.figures.restarts++;
		const isPolled = engine !== 'durable' || what === 'unpublish';
		const facts = { at, grade: isPolled ? grade : 'none', forgets: true } as const;
		if (what === 'unpublish') trigger.unpublish();
		await this.poll(facts, async () => {
			if (what === 'restart') return await trigger.restart();
			return what === 'republish' ? await trigger.republish() : await trigger.publish();
		});
	}

	private async scheduled(facts: PollFacts): Promise<void> {
		await this.poll(facts, async () => await this.stage.trigger.poll());
	}

	/** n8n is killed while a poll runs, and started again. */
	private async killed(at: number, grade: Grade): Promise<void> {
		const { simulator, requests } = this.stage;
		simulator.faults.add({ kind: 'latency', ms: 150, times: 1, skip: Math.min(1, requests - 1) });
		const first = this.scheduled({ at, grade: 'none' });
		await sleep(60);
		await this.again('restart', at + MINUTE, grade);
		await first;
	}

	/** A poll that still reads when the next one is due. */
	private async overlapping(at: number, nextAt: number, grade: Grade): Promise<void> {
		const { simulator, requests } = this.stage;
		const skip = this.figures.polls % Math.min(4, requests);
		simulator.faults.add({ kind: 'latency', ms: 250, times: 1, skip });
		const first = this.scheduled({ at, grade, isLong: true });
		await sleep(100);
		await this.scheduled({ at: nextAt, grade: 'none' });
		await first;
	}

	private async poll(facts: PollFacts, poll: () => Promise<INodeExecutionData[]>): Promise<void> {
		const { time, advance, begin, simulator } = this.stage;
		time.advance(Math.max(0, facts.at - time.now()));
		await advance(facts.at);
		const end = begin({ ...facts, note: this.note });
		const index = this.figures.polls++;
		try {
			end((await poll()).map(({ json }) => json));
		} catch (error) {
			const { message } = error as Error;
			if (facts.grade !== 'none') this.unexpected.push(`poll ${index} threw: ${message}`);
		}
		this.figures.requests += simulator.requests.splice(0).length;
		if (index % 12 === 0) this.weigh();
	}

	private weigh(): void {
		const { trigger, count } = this.stage;
		const bytes = JSON.stringify(trigger.state).length;
		this.figures.bytesEach = Math.max(this.figures.bytesEach, bytes / count());
	}
}
