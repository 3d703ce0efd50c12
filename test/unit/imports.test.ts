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
		// `import('./x').X` in a type
		if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
			const { text: name } = node.argument.literal as ts.StringLiteral;
			found.push({ name, isType: true, isDynamic: false });
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

/** What each kind of thing in VSPC is knows calls and lists; a list knows calls. */
const CALLS = ['vspc/list', 'vspc/client', 'util'];
const VSPC = ['vspc', 'vspc/jobs', 'vspc/sessions', 'vspc/workloads', ...CALLS];
const NODE = ['form', ...VSPC];

/** The rooms of the house, and into which ones each may look. */
const ROOMS: Record<string, string[]> = {
	credentials: ['form', 'vspc/client'],
	VspcJob: [...NODE, 'report'],
	VspcAlarm: NODE,
	VspcCompany: NODE,
	VspcWorkload: NODE,
	VspcJobTrigger: [...NODE, 'trigger/jobs'],
	VspcAlarmTrigger: [...NODE, 'trigger/alarms'],
	VspcWorkloadTrigger: [...NODE, 'trigger/workloads'],
	form: VSPC,
	'trigger/jobs': ['trigger/engine', 'vspc', 'vspc/jobs', 'vspc/sessions', ...CALLS],
	'trigger/alarms': ['trigger/engine', 'vspc', ...CALLS],
	'trigger/workloads': ['trigger/engine', 'vspc', 'vspc/jobs', 'vspc/workloads', ...CALLS],
	// A poll whatever it watches: it knows no kind of thing.
	'trigger/engine': CALLS,
	report: ['vspc', 'vspc/jobs', 'vspc/workloads', 'util'],
	vspc: VSPC,
	'vspc/jobs': ['vspc', ...CALLS],
	'vspc/sessions': ['vspc', 'vspc/jobs', ...CALLS],
	'vspc/workloads': ['vspc', 'vspc/jobs', ...CALLS],
	'vspc/list': ['vspc/client', 'util'],
	'vspc/client': ['util'],
	util: [],
};

/** Of these rooms only types. */
const TYPES: Record<string, string[]> = {
	form: ['trigger/engine'],
	'trigger/engine': ['vspc'],
};

/** The smallest room that a file is in; undefined for one beside all rooms. */
function roomOf(file: string): string | undefined {
	const [first, second, third] = file.replace(/^nodes\//, '').split('/');
	const room = third === undefined ? first : `${first}/${second}`;
	return [room, first].find((one) => one in ROOMS);
}

/** Why an import isn't allowed; undefined when it is. */
function objection(
	file: string,
	{ name, isType }: Pick<Import, 'name' | 'isType'>,
): string | undefined {
	// crypto is Node's own, needs no install, and n8n's lint allows it
	if (name === 'n8n-workflow' || name === 'crypto') return undefined;
	if (!name.startsWith('.')) return `${file} imports ${name}, which is no part of the package`;
	const target = relative(ROOT, resolve(ROOT, dirname(file), name));
	if (!/^(nodes|credentials)\//.test(target))
		return `${file} imports ${target}, which is not shipped`;
	const [from, to] = [roomOf(file), roomOf(target)];
	if (from === undefined || to === undefined) {
		return `${from === undefined ? file : target} is in no room`;
	}
	if (from === to || ROOMS[from].includes(to)) return undefined;
	if (!TYPES[from]?.includes(to)) {
		return `${file} imports ${target}: no arrow leads from ${from} to ${to}`;
	}
	return isType ? undefined : `${file} imports ${target}: ${from} knows only types of ${to}`;
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
		importsOf(readFileSync(join(ROOT, file), 'utf8')).map((one) => objection(file, one)),
	);
	expect(sources).toContain('nodes/VspcJob/VspcJob.node.ts');
	expect(objections.filter(Boolean)).toEqual([]);
});

test('no files import each other in a circle, what is loaded later included', () => {
	for (const file of sources) longestFrom(file);
});

test('a report makes no request: nothing that it imports leads to one', () => {
	const reached = new Set<string>();
	const follow = (file: string): void => {
		if (reached.has(file)) return;
		reached.add(file);
		for (const target of graph.get(file) ?? []) follow(target);
	};
	for (const file of sources) if (roomOf(file) === 'report') follow(file);
	expect([...reached]).toContain('nodes/vspc/jobs/computed.ts');
	expect(
		[...reached].filter((file) =>
			/vspc\/(client\/(client|send)|vspc|list\/readList)\.ts$/.test(file),
		),
	).toEqual([]);
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
	expect(nodes.length).toBeLessThanOrEqual(181);
});

