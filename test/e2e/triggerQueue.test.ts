import { missingServices, startCluster, type Cluster, type N8nOptions } from '../n8n';
import { useStage } from './harness';
import { describeWith } from './needs';
import { restartAndKill, startWhileVspcIsDown } from './trigger/stories';
import { Watch } from './trigger/watch';

/** n8n starts several times, and VSPC is down for two minutes. */
jest.setTimeout(360_000);

/** VSPC Job Trigger with n8n in queue mode: one main polls, two workers execute. */
describeWith(missingServices(), 'queue mode', () => {
	let cluster: Cluster;
	const stage = useStage({
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
		const executions = await watch.endedExecutions();
		expect(executions.map(({ status }) => status)).toEqual(['success']);
		expect(finished()).toEqual(executions.map(({ id }) => id));
		await watch.close();
	});

	test('the main is restarted, and killed between polls', async () => {
		await restartAndKill(stage());
	});

	test('the main starts while VSPC is down', async () => {
		await startWhileVspcIsDown(stage());
	});
});
