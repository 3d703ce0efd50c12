/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { importExamples } from '../demo/examples';
import type { StoredWorkflow } from '../n8n';
import { useStage } from './harness';
import { readRecipe, recipeFiles } from './recipes/recipe';

/** What `npm run demo` brings into n8n besides its own workflow. */
const stage = useStage({ quickStart: true });

/** All workflows that n8n has. */
async function workflows(): Promise<StoredWorkflow[]> {
	const { client } = stage().n8n;
	const listed = await client.rest.send<Array<{ id: string }>>('GET', '/workflows');
	return await Promise.all(listed.map(async ({ id }) => await client.getWorkflow(id)));
}

/** What the demo prints meanwhile. */
async function printed(work: () => Promise<void>): Promise<string[]> {
	const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
	try {
		await work();
		return write.mock.calls.map(([line]) => String(line).trim());
	} finally {
		write.mockRestore();
	}
}

test('all recipes are there, by their names, and their VSPC nodes have the credential', async () => {
	const { client } = stage().n8n;
	const credential = await stage().credential('vspcApi');
	const lines = await printed(async () => await importExamples(client, credential));
	const wanted = recipeFiles().map((file) => readRecipe(file));
	expect(wanted.length).toBeGreaterThan(0);
	expect(lines).toEqual(
		wanted.map(({ name }) => expect.stringContaining(`example "${name}": imported`)),
	);
	const stored = await workflows();
	expect(stored.map(({ name }) => name).sort()).toEqual(wanted.map(({ name }) => name).sort());
	for (const { name, nodes } of stored) {
		const ours = nodes.filter(({ type }) => type.startsWith('n8n-nodes-vspc.'));
		// That one is for any workflow.
		if (ours.length === 0) expect(name).toBe('VSPC: a workflow failed → e-mail');
		for (const { credentials } of ours) expect(credentials).toEqual({ vspcApi: credential });
	}
});

test('a recipe that cannot be imported is told of by its file, and holds up no other', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'vspc-examples-'));
	const put = (file: string, text: string) => writeFileSync(join(folder, file), text);
	try {
		put('1-cut-off.json', '{ "name": "Cut off", "nodes": [');
		const empty = { nodes: [], connections: {} };
		put('2-refused.json', JSON.stringify({ name: 'x'.repeat(2000), ...empty }));
		put('3-fine.json', JSON.stringify({ name: 'Fine', ...empty }));
		const { client } = stage().n8n;
		const credential = await stage().credential('vspcApi');
		const lines = await printed(async () => await importExamples(client, credential, folder));
		expect(lines).toEqual([
			expect.stringMatching(/example 1-cut-off\.json is not imported: .+JSON/),
			expect.stringMatching(
				/example 2-refused\.json is not imported: n8n: POST \/rest\/workflows: /,
			),
			expect.stringContaining('example "Fine": imported'),
		]);
		expect((await workflows()).map(({ name }) => name)).toContain('Fine');
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
});
