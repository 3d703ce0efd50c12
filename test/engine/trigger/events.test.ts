import type { PolledTrigger } from '../harness/poll';
import { brief, DAY, facts, HOUR, jsonOf, MINUTE, useStage } from './stage';

const stage = useStage();
const { time } = stage;

test('begins with the jobs as they are, and emits nothing of them', async () => {
	const trigger = stage.trigger({
		events: ['failed', 'warning', 'success', 'overdue', 'recovered'],
	});
	expect(await trigger.publish()).toEqual([]);
	time.advance(MINUTE);
	expect(await trigger.poll()).toEqual([]);
});

test('emits a failure once, and once that it is over', async () => {
	const trigger = stage.trigger();
	await trigger.publish();
	stage.end(0, 'Failed');
	const failed = await trigger.poll();
	expect(brief(failed)).toEqual([`failed ${stage.job(0).name}`]);
	time.advance(HOUR);
	expect(await trigger.poll()).toEqual([]);
	stage.end(0, 'Success');
	const recovered = await trigger.poll();
	expect(facts(recovered)).toEqual([
		{ event: 'recovered', previousStatus: 'Failed', recoveredBy: 'success' },
	]);
	expect(await trigger.poll()).toEqual([]);
});

test('an item is enough for a good ticket: all fields, names, keys, what was before', async () => {
	const trigger = stage.trigger();
	await trigger.publish();
	stage.end(0, 'Failed');
	const [{ json }] = await trigger.poll();
	const job = stage.job(0);
	expect(json).toMatchObject({
		instanceUid: job.instanceUid,
		name: job.name,
		status: 'Failed',
		failureMessage: job.failureMessage,
		lastSessionTasks: job.lastSessionTasks,
		event: 'failed',
		jobKey: `job:${job.backupServerUid}:${job.instanceUid}`,
		eventId: expect.stringContaining(`job:${job.backupServerUid}:${job.instanceUid}:failed:`),
		previousStatus: 'Success',
		companyName: expect.any(String),
		backupServerName: expect.any(String),
		locationName: expect.any(String),
	});
});

test('what happened stands first in an item, then what a ticket begins with', async () => {
	const trigger = stage.trigger({ events: ['failed', 'recovered'] });
	await trigger.publish();
	stage.end(0, 'Failed');
	const first = ['event', 'name', 'status', 'failureMessage', 'companyName', 'backupServerName'];
	const [{ json }] = await trigger.poll();
	expect(Object.keys(json).slice(0, 8)).toEqual([...first, 'lastRun', 'lastEndTime']);
	const [sample] = await stage.trigger().testRun();
	expect(Object.keys(sample.json)[0]).toBe('event');
	expect(stage.simulator.requests.some(({ path }) => path.endsWith('/organizations'))).toBe(false);
});

test('names are left out on request, and not asked for', async () => {
	const trigger = stage.trigger({ options: { includeNames: false } });
	await trigger.publish();
	stage.end(0, 'Failed');
	const [{ json }] = await trigger.poll();
	expect(json).not.toHaveProperty('companyName');
	expect(stage.simulator.requests.some(({ path }) => path.includes('/organizations'))).toBe(false);
});

test('an event is emitted even if names and details cannot be had', async () => {
	const trigger = stage.trigger();
	await trigger.publish();
	stage.end(0, 'Failed');
	stage.simulator.faults.add({
		path: '/organizations|/backupServers$',
		kind: 'error',
		status: 403,
	});
	stage.simulator.faults.add({
		path: '/jobs/[^/]+$',
		kind: 'error',
		status: 520,
		errors: [{ type: 'logical', code: 1, message: 'broken' }],
	});
	const [{ json }] = await trigger.poll();
	expect(json).toMatchObject({
		event: 'failed',
		name: stage.job(0).name,
		failureMessage: stage.job(0).failureMessage,
		companyName: null,
	});
});

test('only the events that were asked for start the workflow', async () => {
	const trigger = stage.trigger({ events: ['warning'] });
	await trigger.publish();
	stage.end(0, 'Failed');
	stage.end(13, 'Success');
	stage.end(14, 'Warning');
	expect(brief(await trigger.poll())).toEqual([`warning ${stage.job(14).name}`]);
});

