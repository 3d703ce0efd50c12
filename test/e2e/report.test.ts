/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import type { Browser } from 'playwright-core';

import type { CredentialReference, WorkflowNode } from '../n8n';
import type { Simulator } from '../simulator';
import { findBrowser, launchBrowser } from './browser';
import { runChain, useStage } from './harness';
import { openMail, SCREENS, widthOf, worstContrast } from './report/mail';
import { startNight } from './report/night';

/** VSPC Job > Create Report in a real n8n, and its HTML in a real browser. */
const stage = useStage();
const withBrowser = findBrowser() ? test : test.skip;
const ALL = ['job', 'agentJob', 'microsoft365Job'];

let browser: Browser;
beforeAll(async () => {
	if (findBrowser()) browser = await launchBrowser();
});
afterAll(async () => await browser?.close());

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
		resource: 'job',
		operation: 'createReport',
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
	expect(Object.keys(json)).toEqual(['subject', 'summary', 'jobs', 'html', 'text']);
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

withBrowser.each(SCREENS)(
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

withBrowser('a logo is the only thing that it asks for', async () => {
	const logoUrl = 'https://www.example.com/logo.png';
	const [{ json }] = await report({ options: { logoUrl } });
	const opened = await openMail(browser, String(json.html), SCREENS[0]);
	expect(opened.requests).toEqual([logoUrl]);
	await opened.page.close();
});

describe('the night of a small provider', () => {
	let night: Simulator;
	beforeAll(async () => {
		night = await startNight();
	});
	afterAll(async () => await night?.close());

	withBrowser(
		'reads from the worst to the best, and makes the pictures of the README',
		async () => {
			const [{ json }] = await report(
				{ options: { timeZone: 'Europe/Berlin', title: 'Nightly backup report' } },
				{ host: night.host, accessToken: night.accounts.apiKey },
			);
			expect(json.subject).toMatch(
				/^Nightly backup report: 2 failed, 1 warning, 1 not run, 12 of 15 successful – /,
			);
			for (const screen of SCREENS) {
				const { page } = await openMail(browser, String(json.html), screen, 2);
				expect(await widthOf(page)).toBeLessThanOrEqual(screen.width);
				expect(await page.locator('body').innerText()).toMatch(
					/2 jobs failed[\s\S]*SQL Servers[\s\S]*Domain Controllers[\s\S]*By company[\s\S]*Successful/,
				);
				const folder = process.env.VSPC_PICTURES;
				if (folder) {
					mkdirSync(resolve(folder), { recursive: true });
					const path = resolve(folder, `report-${screen.width}-${screen.colorScheme}.png`);
					await page.screenshot({ path, clip: { x: 0, y: 0, width: screen.width, height: 1240 } });
				}
				await page.close();
			}
		},
	);
});
