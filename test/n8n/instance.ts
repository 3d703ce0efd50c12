/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/* eslint-disable @n8n/community-nodes/require-node-api-error -- no node: what n8n died of goes on as it is */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { N8nClient } from './client';
import { n8nEnvironment } from './environment';
import { DemoError } from './errors';
import { freePort } from './ports';
import { ProcessGroup } from './processGroup';
import type { Runtime } from './runtime';

const WATCHDOG = join(__dirname, 'watchdog.js');
const READY_MS = 120_000;
const POLL_MS = 150;
const STOP_MS = 15_000;
const SHOWN_LOG_LINES = 25;
const ATTEMPTS = 3;

export interface N8nOptions {
	runtime: Runtime;
	/** n8n's data; without it a fresh temporary folder that stop() removes. */
	userFolder?: string;
	/** Called with the user folder before n8n starts for the first time: `packAndInstall` fits. */
	prepare?: (userFolder: string) => Promise<unknown>;
	port?: number;
	env?: Record<string, string>;
	log?: (text: string) => void;
}

/** A running n8n. */
export interface N8nInstance {
	readonly url: string;
	readonly port: number;
	readonly userFolder: string;
	/** n8n's process id; another one after a restart. */
	readonly pid: number | undefined;
	readonly client: N8nClient;
	/** Ends n8n and all its children, and removes the folder if it was a temporary one. */
	stop(): Promise<void>;
	/** SIGKILL to n8n and its children; the data stay, restart() goes on with them. */
	kill(): Promise<void>;
	/** Stops n8n if it runs, and starts it again on the same port and data. */
	restart(): Promise<void>;
	/** What n8n printed since its last start. */
	logs(): string;
}

/** Starts n8n and waits until it answers. */
export async function startN8n(options: N8nOptions): Promise<N8nInstance> {
	const userFolder = options.userFolder ?? mkdtempSync(join(tmpdir(), 'vspc-n8n-'));
	const removeFolder = () => {
		if (!options.userFolder) rmSync(userFolder, { recursive: true, force: true, maxRetries: 3 });
	};
	process.once('exit', removeFolder);
	try {
		await options.prepare?.(userFolder);
		const started = await startOnFreePort(options, userFolder);
		return createInstance(options, userFolder, started, removeFolder);
	} catch (error) {
		removeFolder();
		throw error;
	}
}

interface Started {
	port: number;
	group: ProcessGroup;
}

/** Between finding a free port and n8n taking it, another program can: then it is tried again. */
async function startOnFreePort(options: N8nOptions, userFolder: string): Promise<Started> {
	for (let attempt = 1; ; attempt++) {
		const port = options.port ?? (await freePort());
		try {
			return { port, group: await launch(options, userFolder, port) };
		} catch (error) {
			const portTaken = error instanceof Error && /already in use|EADDRINUSE/.test(error.message);
			if (!portTaken || options.port !== undefined || attempt === ATTEMPTS) throw error;
		}
	}
}

function createInstance(
	options: N8nOptions,
	userFolder: string,
	started: Started,
	removeFolder: () => void,
): N8nInstance {
	let { group } = started;
	const { port } = started;
	const url = addressOf(port);
	return {
		url,
		port,
		userFolder,
		client: new N8nClient(url),
		get pid() {
			return group.pid;
		},
		logs: () => group.logs(),
		kill: async () => await group.kill(),
		restart: async () => {
			await group.stop(STOP_MS);
			group = await launch(options, userFolder, port);
		},
		stop: async () => {
			await group.stop(STOP_MS);
			removeFolder();
			process.off('exit', removeFolder);
		},
	};
}

async function launch(
	options: N8nOptions,
	userFolder: string,
	port: number,
): Promise<ProcessGroup> {
	const { node, n8nBin } = options.runtime;
	const brokerPort = await freePort();
	const env = n8nEnvironment({ node, userFolder, port, brokerPort, env: options.env });
	const group = new ProcessGroup(node, ['--require', WATCHDOG, n8nBin, 'start'], env, options.log);
	try {
		await waitUntilReady(group, addressOf(port));
		return group;
	} catch (error) {
		await group.kill();
		throw error;
	}
}

async function waitUntilReady(group: ProcessGroup, url: string): Promise<void> {
	const deadline = Date.now() + READY_MS;
	while (!(await isReady(url))) {
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

async function isReady(url: string): Promise<boolean> {
	try {
		return (await fetch(`${url}/healthz/readiness`, { signal: AbortSignal.timeout(5_000) })).ok;
	} catch {
		return false;
	}
}

function addressOf(port: number): string {
	return `http://127.0.0.1:${port}`;
}

function lastLines(text: string): string {
	return text.trim().split('\n').slice(-SHOWN_LOG_LINES).join('\n');
}
