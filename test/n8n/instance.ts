/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/* eslint-disable @n8n/community-nodes/require-node-api-error -- no node: what n8n died of goes on as it is */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordCanaries } from '../canaries/search';
import type { N8nClient } from './client';
import { addressOf, launch, STOP_MS, type LaunchOptions } from './launch';
import { clientFor } from './olderClient';
import { freePort } from './ports';
import type { ProcessGroup } from './processGroup';

const ATTEMPTS = 3;

export interface N8nOptions extends LaunchOptions {
	/** n8n's data; without it a fresh temporary folder that stop() removes. */
	userFolder?: string;
	/** Called with the user folder before n8n starts for the first time: `packAndInstall` fits. */
	prepare?: (userFolder: string) => Promise<unknown>;
	port?: number;
	/** Called with the user folder when n8n has ended for good; without it, secrets are searched for if the run asks. */
	beforeRemoval?: (userFolder: string) => void;
}

/** A running n8n. */
export interface N8nInstance {
	readonly url: string;
	readonly port: number;
	readonly userFolder: string;
	/** n8n's process id; another one after a restart. */
	readonly pid: number | undefined;
	readonly isRunning: boolean;
	readonly client: N8nClient;
	/** Ends n8n and all its children, and removes the folder if it was a temporary one. */
	stop(): Promise<void>;
	/** Ends n8n as a service manager does; the data stay, restart() goes on with them. */
	quit(): Promise<void>;
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
		client: clientFor(options.runtime.version, url),
		get pid() {
			return group.pid;
		},
		get isRunning() {
			return group.isRunning;
		},
		logs: () => group.logs(),
		quit: async () => await group.stop(STOP_MS),
		kill: async () => await group.kill(),
		restart: async () => {
			await group.stop(STOP_MS);
			group = await launch(options, userFolder, port);
		},
		stop: async () => {
			await group.stop(STOP_MS);
			if (options.beforeRemoval) options.beforeRemoval(userFolder);
			else recordCanaries(userFolder, options.runtime.node);
			removeFolder();
			process.off('exit', removeFolder);
		},
	};
}
