/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CredentialReference, WorkflowDefinition } from '../n8n';

const EXAMPLES = resolve(__dirname, '..', '..', 'examples');

export const TRIGGER_NAME = 'Start';
export const JOB_NODE_NAME = 'Get a VSPC job';

/** A workflow that reads one job. */
export function jobWorkflow(jobUid: string, credential: CredentialReference): WorkflowDefinition {
	return {
		name: 'Get a VSPC job',
		nodes: [
			{ name: TRIGGER_NAME, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 },
			{
				name: JOB_NODE_NAME,
				type: 'n8n-nodes-vspc.vspcJob',
				typeVersion: 1,
				parameters: {
					authentication: 'apiKey',
					resource: 'job',
					operation: 'get',
					jobUid: { __rl: true, mode: 'id', value: jobUid },
				},
				credentials: { vspcApi: credential },
			},
		],
		connections: {
			[TRIGGER_NAME]: { main: [[{ node: JOB_NODE_NAME, type: 'main', index: 0 }]] },
		},
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
