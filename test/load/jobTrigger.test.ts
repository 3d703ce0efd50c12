/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { request } from 'node:https';

import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { startSimulator } from '../simulator';
import { PolledTrigger } from '../engine/harness/poll';
import { apiKey } from '../engine/harness/simulator';
import { HOUR, MINUTE, useStage } from '../engine/trigger/stage';

/** What a quiet poll of a large provider costs: the requests, and the bytes of their answers. */
const stage = useStage({ jobs: 50_000, agentJobs: 0, vb365Jobs: 0 });
const { time } = stage;

/** Asks again what the trigger asked, to see how much came. */
async function bytesOf({ path, query }: { path: string; query: Record<string, string> }) {
	const { simulator } = stage;
	const url = `${simulator.url}${path}?${new URLSearchParams(query).toString()}`;
	return await new Promise<number>((resolve, reject) => {
		const headers = { authorization: `Bearer ${simulator.accounts.apiKey}` };
		request(url, { rejectUnauthorized: false, headers }, (answer) => {
			let bytes = 0;
			answer.on('data', (chunk: Buffer) => (bytes += chunk.length));
			answer.on('end', () => resolve(bytes));
		})
			.on('error', reject)
			.end();
	});
}

test('with 50,000 jobs and nothing new: at most 2 requests and 1 MB a poll, and a small state', async () => {
	const trigger = stage.trigger({
		events: ['failed', 'warning', 'success', 'recovered', 'overdue'],
		// What sessions between two polls cost is counted in missed.test.ts.
		options: { findMissedSessions: false },
	});
	await trigger.publish();
	const { requests } = stage.simulator;
	expect(requests.length).toBeLessThan(110);
	expect(JSON.stringify(trigger.savedState).length / 50_000).toBeLessThanOrEqual(64);

	requests.length = 0;
	time.advance(MINUTE);
	expect(await trigger.poll()).toEqual([]);
	expect(requests.length).toBeLessThanOrEqual(2);
	const sizes = await Promise.all([...requests].map(bytesOf));
	expect(sizes.reduce((sum, bytes) => sum + bytes)).toBeLessThan(1_000_000);

	requests.length = 0;
	time.advance(HOUR);
	stage.end(49_000, 'Failed', Date.now() - 50 * MINUTE);
	expect(await trigger.poll()).toHaveLength(1);
	const fields = requests
		.filter(({ path }) => path.endsWith('/jobs'))
		.map(({ query }) => query.select);
	expect(fields.every((select) => select && !select.includes('lastSessionTasks'))).toBe(true);
}, 240_000);

test('with 7,000 jobs of two kinds and nothing new: at most 2 requests a minute over an hour', async () => {
	const simulator = await startSimulator({ jobs: 4_000, agentJobs: 3_000, vb365Jobs: 0 });
	try {
		const trigger = new PolledTrigger({
			nodeType: new VspcJobTrigger(),
			parameters: { authentication: 'apiKey', jobKinds: ['job', 'agentJob'], events: ['failed'] },
			credentials: apiKey(simulator, { apiVersion: '3.6.1' }),
		});
		await trigger.publish();
		simulator.requests.length = 0;
		for (let poll = 0; poll < 12; poll++) {
			time.advance(5 * MINUTE);
			expect(await trigger.poll()).toEqual([]);
		}
		expect(simulator.requests.length).toBeLessThanOrEqual(120);
		// Each of the lists was read to its end all the same.
		const offsets = (path: RegExp) =>
			simulator.requests.filter((one) => path.test(one.path)).map(({ query }) => +query.offset);
		expect(Math.max(...offsets(/backupServers\/jobs$/))).toBeGreaterThan(3_400);
		expect(Math.max(...offsets(/backupAgents\/jobs$/))).toBeGreaterThan(2_400);
	} finally {
		await simulator.close();
	}
}, 240_000);
