/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- runs in Node itself, never inside n8n */
import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';

import { launchBrowser } from '../e2e/browser';
import { login } from '../e2e/trigger/editor';
import { writeMadeFrom } from './madeFrom';
import { smallPng } from './smallPng';

/** Machines that are busy take their time. */
const WAIT_MS = 90_000;

/** Of the window, for the picture of a panel. */
const MIN_HEIGHT = 640;
const MAX_HEIGHT = 1000;

/** What lies in front of what a picture is about. */
const IN_FRONT = `.el-notification, .n8n-tooltip, [data-reka-popper-content-wrapper]:has([role=tooltip]), [data-test-id=canvas-controls], .vue-flow__minimap, [data-test-id^=execute-workflow-button], [class*=executionButtons] *,
	[data-test-id=node-creator-plus-button], [data-test-id=command-bar-button], [data-test-id=add-sticky-button],
	[data-test-id=toggle-focus-panel-button], [data-test-id=instance-ai-canvas-action-button],
	[data-test-id=canvas-handle-plus-wrapper] { visibility: hidden !important }
	* { caret-color: transparent !important; animation: none !important; transition: none !important }`;

/** Runs in the page: a column of which words would be cut at the edge is empty. */
const HIDE_CUT_COLUMNS = `(() => {
	const panel = document.querySelector('[data-test-id=output-panel]');
	const right = panel.getBoundingClientRect().right - 2;
	const isCut = (cell) => {
		const words = document.createRange();
		const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
		while (walker.nextNode()) {
			words.selectNodeContents(walker.currentNode);
			if (words.getBoundingClientRect().right > right) return true;
		}
		return false;
	};
	const rows = [...panel.querySelectorAll('tr')];
	const cut = new Set(rows.flatMap((row) => [...row.cells].filter(isCut).map((cell) => cell.cellIndex)));
	for (const cell of rows.flatMap((row) => [...row.cells]).filter((one) => cut.has(one.cellIndex))) {
		cell.style.color = 'transparent';
		for (const child of cell.children) child.style.visibility = 'hidden';
	}
})()`;

interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** What is shown around, in pixels. */
interface Margin {
	sides?: number;
	above?: number;
	below?: number;
}

/** One n8n editor in one browser, light, 1440 pixels wide, with somebody logged in. */
export class Editor {
	private constructor(
		private readonly browser: Browser,
		readonly page: Page,
		private readonly url: string,
		/** Where pictures go; none are made without */
		private readonly folder: string | undefined,
	) {}

	static async open(url: string, folder?: string): Promise<Editor> {
		const browser = await launchBrowser();
		try {
			const page = await browser.newPage({
				viewport: { width: 1440, height: 900 },
				colorScheme: 'light',
			});
			page.setDefaultTimeout(WAIT_MS);
			await login(page, url);
			return new Editor(browser, page, url, folder);
		} catch (error) {
			await browser.close();
			throw error;
		}
	}

	async close(): Promise<void> {
		await this.browser.close();
	}

	/** A page beside the editor. */
	async newPage(sharpness = 1, viewport = { width: 1440, height: 900 }): Promise<Page> {
		return await this.browser.newPage({
			viewport,
			colorScheme: 'light',
			deviceScaleFactor: sharpness,
		});
	}

	/** Shows another text instead, e.g. an address that everybody understands for one of this machine. */
	async replaceText(from: string, to: string): Promise<void> {
		await this.page.evaluate(
			`(([from, to]) => {
				for (const input of document.querySelectorAll('input')) if (input.value.includes(from)) input.value = to;
				const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
				while (walker.nextNode()) walker.currentNode.textContent = walker.currentNode.textContent.replaceAll(from, to);
			})(${JSON.stringify([from, to])})`,
		);
	}

	get parameters(): Locator {
		return this.page.locator('[data-test-id=node-parameters]');
	}

	get output(): Locator {
		return this.page.locator('[data-test-id=output-panel]');
	}

	/** Opens a page of n8n's; the window is so high. */
	async goto(path: string, height = 900): Promise<void> {
		await this.page.setViewportSize({ width: 1440, height });
		await this.page.goto(`${this.url}${path}`);
		await this.page.addStyleTag({ content: IN_FRONT });
	}

	/** Shows a whole workflow on the canvas. */
	async openWorkflow(id: string, height?: number): Promise<void> {
		await this.goto(`/workflow/${id}`, height);
		await this.page.locator('.vue-flow__node').first().waitFor();
		await this.page.keyboard.press('1');
	}

	node(name: string): Locator {
		return this.page.locator(`[data-test-id=canvas-node][data-node-name="${name}"]`);
	}

	async openPanel(workflowId: string, node: string, height?: number): Promise<void> {
		await this.openWorkflow(workflowId, height);
		await this.node(node).dblclick();
		await this.parameters.waitFor();
	}

	/** Presses the button of the panel and waits until there is an output or an error. */
	async execute(): Promise<void> {
		await this.page.locator('[data-test-id=node-execute-button]:visible').click();
		const items = this.output.locator('[data-test-id=ndv-items-count]');
		const error = this.output.locator('[data-test-id=node-error-message]');
		await items.or(error).first().waitFor();
	}

	/** Chooses how the output is shown. */
	async view(name: 'Schema' | 'Table'): Promise<void> {
		await this.output.locator(`[data-test-id=radio-button-${name.toLowerCase()}]`).click();
		await this.columns(name).first().waitFor();
	}

