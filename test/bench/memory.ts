/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { readFileSync } from 'node:fs';
import { sleep } from 'n8n-workflow';

import type { WorkflowDefinition } from '../n8n';
import { startEstate, type Estate } from './estate';
import { getManyNode } from './nodes';
import type { Outcome } from './report';
import { storeCredential, type Stage } from './stage';
import { median } from './statistics';

const JOBS = 100_000;
const MOST_MB = 600;
const ROUNDS = 3;
const SAMPLE_MS = 50;
/** So long n8n takes to give back what its start needed. */
const SETTLE_MS = 30_000;
const RETRY_MS = 500;
const PATH = 'bench-memory';

/**
 * Memory of n8n while Get Many reads 100,000 jobs, simplified. n8n is restarted before each run: what
 * earlier runs left to the heap would hide what this one needs.
 */
export async function measureMemory(stage: Stage): Promise<Outcome> {
	const estate = await startEstate({ jobs: JOBS });
	try {
		const credentials = await storeCredential(stage, estate);
		const { client } = stage.n8n;
		await client.activate(
			await client.createWorkflow(webhookWorkflow(getManyNode(credentials, NODE), PATH)),
		);
		const runs: MemoryRun[] = [];
		for (let round = 0; round < ROUNDS; round++) runs.push(await measureOnce(stage, estate));
		return report(runs);
	} finally {
		await estate.end();
	}
}

const NODE = { returnAll: '={{ $json.query.all === "yes" }}', output: 'simplified' };

/** Published, saves nothing, and passes on one item only: n8n's own keeping of 100,000 items stays out. */
export function webhookWorkflow(
	jobs: ReturnType<typeof getManyNode>,
	path: string,
): WorkflowDefinition {
	const to = (node: string) => ({ main: [[{ node, type: 'main' as const, index: 0 }]] });
	return {
		name: 'Memory',
		settings: { saveDataSuccessExecution: 'none', saveExecutionProgress: false },
		nodes: [
			{
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2.1,
				webhookId: path,
				parameters: { path, responseMode: 'lastNode', options: {} },
			},
			jobs,
			{
				name: 'Limit',
				type: 'n8n-nodes-base.limit',
				typeVersion: 1,
				parameters: { maxItems: 1, keep: 'lastItems' },
			},
		],
		connections: { Webhook: to(jobs.name), [jobs.name]: to('Limit') },
	};
}

interface MemoryRun {
	idleMb: number;
	peakMb: number;
	seconds: number;
	requests: number;
}

async function measureOnce({ n8n }: Stage, estate: Estate): Promise<MemoryRun> {
	await n8n.restart();
	const call = async (all: string) => {
		const response = await fetch(`${n8n.url}/webhook/${PATH}?all=${all}`);
		return { ok: response.ok, text: await response.text() };
	};
	// A short list first: loading the node's code is not what is measured. It also waits for the webhook.
	for (let tries = 0; !(await call('no')).ok; tries++) {
		if (tries === 60) throw new Error('the webhook did not come up');
		await sleep(RETRY_MS);
	}
	const idle = sampleMemory(n8n.pid!);
	await sleep(SETTLE_MS);
	const idleMb = Math.min(...idle());
	await estate.takeRequests();
	const busy = sampleMemory(n8n.pid!);
	const started = performance.now();
	const { text } = await call('yes');
	const peakMb = Math.max(...busy());
	const last = estate.uids[JOBS - 1];
	if (!text.includes(last)) throw new Error(`the last job is missing: ${text.slice(0, 300)}`);
	const seconds = (performance.now() - started) / 1000;
	return { idleMb, peakMb, seconds, requests: await estate.takeRequests() };
}

/** Reads the memory again and again; call what comes back to end that. */
export function sampleMemory(pid: number): () => number[] {
	const samples = [residentMb(pid)];
	const timer = setInterval(() => samples.push(residentMb(pid)), SAMPLE_MS);
	return () => {
		clearInterval(timer);
		return samples;
	};
}

/** Of n8n's main process alone: its task runner has nothing to do here. */
function residentMb(pid: number): number {
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

function report(runs: MemoryRun[]): Outcome {
	const above = runs.map(({ idleMb, peakMb }) => peakMb - idleMb);
	const mb = median(above);
	const [idle, peak] = [runs.map((run) => run.idleMb), runs.map((run) => run.peakMb)];
	const requests = runs[0].requests;
	return {
		rows: [
			{
				what: '4. Get Many, 100,000 jobs: memory above idle',
				measured: `${mb.toFixed(0)} MB`,
				target: `at most ${MOST_MB} MB`,
				reached: mb <= MOST_MB,
			},
		],
		notes: [
			`memory is VmRSS of n8n's main process, read every ${SAMPLE_MS} ms; idle (the lowest of ${SETTLE_MS / 1000} s after its start) ${median(idle).toFixed(0)} MB, peak ${median(peak).toFixed(0)} MB, above idle ${above.map((value) => value.toFixed(0)).join(', ')} MB; ${median(runs.map((run) => run.seconds)).toFixed(1)} s and ${requests} requests`,
			'memory: a fresh n8n for each run; Output = Simplified; a published workflow that saves no execution (saveDataSuccessExecution none), started by a webhook and ended by a Limit node that keeps the last item',
		],
		raw: { runs },
	};
}
