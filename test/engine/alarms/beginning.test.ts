import type { INodeParameters } from 'n8n-workflow';

import type { PolledTrigger } from '../harness/poll';
import { apiKey, useSimulator } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import { alarmTrigger, HOUR, MINUTE } from './triggerStage';

/** What was there before the trigger, or before its filters, and what was not. */
const simulator = useSimulator({ jobs: 20, alarms: 12 });
const time = useVirtualTime();
const DAY = 24 * HOUR;

type Wish = NonNullable<Parameters<ReturnType<typeof simulator>['raiseAlarm']>[0]>;
const raise = (wish: Wish = {}) => simulator().raiseAlarm({ status: 'Error', ...wish });
const uidsOf = (items: Awaited<ReturnType<PolledTrigger['poll']>>) =>
	items.map(({ json }) => json.instanceUid);

async function published(parameters: INodeParameters = {}) {
	const trigger = alarmTrigger(simulator(), parameters);
	await trigger.publish();
	time.advance(MINUTE);
	return trigger;
}

test.each([
	['some minutes, from before the trigger began', 6 * MINUTE],
	['a week', 8 * DAY],
])('an alarm that VSPC hears of late is emitted: by %s', async (_, late) => {
	raise();
	const trigger = await published();
	expect(await trigger.poll()).toEqual([]);
	const { instanceUid } = raise({ at: Date.now() - late });
	expect(uidsOf(await trigger.poll())).toEqual([instanceUid]);
	expect(await trigger.poll()).toEqual([]);
});

test('alarms of a server whose clock is behind are emitted', async () => {
	const trigger = await published();
	const uids = [];
	const told = [];
	for (let polls = 0; polls < 4; polls++) {
		time.advance(MINUTE);
		uids.push(raise({ at: Date.now() - 10 * MINUTE }).instanceUid);
		told.push(...uidsOf(await trigger.poll()));
	}
	expect(told).toEqual(uids);
});

test('an alarm without a time is emitted once', async () => {
	const trigger = await published();
	const alarm = raise();
	alarm.lastActivation = { ...alarm.lastActivation, time: null as never };
	expect(uidsOf(await trigger.poll())).toEqual([alarm.instanceUid]);
	expect(await trigger.poll()).toEqual([]);
});

test('rows without a UID emit nothing', async () => {
	const trigger = await published();
	for (let count = 0; count < 3; count++) raise().instanceUid = '';
	expect(await trigger.poll()).toEqual([]);
});

describe('an alarm that was raised since the last poll is emitted', () => {
	const company = () => simulator().estate.companies[2].instanceUid;
	const raiseThere = () => raise({ object: { organizationUid: company() } });

	test('though the filters are others now', async () => {
		const trigger = await published({ filters: { companyUid: company() } });
		await trigger.poll();
		time.advance(MINUTE);
		const { instanceUid } = raiseThere();
		const filters = { companyUid: company(), objectType: ['BackupRepository', 'VbAppliance'] };
		const parameters = { authentication: 'apiKey', events: ['raised'], filters };
		expect(uidsOf(await trigger.republish({ parameters }))).toEqual([instanceUid]);
	});

	test('though the host is written otherwise', async () => {
		const trigger = await published();
		await trigger.poll();
		time.advance(MINUTE);
		const { instanceUid } = raise();
		const credentials = apiKey(simulator(), {
			apiVersion: '3.6.1',
			host: simulator().host.replace('127.0.0.1', 'localhost'),
		});
		expect(uidsOf(await trigger.republish({ credentials }))).toEqual([instanceUid]);
	});
});

test('other filters, or a lower severity, emit nothing of what was there before', async () => {
	raise({ status: 'Warning' });
	const trigger = await published({ minimumSeverity: 'Error' });
	await trigger.poll();
	time.advance(MINUTE);
	const parameters = { authentication: 'apiKey', events: ['raised'], minimumSeverity: 'Info' };
	expect(await trigger.republish({ parameters })).toEqual([]);
	expect(await trigger.poll()).toEqual([]);
});

test('the order in which values of a filter were chosen makes no other filter', async () => {
	const parameters = (objectType: string[]) => ({
		authentication: 'apiKey',
		events: ['raised'],
		filters: { objectType },
	});
	const trigger = await published(parameters(['BackupRepository', 'VbAppliance']));
	await trigger.poll();
	const { instanceUid } = raise({ at: Date.now() - HOUR });
	const items = await trigger.republish({
		parameters: parameters(['VbAppliance', 'BackupRepository']),
	});
	expect(uidsOf(items)).toEqual([instanceUid]);
});

test('severities that change without an activation of their own have IDs of their own', async () => {
	const trigger = await published();
	const alarm = raise({ status: 'Warning' });
	const items = await trigger.poll();
	for (const status of ['Error', 'Info']) {
		alarm.lastActivation = { ...alarm.lastActivation, status: status as never };
		time.advance(MINUTE);
		items.push(...(await trigger.poll()));
	}
	expect(items.map(({ json }) => json.event)).toEqual(['raised', 'changed', 'changed']);
	expect(new Set(items.map(({ json }) => json.eventId)).size).toBe(3);
});

describe('an estate without any alarm, as a healthy one is', () => {
	beforeEach(() => {
		simulator().estate.alarms.length = 0;
	});

	test.each([
		['right', 0],
		['ten minutes behind', -10 * MINUTE],
		['nine hours behind', -9 * HOUR],
		['two days ahead', 2 * DAY],
	])('its first alarm is emitted, with a clock of VSPC that is %s', async (_, skew) => {
		const trigger = await published();
		const { instanceUid } = raise({ at: Date.now() + skew });
		expect(uidsOf(await trigger.poll())).toEqual([instanceUid]);
		time.advance(MINUTE);
		const second = raise({ at: Date.now() + skew });
		expect(uidsOf(await trigger.poll())).toEqual([second.instanceUid]);
		expect(await trigger.poll()).toEqual([]);
	});

	test('when several polls have found none, very many are emitted too', async () => {
		const trigger = await published();
		await trigger.poll();
		time.advance(MINUTE);
		const uids = Array.from({ length: 40 }, () => raise().instanceUid);
		expect(uidsOf(await trigger.poll()).sort()).toEqual(uids.sort());
	});

	test('the many alarms of a VSPC that had just started when the workflow was published are existing ones', async () => {
		const trigger = await published();
		for (let count = 0; count < 40; count++) raise({ at: Date.now() - count * HOUR });
		expect(await trigger.poll()).toEqual([]);
		const { instanceUid } = raise();
		expect(uidsOf(await trigger.poll())).toEqual([instanceUid]);
	});
});
