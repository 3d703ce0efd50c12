/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { missingServices, until } from '../n8n';
import { descendants, isAlive } from './leftovers/processes';
import { describeWith } from './needs';

const START_MS = 20 * 60_000;
jest.setTimeout(START_MS + 60_000);

const GONE_MS = 30_000;

describeWith(missingServices(), 'leftovers', () => {
	let folder: string;
	let tests: ChildProcess;
	let started = new Map<number, string>();
	beforeEach(() => {
		// who is killed can't clean up
		folder = mkdtempSync(join(tmpdir(), 'vspc-leftovers-'));
		// PostgreSQL runs as another user
		chmodSync(folder, 0o755);
	});
	afterEach(() => {
		tests?.kill('SIGKILL');
		for (const pid of [...started.keys()].filter(isAlive)) process.kill(pid, 'SIGKILL');
		rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
	});

	test('when tests are killed, nothing that they started goes on: n8n, its workers, Redis, PostgreSQL', async () => {
		// eslint-disable-next-line @n8n/community-nodes/no-dangerous-functions -- a tool for tests
		tests = spawn(
			process.execPath,
			['--require', 'tsx/cjs', join(__dirname, 'leftovers', 'cluster.ts')],
			{ env: { ...process.env, TMPDIR: folder }, stdio: ['ignore', 'pipe', 'inherit'] },
		);
		const [said] = (await Promise.race([once(tests.stdout!, 'data'), once(tests, 'exit')])) as [
			unknown,
		];
		expect(String(said)).toBe('ready\n');
		started = descendants(tests.pid!);
		const commands = [...started.values()].join('\n');
		for (const command of ['n8n start', 'n8n worker', 'redis-server', 'postgres']) {
			expect(commands).toContain(command);
		}

		tests.kill('SIGKILL');
		await until(
			async () => [...started.keys()].filter(isAlive),
			(alive) => alive.length === 0,
			GONE_MS,
			() => `some went on:\n${commands}`,
		);
	});
});
