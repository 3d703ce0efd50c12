/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
/* eslint-disable @n8n/community-nodes/require-node-api-error -- no node: what a poll throws goes on as it is */
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';

import { PollContext } from 'n8n-core';
import {
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
} from 'n8n-workflow';

import { TestCredentialsHelper, type CredentialStore } from './credentials';

export interface PollSetup {
	nodeType: INodeType;
	parameters?: INodeParameters;
	credentials: CredentialStore;
	nodeName?: string;
	/** What getPollBudgetMs() says; what n8n's engine says when left out */
	budgetMs?: number;
	/** n8n's usual poller, or the one behind N8N_SCHEDULER_ENABLED and its like */
	engine?: 'default' | 'durable';
}

/** One activation of a trigger: ends when it is published again, unpublished or n8n is killed. */
interface Registration {
	workflow: Workflow;
	additionalData: IWorkflowExecuteAdditionalData;
	/** The context of all polls in the default engine. */
	context: PollContext;
}

/** Of n8n's scheduler: the poll time-out less a margin. Its activation poll has the usual budget. */
const DURABLE_BUDGET_MS = 36_000;

let workflowsMade = 0;
const newWorkflowId = () => `workflow-${++workflowsMade}`;
const copyOf = (data: IDataObject) => JSON.parse(JSON.stringify(data)) as IDataObject;

function emptyIfNull(data: INodeExecutionData[][] | null): INodeExecutionData[] {
	if (data?.[0]?.length === 0) throw new Error('n8n would start an execution without items');
	return data?.[0] ?? [];
}

/** The scheduler abandons a poll a quarter after its budget (45 s and 36 s), and with it what the poll has set. */
async function withinTime<Result>(poll: Promise<Result>, budgetMs: number): Promise<Result> {
	const done = new AbortController();
	const late = sleep(budgetMs * 1.25, undefined, { signal: done.signal }).then(
		() => {
			throw new Error('n8n has abandoned the poll');
		},
		() => poll,
	);
	try {
		return await Promise.race([poll, late]);
	} finally {
		done.abort();
	}
}

/**
 * A published polling trigger as n8n 2.41 treats it (poll-trigger-executor.js of n8n-core,
 * trigger-execution-context.factory.js of n8n), with n8n-core's own context.
 *
 * All calls that poll return the items of an execution that n8n would start, none when it starts none.
 */
export class PolledTrigger {
	/** What killed the trigger: n8n drops one whose first poll after a start throws. */
	deadBy?: Error;

	private workflowId = newWorkflowId();
	/** Static data of the workflow in n8n's database. */
	private saved: IDataObject = {};
	/** The durable engine's own copy of the node's state; a node that never polled has none. */
	private cursor?: IDataObject;
	/** State that the youngest poll of the durable engine worked on. */
	private snapshot?: IDataObject;
	private registration?: Registration;
	private wasPublished = false;

	private readonly setup: PollSetup;

	constructor(setup: PollSetup) {
		this.setup = { ...setup };
	}

	/** The state as the node sees it in memory, a live object. */
	get state(): IDataObject {
		if (this.isDurable) return this.snapshot ?? this.savedState;
		const { registration } = this;
		return registration ? this.liveState(registration.workflow) : this.savedState;
	}

	/** The state that n8n would still have after it was killed. */
	get savedState(): IDataObject {
		const stored = this.isDurable ? this.cursor : undefined;
		return copyOf(stored ?? (this.saved[this.stateKey] as IDataObject | undefined) ?? {});
	}

	/** Sets it, while the trigger is not published. */
	set savedState(state: IDataObject) {
		this.cursor = this.isDurable ? copyOf(state) : undefined;
		this.saved = { ...this.saved, [this.stateKey]: copyOf(state) };
	}

	/** Publishes the workflow: polls at once, and throws what that poll throws. */
	async publish(): Promise<INodeExecutionData[]> {
		this.wasPublished = true;
		return await this.activate('activate');
	}

	/** Publishes the workflow with changes to the node or its credential. A new name is a new state. */
	async republish(
		change: Pick<PollSetup, 'parameters' | 'nodeName'> &
			Partial<Pick<PollSetup, 'credentials'>> = {},
	): Promise<INodeExecutionData[]> {
		Object.assign(this.setup, change);
		return await this.activate('update');
	}

	unpublish(): void {
		this.registration = undefined;
		this.snapshot = undefined;
	}

	/**
	 * Kills n8n and starts it again. A poll that throws then doesn't throw here: see `deadBy`.
	 *
	 * @param keepMemory the process is the same, as when another main takes over and gives back
	 */
	async restart({ keepMemory = false } = {}): Promise<INodeExecutionData[]> {
		// What a node keeps per process goes by the ID of the workflow.
		if (!keepMemory) this.workflowId = newWorkflowId();
		this.unpublish();
		if (this.isDurable) {
			// The scheduler's jobs survive in the database: there is no activation poll.
			this.registration = this.register('update');
			return [];
		}
		// A trigger that died stays so.
		if (this.deadBy) return [];
		try {
			return await this.activate('init');
		} catch (error) {
			this.deadBy = error as Error;
			return [];
		}
	}

