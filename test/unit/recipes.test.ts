/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';

import type { WorkflowDefinition, WorkflowNode } from '../n8n';

/** The recipes as files; what a real n8n says of them is in test/e2e/recipes.test.ts. */
const ROOT = resolve(__dirname, '../..');
const EXAMPLES = join(ROOT, 'examples');
const DOCS = join(ROOT, 'docs/recipes');
const files = readdirSync(EXAMPLES);
const read = (file: string) =>
	JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as WorkflowDefinition;
const NOTE = 'n8n-nodes-base.stickyNote';

describe.each(files)('%s', (file) => {
	const recipe = read(file);
	const { nodes, connections } = recipe;
	const names = nodes.map(({ name }) => name);

	test('is an export with nothing of the n8n that it comes from', () => {
		expect(Object.keys(recipe)).toEqual(['name', 'nodes', 'connections', 'settings']);
		expect(recipe.name).toMatch(/^VSPC: /);
		const credentials = nodes.flatMap((node) => Object.values(node.credentials ?? {}));
		expect(credentials.filter(({ id }) => id !== null)).toEqual([]);
		expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
	});

	test('has n8n’s own nodes and ours only, and no code', () => {
		for (const { type } of nodes) {
			expect(type).toMatch(/^(n8n-nodes-base|@n8n\/n8n-nodes-langchain|n8n-nodes-vspc)\./);
			expect(type).not.toMatch(/\.(code|function|functionItem|executeCommand)$/);
		}
	});

	test('nodes are there once, also those that are connected or named in expressions', () => {
		expect(new Set(names).size).toBe(names.length);
		const named = [...JSON.stringify(recipe).matchAll(/\$\('([^']+)'\)/g)].map(([, name]) => name);
		const targets = Object.values(connections).flatMap((types) =>
			Object.values(types)
				.flat(2)
				.flatMap((target) => target?.node ?? []),
		);
		const mentioned = [...named, ...targets, ...Object.keys(connections)];
		expect(mentioned.filter((name) => !names.includes(name))).toEqual([]);
	});

	test('a note says how to set it up and links to its page', () => {
		const content = String(nodes.find(({ name }) => name === 'Note: set-up')?.parameters?.content);
		expect(content).toContain('## Set up\n1. ');
		const [, page] = content.match(/\/blob\/main\/docs\/recipes\/([\w-]+\.md)\)/) ?? [];
		expect(readFileSync(join(DOCS, page), 'utf8')).toContain(`../../examples/${file}`);
		expect(readFileSync(join(DOCS, 'README.md'), 'utf8')).toContain(`../../examples/${file}`);
	});

	test('no node lies on another', () => {
		const boxes = nodes.filter(({ type }) => type !== NOTE).map(boxOf);
		const overlaps = boxes.flatMap((one, index) =>
			boxes
				.slice(index + 1)
				.filter((other) => overlap(one, other))
				.map((other) => `${one.name} and ${other.name}`),
		);
		expect(overlaps).toEqual([]);
	});

	test('what writes a ticket is not repeated blindly', () => {
		const writing = nodes.filter(({ name }) =>
			/^(Create|Close|Reopen) ticket$|^Add note$/.test(name),
		);
		expect(writing.filter(({ retryOnFail }) => retryOnFail)).toEqual([]);
		// The simple one lets the execution fail, as its note says.
		const isSimple = file === 'failed-job-ticket-simple.json';
		const wanted = isSimple ? undefined : 'continueErrorOutput';
		expect(writing.filter(({ onError }) => onError !== wanted)).toEqual([]);
	});
});

interface Box {
	name: string;
	left: number;
	top: number;
	right: number;
	bottom: number;
}

/** A node with the words below it; an agent is wider. */
function boxOf({ name, type, position = [0, 0] }: WorkflowNode): Box {
	const [left, top] = position;
	const width = type.endsWith('.agent') ? 224 : 96;
	return { name, left, top, right: left + width, bottom: top + 128 };
}

function overlap(one: Box, other: Box): boolean {
	const apart =
		one.right <= other.left ||
		other.right <= one.left ||
		one.bottom <= other.top ||
		other.bottom <= one.top;
	return !apart;
}

