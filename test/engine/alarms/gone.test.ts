import { randomUUID } from 'node:crypto';

import { longTest } from '../../longTest';
import type { PolledTrigger } from '../harness/poll';
import { useSimulator } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import { alarmTrigger, HOUR, MINUTE } from './triggerStage';

/** Emitted alarms that the list lacks: resolved, or hidden for a while. */
const simulator = useSimulator({ jobs: 20, alarms: 12 });
const time = useVirtualTime();
const ONE = '/alarms/active/[^/]+$';
const DAY = 24 * HOUR;

const raise = () => simulator().raiseAlarm({ status: 'Error' });
const eventsOf = (items: Awaited<ReturnType<PolledTrigger['poll']>>) =>
	items.map(({ json }) => json.event);

/** VSPC knows no alarm until the function is called that this returns. */
function hideAll(): () => void {
	const uids = simulator().estate.alarms.map(({ instanceUid }) => instanceUid);
	const back = uids.map((uid) => simulator().hideAlarm(uid));
	return () => back.forEach((show) => show());
}

/** A trigger that has emitted so many alarms. */
async function having(count: number, setup = {}) {
	const trigger = alarmTrigger(simulator(), {}, setup);
	await trigger.publish();
	time.advance(MINUTE);
	const uids = Array.from({ length: count }, () => raise().instanceUid);
	expect(await trigger.poll()).toHaveLength(count);
	time.advance(MINUTE);
	return { trigger, uids };
}

test('VSPC starts, and knows no alarms for a moment: none is emitted as resolved, nor as raised again', async () => {
	const { trigger } = await having(5);
	const show = hideAll();
	for (let polls = 0; polls < 4; polls++) {
		expect(await trigger.poll()).toEqual([]);
		time.advance(10 * MINUTE);
	}
	show();
	expect(await trigger.poll()).toEqual([]);
});

test('an account loses its rights for some days: what it sees then is no event', async () => {
	const trigger = alarmTrigger(simulator());
	await trigger.publish();
	time.advance(MINUTE);
	const show = hideAll();
	for (let days = 0; days < 4; days++) {
		expect(await trigger.poll()).toEqual([]);
		time.advance(DAY);
	}
	show();
	expect(await trigger.poll()).toEqual([]);
});

test('one of two servers does not know an alarm yet: nothing is emitted while they answer in turn', async () => {
	const { trigger, uids } = await having(1);
	for (let turn = 0; turn < 5; turn++) {
		const show = simulator().hideAlarm(uids[0]);
		expect(await trigger.poll()).toEqual([]);
		show();
		time.advance(6 * MINUTE);
		expect(await trigger.poll()).toEqual([]);
		time.advance(6 * MINUTE);
	}
});

test('many that vanish at once are emitted as resolved after an hour', async () => {
	const { trigger, uids } = await having(8);
	for (const uid of uids) simulator().removeAlarm(uid);
	const told = [];
	for (let polls = 0; polls < 9; polls++) {
		told.push(eventsOf(await trigger.poll()).length);
		time.advance(10 * MINUTE);
	}
	expect(told).toEqual([0, 0, 0, 0, 0, 0, 8, 0, 0]);
});

longTest(
	'very many that vanish at once delay neither a new alarm nor each other',
	async () => {
		const { trigger, uids } = await having(60, { budgetMs: 4000 });
		for (const uid of uids) simulator().removeAlarm(uid);
		simulator().faults.add({ kind: 'latency', ms: 300, path: ONE });
		await trigger.poll();
		time.advance(HOUR + MINUTE);
		raise();
		const told: unknown[] = [];
		for (let polls = 0; polls < 6; polls++) {
			told.push(...eventsOf(await trigger.poll()));
			time.advance(MINUTE);
		}
		expect(told[0]).toBe('raised');
		expect(told.slice(1)).toEqual(uids.map(() => 'resolved'));
	},
	60_000,
);

longTest(
	'one that hangs delays neither a new alarm nor the events of others',
	async () => {
		const { trigger, uids } = await having(3, { budgetMs: 4000 });
		for (const uid of uids) simulator().removeAlarm(uid);
		simulator().faults.add({ kind: 'hang', path: `/alarms/active/${uids[0]}$` });
		await trigger.poll();
		time.advance(6 * MINUTE);
		raise();
		const told = [];
		for (let polls = 0; polls < 2; polls++) {
			told.push(...eventsOf(await trigger.poll().catch(() => [])));
			time.advance(MINUTE);
		}
		expect(told.sort()).toEqual(['raised', 'resolved', 'resolved']);
	},
	60_000,
);

test('one that must not be read singly: the failure is reported, and after a day that it is gone', async () => {
	const { trigger, uids } = await having(1);
	simulator().removeAlarm(uids[0]);
	simulator().faults.add({ kind: 'error', status: 403, path: ONE });
	await trigger.poll();
	time.advance(6 * MINUTE);
	expect(await trigger.poll()).toEqual([]);
	time.advance(2 * HOUR);
	await expect(trigger.poll()).rejects.toThrow(/reading the alarm/);
	time.advance(DAY);
	expect(eventsOf(await trigger.poll())).toEqual(['resolved']);
});

