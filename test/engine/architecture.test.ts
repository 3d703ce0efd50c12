/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import path from 'path';

import { type INodeType, NodeConnectionTypes } from 'n8n-workflow';
import ts from 'typescript';

import { authenticationField } from '../../nodes/form/authentication';
import { describeResources, executeResources, type Operation } from '../../nodes/form/operation';
import type { Fields } from '../../nodes/vspc/fields';
import { runJobNode } from './harness/run';
import { apiKey, useSimulator } from './harness/simulator';

/** What ARCHITECTURE.md shows as code to copy. */
const ROOT = path.join(__dirname, '../..');
const NAMES = ['vspc/repositories', 'VspcJob/repository.operation'];
const simulator = useSimulator({ jobs: 3, alarms: 1, companies: 2 });

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'architecture-'));
	const page = readFileSync(path.join(ROOT, 'ARCHITECTURE.md'), 'utf8');
	const examples = [...page.matchAll(/^ *```ts\n([^]*?)^ *```$/gm)].map(([, code]) => code);
	expect(examples).toHaveLength(NAMES.length);
	examples.forEach((code, index) => {
		const { outputText } = ts.transpileModule(code, {
			compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
		});
		const nodes = path.join(ROOT, 'dist/nodes');
		const placed = outputText.replace(/require\("\.\.\/([^"]+)"\)/g, (text, id: string) =>
			NAMES.includes(id) ? text : `require(${JSON.stringify(path.join(nodes, id))})`,
		);
		const file = path.join(folder, `${NAMES[index]}.js`);
		mkdirSync(path.dirname(file), { recursive: true });
		writeFileSync(file, placed);
	});
});
afterAll(() => rmSync(folder, { recursive: true }));

const load = <T extends object>(name: string) => jest.requireActual<T>(path.join(folder, `${name}.js`));

test('a list written as ARCHITECTURE.md shows it outputs all that VSPC has, in the order of its fields', async () => {
	const { repositoryFields } = load<{ repositoryFields: Fields }>(NAMES[0]);
	const { getRepositories } = load<{ getRepositories: Operation }>(NAMES[1]);
	const resources = [
		{
			option: { name: 'Repository', value: 'repository' },
			defaultOperation: 'getAll',
			operations: [getRepositories],
		},
	];
	const nodeType: INodeType = {
		description: {
			displayName: 'Repositories',
			name: 'vspcRepository',
			group: ['input'],
			version: 1,
			description: '',
			defaults: { name: 'Repositories' },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: 'vspcApi', required: true }],
			properties: [authenticationField, ...describeResources(resources, 'repository')],
		},
		async execute() {
			return await executeResources(this, resources, 'repository');
		},
	};
	const { outputs, error } = await runJobNode({
		nodeType,
		credentials: apiKey(simulator()),
		parameters: { authentication: 'apiKey', operation: 'getAll', returnAll: true },
	});
	expect(error).toBeUndefined();
	const items = outputs[0].map(({ json }) => json);
	const { repositories } = simulator().estate;
	expect(items.map(({ name }) => name).sort()).toEqual(repositories.map(({ name }) => name).sort());
	expect(items.length).toBeGreaterThan(0);
	expect(Object.keys(items[0])).toEqual(Object.keys(repositoryFields));
});
