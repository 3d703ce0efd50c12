/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/** The simulated VSPC in a process of its own: answering must not slow down who measures. */
import { randomBytes } from 'node:crypto';
import { startSimulator, type SimulatorOptions } from '../simulator';

const LATENCY_MS = 20;

async function main(): Promise<void> {
	const options = JSON.parse(process.argv[2]) as SimulatorOptions;
	const simulator = await startSimulator(options);
	// As long as a real one: the package looks for it in every answer, faster the longer it is.
	simulator.accounts.apiKey = randomBytes(240).toString('base64url');
	simulator.faults.add({ kind: 'latency', ms: LATENCY_MS });
	process.on('disconnect', () => process.exit());
	process.on('message', (message) => {
		if (message === 'flood' || message === 'gzip bomb') {
			const gzip = message === 'gzip bomb';
			simulator.faults.add({ kind: 'flood', path: '/jobs', megabytes: 200, gzip });
		}
		process.send!(simulator.requests.length);
		simulator.requests.length = 0;
	});
	const { host, url, accounts, estate } = simulator;
	const uids = estate.jobs.map(({ instanceUid }) => instanceUid);
	process.send!({ host, url, apiKey: accounts.apiKey, uids });
}

void main();
