/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { resolve } from 'node:path';

import { Child, onNode } from './child';
import { milliseconds, type Outcome } from './report';
import type { Stage } from './stage';
import { median } from './statistics';

const CHECKOUT = resolve(__dirname, '..', '..');
const PROCESSES = 20;
const MOST_MS = 15;

/** How long n8n takes longer to start because of the package. */
export async function measureLoading({ runtime }: Stage): Promise<Outcome> {
	const ms: number[] = [];
	for (let count = 0; count < PROCESSES; count++) {
		const child = new Child('loadOnce.ts', [CHECKOUT], onNode(runtime.node));
		ms.push(await child.answer<number>());
		await child.end();
	}
	return {
		rows: [
			{
				what: '5. Loading the package',
				measured: milliseconds(median(ms)),
				target: `at most ${MOST_MS} ms`,
				reached: median(ms) <= MOST_MS,
			},
		],
		notes: [
			`loading: median of ${PROCESSES} fresh processes, n8n-workflow loaded before and not counted; ${milliseconds(Math.min(...ms))} to ${milliseconds(Math.max(...ms))}`,
		],
		raw: { ms },
	};
}
