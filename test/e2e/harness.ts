/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { CANARY_KEY } from '../canaries/search';
import {
	copyOwned,
	ensureRuntime,
	packAndInstall,
	startN8n,
	type CredentialReference,
	type N8nInstance,
	type N8nOptions,
	type WorkflowNode,
} from '../n8n';
import { startSimulator, type Simulator } from '../simulator';

/** The job of the vendor's page on Get Job. */
export const VENDOR_JOB = 'bc04d2e5-dd4c-4f85-af0e-424106a32a75';

/** The person that is logged in: email and password. */
export const OWNER = ['owner@example.com', 'Made-up-password-1'] as const;

/** Bringing Node 24 and n8n takes minutes the first time. */
const FIRST_START_MS = 20 * 60_000;

/** A real n8n with the packed package installed and an owner logged in, and a simulated VSPC. */
export interface Stage {
	n8n: N8nInstance;
	simulator: Simulator;
	/** Stores a credential; returns how nodes refer to it */
	credential(type: string, change?: IDataObject): Promise<CredentialReference>;
	/** Data of a credential that works */
	data(type: string, change?: IDataObject): IDataObject;
	/** Ends both */
	close(): Promise<void>;
}

export interface StageOptions {
	env?: Record<string, string>;
	/** JavaScript files that n8n's process loads before n8n */
	preload?: string[];
	/** The editor's pages, and what they load, are wanted, too: n8n takes twice as long to start */
	hasEditor?: boolean;
	/** The tests of the file go on from each other: nothing is reset in between */
	isOneStory?: boolean;
	/** Of n8n, when not the usual one */
	version?: string;
	/** As for startN8n */
	prepare?: N8nOptions['prepare'];
	beforeRemoval?: N8nOptions['beforeRemoval'];
	/** How n8n is started, when not alone */
	start?: (options: N8nOptions) => Promise<N8nInstance>;
}

/** One n8n for the tests of a file. */
export function useStage(options: StageOptions = {}): () => Stage {
	let stage: Stage;
	beforeAll(async () => {
		stage = await startStage(options);
	}, FIRST_START_MS);
	afterEach(() => {
		if (!options.isOneStory) stage?.simulator.reset();
	});
	afterAll(async () => await stage?.close(), 60_000);
	return () => stage;
}

export async function startStage(stageOptions: StageOptions): Promise<Stage> {
	const { start = startN8n, version, hasEditor = false, ...options } = stageOptions;
	const runtime = await ensureRuntime((line) => process.stderr.write(`${line}\n`), version);
	const simulator = await startSimulator();
	// So that it is found wherever n8n should put it.
	simulator.accounts.apiKey = CANARY_KEY;
	const quickStart = !hasEditor;
	// A cluster has a database of its own, and older versions are driven in other ways.
	const isOwned = start === startN8n && version === undefined && !options.prepare;
	const prepare = async (userFolder: string) => {
		if (isOwned) await copyOwned(runtime, OWNER, userFolder);
		await packAndInstall(userFolder);
	};
	const n8n = await start({ runtime, prepare, quickStart, ...options }).catch(
		async (error: unknown) => {
			// Else it would keep jest from ending.
			await simulator.close();
			throw error;
		},
	);
	const close = async () => {
		await n8n.stop();
		await simulator.close();
	};
	let isReady = false;
	try {
		await (isOwned ? n8n.client.login(...OWNER) : n8n.client.setupOwner(...OWNER));
		isReady = true;
	} finally {
		if (!isReady) await close();
	}
	const data = (type: string, change: IDataObject = {}) => credentialData(simulator, type, change);
	let count = 0;
	const credential = async (type: string, change: IDataObject = {}) => {
		const name = `${type} ${++count}`;
		return { id: await n8n.client.createCredential(name, type, data(type, change)), name };
	};
	return { n8n, simulator, credential, data, close };
}

function credentialData(simulator: Simulator, type: string, change: IDataObject): IDataObject {
	const { accounts, host } = simulator;
	const common = { host, apiVersion: '3.5.1', allowUnauthorizedCerts: true };
	const own = type === 'vspcApi' ? { accessToken: accounts.apiKey } : { ...accounts.user };
	return { ...common, ...own, ...change };
}

/** A VSPC Job node that gets a job. */
export function getJobNode(
	jobUid: string,
	credentials: Record<string, CredentialReference>,
	more: Partial<WorkflowNode> & { parameters?: INodeParameters } = {},
): WorkflowNode {
	return {
		name: 'VSPC Job',
		type: 'n8n-nodes-vspc.vspcJob',
		typeVersion: 1,
		credentials,
		...more,
		parameters: {
			authentication: 'vspcLoginApi' in credentials ? 'login' : 'apiKey',
			resource: 'job',
			operation: 'get',
			jobUid: { __rl: true, mode: 'id', value: jobUid },
			...more.parameters,
		},
	};
}

/** n8n's HTTP Request node with one of our credentials. */
export function httpRequestNode(
	url: string,
	credentials: Record<string, CredentialReference>,
	parameters: INodeParameters = {},
): WorkflowNode {
	return {
		name: 'HTTP Request',
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.2,
		credentials,
		parameters: {
			url,
			authentication: 'predefinedCredentialType',
			nodeCredentialType: Object.keys(credentials)[0],
			options: {},
			...parameters,
		},
	};
}

/** Runs the nodes one after the other behind a manual trigger, for one item or one per UID. */
export async function runChain(stage: Stage, nodes: WorkflowNode[], uids: string[] = ['']) {
	const id = await stage.n8n.client.createWorkflow(chain(nodes, uids));
	return await stage.n8n.client.runWorkflow(id, 'Start');
}

/** The workflow of runChain. The items are called 'Items' and carry `uid`. */
export function chain(nodes: WorkflowNode[], uids: string[] = ['']) {
	const all: WorkflowNode[] = [
		{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
		{
			name: 'List',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: JSON.stringify({ uid: uids }), options: {} },
		},
		{
			name: 'Items',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'uid', options: {} },
		},
		...nodes,
	];
	const connections = Object.fromEntries(
		all
			.slice(1)
			.map(({ name }, index) => [
				all[index].name,
				{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
			]),
	);
	return { name: 'Test', nodes: all, connections };
}
