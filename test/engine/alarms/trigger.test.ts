import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { VspcAlarmTrigger } from '../../../nodes/VspcAlarmTrigger/VspcAlarmTrigger.node';
import { PolledTrigger, type PollSetup } from '../harness/poll';
import { apiKey, useSimulator } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ALL = ['raised', 'changed', 'resolved'];

const simulator = useSimulator({ jobs: 20, alarms: 12 });
const time = useVirtualTime();

function make(parameters: INodeParameters = {}, setup: Partial<PollSetup> = {}): PolledTrigger {
	return new PolledTrigger({
		nodeType: new VspcAlarmTrigger(),
		parameters: { authentication: 'apiKey', events: ALL, ...parameters },
		credentials: apiKey(simulator(), { apiVersion: '3.6.1' }),
		...setup,
	});
}

const uidOf = (index: number) => simulator().estate.jobs[index].instanceUid;
const end = (index: number, status: string) => simulator().endSession(uidOf(index), { status });
const json = (items: INodeExecutionData[]): IDataObject[] => items.map((item) => item.json);
const events = (items: INodeExecutionData[]) => items.map((item) => item.json.event);

/** Published, and a job has failed since: an alarm that was emitted. */
async function raised(parameters: INodeParameters = {}) {
	const trigger = make(parameters);
	await trigger.publish();
	time.advance(MINUTE);
	end(0, 'Failed');
	const items = await trigger.poll();
	expect(events(items)).toEqual(['raised']);
	time.advance(MINUTE);
	return { trigger, alarm: items[0].json };
}

test('begins with the alarms as they are, and emits nothing of them', async () => {
	const trigger = make();
	expect(await trigger.publish()).toEqual([]);
	time.advance(HOUR);
	expect(await trigger.poll()).toEqual([]);
});

test('an alarm that is raised is emitted once, with all that a ticket needs', async () => {
	const { trigger, alarm } = await raised();
	expect(alarm).toMatchObject({
		event: 'raised',
		alarmName: 'Job session state',
		alarmKey: `alarm:${String(alarm.instanceUid)}`,
		eventId: expect.stringContaining(`alarm:${String(alarm.instanceUid)}:raised:`),
		previousStatus: null,
		companyName: expect.any(String),
		lastActivation: { status: 'Error' },
	});
	const first = ['event', 'alarmName', 'lastActivation', 'object', 'companyName'];
	expect(Object.keys(alarm).slice(0, 5)).toEqual(first);
	expect(await trigger.poll()).toEqual([]);
});

describe.each(['stay', 'vanish'] as const)('where resolved alarms %s', (resolvedAlarms) => {
	beforeEach(() => {
		simulator().settings.resolvedAlarms = resolvedAlarms;
	});

	/** Where it vanishes, that has to last. */
	async function pollTwice(trigger: PolledTrigger) {
		const items = await trigger.poll();
		time.advance(6 * MINUTE);
		return [...items, ...(await trigger.poll())];
	}

	test('that it is resolved is emitted once, with the same key', async () => {
		const { trigger, alarm } = await raised();
		end(0, 'Success');
		const items = json(await pollTwice(trigger));
		expect(items).toMatchObject([
			{
				event: 'resolved',
				alarmKey: alarm.alarmKey,
				alarmName: 'Job session state',
				previousStatus: 'Error',
				object: { objectName: (alarm.object as IDataObject).objectName },
			},
		]);
		time.advance(HOUR);
		expect(await trigger.poll()).toEqual([]);
	});

	test('raised again after that, it is emitted again', async () => {
		const { trigger } = await raised();
		end(0, 'Success');
		await pollTwice(trigger);
		time.advance(HOUR);
		end(0, 'Failed');
		expect(events(await trigger.poll())).toEqual(['raised']);
	});

	test('one that VSPC hides for a while is resolved, and raised again when it is back', async () => {
		const { trigger, alarm } = await raised();
		const { alarms } = simulator().estate;
		const index = alarms.findIndex(({ instanceUid }) => instanceUid === alarm.instanceUid);
		const hidden = alarms.splice(index, 1);
		expect(events(await pollTwice(trigger))).toEqual(['resolved']);
		time.advance(HOUR);
		alarms.push(...hidden);
		const [back] = json(await trigger.poll());
		expect(back).toMatchObject({ event: 'raised', alarmKey: alarm.alarmKey });
		// Another event than the first, or Remove Duplicates would drop it.
		expect(back.eventId).not.toBe(alarm.eventId);
		expect(await trigger.poll()).toEqual([]);
	});

	test('one that was not emitted does not resolve', async () => {
		const { instanceUid } = simulator().raiseAlarm({ status: 'Error' });
		const trigger = make();
		await trigger.publish();
		simulator().resolveAlarm(instanceUid);
		expect(await trigger.poll()).toEqual([]);
	});
});

