/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { resolve } from 'node:path';

import type { Runtime } from '../n8n';
import { Child, onNode } from './child';
import { milliseconds, type Outcome } from './report';
import type { Stage } from './stage';
import { inTurn, median } from './statistics';

const CHECKOUT = resolve(__dirname, '..', '..');
const PROCESSES = 20;
const MOST_MS = 15;

/** How long n8n takes longer to start because of the package. */
export async function measureLoading({ runtime }: Stage): Promise<Outcome> {
	const [ms] = await measureLoadingOf(runtime, [CHECKOUT]);
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

/** Milliseconds that loading takes in fresh processes, for each of some checkouts; this one where there is none. */
export async function measureLoadingOf(
	{ node }: Runtime,
	checkouts: Array<string | undefined>,
): Promise<number[][]> {
	const ways = checkouts.map((checkout = CHECKOUT) => async () => {
		const child = new Child('loadOnce.ts', [checkout], onNode(node));
		const ms = await child.answer<number>();
		await child.end();
		return ms;
	});
	return await inTurn(ways, PROCESSES);
}
