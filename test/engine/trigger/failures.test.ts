import { randomUUID } from 'node:crypto';
import type { INodeExecutionData } from 'n8n-workflow';

import { longTest } from '../../longTest';
import type { PolledTrigger } from '../harness/poll';
import { brief, HOUR, jsonOf, MINUTE, useStage } from './stage';

/** Failures that last, while there are events of other jobs. */
const stage = useStage({ jobs: 60, vb365Jobs: 5 });
const { time } = stage;
const parameters = {
	jobKinds: ['job', 'microsoft365Job'],
	events: ['failed', 'success', 'recovered'],
};

/** Any of VSPC's answers may carry a number of its own. */
function failAnew(path: string) {
	stage.simulator.faults.clear();
	stage.simulator.faults.add({
		kind: 'error',
		status: 200,
		errors: [{ message: `Unexpected error, correlation ${randomUUID()}` }],
		path,
	});
}

/** The items of a poll, or 'thrown'. */
async function outcomeOf(trigger: PolledTrigger): Promise<INodeExecutionData[] | 'thrown'> {
	return await trigger.poll().catch(() => 'thrown' as const);
}

describe.each(['default', 'durable'] as const)('in the %s engine', (engine) => {
	async function published() {
		const trigger = stage.trigger(parameters, { engine });
		await trigger.publish();
		if (engine === 'durable') await trigger.poll();
		return trigger;
	}

	longTest(
		'a list that fails with new words each time delays no event of the others by more than a poll',
		async () => {
			const trigger = await published();
			const outcomes: string[] = [];
			const emitted: string[] = [];
			for (let index = 0; index < 40; index++) {
				time.advance(10 * MINUTE);
				failAnew('vb365');
				stage.end(index, 'Success');
				const items = await outcomeOf(trigger);
				outcomes.push(items === 'thrown' ? 'thrown' : 'emitted');
				if (items === 'thrown') continue;
				emitted.push(...jsonOf(items).map(({ instanceUid }) => String(instanceUid)));
				// What a poll kept back comes with the next one.
				expect(emitted).toHaveLength(index + 1);
			}
			expect(new Set(emitted).size).toBe(emitted.length);
			expect(outcomes.join(' ')).not.toContain('thrown thrown');
			// The user's error workflow hears of it once an hour.
			const thrown = outcomes.filter((outcome) => outcome === 'thrown').length;
			expect(thrown).toBeGreaterThanOrEqual(6);
			expect(thrown).toBeLessThanOrEqual(7);
		},
	);

	test('an event that is delayed comes although its job has gone on meanwhile', async () => {
		const trigger = await published();
		time.advance(10 * MINUTE);
		failAnew('vb365');
		stage.end(0, 'Success');
		expect(await trigger.poll()).toHaveLength(1);
		time.advance(10 * MINUTE);
		stage.end(13, 'Failed');
		await expect(trigger.poll()).rejects.toThrow('Unexpected error');
		time.advance(10 * MINUTE);
		stage.end(13, 'Success');
		const { name } = stage.job(13);
		const [first, ...others] = brief(await trigger.poll());
		expect(first).toBe(`failed ${name}`);
		expect(others.sort()).toEqual([`recovered ${name}`, `success ${name}`]);
		stage.simulator.faults.clear();
		expect(await trigger.poll()).toEqual([]);
	});

	test('an event that is delayed comes although VSPC can no longer be read', async () => {
		const trigger = await published();
		time.advance(10 * MINUTE);
		failAnew('vb365');
		stage.end(0, 'Success');
		await trigger.poll();
		stage.end(13, 'Failed');
		await expect(trigger.poll()).rejects.toThrow('Unexpected error');
		stage.simulator.faults.add({ kind: 'error', status: 503, path: '/' });
		expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(13).name}`]);
		await expect(trigger.poll()).rejects.toThrow();
		stage.simulator.faults.clear();
		expect(await trigger.poll()).toEqual([]);
	});

	test('n8n is killed while an event is delayed: it comes once', async () => {
		const trigger = await published();
		time.advance(10 * MINUTE);
		failAnew('vb365');
		stage.end(0, 'Success');
		await trigger.poll();
		stage.end(13, 'Failed');
		await expect(trigger.poll()).rejects.toThrow('Unexpected error');
		const items = [...(await trigger.restart()), ...(await trigger.poll().catch(() => []))];
		expect(brief(items)).toEqual([`failed ${stage.job(13).name}`]);
	});
});

test('a failure that all lists have is thrown once an hour, not once for each list', async () => {
	const trigger = stage.trigger(parameters);
	await trigger.publish();
	let thrown = 0;
	for (let minute = 0; minute < 60; minute += 10) {
		time.advance(10 * MINUTE);
		failAnew('/api/v3/');
		if ((await outcomeOf(trigger)) === 'thrown') thrown++;
	}
	expect(thrown).toBe(1);
});

test('what was delayed before a pause is no event for a trigger that starts fresh', async () => {
	const trigger = stage.trigger({ ...parameters, options: { afterPause: 'startFresh' } });
	await trigger.publish();
	time.advance(10 * MINUTE);
	failAnew('vb365');
	stage.end(0, 'Success');
	await trigger.poll();
	stage.end(13, 'Failed');
	await expect(trigger.poll()).rejects.toThrow('Unexpected error');
	trigger.unpublish();
	stage.simulator.faults.clear();
	time.advance(HOUR);
	expect(await trigger.publish()).toEqual([]);
	expect(await trigger.poll()).toEqual([]);
});
