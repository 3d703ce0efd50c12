/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

import type { N8nInstance, Runtime } from '../n8n';

/** What n8n's database says of a workflow while n8n is dead. */
interface Saved {
	/** What the trigger remembers, as text */
	state: string;
	/** Executions that were begun: id and status */
	executions: Array<{ id: number; status: string }>;
}

/** Node 24 can read SQLite by itself; the Node that runs us may be older. */
const READ = `
	const { DatabaseSync } = require('node:sqlite');
	const [file, workflowId] = process.argv.slice(1);
	const database = new DatabaseSync(file, { readOnly: true });
	const all = (query) => database.prepare(query).all(workflowId);
	const [{ staticData }] = all('SELECT staticData FROM workflow_entity WHERE id = ?');
	const cursors = all('SELECT cursor FROM poller_state WHERE workflowId = ?');
	const executions = all('SELECT id, status FROM execution_entity WHERE workflowId = ?');
	console.log(JSON.stringify({ state: JSON.stringify([staticData, cursors]), executions }));
`;

export function readDatabase({ node }: Runtime, n8n: N8nInstance, workflowId: string): Saved {
	const file = join(n8n.userFolder, '.n8n', 'database.sqlite');
	// eslint-disable-next-line @n8n/community-nodes/no-dangerous-functions -- a tool for tests
	return JSON.parse(execFileSync(node, ['-e', READ, file, workflowId], { encoding: 'utf8' }));
}
