/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/** `npm run kills`: what becomes of an event when n8n is killed while the trigger hands it over. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { startStage } from '../e2e/harness';
import { DURABLE, makeKiller } from '../e2e/trigger/kills';
import { everySeconds } from '../e2e/trigger/workflow';
import { ensureRuntime, messageOf } from '../n8n';
import { measureKill, type Measured } from './measure';
import { toTable } from './table';

const DELAYS = [0, 3, 6, 8, 10, 15, 20, 30, 40, 60, 80, 100];
const RESULTS = join(resolve(__dirname, '..', '..'), '.cache', 'kills.json');

interface Setup {
	name: string;
	env?: Record<string, string>;
	afterRestart: 'continue' | 'repeatLast';
	pollSeconds: number;
}

const SETUPS: Setup[] = [
	{ name: 'default engine, Continue', afterRestart: 'continue', pollSeconds: 2 },
	{ name: 'default engine, Repeat Last Events', afterRestart: 'repeatLast', pollSeconds: 2 },
	{ name: 'durable pollers, Continue', env: DURABLE, afterRestart: 'continue', pollSeconds: 5 },
	{
		name: 'durable pollers, Repeat Last Events',
		env: DURABLE,
		afterRestart: 'repeatLast',
		pollSeconds: 5,
	},
];

/** Arguments: how often each delay is measured, and a part of the name of the setups to measure. */
async function main(): Promise<void> {
	const [rounds = '1', part = ''] = process.argv.slice(2);
	const measured: Measured[] = [];
	for (const setup of SETUPS.filter(({ name }) => name.includes(part))) {
		measured.push(...(await measure(setup, Number(rounds))));
	}
	process.stdout.write(`${toTable(measured)}\n`);
	mkdirSync(resolve(RESULTS, '..'), { recursive: true });
	writeFileSync(RESULTS, JSON.stringify({ at: new Date().toISOString(), measured }, null, 2));
}

async function measure(setup: Setup, rounds: number): Promise<Measured[]> {
	const { name, env, afterRestart, pollSeconds } = setup;
	const runtime = await ensureRuntime((line) => process.stderr.write(`${line}\n`));
	const killer = makeKiller(env);
	const stage = await startStage(killer.options);
	const measured: Measured[] = [];
	try {
		const pollTimes = everySeconds(pollSeconds);
		const parameters = { pollTimes, options: { afterRestart } };
		for (const delay of Array.from({ length: rounds }, () => DELAYS).flat()) {
			const result = await measureKill({ stage, runtime, killer, parameters, pollSeconds }, delay);
			measured.push({ setup: name, delay, ...result });
			process.stderr.write(`${name}, ${delay} ms: ${JSON.stringify(result)}\n`);
		}
	} finally {
		await stage.close();
		killer.close();
	}
	return measured;
}

main().catch((error: unknown) => {
	process.stderr.write(`${messageOf(error)}\n`);
	process.exitCode = 1;
});
