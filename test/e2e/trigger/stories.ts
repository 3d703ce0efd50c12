/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Stage } from '../harness';
import { openDoor } from './door';
import { Watch } from './watch';

/** What happens to a trigger in the course of time; each ends with nothing missed and nothing doubled. */

/** n8n tries to start a trigger for 15 seconds, and then drops it for good, without a word. */
const DOWN_MS = 120_000;

export async function restartAndKill(stage: Stage): Promise<void> {
	const { n8n } = stage;
	const watch = await Watch.publish(stage);
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
}

/** The trigger stays, reports the cause once, and goes on by itself. */
export async function startWhileVspcIsDown(stage: Stage): Promise<void> {
	const { n8n, simulator } = stage;
	const door = await openDoor(simulator.port);
	try {
		const watch = await Watch.publish(stage, { host: door.host });
		const jobs = watch.fail(2);
		await watch.toldAll();

		await watch.polled();
		await n8n.quit();
		await door.shut();
		watch.fail();
		await n8n.restart();
		watch.recover(jobs.slice(0, 1));
		await sleep(DOWN_MS);
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
	} finally {
		await door.shut();
	}
}
