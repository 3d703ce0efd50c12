/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- runs in Node itself, never inside n8n */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { loadOutputSchema, PackageDirectoryLoader, resolveOutputSchemaPath } from 'n8n-core';

/** What `npm pack` makes, unpacked as n8n unpacks a community package. */
const ROOT = resolve(__dirname, '../..');
let folder: string;
let files: string[];
let packedBytes: number;

beforeAll(() => {
	// Below node_modules, so that the unpacked package finds n8n-workflow, as it does in n8n.
	const cache = join(ROOT, 'node_modules/.cache');
	mkdirSync(cache, { recursive: true });
	folder = mkdtempSync(join(cache, 'pack-'));
	const [packed] = JSON.parse(
		execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
			cwd: ROOT,
			encoding: 'utf8',
			stdio: ['ignore', 'pipe', 'ignore'],
		}),
	) as Array<{ filename: string; size: number; files: Array<{ path: string }> }>;
	files = packed.files.map(({ path }) => path);
	packedBytes = packed.size;
	execFileSync('tar', ['-xzf', join(folder, packed.filename), '-C', folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('contains dist, index.js, package.json, README, LICENSE, CHANGELOG and nothing else', () => {
	const others = files.filter((file) => !/^dist\/.+\.(js|json|svg)$/.test(file));
	expect(others.sort()).toEqual([
		'CHANGELOG.md',
		'LICENSE',
		'README.md',
		'index.js',
		'package.json',
	]);
});

test('is smaller than 320 kB', () => {
	expect(packedBytes).toBeLessThan(320_000);
});

test('asks for nothing at run time and runs nothing at install time', () => {
	const manifest = JSON.parse(readFileSync(join(folder, 'package/package.json'), 'utf8'));
	expect(manifest).not.toHaveProperty('dependencies');
	expect(manifest.peerDependencies).toEqual({ 'n8n-workflow': '*' });
	const lifecycle = /^(pre|post)?(install|prepare|pack|publish|prepublishOnly)$/;
	expect(Object.keys(manifest.scripts).filter((name) => lifecycle.test(name))).toEqual([]);
});

test("n8n's loader finds nodes, credentials, icons and codex", async () => {
	const loader = new PackageDirectoryLoader(join(folder, 'package'));
	await loader.loadAll();
	expect(Object.keys(loader.nodeTypes)).toEqual([
		'vspcAlarm',
		'vspcAlarmTrigger',
		'vspcCompany',
		'vspcJob',
		'vspcJobTrigger',
		'vspcWorkload',
		'vspcWorkloadTrigger',
	]);
	expect(Object.keys(loader.credentialTypes).sort()).toEqual(['vspcApi', 'vspcLoginApi']);
	const descriptions = Object.values(loader.nodeTypes).map(
		({ type }) =>
			(type as { description: { codex?: { categories?: string[] }; iconUrl?: unknown } })
				.description,
	);
	for (const { codex } of descriptions) expect(codex?.categories).toContain('Data & Storage');
	for (const { light, dark } of [
		...descriptions.map(({ iconUrl }) => iconUrl),
		loader.credentialTypes.vspcApi.type.iconUrl,
	] as Array<{ light: string; dark: string }>) {
		for (const url of [light, dark]) {
			const file = url.replace('icons/n8n-nodes-vspc/', '');
			expect(readFileSync(join(folder, 'package', file), 'utf8')).toContain('<svg');
		}
	}
});

test('n8n finds the schema of every operation for its editor, and that of each trigger', async () => {
	const loader = new PackageDirectoryLoader(join(folder, 'package'));
	await loader.loadAll();
	for (const [name, { sourcePath }] of Object.entries(loader.known.nodes)) {
		const nodeDir = dirname(resolve(folder, 'package', sourcePath));
		const { properties } = loader.getNode(name).type.description as INodeTypeDescription;
		const lists = properties.filter((one) => one.name === 'operation');
		for (const { displayOptions, options } of lists) {
			const [resource] = displayOptions?.show?.resource as string[];
			for (const { value } of options as INodePropertyOptions[]) {
				const at = { nodeDir, version: '1.0.0', resource, operation: String(value) };
				const path = resolveOutputSchemaPath(at);
				expect([at, existsSync(path ?? '')]).toEqual([at, true]);
			}
		}
		if (lists.length > 0) continue;
		const schema = loadOutputSchema({ nodeDir, version: 1, versionFallback: true });
		expect(schema).toMatchObject({ properties: { event: { type: 'string' } } });
	}
});

test('index.js exports the compiled classes', () => {
	const names = execFileSync(
		process.execPath,
		['-p', 'Object.keys(require("./index.js")).join()'],
		{ cwd: ROOT, encoding: 'utf8' },
	);
	expect(names.trim()).toBe(
		'VspcApi,VspcLoginApi,VspcAlarm,VspcAlarmTrigger,VspcCompany,VspcJob,VspcJobTrigger,VspcWorkload,VspcWorkloadTrigger',
	);
});
