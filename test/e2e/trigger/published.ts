/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { until, type Execution, type WorkflowNode } from '../../n8n';
import type { Stage } from '../harness';
import { POLL_SECONDS, TRIGGER, triggerNode, triggerWorkflow, type TriggerType } from './workflow';

const TWO_POLLS_MS = POLL_SECONDS * 2000;

/** A poll asks VSPC several times in a row: after so long without a request it is over, saving included. */
const QUIET_MS = 400;

/** Longer than it ever takes on a machine that is busy. */
export const TOLD_MS = 90_000;
const UNFINISHED = new Set(['new', 'running', 'waiting', 'unknown']);

export interface TriggerOptions {
	/** Where the trigger finds VSPC, when not at the simulator itself */
	host?: string;
	/** VSPC Job Trigger when left out */
	type?: TriggerType;
	/** Of the trigger, besides what triggerNode sets */
	parameters?: INodeParameters;
	/** The nodes behind the trigger */
	behind?: WorkflowNode[];
}

/** Saves a workflow that begins with a trigger of ours. */
export async function createTrigger(stage: Stage, options: TriggerOptions): Promise<string> {
	const { host, type, parameters, behind } = options;
	const vspcApi = await stage.credential('vspcApi', host ? { host } : {});
	const workflow = triggerWorkflow(triggerNode(vspcApi, parameters, type), behind);
	return await stage.n8n.client.createWorkflow(workflow);
}

/** A workflow that begins with a trigger of ours, and what its executions have of it. */
export class PublishedTrigger {
	private readonly ended = new Map<string, Execution>();

	constructor(
		protected readonly stage: Stage,
		readonly workflowId: string,
	) {}

	async publish(): Promise<void> {
		await this.stage.n8n.client.activate(this.workflowId);
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

	/** As `executions`, once each of them has come to its end; items are seen before that. */
	async endedExecutions(): Promise<Execution[]> {
		return await until(
			async () => await this.executions(),
			(executions) => executions.every(({ status }) => !UNFINISHED.has(status)),
			TOLD_MS,
			() => 'an execution goes on',
		);
	}

	/** The items of all executions; those of one that crashed before it began count too. */
	async items(): Promise<IDataObject[]> {
		return (await this.executions()).flatMap(itemsOf);
	}

	/** Waits until the items are as wanted; more may still come. */
	async itemsAre(isDone: (items: IDataObject[]) => boolean, wanted: string): Promise<void> {
		const read = async () => await this.items();
		await until(read, isDone, TOLD_MS, () => `not all was emitted: ${wanted}`);
	}

	/** Waits so long that what should not come would be there. */
	async pause(): Promise<void> {
		await sleep(TWO_POLLS_MS);
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

	/** Unpublishes: what the next test does to VSPC is no business of this one. */
	async close(): Promise<void> {
		await this.stage.n8n.client.deactivate(this.workflowId);
	}
}

/**
 * What an execution has of the trigger. One that reports a poll that failed has an item without an event;
 * one that crashed has what n8n made up in its place, and still the real items for the next node to take.
 */
export function itemsOf({ nodes, pending }: Execution): IDataObject[] {
	const isEvent = ({ eventId }: IDataObject) => eventId !== undefined;
	const items = (nodes[TRIGGER]?.items[0] ?? []).filter(isEvent);
	return items.length > 0 ? items : Object.values(pending).flat().filter(isEvent);
}
