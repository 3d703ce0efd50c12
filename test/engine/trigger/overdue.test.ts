import type { INodeParameters } from 'n8n-workflow';

import { brief, DAY, facts, HOUR, MINUTE, useStage } from './stage';

const stage = useStage({ jobs: 12 });
const { time } = stage;

const daily = {
	isEnabled: true,
	scheduleType: 'Daily',
	schedule: null,
};

/** All other jobs have no schedule, so that only those of the test can be overdue. */
async function published(fields: object = {}, options: INodeParameters = {}) {
	for (const { instanceUid } of stage.simulator.estate.jobs) {
		stage.simulator.setJob(instanceUid, { scheduleType: 'NotScheduled' });
	}
	stage.end(0, 'Success');
	stage.simulator.setJob(stage.job(0).instanceUid, { ...daily, ...fields });
	const trigger = stage.trigger({ events: ['overdue', 'recovered'], options });
	await trigger.publish();
	return trigger;
}

test('a job without a success for a day is emitted once, with an hour for its session', async () => {
	const trigger = await published();
	time.advance(24 * HOUR + 50 * MINUTE);
	expect(await trigger.poll()).toEqual([]);
	time.advance(20 * MINUTE);
	expect(brief(await trigger.poll())).toEqual([`overdue ${stage.job(0).name}`]);
	time.advance(3 * DAY);
	expect(await trigger.poll()).toEqual([]);
});

test('it recovers with its next success, and may be overdue again', async () => {
	const trigger = await published();
	time.advance(26 * HOUR);
	expect(await trigger.poll()).toHaveLength(1);
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toEqual([]);
	time.advance(HOUR);
	stage.end(0, 'Success');
	expect(facts(await trigger.poll())).toEqual([
		{ event: 'recovered', previousStatus: 'Failed', recoveredBy: 'success' },
	]);
	time.advance(26 * HOUR);
	expect(facts(await trigger.poll())).toEqual([{ event: 'overdue', previousStatus: 'Success' }]);
});

test('a job that fails every day is overdue a day after its last success', async () => {
	const trigger = await published();
	for (let hours = 0; hours < 24; hours += 6) {
		time.advance(6 * HOUR);
		stage.end(0, 'Failed');
		expect(await trigger.poll()).toEqual([]);
	}
	time.advance(2 * HOUR);
	expect(facts(await trigger.poll())).toMatchObject([{ event: 'overdue' }]);
});

test('while the session runs that may be the success, it is not overdue', async () => {
	const trigger = await published();
	time.advance(24 * HOUR);
	const lastRun = new Date().toISOString();
	stage.simulator.setJob(stage.job(0).instanceUid, { status: 'Running', lastRun });
	time.advance(2 * HOUR);
	expect(await trigger.poll()).toEqual([]);
	stage.end(0, 'Success');
	expect(await trigger.poll()).toEqual([]);
});

test.each([
	['without a schedule', { scheduleType: 'NotScheduled' }],
	['that runs monthly', { scheduleType: 'Monthly' }],
	['that is disabled', { isEnabled: false }],
	[
		'that runs on two days of the week',
		{
			schedule: {
				dailyScheduleOptions: { kind: 'SelectedDays', days: ['Monday', 'Friday'], time: '22:00' },
			},
		},
	],
])('a job %s is never overdue', async (_, fields) => {
	const trigger = await published(fields);
	for (let day = 0; day < 9; day++) {
		time.advance(DAY);
		expect(await trigger.poll()).toEqual([]);
	}
});

test('a job of working days is overdue after the weekend and its session', async () => {
	const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];
	const schedule = { dailyScheduleOptions: { kind: 'WeekDays', days, time: '22:00' } };
	const trigger = await published({ schedule }, { overdueHours: 72 });
	time.advance(72 * HOUR);
	expect(await trigger.poll()).toEqual([]);
	time.advance(2 * HOUR);
	expect(facts(await trigger.poll())).toMatchObject([{ event: 'overdue' }]);
});

