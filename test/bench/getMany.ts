import type { IDataObject } from 'n8n-workflow';

import { Child, onNode } from './child';
import { startEstate, type Estate } from './estate';
import { fastestHttp } from './fastest';
import { getManyNode, HTTP_SETTINGS, httpGetManyNode, jobsUrl, WITH_NAMES } from './nodes';
import { milliseconds, ratioRow, type Outcome } from './report';
import { assertCount, prepareRun } from './run';
import { storeCredential, type Stage } from './stage';
import { inTurn, median } from './statistics';

const JOBS = 20_000;
const ROUNDS = 5;

/** What one way of reading the whole list took. */
interface Reading {
	ms: number;
	rows: number;
	requests: number;
}

/** Get Many for 20,000 jobs against n8n's HTTP Request node, and against a loop without n8n. */
export async function measureGetMany(stage: Stage): Promise<Outcome> {
	const estate = await startEstate({ jobs: JOBS });
	const { node } = stage.runtime;
	const loop = new Child('bareLoop.ts', [jobsUrl(estate), estate.apiKey], onNode(node));
	try {
		return await compare(stage, estate, loop);
	} finally {
		await loop.end();
		await estate.end();
	}
}

async function compare(stage: Stage, estate: Estate, loop: Child): Promise<Outcome> {
	const credentials = await storeCredential(stage, estate);
	// Batching is about several items; here there is one.
	const settings = Object.fromEntries(
		Object.entries(HTTP_SETTINGS).filter(([name]) => !/batching \d/.test(name)),
	);
	const http = await fastestHttp(settings, async (options) => {
		return await prepareRun(stage, estate, httpGetManyNode(estate, credentials, options));
	});
	const own = await prepareRun(stage, estate, getManyNode(credentials));
	const named = await prepareRun(stage, estate, getManyNode(credentials, WITH_NAMES));
	const readingOfLoop = async (connections: 'each' | 'kept') => {
		await estate.takeRequests();
		const read = await loop.answer<{ ms: number; rows: number }>(connections);
		return { ...read, requests: await estate.takeRequests() };
	};
	const readings = await inTurn<Reading>(
		[
			async () => await reading(own, (items) => items.length),
			async () => await reading(http.run, rowsInPages),
			async () => await readingOfLoop('each'),
			async () => await readingOfLoop('kept'),
			async () => await reading(named, (items) => items.length),
		],
		ROUNDS,
	);
	for (const { rows } of readings.flat()) assertCount(rows, JOBS, 'Get Many');
	const [ourMs, httpMs, loopMs, keptMs, namedMs] = readings.map((runs) => runs.map(({ ms }) => ms));
	const [requests, httpRequests, loopRequests, , namedRequests] = readings.map(
		([run]) => run.requests,
	);
	return {
		rows: [
			ratioRow(
				'2. Get Many, 20,000 jobs: faster than HTTP Request',
				median(httpMs) / median(ourMs),
				2.5,
			),
			ratioRow(
				'3.   time of a bare Node loop, a connection a request',
				median(ourMs) / median(loopMs),
				1.5,
				true,
			),
		],
		notes: [
			`Get Many, ${JOBS} jobs: ${milliseconds(median(ourMs))} and ${requests} requests`,
			`the same with names, as a new node has them: ${milliseconds(median(namedMs))} and ${namedRequests} requests`,
			`HTTP Request with ${http.name}, its fastest: ${milliseconds(median(httpMs))} and ${httpRequests} requests, one after the other; its ${httpRequests} items are pages, splitting them is not counted`,
			`bare loop on n8n's Node, 4 at a time, a connection a request: ${milliseconds(median(loopMs))} and ${loopRequests} requests; it checks nothing`,
			`the same with connections kept open, which n8n's nodes cannot have: ${milliseconds(median(keptMs))}`,
		],
		raw: {
			ourMs,
			httpMs,
			loopMs,
			keptMs,
			namedMs,
			namedRequests,
			requests,
			httpRequests,
			loopRequests,
			tried: http.tried,
		},
	};
}

async function reading(
	run: () => Promise<{ ms: number; requests: number; items: IDataObject[] }>,
	count: (items: IDataObject[]) => number,
): Promise<Reading> {
	const { ms, requests, items } = await run();
	return { ms, requests, rows: count(items) };
}

function rowsInPages(pages: IDataObject[]): number {
	return pages.reduce((sum, { data }) => sum + (data as unknown[]).length, 0);
}
