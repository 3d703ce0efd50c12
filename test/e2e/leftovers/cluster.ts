/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/** Run on its own: starts all that the tests start, says so, and goes on until it is killed. */
import { ensureRuntime, messageOf, startCluster } from '../../n8n';

async function main(): Promise<void> {
	const runtime = await ensureRuntime((line) => process.stderr.write(`${line}\n`));
	await startCluster({ runtime, quickStart: true, workers: 1 });
	process.stdout.write('ready\n');
}

main().catch((error: unknown) => {
	process.stderr.write(`${messageOf(error)}\n`);
	process.exitCode = 1;
});