	/** A poll by the schedule. Throws what the node throws: n8n makes a failed execution of it. */
	async poll(): Promise<INodeExecutionData[]> {
		if (!this.wasPublished) throw new Error('Publish the trigger first');
		const { registration } = this;
		// n8n polls no trigger that is dead or not published.
		if (!registration) return [];
		if (this.isDurable) return await this.durablePoll(registration);
		const data = await this.setup.nodeType.poll!.call(registration.context);
		// n8n discards what came after the trigger was taken away.
		if (registration !== this.registration) return [];
		if (data !== null) this.save(registration.workflow);
		return emptyIfNull(data);
	}

	/** 'Fetch Test Event' of the editor. @throws when it changed the state */
	async testRun(): Promise<INodeExecutionData[]> {
		const workflow = this.makeWorkflow();
		const before = copyOf(this.liveState(workflow));
		const context = new PollContext(
			workflow,
			this.nodeOf(workflow),
			this.makeAdditionalData(),
			'manual',
			'manual',
		);
		const data = await this.setup.nodeType.poll!.call(context);
		if (!isDeepStrictEqual(copyOf(this.liveState(workflow)), before)) {
			throw new Error('The test run changed the state');
		}
		return emptyIfNull(data);
	}

	private get isDurable(): boolean {
		return this.setup.engine === 'durable';
	}

	private get nodeName(): string {
		return this.setup.nodeName ?? 'VSPC Job Trigger';
	}

	/** n8n keeps state by the node's name. */
	private get stateKey(): string {
		return `node:${this.nodeName}`;
	}

	private async activate(activation: WorkflowActivateMode): Promise<INodeExecutionData[]> {
		const isUpdate = activation === 'update' && this.registration !== undefined;
		this.unpublish();
		this.deadBy = undefined;
		const registration = this.register(this.isDurable ? 'update' : activation);
		this.registration = registration;
		try {
			// The scheduler polls at once only when it gets to know the trigger.
			if (this.isDurable) return isUpdate ? [] : await this.durablePoll(registration, true);
			const data = await this.setup.nodeType.poll!.call(registration.context);
			this.save(registration.workflow);
			return emptyIfNull(data);
		} catch (error) {
			this.unpublish();
			throw error;
		}
	}

	private async durablePoll(
		registration: Registration,
		isActivation = false,
	): Promise<INodeExecutionData[]> {
		const { workflow, additionalData } = registration;
		const before = this.cursor ?? copyOf(this.liveState(workflow));
		const snapshot = copyOf(before);
		this.snapshot = snapshot;
		const budgetMs = this.setup.budgetMs ?? (isActivation ? undefined : DURABLE_BUDGET_MS);
		const context = this.makeContext(workflow, additionalData, 'update', {
			budgetMs,
			state: () => snapshot,
		});
		const data = await withinTime(
			this.setup.nodeType.poll!.call(context),
			context.getPollBudgetMs(),
		);
		if (registration !== this.registration) return [];
		// Of an activation poll only what comes with an execution is kept.
		if (!isActivation || data !== null) this.cursor = copyOf(snapshot);
		return emptyIfNull(data);
	}

	/** As n8n does: only when the node set something. */
	private save({ staticData }: Workflow): void {
		if (staticData.__dataChanged !== true) return;
		this.saved = copyOf(staticData);
		staticData.__dataChanged = false;
	}

	private liveState(workflow: Workflow): IDataObject {
		return workflow.getStaticData('node', this.nodeOf(workflow));
	}

	private nodeOf(workflow: Workflow): INode {
		return workflow.getNode(this.nodeName)!;
	}

	private register(activation: WorkflowActivateMode): Registration {
		const workflow = this.makeWorkflow();
		const additionalData = this.makeAdditionalData();
		const { budgetMs } = this.setup;
		const context = this.makeContext(workflow, additionalData, activation, { budgetMs });
		return { workflow, additionalData, context };
	}

	private makeContext(
		workflow: Workflow,
		additionalData: IWorkflowExecuteAdditionalData,
		activation: WorkflowActivateMode,
		{ budgetMs, state }: { budgetMs?: number; state?: () => IDataObject },
	): PollContext {
		return new PollContext(
			workflow,
			this.nodeOf(workflow),
			additionalData,
			'trigger',
			activation,
			undefined,
			undefined,
			undefined,
			undefined,
			state,
			budgetMs === undefined ? undefined : () => budgetMs,
		);
	}

	private makeWorkflow(): Workflow {
		const { nodeType, parameters = {}, credentials } = this.setup;
		const types = Object.keys(credentials).map((type) => [type, { id: type, name: type }] as const);
		return new Workflow({
			id: this.workflowId,
			name: 'Test',
			active: true,
			nodeTypes: {
				getByName: () => nodeType,
				getByNameAndVersion: () => nodeType,
				getKnownTypes: () => ({}),
			},
			settings: { executionOrder: 'v1' },
			staticData: copyOf(this.saved),
			connections: {},
			nodes: [
				{
					id: 'trigger',
					name: this.nodeName,
					type: `n8n-nodes-vspc.${nodeType.description.name}`,
					typeVersion: 1,
					position: [0, 0],
					parameters,
					credentials: Object.fromEntries(types),
				},
			],
		});
	}

	private makeAdditionalData(): IWorkflowExecuteAdditionalData {
		return {
			credentialsHelper: new TestCredentialsHelper(this.setup.credentials),
			variables: {},
			webhookWaitingBaseUrl: 'http://localhost/',
			formWaitingBaseUrl: 'http://localhost/',
		} as unknown as IWorkflowExecuteAdditionalData;
	}
}
