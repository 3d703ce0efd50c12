/* eslint-disable @n8n/community-nodes/require-node-api-error -- no node: an error of the browser goes on as it is */
import type { Page } from 'playwright-core';

import { launchBrowser } from '../browser';
import { OWNER, type Stage } from '../harness';

/** n8n's editor in a browser, with the panel of a node open. */
export interface NodePanel {
	/** What a person reads there */
	text(): Promise<string>;
	/** Chooses one more value of a list that takes several. */
	choose(parameter: string, label: string): Promise<void>;
	close(): Promise<void>;
}

export async function openNode(
	{ n8n }: Stage,
	workflowId: string,
	node: string,
): Promise<NodePanel> {
	const browser = await launchBrowser();
	try {
		const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
		await login(page, n8n.url);
		await page.goto(`${n8n.url}/workflow/${workflowId}`);
		await page.locator(`[data-test-id=canvas-node][data-node-name="${node}"]`).dblclick();
		const panel = page.locator('[data-test-id=node-parameters]');
		await panel.waitFor();
		return {
			text: async () => await panel.innerText(),
			choose: async (parameter, label) => {
				const list = panel.locator(`[data-test-id=parameter-input-${parameter}]`);
				await list.click();
				const choices = page.locator('[role=option]:visible');
				await choices.filter({ has: page.getByText(label, { exact: true }) }).click();
				await list.click();
			},
			close: async () => await browser.close(),
		};
	} catch (error) {
		await browser.close();
		throw error;
	}
}

async function login(page: Page, url: string): Promise<void> {
	const [email, password] = OWNER;
	await page.goto(`${url}/signin`);
	await page.locator('input[type=email]').fill(email);
	await page.locator('input[type=password]').fill(password);
	await page.locator('input[type=password]').press('Enter');
	await page.waitForURL(({ pathname }) => !pathname.includes('signin'));
}
