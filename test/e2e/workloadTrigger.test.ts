import { until } from '../n8n';
import { useStage } from './harness';
import { createTrigger, PublishedTrigger } from './trigger/published';
import { useClock } from './trigger/useClock';

/** n8n starts several times. */
jest.setTimeout(360_000);

/**
 * VSPC Workload Trigger in a real n8n, whose clock is set ahead: it reads once an hour. Polls, starts and outages are
 * VSPC Job Trigger's, and tested there.
 */
const clock = useClock();
const stage = useStage(clock.options);

const HOUR = 3_600_000;
const LIST = '/protectedWorkloads/virtualMachines';

test('unprotected once, through a restart and a kill of n8n; protected again while it is down, once', async () => {
	const { n8n, simulator } = stage();
	const { workloads } = simulator.estate;
	const vm = workloads.find(({ list, chains }) => list === 'virtualMachines' && chains.length > 0)!;
	const key = `virtualMachine:${vm.serverUid}:${vm.uid}`;
	let ahead = 0;
	/** What made restore points goes on doing so, but for the one machine. */
	const makePoints = (isOfVm = false) => {
		const at = Date.now() + ahead;
		for (const { uid, chains } of workloads) {
			if (uid === vm.uid && !isOfVm) continue;
			const made = chains.map((chain) => ({ ...chain, points: [...chain.points, at] }));
			simulator.setWorkload(uid, { chains: made });
		}
	};
	const reads = () => simulator.requests.filter(({ path }) => path.endsWith(LIST)).length;
	const isRead = async (before: number) =>
		await until(
			async () => reads(),
			(count) => count > before,
			60_000,
			() => 'the workloads were not read',
		);
	const setAhead = (hours: number) => {
		ahead += hours * HOUR;
		makePoints();
		clock.setAhead(ahead);
	};
	/** Hours pass, and the trigger reads all. */
	const pass = async (hours: number) => {
		const before = reads();
		setAhead(hours);
		await isRead(before);
		await trigger.pause();
	};
	const brief = async () =>
		(await trigger.items()).map(
			({ event, workloadKey }) => `${String(event)} ${String(workloadKey)}`,
		);

	makePoints(true);
	const trigger = new PublishedTrigger(
		stage(),
		await createTrigger(stage(), { type: 'vspcWorkloadTrigger' }),
	);
	await trigger.publish();
	await pass(2);
	expect(await brief()).toEqual([]);

	await pass(23);
	await trigger.itemsAre((items) => items.length > 0, 'unprotected');
	const [{ status }] = await trigger.endedExecutions();
	expect(status).toBe('success');
	expect(await trigger.items()).toEqual([
		expect.objectContaining({
			event: 'unprotected',
			workloadKey: key,
			workloadKind: 'virtualMachine',
			name: vm.name,
			rpoHours: 24,
			companyName: expect.any(String),
			backupServerName: expect.any(String),
			latestRestorePointUtc: expect.any(String),
			hoursSinceRestorePoint: expect.any(Number),
			eventId: expect.stringContaining(`${key}:unprotected:`),
		}),
	]);
	await pass(2);

	await n8n.quit();
	await n8n.restart();
	await pass(2);
	await n8n.kill();
	await n8n.restart();
	await pass(2);
	expect(await brief()).toEqual([`unprotected ${key}`]);

	await n8n.quit();
	const before = reads();
	setAhead(2);
	makePoints(true);
	await n8n.restart();
	await isRead(before);
	await trigger.itemsAre((items) => items.length > 1, 'protected');
	await pass(2);
	await n8n.kill();
	await n8n.restart();
	await pass(2);
	expect(await brief()).toEqual([`unprotected ${key}`, `protected ${key}`]);
	const items = await trigger.items();
	expect(items[1]).toMatchObject({ endedBy: 'restorePoint', name: vm.name });
	expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(items.length);
	await trigger.close();
});
