import type { INodeType } from 'n8n-workflow';

import { PolledTrigger } from '../../engine/harness/poll';
import { apiKey } from '../../engine/harness/simulator';
import { startVirtualTime, type VirtualTime } from '../../engine/harness/virtualTime';
import { startSimulator, type Simulator } from '../../simulator';
import { makePlan } from '../plan';
import { figureCells, pollLines, tableOfCells, toStory } from '../report';
import { run, type RunFigures, type Stage } from '../run';
import { startOf } from '../soak';
import { WorkloadLedger, type WorkloadVerdict } from './ledger';
import { WorkloadWorld } from './world';

export interface WorkloadSoakSetup {
	seed: number;
	days: number;
	trigger: INodeType;
	engine?: 'default' | 'durable';
	longPolls?: number;
}

export interface WorkloadSoakResult extends WorkloadVerdict {
	ledger: WorkloadLedger;
	figures: RunFigures;
}

const EVENTS = ['unprotected', 'protected', 'appeared', 'disappeared', 'suspicious', 'cleared'];

/** Runs the workload trigger for some days, with everything that can go wrong. */
export async function soakWorkloads(setup: WorkloadSoakSetup): Promise<WorkloadSoakResult> {
	const { seed } = setup;
	const start = startOf(seed);
	const simulator = await startSimulator({
		jobs: 60,
		companies: 10,
		agentJobs: 40,
		vb365Jobs: 10,
		workloads: {
			virtualMachines: 420,
			computers: 60,
			fileShares: 20,
			microsoft365Objects: 300,
			cloud: 45,
		},
		seed,
		now: new Date(start),
		settings: { rememberFrom: 0, jobAlarms: false },
	});
	const time = startVirtualTime(start);
	try {
		return await soakIn(setup, start, simulator, time);
	} finally {
		time.restore();
		await simulator.close();
	}
}

async function soakIn(
	setup: WorkloadSoakSetup,
	start: number,
	simulator: Simulator,
	time: VirtualTime,
): Promise<WorkloadSoakResult> {
	const { seed, days, engine, trigger: nodeType } = setup;
	const ledger = new WorkloadLedger();
	const world = new WorkloadWorld(simulator, ledger, { seed, start, days });
	const trigger = new PolledTrigger({
		nodeType,
		engine,
		nodeName: 'VSPC Workload Trigger',
		credentials: apiKey(simulator, { apiVersion: '3.6.1' }),
		parameters: {
			events: EVENTS,
			rpoHours: 24,
			options: { includeNames: false, snapshotsCount: true },
		},
	});
	const stage: Stage = {
		simulator,
		time,
		trigger,
		engine,
		requests: 9,
		advance: (now) => world.advanceTo(now),
		begin: (facts) => ledger.begin(facts),
		// Those that are gone are known for a day at the least.
		count: () => Math.max(1, ledger.spans.size),
	};
	const unexpected: string[] = [];
	const plan = makePlan({ ...setup, start, requests: 9 });
	const figures = await run(stage, start, plan, unexpected);
	const verdict = ledger.judge();
	verdict.wrong.push(...unexpected);
	return { ...verdict, ledger, figures };
}

/** The figures of one run, as a table of one line. */
export function workloadTableOf(seed: number, result: WorkloadSoakResult): string {
	const { counts, missed, doubled, wrong, figures } = result;
	return tableOfCells([
		['workloads, seed', seed],
		['workloads', counts.workloads],
		['owed', counts.owed],
		...EVENTS.map((event): [string, number] => [event, counts.emitted[event] ?? 0]),
		['missed', missed.length],
		['doubled', doubled.length],
		['wrong', wrong.length],
		...figureCells(figures, 'bytes a workload'),
	]);
}

/** Everything that was so and was emitted of one workload, for whoever looks for the reason of a trouble. */
export function workloadStoryOf(key: string, { ledger }: WorkloadSoakResult): string {
	const lines = pollLines(ledger.polls);
	for (const { from, isListed, latest, malware } of ledger.spans.get(key) ?? []) {
		const time = latest === undefined ? 'no restore point' : new Date(latest).toISOString();
		lines.push([from, isListed ? `is ${time} ${malware ?? ''}` : 'is not there']);
	}
	for (const [index, { items, at }] of ledger.polls.entries()) {
		for (const { event, endedBy = '' } of items.filter(({ workloadKey }) => workloadKey === key)) {
			lines.push([index, `  emits ${event} ${endedBy} at ${new Date(at).toISOString()}`]);
		}
	}
	return toStory(key, lines);
}
