/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A browser of this machine; undefined without one. */
function findBrowser(): string | undefined {
	return BROWSERS.find((path) => existsSync(path));
}

/** What there is to do to have a browser; undefined when there is one. */
export function missingBrowser(): string | undefined {
	return findBrowser() ? undefined : 'It needs Chromium: apt-get install chromium';
}

export async function launchBrowser(): Promise<Browser> {
	return await chromium.launch({
		executablePath: findBrowser(),
		// root has no sandbox, and nothing here needs the Internet
		args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
	});
}
