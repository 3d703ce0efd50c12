/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { preProcessFile } from 'typescript';

const ROOT = resolve(__dirname, '../..');

const sources = ['nodes', 'credentials'].flatMap((folder) =>
	readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => `${folder}/${file}`),
);

/** Every module that a file names in import, export from, require or import(). */
function importsOf(text: string): string[] {
	return preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** Why an import isn't allowed; undefined when it is. */
function objection(file: string, name: string): string | undefined {
	// crypto is Node's own, needs no install, and n8n's lint allows it
	if (name === 'n8n-workflow' || name === 'crypto') return undefined;
	if (!name.startsWith('.')) return `${file} imports ${name}, which is no part of the package`;
	const target = relative(ROOT, resolve(ROOT, dirname(file), name));
	if (!/^(nodes|credentials)\//.test(target))
		return `${file} imports ${target}, which is not shipped`;
	if (layer(target) > layer(file)) return `${file} imports ${target}, which stands above it`;
	const [own, other] = [file, target].map((path) => /\/resources\/([^/]+)\//.exec(path)?.[1]);
	if (own && other && own !== other) return `${file} imports from another resource: ${target}`;
	return undefined;
}

/** node class (3) -> operation (2) -> form pieces (1) -> VSPC itself (0) */
function layer(file: string): number {
	if (file.startsWith('nodes/shared/')) return 0;
	if (file.startsWith('nodes/fields/')) return 1;
	return /\.(node|credentials)$|\.(node|credentials)\.ts$/.test(file) ? 3 : 2;
}

test('finds the sources', () => {
	expect(sources).toContain('nodes/VspcJob/VspcJob.node.ts');
	expect(sources).toContain('credentials/VspcApi.credentials.ts');
});

test.each(sources)(
	'%s imports n8n-workflow, files of the package below it, and nothing else',
	(file) => {
		const text = readFileSync(join(ROOT, file), 'utf8');
		const objections = importsOf(text).map((name) => objection(file, name));
		expect(objections.filter(Boolean)).toEqual([]);
	},
);

test.each([
	["import axios from 'axios';", 'is no part of the package'],
	["import type { X } from 'n8n-core';", 'is no part of the package'],
	["export * from 'lodash';", 'is no part of the package'],
	["const fs = require('node:fs');", 'is no part of the package'],
	["await import('playwright-core');", 'is no part of the package'],
	["import { startSimulator } from '../../test/simulator';", 'is not shipped'],
	["import { get } from '../VspcJob/resources/job/get.operation';", 'stands above it'],
])('would notice %s', (text, reason) => {
	const [name] = importsOf(text);
	expect(objection('nodes/shared/request.ts', name)).toContain(reason);
});