test('what is overdue at the beginning is known, unless it is asked for', async () => {
	const lastEndTime = new Date(Date.now() - 5 * DAY).toISOString();
	const quiet = await published({ lastRun: lastEndTime, lastEndTime });
	expect(await quiet.poll()).toEqual([]);
	const eager = stage.trigger({
		events: ['overdue', 'recovered'],
		options: { emitExisting: true },
	});
	expect(facts(await eager.publish())).toMatchObject([{ event: 'overdue' }]);
	expect(await eager.poll()).toEqual([]);
	stage.end(0, 'Success');
	expect(facts(await quiet.poll())).toEqual([]);
	expect(facts(await eager.poll())).toMatchObject([{ event: 'recovered' }]);
});

test('a new job that never runs is overdue a day after it was first seen', async () => {
	const trigger = await published({ scheduleType: 'NotScheduled' });
	time.advance(HOUR);
	const job = stage.simulator.addJob({
		...daily,
		name: 'Never',
		status: 'None',
		lastRun: null,
		lastEndTime: null,
	});
	await trigger.poll();
	time.advance(26 * HOUR);
	expect(facts(await trigger.poll())).toEqual([{ event: 'overdue', previousStatus: null }]);
	stage.simulator.setJob(job.instanceUid, { isEnabled: false });
	expect(facts(await trigger.poll())).toMatchObject([{ recoveredBy: 'disabled' }]);
});

test('a success that was seen but lost with n8n makes nothing overdue too early', async () => {
	const trigger = await published();
	time.advance(20 * HOUR);
	stage.end(0, 'Success');
	await trigger.poll();
	time.advance(2 * HOUR);
	stage.end(0, 'Failed');
	await trigger.poll();
	// The success was never saved: from now on it can only be guessed from the start of the failed session.
	await trigger.restart();
	time.advance(10 * HOUR);
	expect(await trigger.poll()).toEqual([]);
	time.advance(16 * HOUR);
	expect(facts(await trigger.poll())).toMatchObject([{ event: 'overdue' }]);
	expect(await trigger.poll()).toEqual([]);
});

test('an agent job whose computer is off for days is overdue, though VSPC moves its next run on', async () => {
	const jobs = stage.simulator.estate.agentJobs;
	for (const { instanceUid } of jobs) {
		stage.simulator.setJob(instanceUid, { scheduleType: 'NotScheduled', nextRun: null });
	}
	const [{ instanceUid, name }] = jobs;
	const start = Date.now();
	const iso = (ms: number) => new Date(ms).toISOString();
	stage.simulator.setJob(instanceUid, {
		status: 'Success',
		isEnabled: true,
		scheduleType: 'Daily',
		lastRun: iso(start),
		lastEndTime: iso(start + MINUTE),
		nextRun: iso(start + DAY),
	});
	const trigger = stage.trigger({ jobKinds: ['agentJob'], events: ['overdue'] });
	await trigger.publish();
	const items = [];
	for (let hours = 6; hours <= 5 * 24; hours += 6) {
		time.advance(6 * HOUR);
		const nextRun = iso(start + DAY * Math.ceil((Date.now() - start + 1000) / DAY));
		stage.simulator.setJob(instanceUid, { nextRun });
		items.push(...(await trigger.poll()));
	}
	expect(brief(items)).toEqual([`overdue ${name}`]);
});

const unproven = () =>
	stage.simulator.setJob(stage.job(0).instanceUid, {
		status: 'Running',
		lastRun: new Date().toISOString(),
		lastSessionTasks: [],
		failureMessage: null,
	});

test('a late success is emitted, but not that the job is overdue while the next session runs', async () => {
	const trigger = await published();
	const succeeded = Date.now() + HOUR;
	time.advance(28 * HOUR);
	stage.end(0, 'Success', succeeded);
	stage.simulator.setJob(stage.job(0).instanceUid, {
		status: 'Running',
		lastRun: new Date(Date.now() - HOUR).toISOString(),
		lastSessionTasks: [{ status: 'Success', endTime: new Date(succeeded).toISOString() }],
	} as never);
	expect(await trigger.poll()).toEqual([]);
	time.advance(26 * HOUR);
	expect(facts(await trigger.poll())).toEqual([{ event: 'overdue', previousStatus: 'Success' }]);
});

