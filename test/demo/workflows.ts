/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import type { CredentialReference, WorkflowDefinition, WorkflowNode } from '../n8n';
import type { Target } from './target';

const EXAMPLES = resolve(__dirname, '..', '..', 'examples');

export const TRIGGER_NAME = 'Start';
export const JOB_NODE_NAME = 'Get a VSPC job';

const NOTE = {
	name: 'Note',
	type: 'n8n-nodes-base.stickyNote',
	typeVersion: 1,
	position: [-60, -240] as [number, number],
	parameters: {
		content:
			'## Try it\nDouble-click **Get a VSPC job** and select **Execute step**.\n\nOr choose another job in **Job**.',
		height: 180,
		width: 420,
	},
};

/** A workflow that reads one job; without a UID the first one that the server lists. */
export function jobWorkflow(
	{ jobUid, jobName }: Pick<Target, 'jobUid' | 'jobName'>,
	credential: CredentialReference,
): WorkflowDefinition {
	const nodes: WorkflowNode[] = [
		{ name: TRIGGER_NAME, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
	];
	if (!jobUid) {
		nodes.push(jobNode('List the first job', { operation: 'getAll', limit: 1 }, credential));
	}
	const locator = jobName
		? { __rl: true, mode: 'list', value: jobUid, cachedResultName: jobName }
		: { __rl: true, mode: 'id', value: jobUid ?? '={{ $json.instanceUid }}' };
	nodes.push(jobNode(JOB_NODE_NAME, { operation: 'get', jobUid: locator as never }, credential));
	const connections = Object.fromEntries(
		nodes
			.slice(1)
			.map(({ name }, index) => [
				nodes[index].name,
				{ main: [[{ node: name, type: 'main' as const, index: 0 }]] },
			]),
	);
	return { name: 'Get a VSPC job', nodes: [...nodes, NOTE], connections };
}

function jobNode(
	name: string,
	parameters: INodeParameters,
	credential: CredentialReference,
): WorkflowNode {
	return {
		name,
		type: 'n8n-nodes-vspc.vspcJob',
		typeVersion: 1,
		parameters: { authentication: 'apiKey', resource: 'job', ...parameters },
		credentials: { vspcApi: credential },
	};
}

/** The workflows in examples/, with the demo's credential filled in. */
export function exampleWorkflows(credential: CredentialReference): WorkflowDefinition[] {
	if (!existsSync(EXAMPLES)) return [];
	return readdirSync(EXAMPLES)
		.filter((name) => name.endsWith('.json'))
		.sort()
		.map((name) => readExample(join(EXAMPLES, name), credential));
}

function readExample(path: string, credential: CredentialReference): WorkflowDefinition {
	const example = JSON.parse(readFileSync(path, 'utf8')) as WorkflowDefinition;
	const { name, nodes, connections, settings } = example;
	for (const node of nodes) {
		if (node.credentials?.vspcApi) node.credentials.vspcApi = credential;
	}
	return { name, nodes, connections, settings };
}
