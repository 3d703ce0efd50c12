import { sleep } from 'n8n-workflow';

import { longTest } from '../../longTest';
import { loginCredential } from '../harness/simulator';
import { brief, facts, HOUR, jsonOf, MINUTE, useStage } from './stage';

/** Starts, ends, failures and overlaps, as n8n's engines have them. */
const stage = useStage({ jobs: 40 });
const { time } = stage;

const down = () =>
	stage.simulator.faults.add({ kind: 'error', status: 403, path: '/backupServers/jobs$' });

test('publishing while VSPC refuses says why and what to do, in the message: n8n shows nothing else', async () => {
	down();
	await expect(stage.trigger().publish()).rejects.toThrow(
		/may not do this.*role.*publish the workflow again\.$/s,
	);
});

test('publishing with a parameter that is wrong says what to choose, too', async () => {
	await expect(stage.trigger({ events: [] }).publish()).rejects.toThrow(
		/'Events' is empty\. .*Choose at least one of: .*failed.*publish the workflow again\.$/,
	);
});

test('a start of n8n while VSPC is down does not kill the trigger, and nothing is lost', async () => {
	const trigger = stage.trigger();
	await trigger.publish();
	stage.end(0, 'Failed');
	down();
	expect(await trigger.restart()).toEqual([]);
	expect(trigger.deadBy).toBeUndefined();
	await expect(trigger.poll()).rejects.toThrow();
	stage.simulator.faults.clear();
	expect(brief(await trigger.poll())).toEqual([`failed ${stage.job(0).name}`]);
});

test('a lasting failure is thrown once, then every hour, and another cause at once', async () => {
	const trigger = stage.trigger();
	await trigger.publish();
	down();
	const outcomes: string[] = [];
	for (let minute = 0; minute < 130; minute += 10) {
		time.advance(10 * MINUTE);
		outcomes.push(
			await trigger.poll().then(
				() => '-',
				() => 'thrown',
			),
		);
	}
	expect(outcomes.filter((outcome) => outcome === 'thrown')).toHaveLength(3);
	expect(outcomes[0]).toBe('thrown');
	stage.simulator.faults.clear();
	stage.simulator.faults.add({ kind: 'html', status: 404, path: '/backupServers/jobs$' });
	await expect(trigger.poll()).rejects.toThrow();
	stage.simulator.faults.clear();
	expect(await trigger.poll()).toEqual([]);
});

longTest('a poll that finds the one before it still running does nothing', async () => {
	const trigger = stage.trigger();
	await trigger.publish();
	stage.end(0, 'Failed');
	stage.simulator.faults.add({ kind: 'latency', ms: 300, path: '/backupServers/jobs$' });
	const [first, second] = await Promise.all([trigger.poll(), trigger.poll()]);
	expect(first).toHaveLength(1);
	expect(second).toEqual([]);
	expect(await trigger.poll()).toEqual([]);
});

test('a kill of n8n doubles nothing that was emitted and loses nothing that was not', async () => {
	const trigger = stage.trigger({ events: ['failed', 'success', 'recovered'] });
	await trigger.publish();
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toHaveLength(1);
	await trigger.restart();
	expect(await trigger.poll()).toEqual([]);
	stage.end(13, 'Failed');
	expect(brief(await trigger.restart())).toEqual([`failed ${stage.job(13).name}`]);
	stage.end(0, 'Success');
	await trigger.restart();
	expect(await trigger.poll()).toEqual([]);
});

test('the ID of an event is the same after a kill', async () => {
	const trigger = stage.trigger();
	await trigger.publish();
	const saved = trigger.savedState;
	stage.end(0, 'Failed');
	const [told] = jsonOf(await trigger.poll());
	trigger.unpublish();
	trigger.savedState = saved;
	const [again] = jsonOf(await trigger.restart());
	expect(again.eventId).toBe(told.eventId);
});

