import type { INodeParameters } from 'n8n-workflow';

import { longTest } from '../../longTest';
import { brief, DAY, facts, HOUR, jsonOf, MINUTE, useStage } from './stage';

/** Failures in a row, and problems that go on. */
const stage = useStage({ jobs: 12, agentJobs: 1, vb365Jobs: 1 });
const { time } = stage;

const EVENTS = ['failed', 'recovered', 'escalated'];

async function published(options: INodeParameters = {}, parameters: INodeParameters = {}) {
	stage.end(0, 'Success');
	const trigger = stage.trigger({ events: EVENTS, ...parameters, options } as never);
	await trigger.publish();
	return trigger;
}
type Trigger = Awaited<ReturnType<typeof published>>;

const uid = () => stage.job(0).instanceUid;

/** A session ends, and a poll sees it; the events and how many failures in a row they name. */
async function afterEnd(trigger: Trigger, status: string): Promise<string[]> {
	time.advance(HOUR);
	stage.end(0, status);
	return countsOf(await trigger.poll());
}

const countsOf = (items: Awaited<ReturnType<Trigger['poll']>>) =>
	jsonOf(items).map(({ event, failuresInRow }) => [event, failuresInRow].filter(Boolean).join(' '));

longTest('every failure says how many there were in a row, and since when', async () => {
	const trigger = await published();
	time.advance(HOUR);
	stage.end(0, 'Failed');
	const [first] = jsonOf(await trigger.poll());
	const failingSinceUtc = new Date(Date.parse(String(stage.job(0).lastEndTime)));
	const since = failingSinceUtc.toISOString().replace(/\.\d+Z/, 'Z');
	expect(first).toMatchObject({ event: 'failed', failuresInRow: 1, failingSinceUtc: since });
	time.advance(DAY);
	stage.end(0, 'Stopped');
	const [second] = jsonOf(await trigger.poll());
	expect(second).toMatchObject({ event: 'failed', failuresInRow: 2, failingSinceUtc: since });
	expect(await afterEnd(trigger, 'Success')).toEqual(['recovered']);
	expect(await afterEnd(trigger, 'Failed')).toEqual(['failed 1']);
});

longTest('the third failure in a row escalates the problem, once until it ends', async () => {
	const trigger = await published();
	expect(await afterEnd(trigger, 'Failed')).toEqual(['failed 1']);
	expect(await afterEnd(trigger, 'Failed')).toEqual(['failed 2']);
	expect(await afterEnd(trigger, 'Failed')).toEqual(['failed 3', 'escalated 3']);
	expect(await afterEnd(trigger, 'Failed')).toEqual(['failed 4']);
	await trigger.restart();
	expect(await afterEnd(trigger, 'Failed')).toEqual(['failed 5']);
	expect(await afterEnd(trigger, 'Success')).toEqual(['recovered']);
	await afterEnd(trigger, 'Failed');
	await afterEnd(trigger, 'Failed');
	expect(await afterEnd(trigger, 'Failed')).toEqual(['failed 3', 'escalated 3']);
});

test('escalated alone opens a problem too, which recovers', async () => {
	const trigger = await published(
		{ escalateAfterFailures: 2 },
		{ events: ['escalated', 'recovered'] },
	);
	expect(await afterEnd(trigger, 'Failed')).toEqual([]);
	expect(await afterEnd(trigger, 'Failed')).toEqual(['escalated 2']);
	expect(await afterEnd(trigger, 'Failed')).toEqual([]);
	expect(await afterEnd(trigger, 'Success')).toEqual(['recovered']);
});

test('a problem that was neither reported nor escalated does not recover', async () => {
	const trigger = await published({ afterFailuresInRow: 3 });
	await afterEnd(trigger, 'Failed');
	expect(await afterEnd(trigger, 'Failed')).toEqual([]);
	expect(await afterEnd(trigger, 'Success')).toEqual([]);
});

test('from the failure in a row that was asked for, each one is reported', async () => {
	const trigger = await published({ afterFailuresInRow: 2, escalateAfterFailures: 4 });
	expect(await afterEnd(trigger, 'Failed')).toEqual([]);
	expect(await afterEnd(trigger, 'Failed')).toEqual(['failed 2']);
	expect(await afterEnd(trigger, 'Failed')).toEqual(['failed 3']);
	expect(await afterEnd(trigger, 'Failed')).toEqual(['failed 4', 'escalated 4']);
});

longTest(
	'a warning ends the row if it counts as a success, and is one more if it counts as a problem',
	async () => {
		const trigger = await published();
		await afterEnd(trigger, 'Failed');
		expect(await afterEnd(trigger, 'Warning')).toEqual(['recovered']);
		expect(await afterEnd(trigger, 'Failed')).toEqual(['failed 1']);
		const strict = await published(
			{ warningCountsAs: 'problem' },
			{ events: [...EVENTS, 'warning'] },
		);
		await afterEnd(strict, 'Failed');
		expect(await afterEnd(strict, 'Warning')).toEqual(['warning 2']);
		expect(await afterEnd(strict, 'Failed')).toEqual(['failed 3', 'escalated 3']);
	},
);

