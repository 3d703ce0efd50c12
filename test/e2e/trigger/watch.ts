/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { until, type Execution, type WorkflowNode } from '../../n8n';
import type { EstateJob } from '../../simulator';
import type { Stage } from '../harness';
import { POLL_SECONDS, TRIGGER, triggerNode, triggerWorkflow } from './workflow';

const TWO_POLLS_MS = POLL_SECONDS * 2000;

/** A poll asks VSPC several times in a row: after so long without a request it is over, saving included. */
const QUIET_MS = 400;

const TOLD_MS = 30_000;
const UNFINISHED = new Set(['new', 'running', 'waiting', 'unknown']);

export interface WatchOptions {
	/** Where the trigger finds VSPC, when not at the simulator itself */
	host?: string;
	/** Of the trigger, besides what triggerNode sets */
	parameters?: INodeParameters;
	/** The nodes behind the trigger */
	behind?: WorkflowNode[];
}

/** A published trigger, what happened to the jobs since, and what its executions told of that. */
export class Watch {
	/** An event by its name, its job, and when the session ended that it is about */
	private readonly owed: string[] = [];
	private readonly ended = new Map<string, Execution>();
	private readonly used = new Set<string>();

	constructor(
		private readonly stage: Stage,
		readonly workflowId: string,
	) {}

	/** Saves the workflow without publishing it. */
	static async create(stage: Stage, options: WatchOptions = {}): Promise<Watch> {
		const { host, parameters, behind } = options;
		const vspcApi = await stage.credential('vspcApi', host ? { host } : {});
		const workflow = triggerWorkflow(triggerNode(vspcApi, parameters), behind);
		return new Watch(stage, await stage.n8n.client.createWorkflow(workflow));
	}

	static async publish(stage: Stage, options: WatchOptions = {}): Promise<Watch> {
		const watch = await Watch.create(stage, options);
		await stage.n8n.client.activate(watch.workflowId);
		return watch;
	}

	/** So many jobs that were fine fail now. */
	fail(count = 1): EstateJob[] {
		const jobs = this.stage.simulator.estate.jobs
			.filter(({ instanceUid, type, status, isEnabled }) => {
				const isFine = type === 'BackupVm' && status === 'Success' && isEnabled;
				return isFine && !this.used.has(instanceUid);
			})
			.slice(0, count);
		if (jobs.length < count) throw new Error('The simulator has no more jobs that could fail');
		for (const job of jobs) this.end(job, 'failed');
		return jobs;
	}

	/** Jobs that failed succeed now. */
	recover(jobs: EstateJob[]): void {
		for (const job of jobs) this.end(job, 'recovered');
	}

	private end(job: EstateJob, event: 'failed' | 'recovered'): void {
		const status = event === 'failed' ? 'Failed' : 'Success';
		this.used.add(job.instanceUid);
		this.stage.simulator.endSession(job.instanceUid, { status });
		this.owed.push(describe({ ...job, event }));
	}

	/** What the published trigger started, oldest first; what has ended is read once. */
	async executions(): Promise<Execution[]> {
		const { client } = this.stage.n8n;
		const listed = await client.listExecutions(this.workflowId);
		const triggered = listed.filter(({ mode }) => mode === 'trigger').reverse();
		return await Promise.all(
			triggered.map(async ({ id }) => {
				const known = this.ended.get(id);
				if (known) return known;
				const execution = await client.readExecution(id);
				if (!UNFINISHED.has(execution.status)) this.ended.set(id, execution);
				return execution;
			}),
		);
	}

	/** The items of all executions; those of one that crashed before it began count too. */
	async items(): Promise<IDataObject[]> {
		return (await this.executions()).flatMap(itemsOf);
	}

	/** What was told, each event as often as it was. */
	async told(): Promise<string[]> {
		return (await this.items()).map(describe);
	}

	/** Waits until all that is owed has been told; what is doubled may still come. */
	async toldAll(): Promise<void> {
		await until(
			async () => await this.told(),
			(told) => this.owed.every((event) => told.includes(event)),
			TOLD_MS,
			() => `not all was told of: ${this.owed.join(', ')}`,
		);
	}

	/** Waits until nothing more is to be expected. */
	private async settle(): Promise<void> {
		await this.toldAll().catch(() => undefined);
		await sleep(TWO_POLLS_MS);
	}

	/** Nothing missed and nothing doubled. */
	async expectAllTold(): Promise<void> {
		await this.settle();
		expect((await this.told()).sort()).toEqual([...this.owed].sort());
		await this.expectOwnIds();
	}

	/** Nothing missed; told twice is allowed. */
	async expectNoneMissed(): Promise<void> {
		await this.settle();
		expect([...new Set(await this.told())].sort()).toEqual([...this.owed].sort());
		await this.expectOwnIds();
	}

	/** The same event has the same ID whenever it is told, and no other has it. */
	private async expectOwnIds(): Promise<void> {
		const items = await this.items();
		const pairs = new Set(items.map((item) => `${String(item.eventId)} ${describe(item)}`));
		expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(pairs.size);
		expect(new Set(items.map(describe)).size).toBe(pairs.size);
	}

	/** Waits for the end of a poll that begins after this call; the next one is more than a second off. */
	async polled(): Promise<void> {
		const { requests } = this.stage.simulator;
		const before = requests.length;
		await until(
			async () => requests.slice(before),
			(seen) => seen.length > 0 && Date.now() - seen[seen.length - 1].at > QUIET_MS,
			60_000,
			() => 'the trigger did not poll',
		);
	}

	/** Unpublishes: what the next test does to the jobs is no business of this one. */
	async close(): Promise<void> {
		await this.stage.n8n.client.deactivate(this.workflowId);
	}
}

/**
 * What an execution has of the trigger. One that tells of a poll that failed has an item without an event;
 * one that crashed has what n8n made up in its place, and still the real items for the next node to take.
 */
export function itemsOf({ nodes, pending }: Execution): IDataObject[] {
	const isEvent = ({ eventId }: IDataObject) => eventId !== undefined;
	const items = (nodes[TRIGGER]?.items[0] ?? []).filter(isEvent);
	return items.length > 0 ? items : Object.values(pending).flat().filter(isEvent);
}

/** Told by what VSPC shows, not by the event's own ID: that one is being tested. */
function describe({ event, instanceUid, lastEndTime }: IDataObject): string {
	const seconds = Math.floor(Date.parse(String(lastEndTime)) / 1000);
	return `${String(event)} ${String(instanceUid)} ${new Date(seconds * 1000).toISOString()}`;
}