test('another severity and coming again are changes', async () => {
	const { trigger } = await raised();
	end(0, 'Warning');
	expect(json(await trigger.poll())).toMatchObject([
		{ event: 'changed', previousStatus: 'Error', lastActivation: { status: 'Warning' } },
	]);
	time.advance(MINUTE);
	end(0, 'Warning');
	expect(json(await trigger.poll())).toMatchObject([
		{ event: 'changed', previousStatus: 'Warning' },
	]);
});

test.each([true, false])(
	'an acknowledgement is no event (an activation: %s)',
	async (activates) => {
		simulator().settings.remarksActivate = activates;
		const { trigger, alarm } = await raised();
		const found = simulator().estate.alarms.find(
			({ instanceUid }) => instanceUid === alarm.instanceUid,
		);
		expect(found).toBeDefined();
		simulator().raiseAlarm({ instanceUid: String(alarm.instanceUid), status: 'Acknowledged' });
		expect(await trigger.poll()).toEqual([]);
		time.advance(MINUTE);
		end(0, 'Success');
		expect(events(await trigger.poll())).toEqual(['resolved']);
	},
);

test('alarms that are less severe are not emitted until they become worse', async () => {
	const trigger = make({ minimumSeverity: 'Error' });
	await trigger.publish();
	time.advance(MINUTE);
	end(0, 'Warning');
	expect(await trigger.poll()).toEqual([]);
	time.advance(MINUTE);
	end(0, 'Failed');
	expect(events(await trigger.poll())).toEqual(['raised']);
});

test('an alarm that resolves in time is not emitted, one that stays is', async () => {
	const trigger = make({ options: { stillAfterMinutes: 15 } });
	await trigger.publish();
	time.advance(MINUTE);
	end(0, 'Failed');
	end(13, 'Failed');
	expect(await trigger.poll()).toEqual([]);
	time.advance(10 * MINUTE);
	end(0, 'Success');
	expect(await trigger.poll()).toEqual([]);
	time.advance(10 * MINUTE);
	expect(events(await trigger.poll())).toEqual(['raised']);
	expect(await trigger.poll()).toEqual([]);
});

test('one that vanishes while it is waited for and comes back has to stay as long again', async () => {
	simulator().settings.resolvedAlarms = 'vanish';
	const trigger = make({ options: { stillAfterMinutes: 15 } });
	await trigger.publish();
	time.advance(MINUTE);
	end(0, 'Failed');
	expect(await trigger.poll()).toEqual([]);
	time.advance(10 * MINUTE);
	end(0, 'Success');
	expect(await trigger.poll()).toEqual([]);
	time.advance(10 * MINUTE);
	end(0, 'Failed');
	expect(await trigger.poll()).toEqual([]);
	time.advance(16 * MINUTE);
	expect(events(await trigger.poll())).toEqual(['raised']);
});

test('a known alarm is raised again by a server whose clock is behind', async () => {
	end(0, 'Failed');
	const trigger = make();
	await trigger.publish();
	time.advance(MINUTE);
	const { instanceUid } = simulator().estate.alarms.at(-1)!;
	simulator().raiseAlarm({ instanceUid, status: 'Error', at: Date.now() - HOUR });
	expect(events(await trigger.poll())).toEqual(['raised']);
});