test('a problem is escalated after hours, though its job does not run again', async () => {
	const trigger = await published({ escalateAfterHours: 8 });
	expect(await afterEnd(trigger, 'Failed')).toEqual(['failed 1']);
	time.advance(7 * HOUR);
	expect(await trigger.poll()).toEqual([]);
	time.advance(HOUR);
	expect(countsOf(await trigger.poll())).toEqual(['escalated 1']);
	time.advance(DAY);
	expect(await trigger.poll()).toEqual([]);
	await trigger.restart();
	expect(await trigger.poll()).toEqual([]);
});

test('an existing problem is not escalated by time, and counts with its next failure', async () => {
	stage.end(1, 'Failed');
	const trigger = await published({ escalateAfterHours: 8, escalateAfterFailures: 3 });
	time.advance(2 * DAY);
	expect(await trigger.poll()).toEqual([]);
	stage.end(1, 'Failed');
	expect(countsOf(await trigger.poll())).toEqual(['failed 2']);
	time.advance(9 * HOUR);
	expect(countsOf(await trigger.poll())).toEqual(['escalated 2']);
});

test('a job that is overdue for hours is escalated', async () => {
	for (const { instanceUid } of stage.simulator.estate.jobs) {
		stage.simulator.setJob(instanceUid, { scheduleType: 'NotScheduled' });
	}
	stage.simulator.setJob(uid(), { scheduleType: 'Daily', schedule: null, isEnabled: true });
	const trigger = await published(
		{ escalateAfterHours: 4 },
		{ events: ['overdue', 'recovered', 'escalated'] },
	);
	time.advance(26 * HOUR);
	expect(brief(await trigger.poll())).toEqual([`overdue ${stage.job(0).name}`]);
	time.advance(5 * HOUR);
	expect(countsOf(await trigger.poll())).toEqual(['escalated']);
	time.advance(DAY);
	expect(await trigger.poll()).toEqual([]);
	expect(await afterEnd(trigger, 'Success')).toEqual(['recovered']);
});

test('Min Duration applies to the escalation too: a retry that succeeds calls nobody', async () => {
	const trigger = await published({ stillAfterMinutes: 30, escalateAfterFailures: 2 });
	await afterEnd(trigger, 'Failed');
	time.advance(31 * MINUTE);
	expect(countsOf(await trigger.poll())).toEqual(['failed 1']);
	expect(await afterEnd(trigger, 'Failed')).toEqual([]);
	time.advance(10 * MINUTE);
	stage.end(0, 'Success');
	expect(countsOf(await trigger.poll())).toEqual(['recovered']);
});

test('the filters decide about the escalation, too', async () => {
	const trigger = await published(
		{ escalateAfterFailures: 1 },
		{ filters: { nameContains: 'no job is called so' } },
	);
	expect(await afterEnd(trigger, 'Failed')).toEqual([]);
});

test('a job that is disabled has no problem; enabled again, it is not escalated for the time before', async () => {
	const trigger = await published({ escalateAfterHours: 8 });
	await afterEnd(trigger, 'Failed');
	stage.simulator.setJob(uid(), { isEnabled: false });
	expect(facts(await trigger.poll())).toMatchObject([{ recoveredBy: 'disabled' }]);
	time.advance(2 * DAY);
	stage.simulator.setJob(uid(), { isEnabled: true });
	expect(await trigger.poll()).toEqual([]);
	time.advance(HOUR);
	expect(await trigger.poll()).toEqual([]);
});

test('a job that was deleted and is back as it was is reported and escalated again, under other IDs', async () => {
	const trigger = await published({ escalateAfterFailures: 1 });
	time.advance(HOUR);
	stage.end(0, 'Failed');
	const row = { ...stage.job(0) };
	const before = jsonOf(await trigger.poll());
	stage.simulator.removeJob(row.instanceUid);
	await trigger.poll();
	time.advance(2 * HOUR);
	expect(facts(await trigger.poll())).toMatchObject([{ recoveredBy: 'deleted' }]);
	stage.simulator.addJob(row);
	time.advance(10 * MINUTE);
	const after = jsonOf(await trigger.poll());
	expect(after.map(({ event }) => event)).toEqual(['failed', 'escalated']);
	const ids = [...before, ...after].map(({ eventId }) => eventId);
	expect(new Set(ids).size).toBe(4);
});

test('a failure that a late server shows afterwards is counted in its place', async () => {
	const trigger = await published();
	await afterEnd(trigger, 'Failed');
	time.advance(HOUR);
	const late = Date.now();
	time.advance(HOUR);
	expect(await afterEnd(trigger, 'Failed')).toEqual(['failed 2']);
	const latest = String(stage.job(0).lastEndTime);
	stage.end(0, 'Failed', late);
	expect(countsOf(await trigger.poll())).toEqual(['failed 3', 'escalated 3']);
	stage.simulator.setJob(uid(), { status: 'Failed', lastEndTime: latest, lastRun: latest });
	expect(await trigger.poll()).toEqual([]);
	expect(await afterEnd(trigger, 'Failed')).toEqual(['failed 4']);
});

test('without a job that was escalated, the editor shows what its item looks like', async () => {
	stage.end(0, 'Failed');
	const trigger = stage.trigger({ events: ['escalated'] });
	const [item] = jsonOf(await trigger.testRun());
	expect(item).toMatchObject({ event: 'escalated', isSample: true, failuresInRow: 3 });
});
