/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/* eslint-disable @n8n/community-nodes/require-node-api-error -- no node: what n8n died of goes on as it is */
import { appendFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { reportFile } from '../canaries/search';
import { n8nEnvironment, temporaryFolder } from './environment';
import { DemoError } from './errors';
import { freePort } from './ports';
import { ProcessGroup } from './processGroup';
import type { Runtime } from './runtime';
import { cacheFolder } from './versions';

/** How long n8n is given to end by itself. */
export const STOP_MS = 15_000;

/** Loaded first, so that what is started ends with us. */
export const WATCHDOG = join(__dirname, 'watchdog.js');

const READY_MS = 120_000;
const POLL_MS = 150;
const SHOWN_LOG_LINES = 25;

export interface LaunchOptions {
	runtime: Runtime;
	env?: Record<string, string>;
	/** JavaScript files that n8n's process loads before n8n. */
	preload?: string[];
	/** Start in half the time, without the editor and some modules: for those who do that often. */
	quickStart?: boolean;
	log?: (text: string) => void;
}

/** Starts n8n, or a worker of it, and waits until it answers. */
export async function launch(
	options: LaunchOptions,
	userFolder: string,
	port: number,
	command: 'start' | 'worker' = 'start',
): Promise<ProcessGroup> {
	const { node, n8nBin } = options.runtime;
	mkdirSync(temporaryFolder(userFolder), { recursive: true });
	const brokerPort = await freePort();
	const quick = options.quickStart ? quickStartEnvironment() : {};
	const ownEnv = { ...quick, ...options.env };
	const disabledModules = disabledModulesOf(options);
	const env = n8nEnvironment({ node, userFolder, port, brokerPort, disabledModules, env: ownEnv });
	const preloads = [WATCHDOG, ...(options.preload ?? [])].flatMap((file) => ['--require', file]);
	const log = logFor(userFolder, options.log);
	const group = new ProcessGroup(node, [...preloads, n8nBin, command], env, log);
	try {
		await waitUntilReady(group, addressOf(port), command);
		return group;
	} catch (error) {
		await group.kill();
		throw error;
	}
}

/** What n8n prints is kept with its data where it is to be searched. */
function logFor(userFolder: string, log: LaunchOptions['log']): LaunchOptions['log'] {
	if (!reportFile()) return log;
	return (text) => {
		appendFileSync(join(userFolder, 'output.log'), text);
		log?.(text);
	};
}

/** Modules of n8n that no test needs: loading them is a fifth of a start. */
const NOT_NEEDED = [
	'agents',
	'breaking-changes',
	'chat-hub',
	'engine-v2',
	'favorites',
	'insights',
	'instance-ai',
	'instance-registry',
	'instance-version-history',
	'mcp',
	'n8n-packages',
	'oauth-server',
	'otel',
	'quick-connect',
	'workflow-builder',
];

/** n8n ends at its start when a module is named that this version does not have. */
function disabledModulesOf({ runtime, quickStart }: LaunchOptions): string {
	const folder = join(dirname(runtime.n8nBin), '..', 'dist', 'modules');
	// mcp-registry asks a server of n8n's.
	const unwanted = ['mcp-registry', ...(quickStart ? NOT_NEEDED : [])];
	return unwanted.filter((module) => existsSync(join(folder, module))).join(',');
}

/** n8n copies the editor's files at every start, and Node compiles some thousand modules. */
function quickStartEnvironment(): Record<string, string> {
	return { N8N_DISABLE_UI: 'true', NODE_COMPILE_CACHE: join(cacheFolder(), 'compiled') };
}

async function waitUntilReady(group: ProcessGroup, url: string, command: string): Promise<void> {
	const deadline = Date.now() + READY_MS;
	while (!(await isReady(url, command))) {
		if (!group.isRunning)
			throw new DemoError(`n8n ended while starting:\n${lastLines(group.logs())}`);
		if (Date.now() > deadline) {
			throw new DemoError(`n8n was not ready in ${READY_MS / 1000} s:\n${lastLines(group.logs())}`);
		}
		await sleep(POLL_MS);
	}
	// another n8n may answer on that port while ours is dying because of it
	if (!group.isRunning)
		throw new DemoError(`n8n ended while starting:\n${lastLines(group.logs())}`);
}

/** Up to 2.0, n8n says that it is ready some seconds before it knows its own API. A worker has none. */
async function isReady(url: string, command: string): Promise<boolean> {
	const ask = async (path: string) =>
		await fetch(`${url}${path}`, { signal: AbortSignal.timeout(5_000) });
	try {
		if (!(await ask('/healthz/readiness')).ok) return false;
		return command === 'worker' || (await ask('/rest/login')).status !== 404;
	} catch {
		return false;
	}
}

export function addressOf(port: number): string {
	return `http://127.0.0.1:${port}`;
}

function lastLines(text: string): string {
	return text.trim().split('\n').slice(-SHOWN_LOG_LINES).join('\n');
}
