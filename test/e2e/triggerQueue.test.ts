/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { missingServices, startCluster, type Cluster, type N8nOptions } from '../n8n';
import { useStage } from './harness';
import { Watch } from './trigger/watch';

/** n8n starts several times in each. */
jest.setTimeout(240_000);

/** VSPC Job Trigger with n8n in queue mode: one main polls, two workers execute. */
const missing = missingServices();
if (missing) process.stderr.write(`\nNOT TESTED: n8n's queue mode. ${missing}\n\n`);

(missing ? describe.skip : describe)('queue mode', () => {
	let cluster: Cluster;
	const stage = useStage({
		quickStart: true,
		start: async (options: N8nOptions) => {
			cluster = await startCluster({ ...options, workers: 2 });
			return cluster.main;
		},
	});
	afterAll(async () => await cluster?.stop(), 60_000);

	/** The IDs of the executions that workers have finished, one entry each time */
	const finished = () =>
		cluster.workers
			.flatMap((worker) => [...worker.logs().matchAll(/Worker finished execution (\d+)/g)])
			.map(([, id]) => id);

	test('a failure: one execution, on a worker', async () => {
		const watch = await Watch.publish(stage());
		watch.fail();
		await watch.expectAllTold();
		const executions = await watch.executions();
		expect(executions.map(({ status }) => status)).toEqual(['success']);
		expect(finished()).toEqual(executions.map(({ id }) => id));
		await watch.close();
	});

	test('the main is restarted, and killed between polls: none missed, none doubled', async () => {
		const { main } = cluster;
		const watch = await Watch.publish(stage());
		const jobs = watch.fail(3);
		await watch.toldAll();

		await watch.polled();
		await main.quit();
		watch.fail();
		watch.recover(jobs.slice(0, 1));
		await main.restart();
		await watch.toldAll();

		// this failure is seen by no poll before the kill
		await watch.polled();
		watch.fail();
		await main.kill();
		watch.fail();
		watch.recover(jobs.slice(1));
		await main.restart();
		watch.fail();
		await watch.expectAllTold();
		await watch.close();
	});
});