test('publishing again goes on where it was, or starts fresh on request', async () => {
	for (const [afterPause, count] of [
		['continue', 1],
		['startFresh', 0],
	] as const) {
		const trigger = stage.trigger({ options: { afterPause } });
		await trigger.publish();
		trigger.unpublish();
		time.advance(HOUR);
		stage.end(0, 'Failed');
		expect(await trigger.publish()).toHaveLength(count);
		expect(await trigger.poll()).toEqual([]);
	}
});

test('other settings keep what is known; jobs that come with another filter are no events', async () => {
	const company = stage.simulator.estate.companies[3].instanceUid;
	const filters = { companyUid: company };
	const parameters = { authentication: 'apiKey', events: ['failed'], jobKinds: ['job'] };
	const trigger = stage.trigger({ filters });
	await trigger.publish();
	stage.end(0, 'Failed');
	expect(await trigger.republish({ parameters })).toEqual([]);
	stage.end(0, 'Failed', Date.now() + MINUTE);
	expect(await trigger.poll()).toHaveLength(1);
});

test('under another name the trigger begins afresh', async () => {
	const trigger = stage.trigger();
	await trigger.publish();
	stage.end(0, 'Failed');
	expect(await trigger.republish({ nodeName: 'Renamed' })).toEqual([]);
	expect(await trigger.poll()).toEqual([]);
});

describe('the last events after a restart', () => {
	test('come again on request, with the same IDs, and only once', async () => {
		const trigger = stage.trigger({ options: { afterRestart: 'repeatLast' } });
		await trigger.publish();
		stage.end(0, 'Failed');
		const told = await trigger.poll();
		expect(await trigger.poll()).toEqual([]);
		stage.end(13, 'Failed', Date.now() + MINUTE);
		const repeated = await trigger.restart();
		expect(jsonOf(repeated)[0]).toEqual(jsonOf(told)[0]);
		expect(brief(repeated)).toEqual([
			`failed ${stage.job(0).name}`,
			`failed ${stage.job(13).name}`,
		]);
		expect(await trigger.poll()).toEqual([]);
	});

	test('come again as soon as VSPC can be reached', async () => {
		const trigger = stage.trigger({ options: { afterRestart: 'repeatLast' } });
		await trigger.publish();
		stage.end(0, 'Failed');
		await trigger.poll();
		down();
		expect(await trigger.restart()).toEqual([]);
		stage.simulator.faults.clear();
		expect(await trigger.poll()).toHaveLength(1);
	});

	test('do not come again when a person publishes, nor by default', async () => {
		const trigger = stage.trigger({ options: { afterRestart: 'repeatLast' } });
		await trigger.publish();
		stage.end(0, 'Failed');
		await trigger.poll();
		trigger.unpublish();
		expect(await trigger.publish()).toEqual([]);
		const usual = stage.trigger();
		await usual.publish();
		stage.end(0, 'Failed', Date.now() + MINUTE);
		await usual.poll();
		expect(await usual.restart()).toEqual([]);
	});
});

