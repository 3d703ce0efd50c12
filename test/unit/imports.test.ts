/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const ROOT = resolve(__dirname, '../..');

const sources = ['nodes', 'credentials'].flatMap((folder) =>
	readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => `${folder}/${file}`),
);

/** A module that a file names in import, export from, require or import(). */
interface Import {
	name: string;
	/** Nothing is left of it in the built file */
	isType: boolean;
	isDynamic: boolean;
}

function importsOf(text: string): Import[] {
	const found: Import[] = [];
	const visit = (node: ts.Node): void => {
		if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
			const { text: name } = node.moduleSpecifier as ts.StringLiteral;
			found.push({ name, isType: isTypeOnly(node), isDynamic: false });
		}
		if (ts.isCallExpression(node)) {
			const [argument] = node.arguments;
			const isDynamic = node.expression.kind === ts.SyntaxKind.ImportKeyword;
			const isRequire = ts.isIdentifier(node.expression) && node.expression.text === 'require';
			if ((isDynamic || isRequire) && argument && ts.isStringLiteralLike(argument)) {
				found.push({ name: argument.text, isType: false, isDynamic });
			}
		}
		ts.forEachChild(node, visit);
	};
	visit(ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest));
	return found;
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
	if (ts.isExportDeclaration(node)) return node.isTypeOnly;
	const { importClause: clause } = node;
	if (!clause || clause.name) return false;
	if (clause.isTypeOnly) return true;
	const { namedBindings: names } = clause;
	return (
		names !== undefined &&
		ts.isNamedImports(names) &&
		names.elements.every((element) => element.isTypeOnly)
	);
}

/** The rooms of the house, and into which ones each may look. */
const ROOMS: Record<string, string[]> = {
	credentials: ['form', 'vspc/client'],
	node: ['form', 'vspc', 'vspc/client', 'vspc/list', 'trigger', 'report', 'util'],
	form: ['vspc', 'vspc/client', 'vspc/list', 'trigger', 'util'],
	trigger: ['vspc', 'vspc/client', 'vspc/list', 'util'],
	report: ['vspc', 'util'],
	vspc: ['vspc/list', 'vspc/client', 'util'],
	'vspc/list': ['vspc/client', 'util'],
	'vspc/client': ['util'],
	util: [],
};

function roomOf(file: string): string {
	if (file.startsWith('credentials/')) return 'credentials';
	const [, first, second] = file.split('/');
	if (first.startsWith('Vspc')) return 'node';
	if (first === 'vspc' && ['client', 'list'].includes(second)) return `vspc/${second}`;
	return first;
}

