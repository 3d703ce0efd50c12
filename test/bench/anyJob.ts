import { startEstate } from './estate';
import { getManyNode, getManyOfKindNode } from './nodes';
import { milliseconds, ratioRow, type Outcome } from './report';
import { assertCount, prepareRun } from './run';
import { storeCredential, type Stage } from './stage';
import { inTurn, median } from './statistics';

/** A large provider's, where most jobs are those of backup servers. */
const ESTATE = { jobs: 5_000, agentJobs: 1_000, vb365Jobs: 300 };
const ROUNDS = 10;

/** Any Job > Get Many over three kinds, against Get Many of each of the three. */
export async function measureAnyJob(stage: Stage): Promise<Outcome> {
	const estate = await startEstate(ESTATE);
	try {
		const credentials = await storeCredential(stage, estate);
		const { jobs, agentJobs, vb365Jobs } = ESTATE;
		const ways = [
			{ node: getManyOfKindNode('anyJob', credentials), count: jobs + agentJobs + vb365Jobs },
			{ node: getManyNode(credentials), count: jobs },
			{ node: getManyOfKindNode('agentJob', credentials), count: agentJobs },
			{ node: getManyOfKindNode('microsoft365Job', credentials), count: vb365Jobs },
		];
		const runs = await Promise.all(
			ways.map(async ({ node }) => await prepareRun(stage, estate, node)),
		);
		const readings = await inTurn(runs, ROUNDS);
		for (const [index, { count }] of ways.entries()) {
			for (const { items } of readings[index]) assertCount(items.length, count, 'Any Job');
		}
		const ms = readings.map((one) => one.map((reading) => reading.ms));
		const [any, ...kinds] = ms.map(median);
		return {
			rows: [
				ratioRow(
					'4. Any Job, Get Many: time of its slowest list',
					any / Math.max(...kinds),
					1,
					true,
				),
			],
			notes: [
				`Any Job, ${ESTATE.jobs} jobs of backup servers, ${ESTATE.agentJobs} of agents, ${ESTATE.vb365Jobs} of Microsoft 365, without names: ${milliseconds(any)} and ${readings[0][0].requests} requests; each kind by itself: ${kinds.map(milliseconds).join(', ')}`,
			],
			raw: { ms },
		};
	} finally {
		await estate.end();
	}
}
