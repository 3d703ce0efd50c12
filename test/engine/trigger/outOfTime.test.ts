import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { longTest } from '../../longTest';
import type { PolledTrigger } from '../harness/poll';
import { brief, HOUR, MINUTE, useStage } from './stage';

/**
 * Background actions (202) that take longer than n8n gives a poll. n8n abandons such a poll and what it has
 * set, so it has to end by itself and to go on in the next one.
 */
const stage = useStage({ jobs: 70, agentJobs: 5, vb365Jobs: 70 });
const { time } = stage;

const LISTS = '/(jobs|protectedWorkloads)$|vb365';

function slowActions(path = LISTS) {
	stage.simulator.settings.maxPageSize = 30;
	stage.simulator.faults.add({ kind: 'async', seconds: 60, path });
}

async function published(parameters: INodeParameters): Promise<PolledTrigger> {
	const options = { includeNames: false };
	const trigger = stage.trigger({ options, ...parameters }, { engine: 'durable' });
	await trigger.publish();
	return trigger;
}

/** Polls once a minute until there are so many events. */
async function pollFor(trigger: PolledTrigger, count: number, most: number) {
	const items: INodeExecutionData[] = [];
	for (let polls = 0; polls < most && items.length < count; polls++) {
		time.advance(MINUTE);
		items.push(...(await trigger.poll()));
	}
	return brief(items);
}

longTest(
	'a list whose pages take a minute each is complete after some polls, and no poll fails',
	async () => {
		const trigger = await published({});
		expect(await trigger.poll()).toEqual([]);
		time.advance(2 * HOUR);
		slowActions();
		// Late, so that only a full read finds it.
		const last = [...stage.simulator.estate.jobs].sort((a, b) =>
			a.instanceUid < b.instanceUid ? 1 : -1,
		)[0];
		for (const { instanceUid } of stage.simulator.estate.jobs.slice(0, 60)) {
			if (instanceUid !== last.instanceUid) stage.end(instanceUid, 'Success');
		}
		stage.end(last.instanceUid, 'Failed', Date.now() - HOUR);
		expect(await pollFor(trigger, 1, 14)).toEqual([`failed ${last.name}`]);
	},
	120_000,
);

longTest(
	'a trigger that begins while every list takes a minute comes to its events',
	async () => {
		slowActions();
		const trigger = await published({});
		for (let polls = 0; polls < 8; polls++) {
			time.advance(MINUTE);
			expect(await trigger.poll()).toEqual([]);
		}
		stage.end(3, 'Failed');
		expect(await pollFor(trigger, 1, 8)).toEqual([`failed ${stage.job(3).name}`]);
	},
	120_000,
);

longTest(
	'a list that can only be read as a whole is put together over several polls',
	async () => {
		const trigger = await published({ jobKinds: ['microsoft365Job'] });
		expect(await trigger.poll()).toEqual([]);
		slowActions();
		const job = stage.simulator.estate.vb365Jobs[50];
		stage.end(job.instanceUid, 'Failed');
		expect(await pollFor(trigger, 1, 12)).toEqual([`failed ${job.name}`]);
	},
	120_000,
);

longTest(
	'a kind of jobs that takes all the time leaves the others their turn',
	async () => {
		const trigger = await published({ jobKinds: ['job', 'microsoft365Job'] });
		expect(await trigger.poll()).toEqual([]);
		slowActions('/backupServers/jobs$');
		const job = stage.simulator.estate.vb365Jobs[0];
		stage.end(job.instanceUid, 'Failed');
		expect(await pollFor(trigger, 1, 3)).toEqual([`failed ${job.name}`]);
	},
	60_000,
);

longTest(
	'an action that never ends is reported after an hour',
	async () => {
		const trigger = await published({});
		await trigger.poll();
		stage.simulator.faults.add({ kind: 'async', outcome: 'never', path: LISTS });
		for (let minutes = 0; minutes < 60; minutes += 15) {
			expect(await trigger.poll()).toEqual([]);
			time.advance(15 * MINUTE);
		}
		await expect(trigger.poll()).rejects.toThrow(/had not finished|no time left/);
	},
	60_000,
);

test('VSPC has forgotten the action: the list is asked for anew', async () => {
	const trigger = await published({});
	expect(await trigger.poll()).toEqual([]);
	stage.simulator.faults.add({ kind: 'async', seconds: 60, path: LISTS, times: 2 });
	stage.end(3, 'Failed');
	expect(await trigger.poll()).toEqual([]);
	for (const { path } of [...stage.simulator.requests]) {
		const id = /asyncActions\/([^/]+)$/.exec(path)?.[1];
		if (id) stage.simulator.forgetAction(id);
	}
	expect(await pollFor(trigger, 1, 3)).toEqual([`failed ${stage.job(3).name}`]);
}, 60_000);