/** Why an import isn't allowed; undefined when it is. */
function objection(file: string, name: string): string | undefined {
	// crypto is Node's own, needs no install, and n8n's lint allows it
	if (name === 'n8n-workflow' || name === 'crypto') return undefined;
	if (!name.startsWith('.')) return `${file} imports ${name}, which is no part of the package`;
	const target = relative(ROOT, resolve(ROOT, dirname(file), name));
	if (!/^(nodes|credentials)\//.test(target))
		return `${file} imports ${target}, which is not shipped`;
	const [from, to] = [roomOf(file), roomOf(target)];
	if (from === 'node' && to === 'node' && dirname(file) !== dirname(target)) {
		return `${file} imports ${target}, of another node`;
	}
	if (from !== to && !ROOMS[from].includes(to)) {
		return `${file} imports ${target}: no arrow leads from ${from} to ${to}`;
	}
	return undefined;
}

function targetOf(file: string, name: string): string | undefined {
	if (!name.startsWith('.')) return undefined;
	const path = join(dirname(file), name);
	return [`${path}.ts`, `${path}/index.ts`].find((one) => existsSync(join(ROOT, one)));
}

/** By file, the files that it imports; those of types alone left out. */
const graph = new Map(
	sources.map((file) => {
		const imports = importsOf(readFileSync(join(ROOT, file), 'utf8'));
		const targets = imports
			.filter(({ isType }) => !isType)
			.map(({ name }) => targetOf(file, name))
			.filter((target): target is string => target !== undefined);
		return [file, targets] as const;
	}),
);

/** The longest way along imports; throws at a circle. */
function longestFrom(
	file: string,
	way: string[] = [],
	known = new Map<string, string[]>(),
): string[] {
	const found = known.get(file);
	if (found) return found;
	const soFar = [...way, file];
	if (way.includes(file)) throw new Error(`a circle: ${soFar.join(' > ')}`);
	const ways = (graph.get(file) ?? []).map((target) => longestFrom(target, soFar, known));
	const longest = ways.reduce((a, b) => (b.length > a.length ? b : a), []);
	known.set(file, [file, ...longest]);
	return [file, ...longest];
}

test('files import n8n-workflow, files of the package along the arrows, and nothing else', () => {
	const objections = sources.flatMap((file) =>
		importsOf(readFileSync(join(ROOT, file), 'utf8')).map(({ name }) => objection(file, name)),
	);
	expect(sources).toContain('nodes/VspcJob/VspcJob.node.ts');
	expect(objections.filter(Boolean)).toEqual([]);
});

test('no files import each other in a circle, what is loaded later included', () => {
	for (const file of sources) longestFrom(file);
});

test('from any node no way along imports is longer than one can follow', () => {
	const ways = sources.filter((file) => file.endsWith('.node.ts')).map((file) => longestFrom(file));
	expect(ways.filter(({ length }) => length > 12)).toEqual([]);
});

test('only credentials load something later: of nodes, the build leaves to n8n what its start needs', () => {
	const later = sources.filter((file) =>
		importsOf(readFileSync(join(ROOT, file), 'utf8')).some(({ isDynamic }) => isDynamic),
	);
	expect(later.sort()).toEqual([
		'credentials/VspcApi.credentials.ts',
		'credentials/VspcLoginApi.credentials.ts',
	]);
});

test('files are neither crumbs nor heaps, and there are no more than one can know', () => {
	const nodes = sources.filter((file) => file.startsWith('nodes/'));
	const lines = (file: string) => readFileSync(join(ROOT, file), 'utf8').split('\n').length - 1;
	expect(nodes.filter((file) => lines(file) > 320)).toEqual([]);
	expect(nodes.filter((file) => lines(file) < 30).length).toBeLessThanOrEqual(8);
	// What a file is for can be looked up in so many; more want rooms of their own, or fuller ones.
	expect(nodes.length).toBeLessThanOrEqual(180);
});

test.each([
	["import axios from 'axios';", 'is no part of the package'],
	["import type { X } from 'n8n-core';", 'is no part of the package'],
	["export * from 'lodash';", 'is no part of the package'],
	["const fs = require('node:fs');", 'is no part of the package'],
	["await import('playwright-core');", 'is no part of the package'],
	["import { startSimulator } from '../../../test/simulator';", 'is not shipped'],
	["import { get } from '../../VspcJob/get.operation';", 'no arrow leads from vspc/client to node'],
])('would notice %s', (text, reason) => {
	const [{ name }] = importsOf(text);
	expect(objection('nodes/vspc/client/request.ts', name)).toContain(reason);
});

test('would notice one node that imports another one', () => {
	const name = '../VspcJob/get.operation';
	expect(objection('nodes/VspcAlarm/get.operation.ts', name)).toContain('of another node');
});

/** Where a value is spelled in a way that fails for objects of JSON with a field `toString`. */
function spellsRashly(text: string): boolean {
	return /(?<![\w.])String\(/.test(text);
}

test('values of others are spelled by `spelled`, which never fails', () => {
	// Connections have values of credentials and errors; `spelled` itself stands in util.
	const others = sources.filter(
		(file) => !/^(credentials|nodes\/(util|vspc\/client))\//.test(file),
	);
	const rash = others.filter((file) => spellsRashly(readFileSync(join(ROOT, file), 'utf8')));
	expect(rash).toEqual([]);
	expect(spellsRashly("const name = String(row.name ?? '');")).toBe(true);
	expect(spellsRashly('new Date(time).toISOString()')).toBe(false);
});
