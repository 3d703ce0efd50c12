import { startEstate, type Estate } from './estate';
import { fastestHttp } from './fastest';
import { getNode, HTTP_SETTINGS, httpGetNode, WITH_NAMES } from './nodes';
import { milliseconds, ratioRow, type Outcome } from './report';
import { assertCount, prepareRun } from './run';
import { storeCredential, type Stage } from './stage';
import { inTurn, median } from './statistics';

const JOBS = 5_000;
const ITEMS = 1_000;
const MOST_REQUESTS = 15;
const ROUNDS = 3;

/** Get for 1,000 items against n8n's HTTP Request node. */
export async function measureGet(stage: Stage): Promise<Outcome> {
	const estate = await startEstate({ jobs: JOBS });
	try {
		return await compare(stage, estate);
	} finally {
		await estate.end();
	}
}

async function compare(stage: Stage, estate: Estate): Promise<Outcome> {
	const credentials = await storeCredential(stage, estate);
	// From all over the list, so that the end of it is needed too.
	const uids = estate.uids.filter((_, index) => index % (JOBS / ITEMS) === JOBS / ITEMS - 1);
	const http = await fastestHttp(HTTP_SETTINGS, async (options) => {
		return await prepareRun(stage, estate, httpGetNode(estate, credentials, options), uids);
	});
	const own = await prepareRun(stage, estate, getNode(credentials), uids);
	const withNames = await prepareRun(stage, estate, getNode(credentials, WITH_NAMES), uids);
	const [ours, theirs, named] = await inTurn([own, http.run, withNames], ROUNDS);
	for (const { items } of [...ours, ...theirs, ...named]) assertCount(items.length, ITEMS, 'Get');
	const requests = Math.max(...ours.map((run) => run.requests));
	const [ourMs, theirMs, namedMs] = [ours, theirs, named].map((runs) => runs.map(({ ms }) => ms));
	return {
		rows: [
			{
				what: '1. Get, 1,000 items: requests',
				measured: String(requests),
				target: `at most ${MOST_REQUESTS}`,
				reached: requests <= MOST_REQUESTS,
			},
			ratioRow('   faster than HTTP Request', median(theirMs) / median(ourMs), 10),
		],
		notes: [
			`Get, ${ITEMS} of ${JOBS} jobs: ${milliseconds(median(ourMs))}; HTTP Request with ${http.name}, its fastest: ${milliseconds(median(theirMs))} and ${theirs[0].requests} requests`,
			`the same with names, as a new node has them: ${milliseconds(median(namedMs))} and ${named[0].requests} requests`,
		],
		raw: { ourMs, theirMs, namedMs, requests, httpRequests: theirs[0].requests, tried: http.tried },
	};
}
