/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import ts from 'typescript';

import { allCalls, templateOf } from '../calls';

const NODES = resolve(__dirname, '../../../nodes');

/** Paths in nodes/ that are no calls of their own, or are only written to. A path that is read belongs into allCalls. */
const NOT_READ = [
	'/alarms/active/{}/{}',
	// Follows any call that is answered with 202.
	'/asyncActions/{}/…',
	'/infrastructure/backupAgents/windows/{}/jobs/{}',
	'/infrastructure/backupAgents/{}/jobs/{}',
	'/infrastructure/vb365Servers/{}/organizations/jobs/{}',
];

/** Paths that begin with one from elsewhere, so that it is not known here which they are: looked at, and tried. */
const BEGIN_ELSEWHERE = [
	// Only written to.
	'[...jobPath, action]',
	// Backups and restore points of each kind of workloads.
	'[...kind.listPath, id, kind.points.name]',
	'[...kind.listPath, name]',
	'[...kind.listPath, uids[0], name]',
	// One of a list of names.
	'[...path, uid]',
];

const sources = readdirSync(NODES, { recursive: true, encoding: 'utf8' })
	.filter((file) => file.endsWith('.ts'))
	.map((file) => {
		const text = readFileSync(join(NODES, file), 'utf8');
		return ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
	});

/** Paths that have a name, like JOBS_PATH. */
const constants = new Map<string, ts.ArrayLiteralExpression>();

function eachNode(node: ts.Node, visit: (node: ts.Node) => void): void {
	visit(node);
	ts.forEachChild(node, (child) => eachNode(child, visit));
}

for (const source of sources) {
	eachNode(source, (node) => {
		if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name)) return;
		const { name, initializer } = node;
		const isPath = initializer && ts.isArrayLiteralExpression(initializer);
		if (isPath && /^[A-Z_]+_PATH$/.test(name.text)) constants.set(name.text, initializer);
	});
}

/** Texts that have a name, like ROOT, by file and name. */
const texts = new Map<string, string>();

for (const source of sources) {
	eachNode(source, (node) => {
		if (!ts.isVariableDeclaration(node) || !ts.isIdentifier(node.name)) return;
		const { name, initializer } = node;
		if (!initializer || !ts.isStringLiteral(initializer)) return;
		texts.set(`${source.fileName} ${name.text}`, initializer.text);
	});
}

/** The segments of a path, `{}` for what is not known before it runs. */
function segmentsOf(list: ts.ArrayLiteralExpression): string[] {
	return list.elements.flatMap((element) => {
		if (ts.isStringLiteral(element)) return [element.text];
		if (ts.isIdentifier(element)) {
			return [texts.get(`${element.getSourceFile().fileName} ${element.text}`) ?? '{}'];
		}
		if (!ts.isSpreadElement(element)) return ['{}'];
		const known = ts.isIdentifier(element.expression) && constants.get(element.expression.text);
		return known ? segmentsOf(known) : ['…'];
	});
}

/** The beginnings of all paths of the API that the package knows. */
const ROOTS = new Set(allCalls().map(({ path }) => path[0]));

/** Whether a list is given as a path, whatever it begins with. */
function isGivenAsPath({ parent }: ts.ArrayLiteralExpression): boolean {
	const isNamed = ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent);
	return isNamed && /^(path|listPath|serverPath|[A-Z_]+_PATH)$/.test(parent.name.getText());
}

test('every path that the package reads is tried', () => {
	const read = new Set<string>();
	const beginElsewhere = new Set<string>();
	for (const source of sources) {
		eachNode(source, (node) => {
			if (!ts.isArrayLiteralExpression(node)) return;
			const segments = segmentsOf(node);
			if (segments[0] === '…' && isGivenAsPath(node)) beginElsewhere.add(node.getText());
			if (!/^[a-z]/i.test(segments[0] ?? '')) return;
			if (ROOTS.has(segments[0]) || isGivenAsPath(node)) read.add(`/${segments.join('/')}`);
		});
	}
	const tried = new Set(allCalls().map(templateOf));
	expect(read.size).toBeGreaterThan(15);
	// A new call is a row in test/try/calls.ts, see CONTRIBUTING.md.
	const others = [...read].filter((path) => !tried.has(path));
	expect(others.sort()).toEqual(NOT_READ);
	expect([...beginElsewhere].sort()).toEqual(BEGIN_ELSEWHERE);
});

test('what a call takes from a list is tried behind that list', () => {
	const seen = new Set<string>();
	for (const call of allCalls()) {
		if (call.from) expect([call.path, seen.has(call.from.list)]).toEqual([call.path, true]);
		seen.add(templateOf(call));
	}
});
