/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import {
	messageOf,
	type CredentialReference,
	type N8nClient,
	type WorkflowDefinition,
} from '../n8n';
import { step } from './output';

const EXAMPLES = resolve(__dirname, '..', '..', 'examples');

/**
 * Brings the workflows in examples/ into n8n, with the demo's credential filled in. One that can't be brought
 * in is told of, by the name of its file, and the others are brought in all the same.
 */
export async function importExamples(
	client: N8nClient,
	credential: CredentialReference,
	folder = EXAMPLES,
): Promise<void> {
	for (const file of filesIn(folder)) {
		step(await importExample(client, credential, join(folder, file)).catch(refused(file)));
	}
}

async function importExample(
	client: N8nClient,
	credential: CredentialReference,
	path: string,
): Promise<string> {
	const example = readExample(path, credential);
	await client.createWorkflow(example);
	return `example "${example.name}": imported`;
}

const refused = (file: string) => (error: unknown) =>
	`example ${file} is not imported: ${messageOf(error)}`;

function filesIn(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.filter((name) => name.endsWith('.json'))
		.sort();
}

function readExample(path: string, credential: CredentialReference): WorkflowDefinition {
	const example = JSON.parse(readFileSync(path, 'utf8')) as WorkflowDefinition;
	const { name, nodes, connections, settings } = example;
	for (const node of nodes) {
		if (node.credentials?.vspcApi) node.credentials.vspcApi = credential;
	}
	return { name, nodes, connections, settings };
}
