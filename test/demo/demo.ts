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
import { ERROR_MAIL, importExamples } from './examples';
import { landingWorkflow, START } from './landing';
import { nextStep, patiently, printJson, printTable, say, step } from './output';
import { prepareRhythm, startRhythm } from './rhythm';
import { createCredentials, startServices } from './services';
import { openTarget, type Target } from './target';
import { JOB_NODE_NAME, jobWorkflow, TRIGGER_NAME } from './workflows';

const N8N_PORT = 5678;
const INTERRUPTED = 130;
const CYCLE_SECONDS = 120;

/** Only this machine reaches the demo's n8n, and it is gone with the demo. */
const OWNER = { email: 'demo@example.com', password: 'Demo-only-1' };

const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone;

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

function readCycle({ VSPC_DEMO_CYCLE_SECONDS: text }: NodeJS.ProcessEnv): number {
	const seconds = text ? Number(text) : CYCLE_SECONDS;
	if (Number.isInteger(seconds) && seconds >= 10 && seconds <= 3600) return seconds;
	throw new DemoError(`VSPC_DEMO_CYCLE_SECONDS is no whole number from 10 to 3600: ${text}`);
}

async function launchN8n(): Promise<N8nInstance> {
	nextStep('n8n and a Node that fits it');
	const runtime = await ensureRuntime(step);
	const port = await freePort(N8N_PORT);
	nextStep('starting n8n with the package installed');
	if (port !== N8N_PORT) step(`port ${N8N_PORT} is busy: n8n takes ${port}`);
	const env = { GENERIC_TIMEZONE: timezone, N8N_DISABLED_MODULES: 'mcp-registry,mcp' };
	const n8n = await patiently(
		'starting n8n',
		startN8n({ runtime, port, env, prepare: packAndInstall }),
	);
	cleanup.add(async () => await n8n.stop());
	step(`n8n is ready on ${n8n.url}`);
	await n8n.client.setupOwner(OWNER.email, OWNER.password);
	return n8n;
}

/** Runs the workflow that reads one job, and prints the job. */
async function showJob(
	{ client }: N8nInstance,
	target: Target,
	credential: CredentialReference,
): Promise<void> {
	const id = await client.createWorkflow(jobWorkflow(target, credential));
	step(`reading ${target.jobUid ? `job ${target.jobUid}` : 'the first job'}`);
	const job = jobIn(await client.runWorkflow(id, TRIGGER_NAME));
	step('the job came');
	printJson('job', job);
}

function jobIn(execution: Execution): unknown {
	const job = execution.nodes[JOB_NODE_NAME]?.items[0]?.[0];
	if (execution.status === 'success' && job?.instanceUid) return job;
	throw new DemoError(`The job did not come: ${errorOf(execution) ?? 'the node returned no job'}`);
}

function errorOf({ error }: Execution): string | undefined {
	return error && [error.message, error.description].filter(Boolean).join(' - ');
}

async function main(): Promise<void> {
	const { once } = readArguments();
	const cycleSeconds = readCycle(process.env);
	nextStep('the servers that n8n talks to');
	const target = await openTarget(process.env);
	cleanup.add(async () => await target.close());
	const services = await startServices();
	cleanup.add(async () => await services.close());
	const { page, addresses } = services;
	step(`tickets and mails are shown on ${page.url}`);

	const n8n = await launchN8n();
	const { client } = n8n;
	nextStep('credentials and recipes');
	const credentials = await createCredentials(client, {
		vspcApi: { name: 'VSPC account', data: target.credential },
		...services.credentials,
	});
	const filling = { credentials, addresses };
	const recipes = await importExamples(client, filling);

	nextStep('executing workflows');
	await showJob(n8n, target, credentials.vspcApi);
	if (once) await end(0);

	const { simulator } = target;
	const rhythmJob = simulator && prepareRhythm(simulator);
	const landing = await client.createWorkflow(
		landingWorkflow({
			...filling,
			pageUrl: page.url,
			timezone,
			errorWorkflow: recipes.get(ERROR_MAIL),
			cycleSeconds: simulator && cycleSeconds,
		}),
	);
	step('executing the workflow "VSPC demo: start here"');
	const execution = await patiently('executing', client.runWorkflow(landing, START));
	// A server of one's own may lack something. What is open to look at says more than an end here.
	if (execution.status !== 'success') step(`it failed: ${errorOf(execution) ?? execution.status}`);
	await client.activate(landing);
	step('it is published');
	if (simulator && rhythmJob) {
		const rhythm = startRhythm(simulator, rhythmJob, cycleSeconds);
		cleanup.add(async () => rhythm.stop());
	}
	const address = `${n8n.url}/workflow/${landing}`;
	const { email, password } = OWNER;
	page.onOpen(async () => ({ address, cookie: await client.rest.logInAnew(email, password) }));
	printTable([
		['open this', `${page.url}/open`],
		['', '(n8n, logged in, with the workflow to start with)'],
		['tickets and mails', page.url],
		['n8n', address],
		['e-mail', email],
		['password', password],
		...target.facts,
	]);
	endCode = 0;
	say('Ctrl-C ends the demo and removes its data');
}

onEnd(() => {
	say('ending');
	void cleanup.run().then(async () => {
		say('ended, all data removed');
		await end(endCode);
	});
});

main().catch(async (error: unknown) => {
	process.stderr.write(`\n${messageOf(error)}\n`);
	await end(1);
});