test('every failed session is emitted, not only the first', async () => {
	const trigger = stage.trigger();
	await trigger.publish();
	const ids = new Set<unknown>();
	for (let count = 0; count < 3; count++) {
		stage.end(0, 'Failed');
		for (const { eventId } of jsonOf(await trigger.poll())) ids.add(eventId);
		time.advance(DAY);
	}
	expect(ids.size).toBe(3);
	stage.end(0, 'Success');
	expect(facts(await trigger.poll())).toHaveLength(1);
});

test('events come oldest first', async () => {
	const trigger = stage.trigger();
	await trigger.publish();
	time.advance(HOUR);
	const now = Date.now();
	stage.end(13, 'Failed', now - 2 * MINUTE);
	stage.end(26, 'Failed', now - 9 * MINUTE);
	stage.end(0, 'Failed', now - 5 * MINUTE);
	expect(brief(await trigger.poll())).toEqual([
		`failed ${stage.job(26).name}`,
		`failed ${stage.job(0).name}`,
		`failed ${stage.job(13).name}`,
	]);
});

describe('a problem', () => {
	const problem = async (parameters: object = {}) => {
		const trigger = stage.trigger(parameters as never);
		await trigger.publish();
		stage.end(0, 'Failed');
		expect(facts(await trigger.poll())[0]).toMatchObject({ event: 'failed' });
		time.advance(MINUTE);
		return trigger;
	};

	test('ends with a warning', async () => {
		const trigger = await problem();
		stage.end(0, 'Warning');
		expect(facts(await trigger.poll())).toEqual([
			{ event: 'recovered', previousStatus: 'Failed', recoveredBy: 'warning' },
		]);
	});

	test('does not end with a warning where that counts as a problem', async () => {
		const trigger = await problem({ options: { warningCountsAs: 'problem' } });
		stage.end(0, 'Warning');
		expect(await trigger.poll()).toEqual([]);
		stage.end(0, 'Success', Date.now() + MINUTE);
		expect(facts(await trigger.poll())).toEqual([
			{ event: 'recovered', previousStatus: 'Warning', recoveredBy: 'success' },
		]);
	});

	test('ends when the job is disabled, and only once', async () => {
		const trigger = await problem();
		stage.simulator.setJob(stage.job(0).instanceUid, { isEnabled: false });
		expect(facts(await trigger.poll())).toEqual([
			{ event: 'recovered', previousStatus: 'Failed', recoveredBy: 'disabled' },
		]);
		stage.end(0, 'Success');
		expect(await trigger.poll()).toEqual([]);
	});

	test('of a job that was disabled before ends with a success', async () => {
		stage.simulator.setJob(stage.job(0).instanceUid, { isEnabled: false });
		const trigger = await problem();
		expect(await trigger.poll()).toEqual([]);
		stage.end(0, 'Success');
		expect(facts(await trigger.poll())).toMatchObject([{ recoveredBy: 'success' }]);
	});

	test('ends when the job is deleted, with what is still known of it', async () => {
		const trigger = await problem();
		const { instanceUid, backupServerUid, name } = stage.job(0);
		stage.simulator.removeJob(instanceUid);
		expect(await trigger.poll()).toEqual([]);
		time.advance(2 * HOUR);
		const items = jsonOf(await trigger.poll());
		expect(items).toMatchObject([
			{
				event: 'recovered',
				recoveredBy: 'deleted',
				previousStatus: 'Failed',
				name,
				instanceUid,
				jobKey: `job:${backupServerUid}:${instanceUid}`,
			},
		]);
		time.advance(2 * HOUR);
		expect(await trigger.poll()).toEqual([]);
	});

	test('that was not emitted does not recover', async () => {
		const trigger = stage.trigger();
		const failed = stage.simulator.estate.jobs.findIndex(({ status }) => status === 'Failed');
		await trigger.publish();
		stage.end(failed, 'Success');
		expect(await trigger.poll()).toEqual([]);
	});

	test('does not end because an account loses its rights for a while', async () => {
		const trigger = await problem();
		const all = [...stage.simulator.estate.jobs];
		for (const { instanceUid } of all) stage.simulator.removeJob(instanceUid);
		for (let hour = 0; hour < 3; hour++) {
			time.advance(HOUR);
			expect(await trigger.poll()).toEqual([]);
		}
	});
});

