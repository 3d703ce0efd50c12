/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
/* eslint-disable @n8n/community-nodes/require-node-api-error -- no node: what n8n died of goes on as it is */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordCanaries } from '../../canaries/search';
import { launch, STOP_MS, type LaunchOptions } from '../launch';
import { freePort } from '../ports';

/** A running worker of n8n. */
export interface N8nWorker {
	/** What it printed: "Worker started execution 3", say. */
	logs(): string;
	stop(): Promise<void>;
}

/** Starts a worker, which executes what the main n8n puts into the queue. */
export async function startWorker(
	options: LaunchOptions & { prepare?: (userFolder: string) => Promise<unknown> },
): Promise<N8nWorker> {
	const userFolder = mkdtempSync(join(tmpdir(), 'vspc-n8n-worker-'));
	const removeFolder = () => rmSync(userFolder, { recursive: true, force: true, maxRetries: 3 });
	try {
		await options.prepare?.(userFolder);
		const port = await freePort();
		// It has no other address to answer at.
		const health = {
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(port),
		};
		const env = { ...options.env, ...health };
		const group = await launch({ ...options, env }, userFolder, port, 'worker');
		return {
			logs: () => group.logs(),
			stop: async () => {
				await group.stop(STOP_MS);
				recordCanaries(userFolder, options.runtime.node);
				removeFolder();
			},
		};
	} catch (error) {
		removeFolder();
		throw error;
	}
}
