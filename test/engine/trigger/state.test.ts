import { brief, DAY, HOUR, jsonOf, MINUTE, useStage } from './stage';
import { longTest } from '../../longTest';

const stage = useStage({ jobs: 600, agentJobs: 60, vb365Jobs: 30 });
const { time } = stage;

const ALL = ['failed', 'warning', 'success', 'recovered', 'overdue'];

longTest('takes at most 64 bytes a job', async () => {
	const trigger = stage.trigger({ events: ALL, jobKinds: ['job', 'agentJob', 'microsoft365Job'] });
	await trigger.publish();
	for (let round = 0; round < 3; round++) {
		time.advance(HOUR);
		for (let index = 0; index < 600; index++) {
			stage.end(index, (index + round) % 8 === 0 ? 'Failed' : 'Success');
		}
		await trigger.poll();
	}
	expect(JSON.stringify(trigger.savedState).length / 690).toBeLessThanOrEqual(64);
});

test.each([
	['of a newer version', { state: '{"v":99,"lists":{}}' }],
	['cut off', { state: '{"v":2,"lists":{"job":{"scope":"x","isComplete":true,"seen":"abc' }],
	[
		'with an entry that is none',
		{
			state:
				'{"v":2,"lists":{"job":{"scope":"x","isComplete":true,"seen":"nonsense","problems":[]}}}',
		},
	],
	['of another kind', { state: 42 }],
])('a state %s makes it start afresh, not flood', async (_, state) => {
	const trigger = stage.trigger({ events: ALL });
	trigger.savedState = state;
	expect(await trigger.publish()).toEqual([]);
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toHaveLength(1);
});

test('a poll that emits nothing leaves nothing to save but what it saw', async () => {
	const trigger = stage.trigger();
	await trigger.publish();
	const before = trigger.state.state;
	time.advance(MINUTE);
	await trigger.poll();
	expect(trigger.state.state).toBe(before);
});

test('what is known of a job that is gone is forgotten after 30 days', async () => {
	const trigger = stage.trigger();
	await trigger.publish();
	const row = { ...stage.job(0) };
	const size = () => String(trigger.state.state).length;
	const all = size();
	stage.simulator.removeJob(row.instanceUid);
	await trigger.poll();
	time.advance(29 * DAY);
	await trigger.poll();
	expect(size()).toBeGreaterThanOrEqual(all);
	time.advance(2 * DAY);
	await trigger.poll();
	expect(size()).toBeLessThan(all);
});

test('contains no secret and, of the jobs, only keys and names of those with a problem', async () => {
	const trigger = stage.trigger();
	await trigger.publish();
	stage.end(0, 'Failed');
	const [{ jobKey }] = jsonOf(await trigger.poll());
	const text = JSON.stringify(trigger.savedState);
	expect(text).not.toContain(stage.simulator.accounts.apiKey);
	expect(text).toContain(stage.job(0).name);
	expect(text).not.toContain(String(jobKey));
	expect(text).not.toContain(stage.job(13).instanceUid);
});

longTest('one kind of jobs that cannot be read does not delay the others', async () => {
	const trigger = stage.trigger({ jobKinds: ['job', 'microsoft365Job'] });
	await trigger.publish();
	stage.simulator.faults.add({ kind: 'error', status: 403, path: '/vb365Servers' });
	stage.end(0, 'Failed');
	// Events go first; the next poll throws the failure.
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(0).name}`]);
	await expect(trigger.poll()).rejects.toThrow('Microsoft 365');
	expect(await trigger.poll()).toEqual([]);
	const { instanceUid, name } = stage.simulator.estate.vb365Jobs[0];
	stage.simulator.faults.clear();
	stage.end(instanceUid, 'Failed');
	expect(brief(await trigger.poll())).toEqual([`failed ${name}`]);
});
