/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';

import { importExamples } from '../demo/examples';
import { FAILED_JOBS, REPORT_PAGE, START } from '../demo/landing';
import { RHYTHM_COMPANY, RHYTHM_JOB } from '../demo/rhythm';
import { until, type N8nClient, type StoredWorkflow } from '../n8n';
import { launchBrowser, missingBrowser } from './browser';
import { RunningDemo } from './demo/running';
import { VENDOR_JOB } from './harness';
import { describeWith } from './needs';
import { readRecipe, recipeFiles } from './recipes/recipe';

/** `npm run demo` as a person meets it. The first start brings n8n. */
const FIRST_START_MS = 20 * 60_000;
jest.setTimeout(180_000);

/** A failure, a poll and an execution */
const CYCLE_MS = 90_000;

describe('npm run demo', () => {
	let demo: RunningDemo;
	let client: N8nClient;
	let workflows: StoredWorkflow[];
	beforeAll(async () => {
		demo = new RunningDemo();
		await demo.printed(/Ctrl-C ends the demo/);
		client = await demo.client();
		const listed = await client.rest.send<Array<{ id: string }>>('GET', '/workflows');
		workflows = await Promise.all(listed.map(async ({ id }) => await client.getWorkflow(id)));
	}, FIRST_START_MS);
	afterAll(() => demo?.remove());

	const landing = () => demo.fact('n8n').split('/').at(-1)!;
	const page = async (path = '/') =>
		await (await fetch(`${demo.fact('tickets and mails')}${path}`)).text();
	const recipe = (file: string) => {
		const { name } = readRecipe(file);
		return workflows.find((workflow) => workflow.name === name)!;
	};

	test('each line of the progress says which step of how many, and the seconds', () => {
		const lines = demo.output.split('\n').filter((line) => line.startsWith('['));
		const steps = lines.slice(0, -1).map((line) => {
			const [, step, all] = /^\[\d+ s\] step (\d) of (\d): \S/.exec(line) ?? [line];
			return [Number(step), Number(all)];
		});
		expect(steps.filter(([, all]) => all !== 7)).toEqual([]);
		expect([...new Set(steps.map(([step]) => step))]).toEqual([1, 2, 3, 4, 5, 6, 7]);
	});

	test('a job fails and recovers: the published trigger starts by itself, a ticket comes and is closed', async () => {
		const subject = `Backup job failed: ${RHYTHM_JOB} (${RHYTHM_COMPANY})`;
		const ticket = (status: string) =>
			new RegExp(`<article class="${status}">.*${escape(subject)}`);
		await until(
			async () => await page(),
			(html) => ticket('open').test(html),
			CYCLE_MS,
			() => 'no open ticket is shown',
		);
		const html = await until(
			async () => await page(),
			(shown) => ticket('closed').test(shown),
			CYCLE_MS,
			() => 'no closed ticket is shown',
		);
		expect(html).toContain('The job is fine again.');
		await until(
			async () => await client.listExecutions(landing(), ['success']),
			(executions) => executions.filter(({ mode }) => mode === 'trigger').length > 1,
			CYCLE_MS,
			() => 'the trigger did not start two executions',
		);
	});

	test('all recipes are there, with credentials for VSPC, mails and tickets', () => {
		const wanted = recipeFiles().map((file) => readRecipe(file).name);
		expect(workflows.map(({ name }) => name)).toEqual(expect.arrayContaining(wanted));
		const known = ['vspcApi', 'smtp', 'httpHeaderAuth'];
		for (const { nodes } of workflows) {
			for (const { credentials = {} } of nodes) {
				for (const [type, { id }] of Object.entries(credentials)) {
					if (known.includes(type)) expect(id).toEqual(expect.any(String));
				}
			}
		}
		expect(demo.output).not.toContain('not imported');
	});

	test.each([
		['alarm-ticket.json', 'An alarm was raised or resolved'],
		['error-mail.json', 'A workflow failed'],
		['escalated-call.json', 'A job keeps failing'],
		['failed-job-ticket.json', 'Every morning'],
		['failed-job-ticket-simple.json', 'A job failed or recovered'],
		['no-success-chat.json', 'Every morning'],
		['report-daily.json', 'Every morning'],
		['report-weekly-customers.json', 'Every Monday'],
		['report-weekly-rpo.json', 'Every Monday'],
		['retry-failed-jobs.json', 'A job failed'],
		['server-ticket.json', 'A server was lost or is back'],
		['workload-ticket.json', 'A machine is unprotected or protected again'],
	])('%s runs to its end', async (file, trigger) => {
		const { status, error } = await client.runWorkflow(recipe(file).id, trigger);
		expect([status, error]).toEqual(['success', undefined]);
	});

	test('the page shows what they made: tickets, mails, chat; names as text', async () => {
		const html = await page();
		for (const title of ['Tickets', 'Mails', 'Chat']) {
			expect(html).toMatch(new RegExp(`<h2>${title} \\([1-9]`));
		}
		expect(html).toContain('Backup report: ');
		expect(html).toContain('n8n workflow failed: ');
		expect(html).not.toMatch(/<img|<b>System/);
	});

	test('the ticket recipe can be published as it is', async () => {
		const { id } = recipe('failed-job-ticket.json');
		await client.activate(id);
		expect(await client.publicationStatus(id)).toMatchObject({ status: 'published' });
		await client.deactivate(id);
	});

	test('the page answers to no other name than 127.0.0.1, and to no page of the Internet', async () => {
		const address = new URL(demo.fact('tickets and mails'));
		const other = await fetch(`http://localhost:${address.port}/`).catch(() => undefined);
		expect([403, undefined]).toContain(other?.status);
		const headers = { 'Sec-Fetch-Site': 'cross-site' };
		expect((await fetch(demo.fact('open this'), { headers })).status).toBe(403);
	});

	test('a recipe that cannot be imported is named by its file, and stops no other', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'vspc-examples-'));
		const put = (file: string, text: string) => writeFileSync(join(folder, file), text);
		const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
		try {
			put('1-cut-off.json', '{ "name": "Cut off", "nodes": [');
			const empty = { nodes: [], connections: {} };
			put('2-refused.json', JSON.stringify({ name: 'x'.repeat(2000), ...empty }));
			put('3-fine.json', JSON.stringify({ name: 'Fine', ...empty }));
			const imported = await importExamples(client, { credentials: {}, addresses: {} }, folder);
			expect(write.mock.calls.map(([line]) => String(line).trim())).toEqual([
				expect.stringMatching(/recipe 1 of 3, 1-cut-off\.json: not imported: .+JSON/),
				expect.stringMatching(
					/recipe 2 of 3, 2-refused\.json: not imported: n8n: POST \/rest\/workflows: /,
				),
				expect.stringContaining('recipe 3 of 3, "Fine": imported'),
			]);
			expect([...imported.keys()]).toEqual(['3-fine.json']);
		} finally {
			write.mockRestore();
			rmSync(folder, { recursive: true, force: true });
		}
	});

	describeWith(missingBrowser(), 'in a browser', () => {
		let browser: Browser;
		let tab: Page;
		beforeAll(async () => {
			browser = await launchBrowser();
			tab = await browser.newPage({ viewport: { width: 1440, height: 900 } });
		});
		afterAll(async () => await browser?.close());

		const node = (name: string) =>
			tab.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`);
		const output = () => tab.locator('[data-test-id=output-panel]');

		test('the address to open leads to the workflow, without a login', async () => {
			await tab.goto(demo.fact('open this'));
			await node(START).waitFor();
			expect(tab.url()).toBe(demo.fact('n8n'));
			for (const name of [FAILED_JOBS, REPORT_PAGE, 'A job failed or recovered']) {
				expect(await node(name).isVisible()).toBe(true);
			}
			const text = await tab.locator('[data-test-id=canvas-wrapper]').innerText();
			for (const words of ['Failed jobs of the night', 'The report as', 'by themselves']) {
				expect(text).toContain(words);
			}
			expect(text).toContain(demo.fact('tickets and mails'));
		});

		test('executed from Start: the report is there as a rendered page, the failed jobs as a list', async () => {
			await node(START).hover();
			await tab.locator(`[data-test-id="execute-workflow-button-${START}"]`).click();
			await node('Send the report').locator('[data-test-id=canvas-node-status-success]').waitFor();
			await node(REPORT_PAGE).dblclick();
			const report = output().frameLocator('iframe').getByText('jobs failed');
			await report.first().waitFor();

			await tab.keyboard.press('Escape');
			await node(FAILED_JOBS).dblclick();
			await output().getByText('Table', { exact: true }).click();
			await output().locator('tbody tr').first().waitFor();
			const columns = await output().locator('thead th').allInnerTexts();
			const first = ['name', 'result', 'status', 'failureMessage', 'companyName'];
			expect(columns.slice(0, first.length)).toEqual(first);
			const [row] = await output().locator('tbody tr').allInnerTexts();
			expect(row).toContain('failed');
		});

		test('the mail with the report is shown, and nothing in it runs', async () => {
			await tab.goto(demo.fact('tickets and mails'));
			await tab.locator('#mails a').last().click();
			await tab.getByRole('heading', { name: /^Backup report: / }).waitFor();
			expect(await tab.locator('iframe').getAttribute('sandbox')).toBe('');
			await tab.frameLocator('iframe').getByText('jobs failed').first().waitFor();
		});
	});

	test('SIGTERM: it ends, and leaves no process and no file', async () => {
		expect(await demo.end('SIGTERM')).toBe(0);
		expect(demo.output).toContain('ended, all data removed');
		expect(demo.leftovers()).toEqual([]);
	});
});

const escape = (text: string) => text.replace(/[().]/g, '\\$&');

describe('it ends early', () => {
	let demo: RunningDemo;
	afterEach(() => demo?.remove());

	test('npm run demo -- --once prints the job of the vendor’s page, and ends well', async () => {
		demo = new RunningDemo(['--once']);
		await demo.printed(/- job -[^]*- end -/);
		expect(await demo.end()).toBe(0);
		expect(demo.output).toContain(`"instanceUid": "${VENDOR_JOB}"`);
		expect(demo.leftovers()).toEqual([]);
	});

	test('Ctrl-C while n8n starts: nothing is left', async () => {
		demo = new RunningDemo();
		await demo.printed(/starting n8n, \d+ s/);
		expect(await demo.end('SIGINT')).toBe(130);
		expect(demo.leftovers()).toEqual([]);
	});
});