describe("with n8n's durable pollers", () => {
	test('the first scheduled poll sets the baseline, and each event comes once', async () => {
		const trigger = stage.trigger({}, { engine: 'durable' });
		await trigger.publish();
		expect(await trigger.poll()).toEqual([]);
		stage.end(0, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
		expect(await trigger.poll()).toEqual([]);
		await trigger.restart();
		expect(await trigger.poll()).toEqual([]);
	});

	test('an outage is reported, and nothing is lost', async () => {
		const trigger = stage.trigger({}, { engine: 'durable' });
		await trigger.publish();
		await trigger.poll();
		stage.end(0, 'Failed');
		down();
		await trigger.restart();
		await expect(trigger.poll()).rejects.toThrow();
		expect(await trigger.poll()).toEqual([]);
		stage.simulator.faults.clear();
		expect(await trigger.poll()).toHaveLength(1);
	});
});

describe('Fetch Test Event', () => {
	test('shows the latest real failure and changes nothing', async () => {
		const trigger = stage.trigger();
		await trigger.publish();
		stage.end(0, 'Failed');
		const [item] = await trigger.testRun();
		expect(item.json).toMatchObject({ event: 'failed', name: stage.job(0).name });
		expect(item.json).not.toHaveProperty('isSample');
		expect(item.json.companyName).toEqual(expect.any(String));
		expect(facts(await trigger.poll())).toHaveLength(1);
	});

	test('shows a sample where nothing has failed', async () => {
		for (const { instanceUid } of stage.simulator.estate.jobs) {
			stage.simulator.setJob(instanceUid, { status: 'Success' });
		}
		stage.end(0, 'Success');
		const [item] = await stage.trigger().testRun();
		expect(item.json).toMatchObject({ event: 'failed', isSample: true, name: stage.job(0).name });
	});

	test('says what is wrong', async () => {
		down();
		await expect(stage.trigger().testRun()).rejects.toThrow();
	});
});

longTest('details that VSPC does not send in time delay no event', async () => {
	const trigger = stage.trigger({}, { budgetMs: 6000 });
	await trigger.publish();
	for (let index = 0; index < 7; index++) stage.end(index, 'Failed');
	stage.simulator.faults.add({ kind: 'hang', path: '/jobs/[^/]+$' });
	stage.simulator.faults.add({ kind: 'hang', path: '/organizations$' });
	const items = jsonOf(await trigger.poll());
	expect(items).toHaveLength(7);
	expect(items[0]).toMatchObject({ event: 'failed', companyName: null });
});

test('works with user name and password, and renews its session by itself', async () => {
	const credentials = loginCredential(stage.simulator);
	const trigger = stage.trigger({ authentication: 'login' }, { credentials });
	await trigger.publish();
	stage.simulator.expireTokens();
	stage.end(0, 'Failed');
	expect(await trigger.poll()).toHaveLength(1);
	expect(stage.simulator.logins).toBe(2);
	expect(JSON.stringify(trigger.savedState)).not.toContain(
		String(credentials.vspcLoginApi.password),
	);
});

test('the last events come again after each of two kills', async () => {
	const trigger = stage.trigger({ options: { afterRestart: 'repeatLast' } });
	await trigger.publish();
	time.advance(HOUR);
	stage.end(0, 'Failed');
	const [first] = jsonOf(await trigger.poll());
	stage.end(13, 'Failed');
	const once = jsonOf(await trigger.restart()).map(({ eventId }) => eventId);
	const twice = jsonOf(await trigger.restart()).map(({ eventId }) => eventId);
	expect(once).toHaveLength(2);
	expect(once).toContain(first.eventId);
	expect(twice).toEqual(once);
});

longTest('start fresh works also when publishing finds a poll still under way', async () => {
	const trigger = stage.trigger({ options: { afterPause: 'startFresh' } });
	await trigger.publish();
	time.advance(HOUR);
	stage.simulator.faults.add({ kind: 'latency', ms: 300, path: '/backupServers/jobs$' });
	const running = trigger.poll();
	trigger.unpublish();
	stage.end(0, 'Failed');
	const items = [...(await trigger.publish()), ...(await running)];
	items.push(...(await trigger.poll()));
	expect(facts(items)).toEqual([]);
	stage.end(13, 'Failed');
	expect(await trigger.poll()).toHaveLength(1);
});

longTest(
	'a state that is changed while a poll is under way is left alone, and nothing is lost',
	async () => {
		const trigger = stage.trigger();
		await trigger.publish();
		const { state } = trigger.state;
		time.advance(HOUR);
		stage.end(13, 'Failed');
		expect(await trigger.poll()).toHaveLength(1);
		stage.end(0, 'Failed');
		stage.simulator.faults.add({ kind: 'latency', ms: 300, path: '/backupServers/jobs$' });
		stage.simulator.requests.length = 0;
		const running = trigger.poll();
		while (stage.simulator.requests.length === 0) await sleep(1);
		// As when a workflow is restored from elsewhere.
		trigger.state.state = state;
		expect(await running).toEqual([]);
		expect(trigger.state.state).toBe(state);
		expect(brief(await trigger.poll()).sort()).toEqual(
			[0, 13].map((index) => `failed ${stage.job(index).name}`).sort(),
		);
	},
);
