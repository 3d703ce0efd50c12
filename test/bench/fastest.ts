import type { INodeParameters } from 'n8n-workflow';

import type { NodeRun } from './run';
import { inTurn, median } from './statistics';

const ROUNDS = 1;

/** The HTTP Request node with the settings that make it fastest. */
interface Fastest {
	name: string;
	run: () => Promise<NodeRun>;
	/** Milliseconds with each of the settings. */
	tried: Record<string, number[]>;
}

export async function fastestHttp(
	settings: Record<string, INodeParameters>,
	prepare: (options: INodeParameters) => Promise<() => Promise<NodeRun>>,
): Promise<Fastest> {
	const names = Object.keys(settings);
	const runs = await Promise.all(names.map(async (name) => await prepare(settings[name])));
	const measured = await inTurn(runs, ROUNDS);
	const ms = measured.map((results) => results.map((result) => result.ms));
	const best = ms.reduce((so, one, index) => (median(one) < median(ms[so]) ? index : so), 0);
	const tried = Object.fromEntries(names.map((name, index) => [name, ms[index]]));
	return { name: names[best], run: runs[best], tried };
}