describe('failed job → ticket', () => {
	const workNodes = (file: string) => read(file).nodes.filter(({ type }) => type !== NOTE);

	test('what a person opens first is small: five nodes', () => {
		expect(workNodes('failed-job-ticket-simple.json')).toHaveLength(5);
		expect(workNodes('failed-job-ticket.json')).toHaveLength(5);
	});

	test('the note of the robust one asks for the steps first, then to choose them, then to publish', () => {
		const { nodes } = read('failed-job-ticket.json');
		const content = String(nodes.find(({ name }) => name === 'Note: set-up')?.parameters?.content);
		const order = ['failed-job-ticket-steps.json', 'open **Ticket steps**', '6. **Publish.**'];
		const places = order.map((words) => content.indexOf(words));
		expect(places).not.toContain(-1);
		expect(places).toEqual([...places].sort((a, b) => a - b));
		const steps = nodes.find(({ name }) => name === 'Ticket steps');
		expect(steps?.parameters?.workflowId).toMatchObject({ value: '' });
	});

	/** What is of one ticket system. */
	const OWN = new Set([
		'Note: set-up',
		'Ticket system',
		'Find its open tickets',
		'Read the answer',
		'Create ticket',
		'Read its number',
		'Add note',
		'Close ticket',
		'Say why',
		'Reopen ticket',
	]);
	const STEPS = 'failed-job-ticket-steps.json';
	const shared = (file: string) =>
		read(file)
			.nodes.filter(({ name }) => !OWN.has(name))
			.map((node) => ({ ...node, id: undefined }));

	test.each(files.filter((file) => file.startsWith('failed-job-ticket-steps-')))(
		'%s shares what is not of its ticket system',
		(file) => {
			expect(shared(file)).toEqual(shared(STEPS));
			const { connections } = read(STEPS);
			const { connections: own } = read(file);
			const changed = Object.keys(connections).filter(
				(name) => JSON.stringify(own[name]) !== JSON.stringify(connections[name]),
			);
			expect(changed).toEqual('Say why' in own ? ['Close ticket'] : []);
		},
	);
});

test('the provider’s daily report does not list what is fine, and says so', () => {
	const { nodes } = read('report-daily.json');
	const report = nodes.find(({ type }) => type === 'n8n-nodes-vspc.vspcJob');
	expect(report?.parameters?.options).toEqual({ listSuccessful: false });
	const notes = nodes.filter(({ type }) => type === NOTE).map(({ parameters }) => parameters);
	expect(JSON.stringify(notes)).toContain('List Successful Jobs');
	expect(JSON.stringify(notes)).not.toContain('language of dates');
});

test('the assistant has tools that read, and no others', () => {
	const tools = read('backup-assistant.json').nodes.filter(({ type }) => type.endsWith('Tool'));
	expect(tools.length).toBeGreaterThan(0);
	for (const { type, parameters } of tools) {
		expect(type).toMatch(/^n8n-nodes-vspc\.vspc(Job|Company)Tool$/);
		expect((parameters as INodeParameters).operation).toMatch(/^get(All)?$/);
	}
});

test.each(readdirSync(DOCS))('links in docs/recipes/%s lead somewhere', (page) => {
	const text = readFileSync(join(DOCS, page), 'utf8');
	const links = [...text.matchAll(/\]\(([^)#]*)(#[^)]*)?\)/g)].filter(
		([, path]) => !path.startsWith('http'),
	);
	for (const [, path, anchor] of links) {
		const target = path === '' ? join(DOCS, page) : resolve(dirname(join(DOCS, page)), path);
		expect([path, existsSync(target)]).toEqual([path, true]);
		if (anchor) expect(anchorsIn(target)).toContain(anchor);
	}
});

/** The anchors that GitHub makes of headings. */
function anchorsIn(file: string): string[] {
	const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)];
	return headings.map(
		([, heading]) =>
			`#${heading
				.toLowerCase()
				.replace(/[^\p{L}\p{N} _-]/gu, '')
				.replaceAll(' ', '-')}`,
	);
}
