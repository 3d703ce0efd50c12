/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** The n8n that the demo and the e2e tests drive. */
export const N8N_VERSION = '2.41.1';

/** What `npm run test:n8n` tests by default: the last 1.x, which many still run; the first usable 2.x; and the newest. */
export const TESTED_VERSIONS: readonly string[] = ['1.123.81', '2.0.3', N8N_VERSION];

/** sqlite3 as all of these bring it; needed to name its prebuilt binary before n8n is installed. */
export const SQLITE3_VERSION = '5.1.7';

/** Node for n8n, when the one that runs us is not good enough. */
export const NODE_VERSION = '24.21.0';

/**
 * n8n asks for Node 24 or newer, but the native modules it brings are prebuilt for the long-term
 * versions only: on Node 25 isolated-vm would have to be compiled.
 */
export const NODE_MAJORS: readonly number[] = [24, 26];

/** Where Node and n8n are kept: outside the checkout, so that cleaning it costs no second download. */
export function cacheFolder(): string {
	const override = process.env.VSPC_DEMO_CACHE;
	if (override) return override;
	return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'n8n-nodes-vspc');
}
