import type { Browser, Page } from 'playwright-core';

/** How a mail program shows a message. */
export interface Screen {
	width: number;
	colorScheme: 'light' | 'dark';
}

export const SCREENS: Screen[] = [600, 360].flatMap((width) => [
	{ width, colorScheme: 'light' },
	{ width, colorScheme: 'dark' },
]);

/** A message that is shown, and what it did meanwhile. */
interface Opened {
	page: Page;
	/** Addresses that it asked for */
	requests: string[];
	/** What scripts did: dialogs and messages in the console */
	events: string[];
}

/** Shows an e-mail; nothing that it asks for is answered. */
export async function openMail(
	browser: Browser,
	html: string,
	{ width, colorScheme }: Screen,
	sharpness = 1,
): Promise<Opened> {
	const page = await browser.newPage({
		viewport: { width, height: 900 },
		colorScheme,
		deviceScaleFactor: sharpness,
	});
	const requests: string[] = [];
	const events: string[] = [];
	await page.route('**', async (route) => {
		requests.push(route.request().url());
		await route.abort();
	});
	page.on('dialog', (dialog) => {
		events.push(dialog.message());
		void dialog.dismiss();
	});
	page.on('console', (message) => events.push(message.text()));
	page.on('pageerror', (error) => events.push(error.message));
	await page.setContent(html, { waitUntil: 'load' });
	return { page, requests, events };
}

/** The width that the message takes, which a phone would have to scroll when it is more than its own. */
export async function widthOf(page: Page): Promise<number> {
	return Number(await page.evaluate('document.documentElement.scrollWidth'));
}

/** The lowest contrast of any text with what is behind it, and which text that is. */
export async function worstContrast(page: Page): Promise<{ contrast: number; text: string }> {
	return (await page.evaluate(MEASURE)) as { contrast: number; text: string };
}

/** Runs in the page: WCAG 2 contrast of each text with the nearest background that isn't transparent. */
const MEASURE = `(() => {
	const parts = (color) => color.match(/[\\d.]+/g).map(Number);
	const luminance = (color) => {
		const [red, green, blue] = parts(color).map((value) => {
			const share = value / 255;
			return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
	};
	const backgroundOf = (element) => {
		for (let one = element; one; one = one.parentElement) {
			const { backgroundColor } = getComputedStyle(one);
			if (parts(backgroundColor)[3] !== 0) return backgroundColor;
		}
		return 'rgb(255, 255, 255)';
	};
	let worst = { contrast: 21, text: '' };
	const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walker.nextNode()) {
		const text = walker.currentNode.textContent.trim();
		const element = walker.currentNode.parentElement;
		// Dots are marks, not text; what is hidden is not read.
		if (text === '' || text === '●' || element.offsetParent === null) continue;
		if (getComputedStyle(element).fontSize === '0px') continue;
		const [light, dark] = [luminance(getComputedStyle(element).color), luminance(backgroundOf(element))].sort((a, b) => b - a);
		const contrast = (light + 0.05) / (dark + 0.05);
		if (contrast < worst.contrast) worst = { contrast, text };
	}
	return worst;
})()`;
