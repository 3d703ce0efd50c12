import type { INodeParameters } from 'n8n-workflow';
import type { Browser } from 'playwright-core';

import type { CredentialReference, WorkflowNode } from '../n8n';
import { startSimulator, type Simulator } from '../simulator';
import { runAgentWith } from './agent';
import { launchBrowser, missingBrowser } from './browser';
import { startChatModel } from './chatModel';
import { runChain, useStage } from './harness';
import { describeWith } from './needs';
import { openMail, SCREENS, widthOf, worstContrast } from './report/mail';
import { startNight } from './report/night';

/** VSPC Job > Create Report in a real n8n, and its HTML in a real browser. */
const stage = useStage();
const ALL = ['job', 'agentJob', 'microsoft365Job'];

const reportNode = (
	vspcApi: CredentialReference,
	parameters: INodeParameters = {},
): WorkflowNode => ({
	name: 'Report',
	type: 'n8n-nodes-vspc.vspcJob',
	typeVersion: 1,
	credentials: { vspcApi },
	parameters: {
		authentication: 'apiKey',
		resource: 'report',
		operation: 'create',
		...parameters,
	},
});

async function report(parameters: INodeParameters = {}, credential = {}) {
	const vspcApi = await stage().credential('vspcApi', credential);
	const { status, nodes } = await runChain(stage(), [reportNode(vspcApi, parameters)]);
	expect(status).toBe('success');
	return nodes.Report.data[0];
}

test('one item on all kinds of jobs, with files', async () => {
	const items = await report({ jobKinds: ALL, options: { attach: ['csv', 'html'] } });
	expect(items).toHaveLength(1);
	const [{ json, binary, pairedItem }] = items;
	expect(Object.keys(json)).toEqual(['subject', 'html', 'text', 'summary', 'jobs']);
	expect(json.subject).toMatch(/^Backup report: \d+ failed, /);
	expect(pairedItem).toEqual({ item: 0 });
	expect(Object.values(binary ?? {}).map(({ mimeType }) => mimeType)).toEqual([
		'text/html',
		'text/csv',
	]);
});

test('one item per company, each with its own jobs', async () => {
	const items = await report({ jobKinds: ALL, groupBy: 'company', period: 'last7Days' });
	expect(items.length).toBeGreaterThan(10);
	for (const { json } of items) {
		const uids = (json.jobs as Array<{ companyUid: string }>).map(({ companyUid }) => companyUid);
		expect([...new Set(uids), json.companyUid].every((uid) => uid === json.companyUid)).toBe(true);
	}
});

test('as the tool of an agent: the model reads subject, summary and text, and no HTML', async () => {
	const model = await startChatModel();
	try {
		let answer: Array<Record<string, unknown>> = [];
		const execution = await runAgentWith(
			stage(),
			model,
			{
				Report: {
					type: 'n8n-nodes-vspc.vspcJobTool',
					parameters: {
						resource: 'report',
						operation: 'create',
						jobKinds: ALL,
						period: "={{ $fromAI('period', 'last24Hours or last7Days', 'string') }}",
						options: { attach: ['html', 'csv'] },
					},
				},
			},
			[
				() => ({ call: 'Report', with: { period: 'last7Days' } }),
				({ toolAnswer }) => {
					answer = JSON.parse(toolAnswer) as typeof answer;
					return { say: 'Some jobs failed.' };
				},
			],
		);
		expect(execution.status).toBe('success');
		expect(answer.map((item) => Object.keys(item))).toEqual([['subject', 'text', 'summary']]);
		expect(answer[0].summary).toMatchObject({ period: { name: 'last7Days' } });
		expect(model.questions.map(({ raw }) => raw).join('')).not.toContain('<table');
	} finally {
		await model.close();
	}
});

