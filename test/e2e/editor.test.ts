/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import { landingWorkflow } from '../demo/landing';
import {
	until,
	type CredentialReference,
	type WorkflowDefinition,
	type WorkflowNode,
} from '../n8n';
import { chartOf } from '../pictures/charts';
import { Editor, save } from '../pictures/editor';
import {
	CHARTS,
	PANELS,
	RECIPES,
	REPORT_PARTS,
	REPORT_WIDTHS,
	TOOL,
	type PanelPicture,
} from '../pictures/pictures';
import type { Simulator } from '../simulator';
import { missingBrowser } from './browser';
import { useStage } from './harness';
import { describeWith } from './needs';
import { readRecipe } from './recipes/recipe';
import { startNight } from './report/night';
import { everySeconds, removeRepeats } from './trigger/workflow';

/** Machines that are busy take their time. */
jest.setTimeout(240_000);

/** Pictures for the docs are made where this names a folder: npm run docs:pictures. */
const FOLDER = process.env.VSPC_PICTURES;
/** n8n cuts the lines of a list behind about so many characters. */
const LINE = 54;

/** What a person sees of the nodes in n8n's editor, after the night of a small provider. */
describeWith(missingBrowser(), 'in the editor', () => {
	const stage = useStage({ isOneStory: true, hasEditor: true });
	let night: Simulator;
	let editor: Editor;
	let vspcApi: CredentialReference;
	beforeAll(async () => {
		night = await startNight();
		const { client, url } = stage().n8n;
		const data = stage().data('vspcApi', { host: night.host, accessToken: night.accounts.apiKey });
		vspcApi = {
			id: await client.createCredential('VSPC account', 'vspcApi', data),
			name: 'VSPC account',
		};
		editor = await Editor.open(url, FOLDER);
	}, 120_000);
	afterAll(async () => {
		await editor?.close();
		await night?.close();
	});

	const nodeOf = ({
		type,
		name,
		parameters,
	}: Pick<PanelPicture, 'type' | 'name' | 'parameters'>): WorkflowNode => ({
		name,
		type: `n8n-nodes-vspc.${type}`,
		typeVersion: 1,
		position: [260, 0],
		credentials: { vspcApi },
		parameters,
	});
	const create = async (workflow: WorkflowDefinition) =>
		await stage().n8n.client.createWorkflow(workflow);

	/** Opens the panel of a node of ours; what is no trigger gets one in front of it. */
	async function openPanel(
		panel: Pick<PanelPicture, 'type' | 'name' | 'parameters'>,
	): Promise<void> {
		const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 };
		const nodes = panel.type.endsWith('Trigger') ? [nodeOf(panel)] : [start, nodeOf(panel)];
		await editor.openPanel(await create(chainOf(panel.name, nodes)), panel.name);
	}

	test.each(Object.entries(PANELS))('%s', async (picture, panel) => {
		await openPanel(panel);
		if (panel.list) {
			const lines = await editor.openList(panel.list.parameter);
			const texts = (await lines.allInnerTexts()).map((line) => line.trim());
			for (const line of panel.list.lines) {
				expect(texts).toContainEqual(expect.stringContaining(line));
			}
			// What differs is not cut off.
			expect(new Set(texts.map((line) => line.slice(0, LINE))).size).toBe(texts.length);
		} else {
			await editor.execute();
		}
		if (panel.view) {
			await editor.view(panel.view);
			const columns = await editor.columns(panel.view).allInnerTexts();
			const { begins = [] } = panel;
			expect(columns.slice(0, begins.length).map((name) => name.trim())).toEqual(begins);
		}
		const output = await editor.output.innerText();
		for (const text of panel.reads) expect(output).toContain(text);
		await editor.picturePanel(picture, { hasOutput: !panel.list });
	});

	test('the canvas: subtitles that are no alarm words, an icon each for jobs, alarms and companies', async () => {
		const nodes = [
			['vspcJobTrigger', 'VSPC Job Trigger', { events: ['failed', 'recovered'] }],
			['vspcAlarmTrigger', 'VSPC Alarm Trigger', {}],
			['vspcJob', 'VSPC Job', { resource: 'anyJob', operation: 'getAll' }],
			['vspcJob', 'Report', { resource: 'report', operation: 'create' }],
			['vspcAlarm', 'VSPC Alarm', { operation: 'getAll' }],
			['vspcCompany', 'VSPC Company', { operation: 'getAll' }],
		] as const;
		const placed = nodes.map(([type, name, parameters], index) => ({
			...nodeOf({ type, name, parameters: parameters as PanelPicture['parameters'] }),
			position: [index * 200, 0] as [number, number],
		}));
		await editor.openWorkflow(await create({ name: 'All', nodes: placed, connections: {} }));
		const texts = await Promise.all(
			nodes.map(async ([, name]) =>
				(await editor.node(name).innerText()).split('\n').filter(Boolean),
			),
		);
		expect(texts).toEqual([
			['VSPC Job Trigger', 'Job: failed, recovered'],
			['VSPC Alarm Trigger', 'Alarm: raised, resolved'],
			['VSPC Job', 'get many: any job'],
			['Report', 'create: report'],
			['VSPC Alarm', 'get many'],
			['VSPC Company', 'get many'],
		]);
		const icons = await Promise.all(
			nodes.map(async ([, name]) => {
				const source = await editor.node(name).locator('img').first().getAttribute('src');
				return source?.split('/').pop();
			}),
		);
		expect(icons).toEqual([
			'job.svg',
			'alarm.svg',
			'job.svg',
			'job.svg',
			'alarm.svg',
			'company.svg',
		]);
	});

	test('what is added to Options is switched to what one adds it for', async () => {
		await openPanel({
			type: 'vspcJob',
			name: 'Start it',
			parameters: { authentication: 'apiKey', resource: 'agentJob', operation: 'start' },
		});
		const isOn = async (label: string) =>
			await (await editor.add('Add option', label)).getByRole('switch').isChecked();
		expect(await isOn('Wait for Completion')).toBe(true);
		expect(await isOn('Active Full')).toBe(true);
		await openPanel({
			type: 'vspcJobTrigger',
			name: 'Trigger',
			parameters: { authentication: 'apiKey' },
		});
		expect(await isOn('Include Names')).toBe(false);
		expect(await isOn('Emit Existing Problems')).toBe(true);
		const minutes = await editor.add('Add option', 'Min Duration (Minutes)');
		expect(await minutes.locator('input').inputValue()).toBe('15');
	});

	test('text fields say what could be entered', async () => {
		await openPanel({
			type: 'vspcJob',
			name: 'Find',
			parameters: { authentication: 'apiKey', resource: 'anyJob', operation: 'getAll' },
		});
		for (const label of ['Name Contains', 'Failure Message']) {
			const field = await editor.add('Add filter', label);
			expect(await field.locator('input').getAttribute('placeholder')).toMatch(/^e\.g\. /);
		}
		const custom = await editor.add('Add filter', 'Custom Filter');
		expect(await custom.innerText()).toContain('e.g. [{"property"');
	});

	test('the list of alarms shows what, where, whose, how bad and how old', async () => {
		await openPanel({
			type: 'vspcAlarm',
			name: 'Resolve it',
			parameters: {
				authentication: 'apiKey',
				operation: 'resolve',
				alarmUid: { __rl: true, mode: 'list', value: '' } as never,
			},
		});
		const lines = (await (await editor.openList('alarmUid')).allInnerTexts()).map((line) =>
			line.trim(),
		);
		expect(lines).toContainEqual(
			expect.stringMatching(
				/^Repository free space · REPO-01 · Alpine Clinics · Error, \d+ h ago$/,
			),
		);
		expect(new Set(lines.map((line) => line.slice(0, LINE))).size).toBe(lines.length);
	});

	if (!FOLDER) return;

	describe('pictures', () => {
		/** IDs of the recipes, imported as a person does, by their files. */
		const recipes = new Map<string, string>();
		beforeAll(async () => {
			for (const file of Object.values(RECIPES)) {
				const recipe = readRecipe(file);
				await nameCredentials(recipe);
				recipes.set(file, await create(recipe));
			}
		});

		test.each(Object.entries(RECIPES))('%s', async (picture, file) => {
			await editor.openWorkflow(recipes.get(file)!);
			await editor.pictureCanvas(picture);
		});

		test('ai-tool: the panel of a tool', async () => {
			await editor.openPanel(recipes.get(TOOL.recipe)!, TOOL.node);
			await editor.picturePanel('ai-tool', { hasOutput: false });
		});

		test('canvas: a ticket for each failed job', async () => {
			const trigger = PANELS['job-trigger'];
			const nodes = ticketNodes(nodeOf(trigger));
			const id = await create({ name: 'Failed job → ticket', ...nodes });
			await editor.openPanel(id, trigger.name);
			await editor.execute();
			await editor.page.keyboard.press('Escape');
			await editor.page.keyboard.press('1');
			await editor.pictureCanvas('canvas');
		});

		test('polling: repeated events are let through once', async () => {
			const ticket = {
				name: 'Create ticket',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
			};
			const parameters = {
				method: 'POST',
				url: 'https://tickets.example.com/tickets',
				options: {},
			};
			const trigger = nodeOf(PANELS['job-trigger']);
			await editor.openWorkflow(
				await create(chainOf('Once', [trigger, removeRepeats, { ...ticket, parameters }])),
			);
			await editor.pictureCanvas('polling');
		});

		test.each([
			['credentials', true, 'Connection tested successfully'],
			['network', false, /Couldn.t connect/],
		])('%s: the dialog, and what it says of a server', async (picture, isTrusted, says) => {
			const change = { host: night.host, accessToken: night.accounts.apiKey };
			const data = stage().data('vspcApi', { ...change, allowUnauthorizedCerts: isTrusted });
			const name = isTrusted ? 'VSPC' : 'VSPC with its own certificate';
			const id = await stage().n8n.client.createCredential(name, 'vspcApi', data);
			const node = { ...nodeOf(PANELS.job), credentials: { vspcApi: { id, name } } };
			await editor.openPanel(await create(chainOf(name, [node])), node.name);
			await editor.page.locator('[data-test-id=credential-edit-button]').click();
			const dialog = editor.page.locator('[data-test-id=editCredential-modal]');
			await dialog.getByText(says).first().waitFor();
			if (!isTrusted) await dialog.getByText('More details').click();
			await editor.replaceText(night.host, 'vspc.example.com');
			await editor.picture(
				picture,
				[
					dialog.locator('[data-test-id=credential-save-button]'),
					dialog.getByText('Setup credential'),
					dialog.getByText('Connection', { exact: true }).first(),
					dialog.locator('input').nth(2),
				],
				{ sides: 24, above: 24, below: 24 },
			);
		});

		test('demo: what it opens', async () => {
			const credentials = { vspcApi, smtp: vspcApi, httpHeaderAuth: vspcApi };
			const landing = landingWorkflow({
				credentials,
				addresses: {},
				pageUrl: 'http://127.0.0.1:5680',
				cycleSeconds: 120,
				timezone: 'Europe/Berlin',
			});
			await editor.openWorkflow(await create(landing), 1000);
			await editor.pictureCanvas('demo');
		});

		test('import: from the menu of an empty workflow', async () => {
			await editor.goto('/workflow/new', 640);
			await editor.page.locator('[data-test-id=workflow-menu]').click();
			const menu = editor.page.locator('[role=menuitem]:visible');
			await menu.getByText('Import', { exact: true }).hover();
			const file = menu.getByText('From file', { exact: false });
			await file.waitFor();
			await editor.picture(
				'import',
				[editor.page.locator('[data-test-id=workflow-menu]'), menu, file],
				{
					sides: 220,
					above: 20,
					below: 20,
				},
				false,
			);
		});

		/** The HTML of a report with these parameters. */
		async function mailOf(parameters: WorkflowNode['parameters']): Promise<string> {
			const node = nodeOf(PANELS.report);
			const { options, ...others } = parameters as { options?: object };
			const inBerlin = { timeZone: 'Europe/Berlin', ...options };
			node.parameters = { ...node.parameters, ...others, options: inBerlin };
			const start = { name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1 };
			const { nodes } = await stage().n8n.client.runWorkflow(
				await create(chainOf('Mail', [start, node])),
				'Start',
			);
			return String(nodes[node.name].items[0][0].html);
		}

		/** What of a report is between two headings; it ends before the second one. */
		const pictureMail = async (
			name: string,
			{ html, width, from, to }: { html: string; width: number; from?: string; to: string },
		): Promise<void> => {
			const page = await editor.newPage(2, { width, height: 900 });
			await page.setContent(html);
			const topOf = async (heading: string) =>
				(await page.locator('div:visible').filter({ hasText: heading }).last().boundingBox())!.y;
			const y = from === undefined ? 0 : (await topOf(from)) - 20;
			const clip = { x: 0, y, width, height: (await topOf(to)) - 4 - y };
			save(FOLDER, name, await page.screenshot({ clip, fullPage: true }));
			await page.close();
		};

		test.each(Object.entries(REPORT_PARTS))('%s, on a desk', async (name, shown) => {
			const html = await mailOf(shown.parameters);
			await pictureMail(name, { html, width: 600, from: shown.from, to: shown.to });
		});

		test('reports: the mail on a desk and on a phone', async () => {
			const html = await mailOf({ options: { title: 'Nightly backup report' } });
			for (const width of REPORT_WIDTHS) {
				await pictureMail(`report-${width}`, { html, width, to: 'Longest without success' });
			}
		});

		test.each(Object.entries(CHARTS))('%s, drawn', async (name, path) => {
			const page = await editor.newPage();
			const text = readFileSync(resolve(__dirname, '..', '..', path), 'utf8');
			await page.setContent(chartOf(name, text));
			save(FOLDER, name, await page.locator('main').screenshot());
			await page.close();
		});

		// The last one: other jobs have failed then.
		test('executions: where a published trigger shows what it started', async () => {
			const { client } = stage().n8n;
			const parameters = { authentication: 'apiKey', pollTimes: everySeconds(2) };
			const trigger = nodeOf({ type: 'vspcJobTrigger', name: 'VSPC Job Trigger', parameters });
			const id = await create({
				name: 'Failed job → ticket (published)',
				...ticketNodes(trigger, 'noOp'),
			});
			await client.activate(id);
			const { jobs } = night.estate;
			const asked = night.requests.length;
			await until(
				async () => night.requests.length - asked,
				(count) => count > 20,
				90_000,
				() => 'no poll',
			);
			for (const [job, status] of [
				[5, 'Failed'],
				[6, 'Failed'],
				[5, 'Success'],
			] as const) {
				const before = (await client.listExecutions(id)).length;
				await editor.page.waitForTimeout(6000);
				night.endSession(jobs[job].instanceUid, { status });
				await until(
					async () => (await client.listExecutions(id)).length,
					(count) => count > before,
					60_000,
					() => 'no execution',
				);
			}
			// Over a published workflow n8n lays a checklist.
			await client.deactivate(id);
			await editor.goto(`/workflow/${id}/executions`, 640);
			await editor.node('Create ticket').or(editor.page.locator('iframe')).first().waitFor();
			await editor.page.waitForTimeout(4000);
			await editor.picture('executions', [editor.page.locator('body')]);
		});
	});

	/** n8n finds credentials by their names, as after an import by a person. */
	async function nameCredentials({ nodes }: WorkflowDefinition): Promise<void> {
		const { client } = stage().n8n;
		for (const [type, { name }] of nodes.flatMap(({ credentials = {} }) =>
			Object.entries(credentials),
		)) {
			if (made.has(name)) continue;
			made.add(name);
			await client.createCredential(name, type, {});
		}
	}
});

