/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { Order, Outcome } from './order';

/**
 * Runs a soak in a process of its own: in jest's sandbox every use of a global takes long, which doubles the
 * time. Throws when that process breaks down.
 */
export async function runApart(order: Order): Promise<Outcome> {
	// eslint-disable-next-line @n8n/community-nodes/no-dangerous-functions -- a tool for tests
	const child = fork(join(__dirname, 'child.ts'), [], {
		execArgv: ['--require', 'tsx/cjs', '--max-semi-space-size=32'],
	});
	const over = new AbortController();
	const { signal } = over;
	try {
		const ended = once(child, 'exit', { signal }).then(([code]) => {
			throw new Error(`The process of the soak ended with ${String(code)}`);
		});
		child.send(order);
		const [outcome] = await Promise.race([once(child, 'message', { signal }), ended]);
		return outcome as Outcome;
	} finally {
		over.abort();
		child.kill();
	}
}