longTest(
	'one that cannot be read singly, for words that change, delays no other alarm by more than a poll',
	async () => {
		const { trigger, uids } = await having(1);
		const show = simulator().hideAlarm(uids[0]);
		await trigger.poll();
		time.advance(3 * HOUR);
		let raised = 0;
		let thrown = 0;
		for (let polls = 1; polls <= 20; polls++) {
			time.advance(10 * MINUTE);
			simulator().faults.clear();
			const message = `Unexpected error, correlation ${randomUUID()}`;
			simulator().faults.add({ kind: 'error', status: 200, errors: [{ message }], path: ONE });
			raise();
			const items = await trigger.poll().catch(() => undefined);
			if (items) expect((raised += items.length)).toBe(polls);
			else thrown++;
		}
		// Once an hour, so that the user's error workflow hears of it.
		expect(thrown).toBeGreaterThanOrEqual(3);
		expect(thrown).toBeLessThanOrEqual(4);
		show();
	},
);

test('one that cannot be read singly does not keep the workflow from being published', async () => {
	const { trigger, uids } = await having(1);
	simulator().removeAlarm(uids[0]);
	simulator().faults.add({ kind: 'error', status: 403, path: ONE });
	for (let polls = 0; polls < 3; polls++) {
		await trigger.poll().catch(() => []);
		time.advance(2 * HOUR);
	}
	expect(await trigger.republish()).toEqual([]);
});

test('one that was back while n8n does not remember it has to be missing anew', async () => {
	const { trigger, uids } = await having(1);
	const show = simulator().hideAlarm(uids[0]);
	await trigger.poll();
	// Saves the state, in which it is missing.
	raise();
	expect(eventsOf(await trigger.poll())).toEqual(['raised']);
	show();
	time.advance(MINUTE);
	await trigger.poll();
	time.advance(DAY);
	const showAgain = simulator().hideAlarm(uids[0]);
	expect(await trigger.restart()).toEqual([]);
	showAgain();
	time.advance(MINUTE);
	expect(await trigger.poll()).toEqual([]);
});

test('a page of a proxy is not VSPC that says an alarm is gone', async () => {
	const { trigger, uids } = await having(1);
	const show = simulator().hideAlarm(uids[0]);
	simulator().faults.add({ kind: 'html', status: 404, path: ONE });
	const told = [];
	for (let polls = 0; polls < 4; polls++) {
		told.push(...(await trigger.poll().catch(() => [])));
		time.advance(10 * MINUTE);
	}
	simulator().faults.clear();
	show();
	told.push(...(await trigger.poll()));
	expect(told).toEqual([]);
});

test('an alarm that is gone has its whole name, also a long one', async () => {
	const trigger = alarmTrigger(simulator());
	await trigger.publish();
	time.advance(MINUTE);
	const objectName =
		'Daily backup of all production servers in the data center of Frankfurt am Main (hourly)';
	const { instanceUid } = simulator().raiseAlarm({ status: 'Error', object: { objectName } });
	await trigger.poll();
	simulator().removeAlarm(instanceUid);
	await trigger.poll();
	time.advance(6 * MINUTE);
	const [{ json }] = await trigger.poll();
	expect(json).toMatchObject({ event: 'resolved', object: { objectName } });
});

test('back after days it is raised again, by an ID of its own', async () => {
	const { trigger, uids } = await having(1);
	const show = simulator().hideAlarm(uids[0]);
	await trigger.poll();
	time.advance(6 * MINUTE);
	expect(eventsOf(await trigger.poll())).toEqual(['resolved']);
	time.advance(26 * HOUR);
	await trigger.poll();
	show();
	const [{ json }] = await trigger.poll();
	expect(json.event).toBe('raised');
	const { time: raisedAt } = simulator().estate.alarms.at(-1)!.lastActivation;
	expect(json.eventId).not.toContain(new Date(raisedAt).toISOString().slice(0, 19));
});

test('back as it was, an alarm that has to last is raised again by an ID of its own', async () => {
	const trigger = alarmTrigger(simulator(), { options: { stillAfterMinutes: 3 } });
	await trigger.publish();
	const { instanceUid } = raise();
	const items: Awaited<ReturnType<PolledTrigger['poll']>> = [];
	const pollFor = async (minutes: number) => {
		for (let minute = 0; minute < minutes; minute++) {
			items.push(...(await trigger.poll()));
			time.advance(MINUTE);
		}
	};
	await pollFor(6);
	const show = simulator().hideAlarm(instanceUid);
	await pollFor(8);
	show();
	await pollFor(6);
	expect(eventsOf(items)).toEqual(['raised', 'resolved', 'raised']);
	expect(new Set(items.map(({ json }) => json.eventId)).size).toBe(3);
});