test('existing problems are emitted once on request', async () => {
	const failed = stage.simulator.estate.jobs.filter(
		({ status, lastEndTime }) => status === 'Failed' && lastEndTime,
	);
	const trigger = stage.trigger({ options: { emitExisting: true } });
	expect(brief(await trigger.publish()).sort()).toEqual(
		failed.map(({ name }) => `failed ${name}`).sort(),
	);
	expect(failed.length).toBeGreaterThan(1);
	expect(await trigger.poll()).toEqual([]);
	await trigger.restart();
	expect(await trigger.poll()).toEqual([]);
});

test('a failure that the server repairs by itself in time is not emitted', async () => {
	const trigger = stage.trigger({ options: { stillAfterMinutes: 30 } });
	await trigger.publish();
	stage.end(0, 'Failed');
	stage.end(13, 'Failed');
	expect(await trigger.poll()).toEqual([]);
	time.advance(20 * MINUTE);
	stage.end(0, 'Success');
	expect(await trigger.poll()).toEqual([]);
	time.advance(15 * MINUTE);
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(13).name}`]);
	time.advance(HOUR);
	expect(await trigger.poll()).toEqual([]);
});

test('while a retry runs nothing is emitted; when it fails too, that is emitted at once', async () => {
	const trigger = stage.trigger({ options: { stillAfterMinutes: 30 } });
	await trigger.publish();
	stage.end(0, 'Failed');
	await trigger.poll();
	time.advance(25 * MINUTE);
	stage.simulator.setJob(stage.job(0).instanceUid, { status: 'Running' });
	await trigger.poll();
	time.advance(20 * MINUTE);
	expect(await trigger.poll()).toEqual([]);
	stage.end(0, 'Failed');
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(0).name}`]);
	expect(await trigger.poll()).toEqual([]);
});

describe('previousStatus', () => {
	test.each([
		[
			'n8n was killed meanwhile',
			async (trigger: PolledTrigger) => {
				stage.end(0, 'Success');
				await trigger.poll();
				time.advance(DAY);
				stage.end(0, 'Failed');
				return await trigger.restart();
			},
			null,
		],
		[
			'n8n was killed meanwhile, and has seen since that there was no other session',
			async (trigger: PolledTrigger) => {
				await trigger.restart();
				time.advance(DAY);
				stage.end(0, 'Failed');
				return await trigger.poll();
			},
			'Failed',
		],
		[
			'a session has ended that no poll saw',
			async (trigger: PolledTrigger) => {
				stage.end(0, 'Success');
				const lastRun = new Date(Date.now() + 1000).toISOString();
				const running = { status: 'Running', lastRun, lastSessionTasks: [], failureMessage: null };
				stage.simulator.setJob(stage.job(0).instanceUid, running);
				await trigger.poll();
				time.advance(HOUR);
				stage.end(0, 'Failed');
				return await trigger.poll();
			},
			null,
		],
	])('of a failed job that fails again: %s', async (_, goOn, previousStatus) => {
		const trigger = stage.trigger({ events: ['failed'] });
		await trigger.publish();
		stage.end(0, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
		time.advance(DAY);
		expect(facts(await goOn(trigger))).toEqual([{ event: 'failed', previousStatus }]);
	});
});

test('a failure is reported beside jobs whose texts are objects without a text, and theirs are, too', async () => {
	const events = ['failed', 'recovered', 'overdue', 'escalated'];
	const trigger = stage.trigger({ events, options: { addTicketFields: true } });
	await trigger.publish();
	for (const index of [0, 1, 2]) stage.end(index, 'Failed');
	const noText = { toString: '' };
	Object.assign(stage.job(1), { name: noText, failureMessage: noText, type: noText });
	Object.assign(stage.job(2), { name: noText, scheduleType: noText, lastSessionTasks: noText });
	const failed = jsonOf(await trigger.poll());
	const uids = [0, 1, 2].map((index) => stage.job(index).instanceUid);
	expect(failed.map(({ instanceUid }) => instanceUid).sort()).toEqual(uids.sort());
	expect(failed.map(({ name }) => name)).toContain(stage.job(0).name);
	time.advance(HOUR);
	expect(await trigger.poll()).toEqual([]);
});
