/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/**
 * `npm run bench`: how fast the package is beside what n8n has, in one run on one n8n.
 *
 * `npm run bench -- get getMany` measures some cases only; `npm run bench -- --against <folder>` measures
 * this checkout against another one, built and with its dependencies, in turn.
 */
import { cpus, loadavg } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { messageOf } from '../n8n';
import { measureAgainst } from './against';
import { measureAnyJob } from './anyJob';
import { measureGet } from './get';
import { measureGetMany } from './getMany';
import { measureJobTrigger } from './jobTrigger';
import { measureLargeAnswers } from './largeAnswers';
import { measureLoading } from './loading';
import { measureMemory } from './memory';
import { measurePolls } from './polls';
import { printNotes, printTable, say, writeJson, type Outcome } from './report';
import { startStage, type Stage } from './stage';
import { measureWorkloadTrigger } from './workloadTrigger';

const RESULTS = join(resolve(__dirname, '..', '..'), '.cache', 'bench.json');

const CASES: Record<string, (stage: Stage) => Promise<Outcome>> = {
	get: measureGet,
	getMany: measureGetMany,
	anyJob: measureAnyJob,
	polls: measurePolls,
	memory: measureMemory,
	largeAnswers: measureLargeAnswers,
	loading: measureLoading,
	jobTrigger: measureJobTrigger,
	workloadTrigger: measureWorkloadTrigger,
};

async function main(): Promise<void> {
	const { positionals: chosen, values } = parseArgs({
		allowPositionals: true,
		options: { against: { type: 'string' } },
	});
	const { against } = values;
	const cases = against === undefined ? CASES : { against: measureAgainst(resolve(against)) };
	const load = [loadavg()[0]];
	const stage = await startStage();
	const outcomes: Record<string, Outcome> = {};
	try {
		for (const [name, measure] of Object.entries(cases)) {
			if (chosen.length > 0 && !chosen.includes(name)) continue;
			say(`measuring ${name}`);
			outcomes[name] = await measure(stage);
			load.push(loadavg()[0]);
		}
	} finally {
		await stage.n8n.stop();
	}
	const all = Object.values(outcomes);
	printTable(all.flatMap(({ rows }) => rows));
	printNotes([...all.flatMap(({ notes }) => notes), ...generalNotes(load)]);
	writeJson(RESULTS, { at: new Date().toISOString(), cores: cpus().length, load, outcomes });
	say(`every measurement: ${RESULTS}`);
}

function generalNotes(load: number[]): string[] {
	return [
		'times are those that n8n takes of the node (executionTime), medians of runs in turn (A B B A …) after one uncounted run each',
		`the simulated VSPC answers after 20 ms and is a process of its own; n8n, it and this benchmark share ${cpus().length} cores`,
		`load of the machine before and after each case: ${load.map((value) => value.toFixed(1)).join(', ')}`,
	];
}

main().catch((error: unknown) => {
	process.stderr.write(`${messageOf(error)}\n`);
	process.exitCode = 1;
});
