import { startEstate } from './estate';
import { measureLoadingOf } from './loading';
import { getManyNode, getNode } from './nodes';
import { milliseconds, times, type Outcome, type Row } from './report';
import { assertCount, prepareRun, type NodeRun } from './run';
import { startStage, storeCredential, type Stage } from './stage';
import { inTurn, median } from './statistics';

const GET_JOBS = 5_000;
const GET_ITEMS = 1_000;
const GET_MANY_JOBS = 20_000;
/** A run of Get takes a third of a second, and one of them differs from the next by a fifth. */
const GET_ROUNDS = 40;
const ROUNDS = 20;
/** So much slower is still no slower: what two runs of the same code differ by, in this many rounds. */
const TOLERANCE = 1.05;

/** This checkout's package against the one of another checkout, each in an n8n of its own, in turn. */
export function measureAgainst(checkout: string): (stage: Stage) => Promise<Outcome> {
	return async (stage) => {
		const other = await startStage(checkout);
		try {
			const outcomes = [
				await compareGet([stage, other]),
				await compareGetMany([stage, other]),
				await compareLoading(stage, checkout),
			];
			return {
				rows: outcomes.flatMap(({ rows }) => rows),
				notes: outcomes.flatMap(({ notes }) => notes),
				raw: Object.assign({}, ...outcomes.map(({ raw }) => raw)) as Outcome['raw'],
			};
		} finally {
			await other.n8n.stop();
		}
	};
}

async function compareGet(stages: Stage[]): Promise<Outcome> {
	const estate = await startEstate({ jobs: GET_JOBS });
	try {
		const step = GET_JOBS / GET_ITEMS;
		const uids = estate.uids.filter((_, index) => index % step === step - 1);
		const runs = await Promise.all(
			stages.map(async (stage) => {
				return await prepareRun(stage, estate, getNode(await storeCredential(stage, estate)), uids);
			}),
		);
		return outcomeOf(`Get, ${GET_ITEMS} items`, await inTurn(runs, GET_ROUNDS), GET_ITEMS);
	} finally {
		await estate.end();
	}
}

async function compareGetMany(stages: Stage[]): Promise<Outcome> {
	const estate = await startEstate({ jobs: GET_MANY_JOBS });
	try {
		const runs = await Promise.all(
			stages.map(async (stage) => {
				return await prepareRun(stage, estate, getManyNode(await storeCredential(stage, estate)));
			}),
		);
		const readings = await inTurn(runs, ROUNDS);
		return outcomeOf(`Get Many, ${GET_MANY_JOBS} jobs`, readings, GET_MANY_JOBS);
	} finally {
		await estate.end();
	}
}

async function compareLoading({ runtime }: Stage, checkout: string): Promise<Outcome> {
	const [ours, theirs] = await measureLoadingOf(runtime, [undefined, checkout]);
	return { rows: [rowOf('Loading', ours, theirs)], notes: [], raw: { loading: { ours, theirs } } };
}

function outcomeOf(what: string, readings: NodeRun[][], items: number): Outcome {
	for (const run of readings.flat()) assertCount(run.items.length, items, what);
	const [ours, theirs] = readings.map((runs) => runs.map(({ ms }) => ms));
	const [ourRequests, theirRequests] = readings.map(([{ requests }]) => requests);
	return {
		rows: [rowOf(what, ours, theirs)],
		notes: [
			`${what}: ${ourRequests} requests here, ${theirRequests} there; fastest runs ${milliseconds(Math.min(...ours))} and ${milliseconds(Math.min(...theirs))}`,
		],
		raw: { [what]: { ours, theirs } },
	};
}

function rowOf(what: string, ours: number[], theirs: number[]): Row {
	const ratio = median(ours) / median(theirs);
	return {
		what: `${what}: time of the other checkout's`,
		measured: `${times(ratio)} (${milliseconds(median(ours))} and ${milliseconds(median(theirs))})`,
		target: `at most ${TOLERANCE} times`,
		reached: ratio <= TOLERANCE,
	};
}
