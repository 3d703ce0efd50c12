import { sleep } from 'n8n-workflow';

import { startEstate } from './estate';
import { sampleMemory, webhookWorkflow } from './memory';
import { getManyNode } from './nodes';
import type { Outcome, Row } from './report';
import { storeCredential, type Stage } from './stage';

const MOST_MB = 150;
const SETTLE_MS = 20_000;
const RETRY_MS = 500;

/** Memory of n8n when a server answers Get Many with 200 MB, plain and as a gzip bomb. */
export async function measureLargeAnswers(stage: Stage): Promise<Outcome> {
	const rows: Row[] = [];
	const raw: Record<string, unknown> = {};
	for (const how of ['flood', 'gzip bomb'] as const) {
		const mb = await measureOne(stage, how);
		raw[how] = mb;
		rows.push({
			what: `   an answer of 200 MB${how === 'flood' ? '' : ' as a gzip bomb'}: memory above idle`,
			measured: `${mb.toFixed(0)} MB`,
			target: `at most ${MOST_MB} MB`,
			reached: mb <= MOST_MB,
		});
	}
	return { rows, notes: ['large answers: one run each, in a fresh n8n'], raw };
}

async function measureOne(stage: Stage, how: 'flood' | 'gzip bomb'): Promise<number> {
	const estate = await startEstate({ jobs: 10 });
	const { n8n } = stage;
	try {
		const credentials = await storeCredential(stage, estate);
		const node = getManyNode(credentials, { output: 'simplified' });
		const path = `bench-${how.replace(' ', '-')}`;
		await n8n.client.activate(await n8n.client.createWorkflow(webhookWorkflow(node, path)));
		await n8n.restart();
		const call = async () => await fetch(`${n8n.url}/webhook/${path}`);
		for (let tries = 0; !(await call()).ok; tries++) {
			if (tries === 60) throw new Error('the webhook did not come up');
			await sleep(RETRY_MS);
		}
		const idle = sampleMemory(n8n.pid!);
		await sleep(SETTLE_MS);
		const idleMb = Math.min(...idle());
		await estate.flood(how);
		const busy = sampleMemory(n8n.pid!);
		const { ok } = await call();
		const peakMb = Math.max(...busy());
		if (ok) throw new Error('the answer was taken');
		return peakMb - idleMb;
	} finally {
		await estate.end();
	}
}