test.each(['organizationUid', 'companyUid', 'both'] as const)(
	'the company filter matches where the alarm shows the company as %s',
	async (alarmCompanyField) => {
		simulator().settings.alarmCompanyField = alarmCompanyField;
		const company = simulator().estate.companies[2].instanceUid;
		simulator().setJob(uidOf(0), { mappedOrganizationUid: company });
		const trigger = make({ filters: { companyUid: company } });
		await trigger.publish();
		time.advance(MINUTE);
		end(0, 'Failed');
		end(13, 'Failed');
		expect(json(await trigger.poll())).toMatchObject([{ companyUid: company }]);
	},
);

test('existing alarms are emitted once on request', async () => {
	const { instanceUid } = simulator().raiseAlarm({ status: 'Error' });
	const trigger = make({ options: { emitExisting: true } });
	expect(json(await trigger.publish()).map((item) => item.instanceUid)).toContain(instanceUid);
	expect(await trigger.poll()).toEqual([]);
});

test('a kill of n8n doubles nothing that was emitted and loses nothing that was not', async () => {
	const { trigger } = await raised();
	expect(await trigger.restart()).toEqual([]);
	end(13, 'Failed');
	expect(events(await trigger.restart())).toEqual(['raised']);
	end(0, 'Success');
	end(13, 'Success');
	expect(events(await trigger.restart())).toEqual(['resolved', 'resolved']);
	expect(await trigger.poll()).toEqual([]);
});

test('alarms are not taken for resolved while VSPC cannot be asked', async () => {
	const { trigger } = await raised();
	simulator().faults.add({ kind: 'emptyPage', path: '/alarms/active$' });
	for (let poll = 0; poll < 3; poll++) {
		time.advance(HOUR);
		expect(await trigger.poll().catch(() => [])).toEqual([]);
	}
	simulator().faults.clear();
	simulator().faults.add({ kind: 'error', status: 403, path: '/alarms/active' });
	await expect(trigger.poll()).rejects.toThrow();
	simulator().faults.clear();
	expect(await trigger.poll()).toEqual([]);
});

test('an alarm is emitted even if names cannot be had', async () => {
	const trigger = make();
	await trigger.publish();
	simulator().faults.add({ kind: 'error', status: 403, path: '/organizations|/templates' });
	end(0, 'Failed');
	expect(json(await trigger.poll())).toMatchObject([
		{ event: 'raised', alarmName: null, companyName: null },
	]);
});

test('many alarms are read with few requests, and the state stays small', async () => {
	for (let count = 0; count < 1500; count++) simulator().raiseAlarm({ status: 'Warning' });
	const trigger = make();
	await trigger.publish();
	const size = JSON.stringify(trigger.savedState).length / simulator().estate.alarms.length;
	expect(size).toBeLessThanOrEqual(64);
	simulator().requests.length = 0;
	time.advance(MINUTE);
	expect(await trigger.poll()).toEqual([]);
	expect(simulator().requests.length).toBe(1);
	time.advance(MINUTE);
	end(0, 'Failed');
	expect(events(await trigger.poll())).toEqual(['raised']);
});

test('Fetch Test Event shows a real alarm, or a sample, and changes nothing', async () => {
	const { trigger, alarm } = await raised();
	const [item] = json(await trigger.testRun());
	expect(item).toMatchObject({ event: 'raised', instanceUid: alarm.instanceUid });
	expect(item).not.toHaveProperty('isSample');
	for (const { instanceUid } of [...simulator().estate.alarms]) {
		simulator().resolveAlarm(instanceUid);
	}
	expect(json(await trigger.testRun())[0]).toMatchObject({ isSample: true });
});

test.each([
	[{ events: [] }, "The parameter 'Events' is empty"],
	[{ events: ['resolved'] }, "'Alarm Resolved' needs 'Alarm Raised' among the events"],
	[
		{ events: ['changed', 'resolved'] },
		"'Alarm Changed' and 'Alarm Resolved' need 'Alarm Raised' among the events",
	],
	[{ minimumSeverity: 'Bad' }, "The parameter 'Minimum Severity' has the value 'Bad'"],
	[{ filters: { companyUid: 'ACME' } }, "'Company' is not the UID of a company"],
	[{ options: { stillAfterMinutes: -1 } }, "'Min Duration (Minutes)' is not"],
])('settings %j are refused before any request', async (parameters, message) => {
	await expect(make(parameters as never).publish()).rejects.toThrow(message);
	expect(simulator().requests).toEqual([]);
});