/** Names of credentials that are there. */
const made = new Set(['VSPC account']);

/** The trigger, and a ticket that is created or closed behind it. */
function ticketNodes(
	trigger: WorkflowNode,
	type = 'httpRequest',
): Pick<WorkflowDefinition, 'nodes' | 'connections'> {
	const rule = (value: string) => ({
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
			conditions: [
				{
					id: value,
					leftValue: '={{ $json.event }}',
					rightValue: value,
					operator: { type: 'string', operation: 'equals' },
				},
			],
			combinator: 'and',
		},
		renameOutput: true,
		outputKey: value,
	});
	const request = (name: string, method: string, y: number) => ({
		name,
		type: `n8n-nodes-base.${type}`,
		typeVersion: type === 'noOp' ? 1 : 4.2,
		position: [540, y] as [number, number],
		parameters:
			type === 'noOp' ? {} : { method, url: 'https://tickets.example.com/tickets', options: {} },
	});
	const to = (node: string) => [{ node, type: 'main' as const, index: 0 }];
	return {
		nodes: [
			{ ...trigger, position: [0, 0] },
			{
				name: 'Failed or recovered?',
				type: 'n8n-nodes-base.switch',
				typeVersion: 3.2,
				position: [260, 0],
				parameters: {
					rules: { values: [rule('failed'), rule('recovered')] },
					options: {},
				} as never,
			},
			request('Create ticket', 'POST', -110),
			request('Close ticket', 'PATCH', 110),
		],
		connections: {
			[trigger.name]: { main: [to('Failed or recovered?')] },
			'Failed or recovered?': { main: [to('Create ticket'), to('Close ticket')] },
		},
	};
}

/** The nodes, one behind the other. */
function chainOf(name: string, nodes: WorkflowNode[]): WorkflowDefinition {
	const connections = Object.fromEntries(
		nodes
			.slice(1)
			.map((node, index) => [
				nodes[index].name,
				{ main: [[{ node: node.name, type: 'main' as const, index: 0 }]] },
			]),
	);
	const placed = nodes.map((node, index) => ({
		...node,
		position: [index * 260, 0] as [number, number],
	}));
	return { name, nodes: placed, connections };
}