describeWith(missingBrowser(), 'the HTML in a browser', () => {
	let browser: Browser;
	let night: Simulator;
	beforeAll(async () => {
		browser = await launchBrowser();
		night = await startNight();
	});
	afterAll(async () => {
		await browser?.close();
		await night?.close();
	});

	test.each(SCREENS)(
		'shows at a width of $width in $colorScheme: no wider than the screen, nothing from outside, no markup of names',
		async (screen) => {
			const [job] = stage().simulator.estate.jobs;
			const name = '<img src=https://evil.example/x.png onerror=alert(1)>';
			stage().simulator.setJob(job.instanceUid, { name });
			stage().simulator.endSession(job.instanceUid, {
				status: 'Failed',
				failureMessage: `${name}<script>alert(2)</script> ${'W'.repeat(300)}`,
			});
			const [{ json }] = await report({ jobKinds: ALL });
			const { page, requests, events } = await openMail(browser, String(json.html), screen);
			expect(await widthOf(page)).toBeLessThanOrEqual(screen.width);
			expect(requests).toEqual([]);
			expect(events).toEqual([]);
			expect(await page.locator('body').innerText()).toContain(name);
			expect(await page.locator('img, script').count()).toBe(0);
			expect((await worstContrast(page)).contrast).toBeGreaterThan(4.5);
			await page.close();
		},
	);

	test('without its style sheet, which some mail programs drop: readable and narrow all the same', async () => {
		const [{ json }] = await report({ jobKinds: ALL });
		const html = String(json.html).replace(/<style>[^]*<\/style>/, '');
		const { page } = await openMail(browser, html, { width: 360, colorScheme: 'light' });
		expect(await widthOf(page)).toBeLessThanOrEqual(360);
		expect((await worstContrast(page)).contrast).toBeGreaterThan(4.5);
		await page.close();
	});

	test.each(['nl', 'en', 'fr', 'de', 'es'])(
		'in the language %s: fits a phone, and can be read without turning the screen',
		async (language) => {
			for (const about of [{ jobKinds: ALL }, { reportType: 'workloads' }]) {
				const [{ json }] = await report({ ...about, options: { language } });
				const { page } = await openMail(browser, String(json.html), SCREENS.at(-1)!);
				expect(await page.locator('html').getAttribute('lang')).toBe(language);
				expect(await widthOf(page)).toBeLessThanOrEqual(360);
				expect((await worstContrast(page)).contrast).toBeGreaterThan(4.5);
				await page.close();
				const plain = String(json.html).replace(/<style>[^]*<\/style>/, '');
				const opened = await openMail(browser, plain, SCREENS.at(-1)!);
				expect(await widthOf(opened.page)).toBeLessThanOrEqual(360);
				await opened.page.close();
			}
		},
	);

	test('289 jobs of which nearly all succeeded: all that matters fits on a few screens of a phone', async () => {
		const large = await startSimulator({
			jobs: 289,
			companies: 20,
			agentJobs: 0,
			vb365Jobs: 0,
			alarms: 0,
		});
		try {
			const end = new Date(Date.now() - 3_600_000).toISOString();
			for (const [index, { instanceUid }] of large.estate.jobs.entries()) {
				const status = index % 72 === 0 ? 'Failed' : 'Success';
				const times = { lastRun: end, lastEndTime: end };
				large.setJob(instanceUid, { ...times, status, isEnabled: true });
			}
			const [{ json }] = await report(
				{ options: { footerText: 'Call us.' } },
				{ host: large.host, accessToken: large.accounts.apiKey },
			);
			expect(json.subject).toContain(': 5 failed, 284 of 289 successful');
			const { page } = await openMail(browser, String(json.html), SCREENS.at(-1)!);
			const topOf = async (text: string) =>
				(await page.getByText(text, { exact: true }).first().boundingBox())!.y;
			// What the sender has to say is not behind the names of what succeeded.
			expect(await topOf('Call us.')).toBeLessThan(3500);
			const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
			expect(height).toBeLessThan(9000);
			await page.close();
		} finally {
			await large.close();
		}
	});

	test.each(SCREENS)(
		'on workloads, at a width of $width in $colorScheme: no wider than the screen, nothing from outside, no markup of names',
		async (screen) => {
			const { simulator } = stage();
			const vms = simulator.estate.workloads.filter(({ list }) => list === 'virtualMachines');
			const name = '<img src=https://evil.example/x.png onerror=alert(1)>';
			simulator.setWorkload(vms[0].uid, { name, chains: [] });
			simulator.setWorkload(vms[1].uid, { name: 'W'.repeat(300), chains: [] });
			const [{ json }] = await report({ reportType: 'workloads', rpoHours: 24 });
			expect(json.subject).toMatch(/^Protection report: /);
			const { page, requests, events } = await openMail(browser, String(json.html), screen);
			expect(await widthOf(page)).toBeLessThanOrEqual(screen.width);
			expect(requests).toEqual([]);
			expect(events).toEqual([]);
			const words = await page.locator('body').innerText();
			expect(words).toContain(name);
			expect(words).toContain('WWWWWWWW');
			expect(await page.locator('img, script').count()).toBe(0);
			expect((await worstContrast(page)).contrast).toBeGreaterThan(4.5);
			await page.close();
		},
	);

	test.each(['nl', 'fr', 'de', 'es'])(
		'on workloads, in the language %s: fits a phone, with and without its style sheet',
		async (language) => {
			const { simulator } = stage();
			for (const [index, { uid }] of simulator.estate.workloads.entries()) {
				if (index % 2 === 0) simulator.setWorkload(uid, { chains: [] });
			}
			const parameters = { reportType: 'workloads', options: { language } };
			const [{ json }] = await report(parameters);
			const html = String(json.html);
			for (const shown of [html, html.replace(/<style>[^]*<\/style>/, '')]) {
				const { page } = await openMail(browser, shown, { width: 360, colorScheme: 'light' });
				expect(await page.locator('html').getAttribute('lang')).toBe(language);
				expect(await widthOf(page)).toBeLessThanOrEqual(360);
				expect((await worstContrast(page)).contrast).toBeGreaterThan(4.5);
				await page.close();
			}
		},
	);

	test('a logo is the only thing that it asks for', async () => {
		const logoUrl = 'https://www.example.com/logo.png';
		const [{ json }] = await report({ options: { logoUrl } });
		const opened = await openMail(browser, String(json.html), SCREENS[0]);
		expect(opened.requests).toEqual([logoUrl]);
		await opened.page.close();
	});

	test('the night of a small provider: from the worst to the best', async () => {
		const [{ json }] = await report(
			{ options: { timeZone: 'Europe/Berlin', title: 'Nightly backup report' } },
			{ host: night.host, accessToken: night.accounts.apiKey },
		);
		expect(json.subject).toMatch(
			/^Nightly backup report: 3 failed, 2 warnings, 1 not run, 14 of 19 successful – /,
		);
		for (const screen of SCREENS) {
			const { page } = await openMail(browser, String(json.html), screen);
			expect(await widthOf(page)).toBeLessThanOrEqual(screen.width);
			const facts = page.locator('.f .t');
			expect((await facts.last().innerText()).replace(/\s/g, ' ')).toBe('10 h 4 min');
			// In one line.
			expect((await facts.last().boundingBox())!.height).toBeLessThan(30);
			expect(await page.locator('body').innerText()).toMatch(
				/3 jobs failed[\s\S]*SQL Servers[\s\S]*Domain Controllers[\s\S]*By company[\s\S]*Successful/,
			);
			await page.close();
		}
	});
});
