/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/**
 * What reading a list costs without n8n: Node's own HTTPS, 4 pages at a time. It checks nothing and repeats nothing.
 * With 'kept' it keeps its connections open; with 'each' it opens one for each request, as n8n does. Runs on the
 * Node of n8n.
 */
import { Agent, get } from 'node:https';

const PAGE = 500;
const AT_ONCE = 4;
const [url, apiKey] = process.argv.slice(2);

interface Answer {
	data: unknown[];
	meta: { pagingInfo: { total: number } };
}

async function readPage(agent: Agent, offset: number): Promise<Answer> {
	const headers = { Authorization: `Bearer ${apiKey}`, 'X-Client-Version': '3.5.1' };
	return await new Promise((resolve, reject) => {
		get(`${url}?limit=${PAGE}&offset=${offset}`, { agent, headers }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('end', () => resolve(JSON.parse(Buffer.concat(chunks).toString()) as Answer));
			response.on('error', reject);
		}).on('error', reject);
	});
}

async function readAll(keepAlive: boolean): Promise<number> {
	const agent = new Agent({
		keepAlive,
		maxSockets: AT_ONCE,
		rejectUnauthorized: false,
		// Else Node would resume the session of the connection before, which n8n's agents, made anew, cannot.
		...(keepAlive ? {} : { maxCachedSessions: 0 }),
	});
	const first = await readPage(agent, 0);
	const pages = [first.data];
	const count = Math.ceil(first.meta.pagingInfo.total / PAGE);
	let next = 1;
	const worker = async () => {
		while (next < count) {
			const index = next++;
			pages[index] = (await readPage(agent, index * PAGE)).data;
		}
	};
	await Promise.all(Array.from({ length: AT_ONCE }, worker));
	agent.destroy();
	return pages.flat().length;
}

process.on('disconnect', () => process.exit());
process.on('message', (connections) => {
	const started = performance.now();
	void readAll(connections === 'kept').then((rows) =>
		process.send!({ ms: performance.now() - started, rows }),
	);
});