test.each([
	["import axios from 'axios';", 'is no part of the package'],
	["import type { X } from 'n8n-core';", 'is no part of the package'],
	["export * from 'lodash';", 'is no part of the package'],
	["const fs = require('node:fs');", 'is no part of the package'],
	["await import('playwright-core');", 'is no part of the package'],
	["import { startSimulator } from '../../../test/simulator';", 'is not shipped'],
])('would notice %s', (text, reason) => {
	const [found] = importsOf(text);
	expect(objection('nodes/vspc/client/request.ts', found)).toContain(reason);
});

test.each([
	// Nothing back
	['vspc/client/send.ts', '../../VspcJob/get.operation', 'from vspc/client to VspcJob'],
	['vspc/client/send.ts', '../list/pages', 'from vspc/client to vspc/list'],
	['vspc/list/pages.ts', '../jobs/kind', 'from vspc/list to vspc/jobs'],
	['vspc/jobs/kind.ts', '../workloads/kind', 'from vspc/jobs to vspc/workloads'],
	['vspc/vspc.ts', '../form/parameters', 'from vspc to form'],
	['vspc/servers.ts', '../trigger/engine/watch', 'from vspc to trigger/engine'],
	['vspc/alarms.ts', '../report/report', 'from vspc to report'],
	['form/list.ts', '../VspcJob/resources', 'from form to VspcJob'],
	['form/list.ts', '../report/report', 'from form to report'],
	['util/text.ts', '../vspc/fields', 'from util to vspc'],
	['trigger/jobs/watch.ts', '../../form/parameters', 'from trigger/jobs to form'],
	[
		'trigger/jobs/watch.ts',
		'../../VspcJobTrigger/parameters',
		'from trigger/jobs to VspcJobTrigger',
	],
	['../credentials/VspcApi.credentials.ts', '../nodes/vspc/vspc', 'from credentials to vspc'],
	// Nothing sideways
	['VspcAlarm/get.operation.ts', '../VspcJob/get.operation', 'from VspcAlarm to VspcJob'],
	['VspcJob/get.operation.ts', '../trigger/jobs/events', 'from VspcJob to trigger/jobs'],
	['VspcAlarm/get.operation.ts', '../report/csv', 'from VspcAlarm to report'],
	[
		'VspcJobTrigger/parameters.ts',
		'../trigger/alarms/events',
		'from VspcJobTrigger to trigger/alarms',
	],
	[
		'VspcJobTrigger/parameters.ts',
		'../trigger/engine/watch',
		'from VspcJobTrigger to trigger/engine',
	],
	['trigger/jobs/watch.ts', '../alarms/events', 'from trigger/jobs to trigger/alarms'],
	['trigger/alarms/watch.ts', '../workloads/decide', 'from trigger/alarms to trigger/workloads'],
	['trigger/workloads/watch.ts', '../jobs/decide', 'from trigger/workloads to trigger/jobs'],
	['trigger/alarms/reads.ts', '../../vspc/jobs/kind', 'from trigger/alarms to vspc/jobs'],
	['trigger/jobs/reads.ts', '../../report/report', 'from trigger/jobs to report'],
	// The engine knows nothing that it watches
	['trigger/engine/poll.ts', '../jobs/decide', 'from trigger/engine to trigger/jobs'],
	['trigger/engine/poll.ts', '../alarms/decide', 'from trigger/engine to trigger/alarms'],
	['trigger/engine/poll.ts', '../workloads/decide', 'from trigger/engine to trigger/workloads'],
	['trigger/engine/poll.ts', '../../vspc/jobs/kind', 'from trigger/engine to vspc/jobs'],
	// A report makes no request
	['report/report.ts', '../vspc/client/client', 'from report to vspc/client'],
	['report/html/page.ts', '../../vspc/list/readList', 'from report to vspc/list'],
	['report/row.ts', '../form/parameters', 'from report to form'],
	// A new room wants its arrows
	['trigger/poll.ts', './engine/poll', 'nodes/trigger/poll.ts is in no room'],
	['form/list.ts', '../trigger/sites/watch', 'nodes/trigger/sites/watch is in no room'],
])('would notice %s that imports %s, types as well', (file, name, reason) => {
	for (const text of [`import { x } from '${name}';`, `let x: import('${name}').X;`]) {
		const [found] = importsOf(text);
		expect(objection(join('nodes', file), found)).toContain(reason);
	}
});

test.each([
	['form/options.ts', '../trigger/engine/watch', 'form knows only types of trigger/engine'],
	['trigger/engine/watch.ts', '../../vspc/vspc', 'trigger/engine knows only types of vspc'],
])('would notice %s that imports more than types of %s', (file, name, reason) => {
	const [value] = importsOf(`import { x, type Y } from '${name}';`);
	const [type] = importsOf(`import type { Y } from '${name}';`);
	expect(objection(join('nodes', file), value)).toContain(reason);
	expect(objection(join('nodes', file), type)).toBeUndefined();
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
