/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- runs in Node itself, never inside n8n */
import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

import { n8n } from '../../package.json';

/** n8n loads all nodes and credentials at its start, and waits for them. */
const ROOT = resolve(__dirname, '..', '..');

/** Runs in a Node of its own, since Jest keeps modules in its own way. */
function inNode<Result>(code: string): Result {
	const output = execFileSync(process.execPath, ['-e', code], { cwd: ROOT, encoding: 'utf8' });
	return JSON.parse(output) as Result;
}

const load = (files: string[]) =>
	`for (const file of ${JSON.stringify(files.map((file) => join(ROOT, file)))}) require(file);`;

test('what n8n waits for are small files, descriptions as data, and the credentials', () => {
	const loaded = inNode<string[]>(`
		${load([...n8n.nodes, ...n8n.credentials])}
		console.log(JSON.stringify(Object.keys(require.cache)));
	`)
		.filter((file) => file.includes('/dist/'))
		.map((file) => file.slice(join(ROOT, 'dist/').length));
	const expected = [
		...n8n.nodes.flatMap((file) => [file, file.replace('.node.js', '.description.json')]),
		...n8n.credentials,
	].map((file) => file.slice('dist/'.length));
	const others = loaded.filter((file) => !expected.includes(file));
	expect(loaded).toEqual(expect.arrayContaining(expected));
	// Credentials share their fields.
	expect(others).toEqual(['nodes/form/authentication.js']);
});

test.each(n8n.nodes)(
	'%s has the description, the methods and the way to run of the node itself',
	(file) => {
		const { small, whole } = inNode<{ small: object; whole: object }>(`
		const Small = Object.values(require(${JSON.stringify(join(ROOT, file))}))[0];
		const Whole = Object.values(require(${JSON.stringify(join(ROOT, file.replace('.node.js', '.js')))}))[0];
		const shown = (Node) => {
			const { description, methods = {} } = new Node();
			const names = Object.entries(methods).map(([kind, named]) => [kind, Object.keys(named)]);
			const runs = ['execute', 'poll', 'trigger', 'webhook'].filter((run) => run in Node.prototype);
			return { description, names, runs };
		};
		console.log(JSON.stringify({ small: shown(Small), whole: shown(Whole) }));
	`);
		expect(small).toEqual(whole);
	},
);
