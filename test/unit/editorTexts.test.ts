/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodeType } from 'n8n-workflow';
import ts from 'typescript';

import { VspcApi } from '../../credentials/VspcApi.credentials';
import { VspcLoginApi } from '../../credentials/VspcLoginApi.credentials';
import { VspcAlarm } from '../../nodes/VspcAlarm/VspcAlarm.node';
import { VspcAlarmTrigger } from '../../nodes/VspcAlarmTrigger/VspcAlarmTrigger.node';
import { VspcCompany } from '../../nodes/VspcCompany/VspcCompany.node';
import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { VspcWorkload } from '../../nodes/VspcWorkload/VspcWorkload.node';
import { VspcWorkloadTrigger } from '../../nodes/VspcWorkloadTrigger/VspcWorkloadTrigger.node';
import { REASONS } from '../../nodes/trigger/jobs/events';

/* eslint-disable-next-line @typescript-eslint/no-require-imports -- a tool of the build, which is plain JavaScript */
const { filesBelow, ROOT } = require('../../build/pages') as {
	filesBelow: (folder: string, ending: string) => string[];
	ROOT: string;
};

/** What a person reads in the editor, word by word; and in the docs and the source, which words they avoid. */
const nodes: INodeType[] = [
	new VspcAlarm(),
	new VspcAlarmTrigger(),
	new VspcCompany(),
	new VspcJob(),
	new VspcJobTrigger(),
	new VspcWorkload(),
	new VspcWorkloadTrigger(),
];
const descriptions = nodes.map(({ description }) => description);

/** Every field of a form, those of collections too. */
function fieldsOf(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((field) => [
		field,
		...fieldsOf(
			(field.options ?? []).filter((option): option is INodeProperties => 'type' in option),
		),
	]);
}

/** Every text that an object has, at any depth. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(textsIn);
}

const forms = [
	...descriptions.map(({ name, properties }) => ({ name, properties })),
	...[new VspcApi(), new VspcLoginApi()],
];

describe.each(forms)('$name', ({ properties }) => {
	const fields = fieldsOf(properties);

	test('every text field has an example', () => {
		const texts = fields.filter(
			({ type, typeOptions }) => type === 'string' && typeOptions?.password !== true,
		);
		expect(texts.filter(({ placeholder }) => !placeholder?.startsWith('e.g. '))).toEqual([]);
	});

	test('labels in collections are short enough not to be cut', () => {
		const inside = fields
			.filter(({ type }) => type === 'collection')
			.flatMap(({ options }) => options as INodeProperties[]);
		const long = inside.map(({ displayName }) => displayName).filter((label) => label.length > 22);
		expect(long).toEqual([]);
	});

	test('a list that loads slowly says what to do', () => {
		const lists = fields
			.flatMap(({ modes = [] }) => modes)
			.filter(({ type }) => type === 'list')
			.map(({ typeOptions }) => typeOptions?.slowLoadNotice?.message);
		expect(lists.filter((message) => !/By (ID|Key)/.test(message ?? ''))).toEqual([]);
	});
});

test.each([
	...forms.map(({ name, properties }) => ({ name, texts: textsIn(properties) })),
	...descriptions.map((description) => ({
		name: `${description.name}, the node itself`,
		texts: textsIn({ ...description, properties: [] }),
	})),
	{ name: 'reasons in the log', texts: textsIn(REASONS) },
])('$name: only words that everybody uses', ({ texts }) => {
	const odd = /\b(tells?|told|telling|news|so after|holds?|alike|wish(es)?|shall|misspelt)\b/i;
	expect(texts.filter((text) => odd.test(text))).toEqual([]);
});

test('what builds workflows can read which nodes go together, by names that exist', () => {
	const own = descriptions.map(({ name }) => `n8n-nodes-vspc.${name}`);
	for (const { builderHint } of descriptions) {
		expect(builderHint?.searchHint).toBeTruthy();
		const related = builderHint!.relatedNodes!.map(({ nodeType }) => nodeType);
		expect(
			related.filter((type) => !own.includes(type) && !type.startsWith('n8n-nodes-base.')),
		).toEqual([]);
	}
});

/** VSPC says, sends or shows something; an event is emitted; a filter matches; a field has or contains a value. */
const JARGON = /\b(tells?|told|telling|news|so after|holds?|held|holding)\b/i;

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

/** Files with one of the words anywhere: only these are worth a closer look. */
function withJargon(folders: string[], endings: string[]): Array<{ path: string; text: string }> {
	return folders
		.flatMap((folder) => endings.flatMap((ending) => filesBelow(folder, ending)))
		.map((path) => ({ path, text: read(path) }))
		.filter(({ text }) => JARGON.test(text));
}

/** All comments of a TypeScript or JavaScript source. */
function commentsIn(text: string): string[] {
	const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
	const comments = new Map<number, string>();
	const visit = (node: ts.Node): void => {
		for (const range of [
			...(ts.getLeadingCommentRanges(text, node.pos) ?? []),
			...(ts.getTrailingCommentRanges(text, node.end) ?? []),
		]) {
			comments.set(range.pos, text.slice(range.pos, range.end));
		}
		node.getChildren(source).forEach(visit);
	};
	visit(source);
	return [...comments.values()];
}

const linesWithJargon = (path: string, texts: string[]) =>
	texts
		.flatMap((text) => text.split('\n'))
		.filter((line) => JARGON.test(line))
		.map((line) => `${path}: ${line.trim()}`);

describe('only words that everybody uses', () => {
	test('on every page', () => {
		const pages = withJargon(['.'], ['.md']);
		expect(pages.flatMap(({ path, text }) => linesWithJargon(path, [text]))).toEqual([]);
	});

	test('in the examples', () => {
		const examples = withJargon(['examples'], ['.json']);
		const found = examples.flatMap(({ path, text }) =>
			linesWithJargon(path, textsIn(JSON.parse(text))),
		);
		expect(found).toEqual([]);
	});

	test('in the comments of the source', () => {
		const sources = withJargon(['nodes', 'credentials', 'build'], ['.ts', '.js', '.mjs']);
		const found = sources.flatMap(({ path, text }) => linesWithJargon(path, commentsIn(text)));
		expect(found).toEqual([]);
	});

	test('comments are found wherever they stand, and nothing else is taken for one', () => {
		const source = [
			'/** first */ const told = `https://${/* second */ told}//news`; // third',
			"const held = /\\/\\/ hold/.test('// tells') /* fourth */;",
			'call(/* fifth */);',
			'// last',
		].join('\n');
		const found = ['/** first */', '/* second */', '// third', '/* fourth */', '/* fifth */'];
		expect(commentsIn(source).sort()).toEqual([...found, '// last'].sort());
	});
});

/** "option **Some Name**", "options *One* and *Another*", as a note or a page writes it. */
const OPTIONS = /\boptions?((?:(?: |, | and |, and | or )\*{1,2}[A-Z][^*\n]+\*{1,2})+)/g;

test('an option that a recipe names is there by this name', () => {
	const labels = new Set(
		descriptions.flatMap(({ properties }) =>
			fieldsOf(properties).map(({ displayName }) => displayName),
		),
	);
	const named = [...filesBelow('examples', '.json'), ...filesBelow('docs/recipes', '.md')].flatMap(
		(file) =>
			[...read(file).matchAll(OPTIONS)].flatMap(([, names]) =>
				[...names.matchAll(/\*{1,2}([^*]+)\*{1,2}/g)].map(([, name]) => ({ file, name })),
			),
	);
	expect(named.length).toBeGreaterThan(5);
	expect(named.filter(({ name }) => !labels.has(name))).toEqual([]);
});
