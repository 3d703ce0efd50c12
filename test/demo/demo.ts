/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import {
	DemoError,
	ensureRuntime,
	freePort,
	messageOf,
	packAndInstall,
	startN8n,
	type CredentialReference,
	type Execution,
	type N8nInstance,
} from '../n8n';
import { Cleanup, onEnd } from './ending';
import { importExamples } from './examples';
import { printJson, printTable, step } from './output';
import { openTarget, type Target } from './target';
import { JOB_NODE_NAME, jobWorkflow, TRIGGER_NAME } from './workflows';

const N8N_PORT = 5678;
const INTERRUPTED = 130;

/** Only this machine reaches the demo's n8n, and it is gone with the demo. */
const OWNER = { email: 'demo@example.com', password: 'Demo-only-1' };

const cleanup = new Cleanup();
let endCode = INTERRUPTED;

async function end(code: number): Promise<never> {
	await cleanup.run();
	process.exit(code);
}

function readArguments(): { once: boolean } {
	const words = process.argv.slice(2);
	const unknown = words.filter((word) => word !== '--once');
	if (unknown.length > 0) {
		throw new DemoError(`Unknown: ${unknown.join(' ')}. Usage: npm run demo [-- --once]`);
	}
	return { once: words.includes('--once') };
}

async function launchN8n(): Promise<N8nInstance> {
	const runtime = await ensureRuntime(step);
	const port = await freePort(N8N_PORT);
	if (port !== N8N_PORT) step(`port ${N8N_PORT} is busy: n8n takes ${port}`);
	step('starting n8n with the package installed');
	const n8n = await startN8n({ runtime, port, prepare: packAndInstall });
	cleanup.add(async () => await n8n.stop());
	step('n8n is ready');
	return n8n;
}

async function createCredential(n8n: N8nInstance, target: Target): Promise<CredentialReference> {
	await n8n.client.setupOwner(OWNER.email, OWNER.password);
	const { name } = target;
	return { id: await n8n.client.createCredential(name, 'vspcApi', target.credential), name };
}

/** Runs the workflow and prints the job; answers the workflow's id. */
async function showJob(
	n8n: N8nInstance,
	target: Target,
	credential: CredentialReference,
): Promise<string> {
	const id = await n8n.client.createWorkflow(jobWorkflow(target, credential));
	step(
		`running the workflow that reads ${target.jobUid ? `job ${target.jobUid}` : 'the first job'}`,
	);
	const execution = await n8n.client.runWorkflow(id, TRIGGER_NAME);
	const job = jobIn(execution);
	step('the job came');
	printJson('job', job);
	return id;
}

function jobIn(execution: Execution): unknown {
	const job = execution.nodes[JOB_NODE_NAME]?.items[0]?.[0];
	if (execution.status === 'success' && job?.instanceUid) return job;
	const { message, description } = execution.error ?? { message: 'the node returned no job' };
	throw new DemoError(
		`The job did not come: ${[message, description].filter(Boolean).join(' - ')}`,
	);
}

async function main(): Promise<void> {
	const { once } = readArguments();
	const target = await openTarget(process.env);
	cleanup.add(async () => await target.close());
	const n8n = await launchN8n();
	const credential = await createCredential(n8n, target);
	await importExamples(n8n.client, credential);
	const workflowId = await showJob(n8n, target, credential);
	if (once) await end(0);
	printTable([
		['n8n editor', n8n.url],
		['e-mail', OWNER.email],
		['password', OWNER.password],
		['this workflow', `${n8n.url}/workflow/${workflowId}`],
		...target.facts,
	]);
	endCode = 0;
	step('Ctrl-C ends the demo and removes its data');
}

onEnd(() => {
	step('ending');
	void cleanup.run().then(async () => {
		step('ended, all data removed');
		await end(endCode);
	});
});

main().catch(async (error: unknown) => {
	process.stderr.write(`\n${messageOf(error)}\n`);
	await end(1);
});
