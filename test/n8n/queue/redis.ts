/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordCanaries, reportFile } from '../../canaries/search';
import { tryCommand } from '../install/command';
import { freePort } from '../ports';
import { until } from '../until';
import { supervise } from './supervise';
import type { Services } from './services';

const READY_MS = 15_000;
const STOP_MS = 5_000;

/** A running service of n8n's queue mode. */
export interface Service {
	/** With which n8n finds it. */
	env: Record<string, string>;
	stop(): Promise<void>;
}

/** A Redis that keeps nothing on disk. */
export async function startRedis({ redisServer }: Services): Promise<Service> {
	const port = String(await freePort());
	const args = ['--port', port, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
	args.push('--rdbcompression', 'no');
	const group = supervise(redisServer, args);
	await until(
		async () => /Ready to accept connections/.test(group.logs()),
		(ready) => ready,
		READY_MS,
		() => `Redis did not start:\n${group.logs()}`,
	);
	return {
		env: {
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: port,
		},
		stop: async () => {
			if (reportFile()) searchRedis(port);
			await group.stop(STOP_MS);
		},
	};
}

/** In all that it has, written to a file for that. */
function searchRedis(port: string): void {
	const folder = mkdtempSync(join(tmpdir(), 'vspc-redis-'));
	tryCommand('redis-cli', ['-p', port, '--rdb', join(folder, 'dump.rdb')]);
	recordCanaries(folder, process.execPath);
	rmSync(folder, { recursive: true, force: true });
}
