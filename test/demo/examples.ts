/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { messageOf, type N8nClient, type WorkflowDefinition } from '../n8n';
import { step } from './output';
import type { Credentials } from './services';

const EXAMPLES = resolve(__dirname, '..', '..', 'examples');

/** These come first: others refer to them. */
export const ERROR_MAIL = 'error-mail.json';
const STEPS = 'failed-job-ticket-steps.json';

/** What the demo fills in after the import, as the notes of the recipes say. */
export interface Filling {
	credentials: Credentials;
	/** Addresses in the files, and what they become */
	addresses: Record<string, string>;
}

/**
 * Brings the workflows in examples/ into n8n, ready to run as far as the demo has what they need. One that can't
 * be brought in is named by its file, and the others are brought in all the same.
 *
 * @returns the workflows' IDs by file
 */
export async function importExamples(
	client: N8nClient,
	filling: Filling,
	folder = EXAMPLES,
): Promise<Map<string, string>> {
	const files = filesIn(folder);
	const imported = new Map<string, string>();
	for (const [index, file] of files.entries()) {
		const count = `${index + 1} of ${files.length}`;
		try {
			const example = readExample(file, filling, folder);
			if (file !== ERROR_MAIL && imported.has(ERROR_MAIL)) {
				example.settings = { ...example.settings, errorWorkflow: imported.get(ERROR_MAIL)! };
			}
			chooseSteps(example, imported.get(STEPS));
			const id = await client.createWorkflow(example);
			imported.set(file, id);
			if (file === STEPS) await client.activate(id);
			step(`recipe ${count}, "${example.name}": imported`);
		} catch (error) {
			step(`recipe ${count}, ${file}: not imported: ${messageOf(error)}`);
		}
	}
	return imported;
}

/** A workflow of examples/ with the demo's credentials and addresses. */
export function readExample(
	file: string,
	{ credentials, addresses }: Filling,
	folder = EXAMPLES,
): WorkflowDefinition {
	const text = readFileSync(join(folder, file), 'utf8');
	const filled = Object.entries(addresses).reduce(
		(result, [address, own]) => result.replaceAll(address, own),
		text,
	);
	const { name, nodes, connections, settings } = JSON.parse(filled) as WorkflowDefinition;
	for (const node of nodes) {
		for (const type of Object.keys(node.credentials ?? {})) {
			if (credentials[type]) node.credentials![type] = credentials[type];
		}
	}
	return { name, nodes, connections, settings };
}

/** n8n does not take over from a file which workflow another one calls. */
function chooseSteps({ nodes }: WorkflowDefinition, id: string | undefined): void {
	const caller = nodes.find(({ type }) => type === 'n8n-nodes-base.executeWorkflow');
	if (!caller || !id) return;
	caller.parameters = {
		...caller.parameters,
		workflowId: { __rl: true, mode: 'id', value: id },
	};
}

function filesIn(folder: string): string[] {
	if (!existsSync(folder)) return [];
	const first = (name: string) => (name === ERROR_MAIL ? 0 : name === STEPS ? 1 : 2);
	return readdirSync(folder)
		.filter((name) => name.endsWith('.json'))
		.sort()
		.sort((a, b) => first(a) - first(b));
}
