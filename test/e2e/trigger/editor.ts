/* eslint-disable @n8n/community-nodes/require-node-api-error -- no node: an error of the browser goes on as it is */
import type { Browser, Page } from 'playwright-core';

import { launchBrowser } from '../browser';
import { OWNER, type Stage } from '../harness';

/** n8n's editor in a browser, with the panel of a node open. */
export class NodePanel {
	private constructor(
		private readonly browser: Browser,
		private readonly page: Page,
		/** What went wrong in the browser since the panel was asked for */
		readonly errors: string[],
	) {}

	static async open({ n8n }: Stage, workflowId: string, node: string): Promise<NodePanel> {
		const browser = await launchBrowser();
		try {
			const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
			await login(page, n8n.url);
			const errors: string[] = [];
			page.on('pageerror', ({ message }) => errors.push(message));
			page.on('console', (line) => {
				if (line.type() === 'error') errors.push(`${line.text()} ${line.location().url}`);
			});
			await page.goto(`${n8n.url}/workflow/${workflowId}`);
			await page.locator(`[data-test-id=canvas-node][data-node-name="${node}"]`).dblclick();
			const panel = new NodePanel(browser, page, errors);
			await panel.parameters.getByPlaceholder('Add option').waitFor();
			return panel;
		} catch (error) {
			await browser.close();
			throw error;
		}
	}

	private get parameters() {
		return this.page.locator('[data-test-id=node-parameters]');
	}

	private get input() {
		return this.page.locator('[data-test-id=ndv-input-panel]');
	}

	/** What a person reads among the parameters. */
	async text(): Promise<string> {
		return await this.parameters.innerText();
	}

	/** What "Add filter" or "Add option" offers. */
	async offered(button: string): Promise<string[]> {
		const list = this.parameters.getByPlaceholder(button);
		await list.click();
		const choices = this.page.locator('[role=option]:visible');
		await choices.first().waitFor();
		const labels = await choices.allInnerTexts();
		await list.click();
		await choices.first().waitFor({ state: 'hidden' });
		return labels;
	}

	/** Chooses one more value of a list that takes several. */
	async choose(parameter: string, label: string): Promise<void> {
		const list = this.parameters.locator(`[data-test-id=parameter-input-${parameter}]`);
		await list.click();
		const choices = this.page.locator('[role=option]:visible');
		await choices.filter({ has: this.page.getByText(label, { exact: true }) }).click();
		await list.click();
	}

	/** Presses the button; returns what a person reads in the output, as a table. */
	async fetchTestEvent(): Promise<string> {
		await this.page.locator('[data-test-id=node-execute-button]:visible').click();
		const output = this.page.locator('[data-test-id=output-panel]');
		await output.locator('[data-test-id=ndv-items-count]').waitFor();
		await output.locator('tbody tr').first().waitFor();
		return await output.innerText();
	}

	/** The fields of the items of the node before, as far as the panel shows them without scrolling. */
	async inputFields(node: string): Promise<string[]> {
		const fields = this.input.locator(`[data-target=mappable][data-node-name="${node}"]`);
		await fields.first().waitFor();
		return await fields.allInnerTexts();
	}

	/** What else a person reads of the input. */
	async inputText(): Promise<string> {
		return await this.input.innerText();
	}

	/** Drags a field of the node before to where this node takes fields. */
	async dragInput(field: string): Promise<void> {
		const { mouse } = this.page;
		await this.input.locator(`[data-target=mappable][data-name="${field}"]`).hover();
		await mouse.down();
		const target = this.parameters.locator('[data-test-id=assignment-collection-drop-area]');
		const { x, y, width, height } = (await target.boundingBox())!;
		// the editor goes by where the mouse has been, not only by where it is let go
		await mouse.move(x + width / 2, y + height / 2, { steps: 20 });
		await mouse.up();
	}

	async close(): Promise<void> {
		await this.browser.close();
	}
}

export async function login(page: Page, url: string): Promise<void> {
	const [email, password] = OWNER;
	await page.goto(`${url}/signin`);
	await page.locator('input[type=email]').fill(email);
	await page.locator('input[type=password]').fill(password);
	await page.locator('input[type=password]').press('Enter');
	await page.waitForURL(({ pathname }) => !pathname.includes('signin'));
}
