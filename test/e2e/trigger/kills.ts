/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/* eslint-disable @n8n/community-nodes/require-node-api-error -- no node: what n8n died of goes on as it is */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { messageOf, until, type N8nInstance } from '../../n8n';
import type { StageOptions } from '../harness';
import { TRIGGER } from './workflow';

const KILLED_MS = 60_000;
const DIES_ONCE = /ExecutionRecoveryService/;

/** Switches n8n's durable pollers on. */
export const DURABLE = {
	N8N_SCHEDULER_ENABLED: 'true',
	N8N_SCHEDULER_POLL_TRIGGERS_ENABLED: 'true',
	N8N_POLLER_DURABLE_CURSORS_ENABLED: 'true',
};

/** How an n8n is killed at the moment when a trigger hands its items over. */
export interface Killer {
	/** With what n8n has to be started */
	options: StageOptions;
	/** From now on, the next items of this workflow's trigger kill n8n so many milliseconds later. */
	order(workflowId: string, delayMs: number): void;
	/** Waits until it has happened. */
	done(n8n: N8nInstance): Promise<void>;
	/** Starts n8n again, as a service manager does. */
	revive(n8n: N8nInstance): Promise<void>;
	close(): void;
}

export function makeKiller(env: Record<string, string> = {}): Killer {
	const folder = mkdtempSync(join(tmpdir(), 'vspc-kills-'));
	const orders = join(folder, 'orders');
	return {
		options: {
			preload: [join(__dirname, 'killer.js')],
			env: { ...env, VSPC_KILL_ORDERS: orders },
		},
		order: (workflowId, delayMs) => writeFileSync(orders, `${workflowId} ${delayMs}`),
		done: async (n8n) => {
			await until(
				async () => n8n.isRunning,
				(running) => !running,
				KILLED_MS,
				() => `${TRIGGER} handed nothing over, so n8n was not killed`,
			);
			await n8n.kill();
		},
		revive: async (n8n) => {
			try {
				await n8n.restart();
			} catch (error) {
				// n8n 2.41.1 dies while it recovers an execution that was made but not begun; once, for at the
				// next start it leaves that out.
				if (!DIES_ONCE.test(messageOf(error))) throw error;
				await n8n.restart();
			}
		},
		close: () => rmSync(folder, { recursive: true, force: true }),
	};
}