	/** The names of columns or fields, in the order in which they are shown. */
	columns(view: 'Schema' | 'Table'): Locator {
		const fields = '[data-test-id=run-data-schema-item] [data-target=mappable]';
		return this.output.locator(view === 'Table' ? 'thead th:not(:empty)' : fields);
	}

	/** Opens the list of a parameter; its lines as a person sees them, cut where n8n cuts them. */
	async openList(parameter: string): Promise<Locator> {
		const field = this.parameters.locator(`[data-test-id=resource-locator-${parameter}]`);
		await field.locator('[data-test-id=rlc-input]').first().click();
		const lines = this.page.locator('[data-test-id=rlc-item]:visible');
		await lines.first().waitFor();
		return lines;
	}

	/** Adds a choice of 'Add option' or 'Add filter'. */
	async add(button: string, label: string): Promise<Locator> {
		await this.parameters.getByPlaceholder(button).click();
		const choices = this.page.locator('[role=option]:visible');
		await choices.filter({ has: this.page.getByText(label, { exact: true }) }).click();
		const added = this.parameters
			.locator('[data-test-id=parameter-item]')
			.filter({ has: this.page.getByText(label, { exact: true }) })
			.last();
		await added.waitFor();
		return added;
	}

	/** The panel of a node without its input, as high as its parameters need; no line is cut in two. */
	async picturePanel(name: string, { hasOutput = true } = {}): Promise<void> {
		if (!this.folder) return;
		await this.page.mouse.move(1436, 300);
		const fields = this.parameters.locator(
			'[data-test-id=parameter-item], [data-test-id=collection-parameter-add]',
		);
		const rows = this.output.locator('[data-test-id=run-data-schema-item], tbody tr');
		const needed = Math.max(...(await boxesOf([fields])).map(bottomOf)) + 50;
		// A list that is open would turn over in a window that is lower.
		const least = hasOutput ? MIN_HEIGHT : 900;
		const height = Math.min(MAX_HEIGHT, Math.max(least, Math.ceil(needed)));
		await this.page.setViewportSize({ width: 1440, height });
		await this.page.waitForTimeout(700);
		await this.page.evaluate(HIDE_CUT_COLUMNS);
		const panel = (await this.page.locator('[data-test-id=tab-params]').boundingBox())!;
		const output = (await this.output.boundingBox())!;
		const shown = await boxesOf([fields, rows]);
		const lowest = Math.max(...shown.map(bottomOf), output.y + (hasOutput ? 320 : 580)) + 20;
		const bottom = quietLine(shown, Math.min(lowest, bottomOf(output) - 8));
		const clip = {
			x: panel.x,
			y: output.y,
			width: (hasOutput ? output.x + output.width - 2 : output.x) - panel.x,
			height: bottom - output.y,
		};
		save(this.folder, name, await this.page.screenshot({ clip: rounded(clip) }));
	}

	/** All nodes and notes of the canvas. */
	async pictureCanvas(name: string): Promise<void> {
		if (!this.folder) return;
		// The editor glides to where everything is in sight.
		await this.page.waitForTimeout(1500);
		await this.picture(name, [this.page.locator('.vue-flow__node')], {
			sides: 64,
			above: 28,
			below: 64,
		});
	}

	/** A picture of what encloses these; text must stand still. */
	async picture(name: string, parts: Locator[], margin: Margin = {}, isAway = true): Promise<void> {
		if (!this.folder) return;
		// The mouse would show hints.
		if (isAway) await this.page.mouse.move(1436, 300);
		await this.page.waitForTimeout(700);
		const clip = enclosing(await boxesOf(parts), margin, this.page.viewportSize()!);
		save(this.folder, name, await this.page.screenshot({ clip }));
	}
}

const bottomOf = ({ y, height }: Box) => y + height;

/** A line close above the wanted one that goes through as few lines of text as possible. */
function quietLine(boxes: Box[], wanted: number): number {
	const texts = boxes.filter(({ height }) => height < 90);
	const through = (line: number) =>
		texts.filter((box) => box.y - 3 < line && bottomOf(box) - 1 > line).length;
	const lines = Array.from({ length: 90 }, (_, step) => wanted - step);
	return lines.reduce((best, line) => (through(line) < through(best) ? line : best));
}

async function boxesOf(parts: Locator[]): Promise<Box[]> {
	const found = (await Promise.all(parts.map(async (part) => await part.all()))).flat();
	const boxes = await Promise.all(found.map(async (one) => await one.boundingBox()));
	return boxes.filter((box) => box !== null);
}

/** Writes a picture as small as it can be, and what it was made from. */
export function save(folder: string, name: string, png: Buffer): void {
	mkdirSync(resolve(folder), { recursive: true });
	writeFileSync(resolve(folder, `${name}.png`), smallPng(png));
	writeMadeFrom(folder, `${name}.png`);
}

function enclosing(
	boxes: Box[],
	{ sides = 0, above = 0, below = 0 }: Margin,
	window: { width: number; height: number },
): Box {
	const left = Math.max(0, Math.min(...boxes.map(({ x }) => x)) - sides);
	const top = Math.max(0, Math.min(...boxes.map(({ y }) => y)) - above);
	const right = Math.max(...boxes.map(({ x, width }) => x + width)) + sides;
	const bottom = Math.max(...boxes.map(({ y, height }) => y + height)) + below;
	const width = Math.min(right, window.width) - left;
	return rounded({ x: left, y: top, width, height: Math.min(bottom, window.height) - top });
}

const rounded = ({ x, y, width, height }: Box): Box => ({
	x: Math.round(x),
	y: Math.round(y),
	width: Math.round(width),
	height: Math.round(height),
});
