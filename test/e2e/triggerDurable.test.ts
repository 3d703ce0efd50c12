/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { setTimeout as sleep } from 'node:timers/promises';
import type { INodeParameters } from 'n8n-workflow';

import { useStage } from './harness';
import { DURABLE, makeKiller } from './trigger/kills';
import { Watch } from './trigger/watch';
import { everySeconds, TRIGGER } from './trigger/workflow';

/** n8n starts several times in each. */
jest.setTimeout(480_000);

/**
 * n8n's durable pollers, which are off by default: state and execution are saved together, so that even a
 * kill between poll and execution loses nothing.
 */
const killer = makeKiller(DURABLE);
const stage = useStage(killer.options);
afterAll(() => killer.close());

const DELAYS = [0, 15, 40];

/** A trigger that n8n polls every five seconds, and n8n killed with each of the delays while it has an event. */
async function killEachTime(options: INodeParameters = {}): Promise<Watch> {
	const { n8n } = stage();
	const pollTimes = everySeconds(5);
	const watch = await Watch.publish(stage(), { parameters: { pollTimes, options } });
	for (const delay of DELAYS) {
		await watch.polled();
		killer.order(watch.workflowId, delay);
		watch.fail(2);
		await killer.done(n8n);
		await killer.revive(n8n);
		await watch.toldAll();
	}
	await watch.polled();
	return watch;
}

test('n8n is killed while the trigger hands events over: none missed, none doubled', async () => {
	const watch = await killEachTime();
	await watch.expectAllTold();
	// the state is where durable pollers have it, so they are really on
	const { staticData } = await stage().n8n.client.getWorkflow(watch.workflowId);
	expect(staticData ?? {}).not.toHaveProperty(`node:${TRIGGER}`);
	await watch.close();
});

test('repeating after a restart: none missed, and what is doubled has the same ID', async () => {
	const watch = await killEachTime({ afterRestart: 'repeatLast' });
	await watch.expectNoneMissed();
	const before = await watch.told();
	await stage().n8n.restart();
	await watch.itemsAre((items) => items.length > before.length, 'the last events once more');
	await watch.expectNoneMissed();
	// what a poll repeated that n8n was killed after is among the last events, too
	const repeated = (await watch.told()).slice(before.length);
	expect(repeated.length).toBeGreaterThanOrEqual(2);
	expect(before).toEqual(expect.arrayContaining(repeated));
	await watch.close();
});

/** A trigger that n8n polls every five seconds; n8n waits that long after the first failure, too. */
const published = async () =>
	await Watch.publish(stage(), { parameters: { pollTimes: everySeconds(5) } });

test.each([401, 403])(
	'VSPC answers %d for 22 seconds, as during its upgrade: polls go on at once, and emit what has failed',
	async (status) => {
		const watch = await published();
		await watch.polled();
		stage().simulator.faults.add({ kind: 'error', status, path: '/jobs' });
		watch.fail(1);
		await sleep(22_000);
		stage().simulator.faults.clear();
		// Waits a minute and a half at the most; n8n's pause for a rejected credential is one of half an hour.
		await watch.toldAll();
		await watch.expectAllTold();
		const failed = (await watch.executions()).filter((execution) => execution.status === 'error');
		expect(failed).toHaveLength(1);
		await watch.close();
	},
);

test('VSPC takes longer for a list than n8n gives a poll: no poll is abandoned, and events come', async () => {
	const watch = await published();
	await watch.polled();
	stage().simulator.faults.add({ kind: 'async', seconds: 50, path: '/backupServers/jobs$' });
	watch.fail(1);
	await sleep(60_000);
	await watch.toldAll();
	expect(stage().n8n.logs()).not.toContain('abandoned');
	const failed = (await watch.executions()).filter((execution) => execution.status === 'error');
	expect(failed).toEqual([]);
	await watch.close();
});
