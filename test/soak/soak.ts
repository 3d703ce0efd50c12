import { sleep, type IDataObject, type INodeExecutionData, type INodeType } from 'n8n-workflow';

import { PolledTrigger } from '../engine/harness/poll';
import { apiKey } from '../engine/harness/simulator';
import { startVirtualTime, type VirtualTime } from '../engine/harness/virtualTime';
import { startSimulator, type Settings, type Simulator } from '../simulator';
import { Ledger, type Grade, type Item, type PollFacts } from './ledger';
import { makePlan, type Tick } from './plan';
import { DAY, MINUTE } from './times';
import { arm, type DayMode } from './troubles';
import { judge, type Verdict } from './verdict';
import { World } from './world';

export interface SoakSetup {
	seed: number;
	days: number;
	trigger: INodeType;
	/** How many jobs there are, of all kinds; 3,000 when left out. */
	jobs?: number;
	/** How often a poll takes so long that the next one begins meanwhile. */
	longPolls?: number;
	engine?: 'default' | 'durable';
	apiVersion?: string;
	settings?: Partial<Settings>;
	/** Whether a running job's tasks are its own already. */
	showsOwnTasks?: boolean;
}

export interface SoakResult extends Verdict {
	ledger: Ledger;
	polls: number;
	requests: number;
	restarts: number;
	bytesPerJob: number;
	seconds: number;
}

const NO_TROUBLE: DayMode = { name: 'usual' };

/** Most jobs are those of backup servers. */
function estateOf(jobs: number) {
	const agentJobs = Math.round(jobs / 15);
	const vb365Jobs = Math.round(jobs / 30);
	// One more: the job of the vendor's page is taken out.
	return { jobs: jobs - agentJobs - vb365Jobs + 1, agentJobs, vb365Jobs, companies: 40 };
}

/** Runs the trigger for some days, with everything that can go wrong. */
export async function soak(setup: SoakSetup): Promise<SoakResult> {
	const start = Date.UTC(2026, 2, 1) + setup.seed * 7 * DAY;
	const { seed, jobs = 3000 } = setup;
	// The world changes jobs by the simulator's own calls, so that even its small lists may remember.
	const settings = { rememberFrom: 0, jobAlarms: false, ...setup.settings };
	const simulator = await startSimulator({
		...estateOf(jobs),
		seed,
		now: new Date(start),
		settings,
	});
	const time = startVirtualTime(start);
	try {
		return await new Soak(setup, start, simulator, time).run();
	} finally {
		time.restore();
		await simulator.close();
	}
}

class Soak {
	private readonly ledger = new Ledger();
	private readonly world: World;
	private readonly trigger: PolledTrigger;
	private readonly unexpected: string[] = [];
	private note = '';
	private requests = 0;
	private restarts = 0;
	private bytesPerJob = 0;

	constructor(
		private readonly setup: SoakSetup,
		private readonly start: number,
		private readonly simulator: Simulator,
		private readonly time: VirtualTime,
	) {
		const { seed, days, trigger, engine, apiVersion = '3.6.1', showsOwnTasks = false } = setup;
		this.world = new World(simulator, {
			seed,
			start,
			days,
			keepsMessage: simulator.settings.runningMessage === 'kept',
			showsOwnTasks,
			onEnd: (jobKey, ending) => this.ledger.happened(jobKey, ending),
		});
		this.trigger = new PolledTrigger({
			nodeType: trigger,
			engine,
			credentials: apiKey(simulator, { apiVersion }),
			parameters: {
				jobKinds: ['job', 'agentJob', 'microsoft365Job'],
				events: ['failed', 'warning', 'success', 'recovered', 'overdue'],
				// Names cost half of the requests, and have a test of their own.
				options: { includeNames: false },
			},
		});
	}