test('a session that nobody saw the end of may have been a success', async () => {
	const trigger = await published();
	time.advance(23 * HOUR);
	stage.end(0, 'Success');
	unproven();
	await trigger.poll();
	time.advance(3 * HOUR);
	stage.end(0, 'Failed');
	expect(facts(await trigger.poll())).toEqual([]);
	time.advance(DAY);
	expect(facts(await trigger.poll())).toMatchObject([{ event: 'overdue' }]);
});

test('a gap lasts until a poll sees an end: a success that was lost with n8n may be recent', async () => {
	const trigger = await published();
	time.advance(23 * HOUR);
	stage.end(0, 'Success');
	await trigger.poll();
	time.advance(HOUR);
	unproven();
	await trigger.restart();
	time.advance(90 * MINUTE);
	stage.end(0, 'Failed');
	expect(facts(await trigger.poll())).toEqual([]);
});

test('a job that is enabled again after days has a day for its next success', async () => {
	const trigger = await published({ isEnabled: false });
	time.advance(5 * DAY);
	await trigger.poll();
	stage.simulator.setJob(stage.job(0).instanceUid, { isEnabled: true });
	expect(facts(await trigger.poll())).toEqual([]);
	time.advance(20 * HOUR);
	expect(facts(await trigger.poll())).toEqual([]);
	time.advance(6 * HOUR);
	expect(facts(await trigger.poll())).toMatchObject([{ event: 'overdue' }]);
});

test.each([
	[
		'every seven days',
		24,
		4,
		{
			scheduleType: 'Periodically',
			schedule: { periodicallyScheduleOptions: { kind: 'Days', fullPeriod: 7 } },
		},
	],
	[
		'every 48 hours',
		24,
		1.5,
		{
			scheduleType: 'Periodically',
			schedule: { periodicallyScheduleOptions: { kind: 'Hours', fullPeriod: 48 } },
		},
	],
	[
		'on working days, which VSPC does not list',
		24,
		2,
		{ schedule: { dailyScheduleOptions: { kind: 'WeekDays', days: null, time: '22:00' } } },
	],
	[
		'every quarter',
		800,
		40,
		{
			scheduleType: 'Monthly',
			schedule: {
				monthlyScheduleOptions: { months: ['January', 'April', 'July', 'October'] },
			},
		},
	],
])('a job that runs %s is not overdue after %d hours', async (_, overdueHours, days, fields) => {
	const trigger = await published(fields, { overdueHours });
	time.advance(days * DAY);
	expect(facts(await trigger.poll())).toEqual([]);
});

test('a job that runs every 12 hours is overdue after a day', async () => {
	const trigger = await published({
		scheduleType: 'Periodically',
		schedule: { periodicallyScheduleOptions: { kind: 'Hours', fullPeriod: 12 } },
	});
	time.advance(26 * HOUR);
	expect(facts(await trigger.poll())).toMatchObject([{ event: 'overdue' }]);
});

test.each([
	['that shows Idle between its sessions', () => ({ status: 'Idle' })],
	[
		'that is always seen running',
		(hour: number) => ({ status: hour === 28 ? 'Idle' : 'Running', lastSessionTasks: [] }),
	],
])('a continuous job %s is never overdue', async (_, fields) => {
	const trigger = await published({ scheduleType: 'Continuously' });
	for (let hour = 0; hour < 30; hour++) {
		time.advance(HOUR);
		stage.end(0, 'Success');
		const lastRun = new Date().toISOString();
		stage.simulator.setJob(stage.job(0).instanceUid, { lastRun, ...fields(hour) });
		expect(facts(await trigger.poll())).toEqual([]);
	}
});
