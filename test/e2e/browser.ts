/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const BROWSERS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A browser of this machine; undefined without one. */
export function findBrowser(): string | undefined {
	return BROWSERS.find((path) => existsSync(path));
}

export async function launchBrowser(): Promise<Browser> {
	// root has no sandbox
	return await chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
}