	async run(): Promise<SoakResult> {
		const begun = performance.now();
		const ticks = makePlan({ ...this.setup, start: this.start });
		const { trigger } = this;
		arm(this.simulator, NO_TROUBLE, []);
		await this.poll({ at: this.start, grade: 'all' }, async () => await trigger.publish());
		// The durable engine throws the state of the activation poll away.
		if (this.setup.engine === 'durable') await this.scheduled({ at: this.start, grade: 'all' });
		for (let index = 0; index < ticks.length && !trigger.deadBy; index++) {
			const next = ticks[index + 1];
			const takesTwo = await this.tick(ticks[index], next);
			if (takesTwo) index++;
		}
		if (trigger.deadBy) this.unexpected.push(`the trigger died: ${trigger.deadBy.message}`);
		const verdict = judge(this.ledger, (jobKey) => this.world.isDaily(jobKey));
		verdict.wrong.push(...this.unexpected);
		return {
			...verdict,
			ledger: this.ledger,
			polls: this.ledger.polls.length,
			requests: this.requests,
			restarts: this.restarts,
			bytesPerJob: this.bytesPerJob,
			seconds: Math.round((performance.now() - begun) / 1000),
		};
	}

	/** One poll of the schedule and what comes before it. True when it took the next one, too. */
	private async tick(tick: Tick, next?: Tick): Promise<boolean> {
		const { at, mode, faults } = tick;
		const grade = tick.isBroken ? 'none' : (mode.grade ?? 'all');
		arm(this.simulator, mode, tick.isBroken ? faults : []);
		if (tick.before) await this.again(tick.before.what, at - tick.before.lead, grade);
		arm(this.simulator, mode, faults);
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
		const { trigger } = this;
		this.restarts++;
		const isPolled = this.setup.engine !== 'durable' || what === 'unpublish';
		const facts = { at, grade: isPolled ? grade : 'none', forgets: true } as const;
		if (what === 'unpublish') trigger.unpublish();
		await this.poll(facts, async () => {
			if (what === 'restart') return await trigger.restart();
			return what === 'republish' ? await trigger.republish() : await trigger.publish();
		});
	}

	private async scheduled(facts: PollFacts): Promise<void> {
		await this.poll(facts, async () => await this.trigger.poll());
	}

	/** n8n is killed while a poll runs, and started again. */
	private async killed(at: number, grade: Grade): Promise<void> {
		this.simulator.faults.add({ kind: 'latency', ms: 150, times: 1, skip: 1 });
		const first = this.scheduled({ at, grade: 'none' });
		await sleep(60);
		await this.again('restart', at + MINUTE, grade);
		await first;
	}

	/** A poll that still reads when the next one is due. */
	private async overlapping(at: number, nextAt: number, grade: Grade): Promise<void> {
		const skip = this.ledger.polls.length % 4;
		this.simulator.faults.add({ kind: 'latency', ms: 250, times: 1, skip });
		const first = this.scheduled({ at, grade, isLong: true });
		await sleep(100);
		await this.scheduled({ at: nextAt, grade: 'none' });
		await first;
	}

	private async poll(facts: PollFacts, run: () => Promise<INodeExecutionData[]>): Promise<void> {
		for (const { jobKey, view } of this.world.advanceTo(facts.at)) this.ledger.shows(jobKey, view);
		this.time.advance(Math.max(0, facts.at - this.time.now()));
		const poll = this.ledger.poll({ ...facts, note: this.note });
		const index = this.ledger.polls.length - 1;
		try {
			for (const { json } of await run()) poll.items.push(toItem(json));
		} catch (error) {
			const { message } = error as Error;
			if (facts.grade !== 'none') this.unexpected.push(`poll ${index} threw: ${message}`);
		}
		this.requests += this.simulator.requests.splice(0).length;
		if (index % 12 === 0) this.weigh();
	}

	private weigh(): void {
		const { jobs, agentJobs, vb365Jobs } = this.simulator.estate;
		const count = jobs.length + agentJobs.length + vb365Jobs.length;
		const bytes = JSON.stringify(this.trigger.state).length;
		this.bytesPerJob = Math.max(this.bytesPerJob, bytes / count);
	}
}

function toItem(json: IDataObject): Item {
	const { jobKey, event, eventId, recoveredBy, previousStatus } = json;
	const isMicrosoft365 = String(jobKey).startsWith('microsoft365Job:');
	const time = (isMicrosoft365 ? json.lastRun : json.lastEndTime) as string | null;
	const status = String(json.status ?? json.lastStatus);
	return { jobKey, event, eventId, recoveredBy, previousStatus, time, status } as Item;
}
