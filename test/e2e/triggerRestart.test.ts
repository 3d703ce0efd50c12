/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { setTimeout as sleep } from 'node:timers/promises';

import { useStage } from './harness';
import { openDoor, type Door } from './trigger/door';
import { Watch } from './trigger/watch';

/** n8n starts several times in each. */
jest.setTimeout(240_000);

/** VSPC Job Trigger through restarts of n8n and failures of VSPC: none missed, none doubled. */
const stage = useStage({ quickStart: true });

/**
 * n8n tries to start a trigger at 0, 1, 3, 7 and 15 seconds, and then drops it for good: if it were dropped,
 * it would be by then. Longer downtimes are the same to n8n: nothing else happens in it after that.
 */
const LONGER_THAN_ALL_TRIES_MS = 40_000;

test('n8n is restarted, and killed between polls', async () => {
	const { n8n } = stage();
	const watch = await Watch.publish(stage());
	const early = watch.fail(2);
	await watch.toldAll();

	await watch.polled();
	await n8n.quit();
	watch.fail(2);
	watch.recover(early.slice(0, 1));
	await n8n.restart();
	await watch.toldAll();

	watch.recover(early.slice(1));
	const late = watch.fail(2);
	await watch.toldAll();

	// this failure is seen by no poll before the kill
	await watch.polled();
	watch.fail();
	await n8n.kill();
	watch.fail();
	watch.recover(late);
	await n8n.restart();
	watch.fail();
	await watch.expectAllTold();
	await watch.close();
});

describe('VSPC is down', () => {
	let door: Door;
	beforeAll(async () => {
		door = await openDoor(stage().simulator.port);
	});
	afterAll(async () => await door.shut());

	test('while n8n starts: the trigger stays, tells the cause once, and goes on by itself', async () => {
		const { n8n } = stage();
		const watch = await Watch.publish(stage(), { host: door.host });
		const jobs = watch.fail(2);
		await watch.toldAll();

		await watch.polled();
		await n8n.quit();
		await door.shut();
		watch.fail();
		await n8n.restart();
		watch.recover(jobs.slice(0, 1));
		await sleep(LONGER_THAN_ALL_TRIES_MS);
		expect(await n8n.client.publicationStatus(watch.workflowId)).toMatchObject({
			status: 'published',
		});
		const errors = (await watch.executions()).filter(({ status }) => status === 'error');
		const [, port] = door.host.split(':');
		expect(errors.map(({ error }) => error?.message)).toEqual([
			expect.stringContaining(`refused the connection on port ${port}`),
		]);

		watch.fail();
		await door.open();
		watch.recover(jobs.slice(1));
		await watch.expectAllTold();
		await watch.close();
	});
});
