import { ExecutionLifecycleHooks, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	NodeConnectionTypes,
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IRun,
	type IWorkflowExecuteAdditionalData,
	type OnError,
} from 'n8n-workflow';

import { VspcJob } from '../../../nodes/VspcJob/VspcJob.node';
import { TestCredentialsHelper, type CredentialStore } from './credentials';

/** Stands for whatever comes before our node: outputs the items it was given. */
function sourceOf(items: INodeExecutionData[]): INodeType {
	return {
		description: {
			displayName: 'Source',
			name: 'source',
			group: ['input'],
			version: 1,
			description: '',
			defaults: { name: 'Source' },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		execute: async () => [items],
	};
}

export interface Setup {
	/** VSPC Job unless a test brings a node of its own */
	nodeType?: INodeType;
	parameters: INodeParameters;
	credentials: CredentialStore;
	items?: IDataObject[];
	onError?: OnError;
	/** The node's type, as another one when an AI agent calls */
	type?: string;
	/** Time zone of the workflow; n8n's default when left out */
	timezone?: string;
	/** Of n8n's own settings of the node */
	retryOnFail?: boolean;
	/** n8n gives each execution another one, as this does when it is left out */
	executionId?: string;
	/** How often the node runs, as in a loop */
	rounds?: number;
	/** Called with what cancels the execution, as 'Stop' in the editor does */
	onStart?: (cancel: () => void) => void;
}

export interface Result {
	/** success, error or canceled */
	status: string;
	/** One array of items per output: results, and with the error output the failures */
	outputs: INodeExecutionData[][];
	/** What is shown below the output */
	hints: string[];
	/** What stopped the node */
	error?: Error & { description?: string; httpCode?: string; context?: IDataObject };
	/** Everything that n8n would write to its database */
	stored: string;
}

let executions = 0;

/** Runs a node in n8n's own execution engine, behind a node that outputs the given items. */
export async function runJobNode(setup: Setup): Promise<Result> {
	const { parameters, credentials, items = [{}], onError, onStart, timezone } = setup;
	const { type = 'n8n-nodes-vspc.vspcJob', retryOnFail, rounds = 1 } = setup;
	const executionId = setup.executionId ?? String(++executions);
	const jobNode: INodeType = setup.nodeType ?? new VspcJob();
	const source = sourceOf(items.map((json) => ({ json })));
	const nodeTypes = {
		getByName: (name: string) => (name === 'source' ? source : jobNode),
		getByNameAndVersion: (name: string) => (name === 'source' ? source : jobNode),
		getKnownTypes: () => ({}),
	};
	const workflow = new Workflow({
		id: 'workflow',
		name: 'Test',
		active: false,
		nodeTypes,
		settings: { executionOrder: 'v1', ...(timezone ? { timezone } : {}) },
		nodes: [
			node('Source', 'source', {}),
			{
				...node('VSPC Job', type, parameters),
				credentials: Object.fromEntries(
					Object.keys(credentials).map((type) => [type, { id: type, name: type }]),
				),
				onError,
				...(retryOnFail ? { retryOnFail, maxTries: 2, waitBetweenTries: 0 } : {}),
			},
		],
		connections: {
			Source: { main: [[{ node: 'VSPC Job', type: NodeConnectionTypes.Main, index: 0 }]] },
		},
	});
	const hooks = new ExecutionLifecycleHooks('manual', executionId, {
		id: 'workflow',
		name: 'Test',
	} as ConstructorParameters<typeof ExecutionLifecycleHooks>[2]);
	const additionalData = {
		credentialsHelper: new TestCredentialsHelper(credentials),
		hooks,
		executionId,
		variables: {},
		webhookWaitingBaseUrl: 'http://localhost/',
		formWaitingBaseUrl: 'http://localhost/',
	} as unknown as IWorkflowExecuteAdditionalData;
	const start = {
		node: workflow.getNode('Source')!,
		data: { main: [[{ json: {} }]] },
		source: null,
	};
	const execution = new WorkflowExecute(
		additionalData,
		'manual',
		createRunExecutionData({ executionData: { nodeExecutionStack: Array(rounds).fill(start) } }),
	).processRunExecutionData(workflow);
	onStart?.(() => execution.cancel());
	return toResult(await execution);
}

function node(name: string, type: string, parameters: INodeParameters): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters };
}

function toResult(run: IRun): Result {
	const task = run.data.resultData.runData['VSPC Job']?.[0];
	return {
		status: run.status,
		outputs: (task?.data?.main ?? []).map((items) => items ?? []),
		hints: (task?.hints ?? []).map(({ message }) => message),
		error: (task?.error ?? run.data.resultData.error) as Result['error'],
		stored: JSON.stringify(run.data),
	};
}
