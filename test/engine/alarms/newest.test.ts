import { PollContext } from 'n8n-core';
import type { INodeExecutionData } from 'n8n-workflow';

import { longTest } from '../../longTest';
import { useSimulator } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import { requestsTo, LIST } from './stage';
import { alarmTrigger, brief, HOUR, MINUTE } from './triggerStage';

/**
 * A VSPC as seen live: resolved alarms stay in the list of active ones, 19 of 20 rows, so that the list is long and
 * most of it is history.
 */
const simulator = useSimulator({ jobs: 5, alarms: 300, resolvedAlarms: 5700 });
const time = useVirtualTime();

const WARNINGS = /does not sort alarms/;

/** What n8n's logger gets of the node. */
function listen(): string[] {
	const logged: string[] = [];
	const log = (text: string) => void logged.push(text);
	const logger = { error: log, warn: log, info: log, debug: log, verbose: log };
	jest.spyOn(PollContext.prototype, 'logger', 'get').mockReturnValue(logger as never);
	return logged;
}

afterEach(() => jest.restoreAllMocks());

async function published(parameters = {}) {
	const trigger = alarmTrigger(simulator(), { options: { includeNames: false }, ...parameters });
	expect(await trigger.publish()).toEqual([]);
	time.advance(MINUTE);
	return trigger;
}

const raise = (objectName: string, wish = {}) =>
	simulator().raiseAlarm({ object: { objectName }, ...wish });
const requests = () => {
	const count = requestsTo(simulator(), LIST).length;
	simulator().requests.length = 0;
	return count;
};
const uidOf = ([{ json }]: INodeExecutionData[]) => json.instanceUid;

longTest(
	'with 6,000 rows a new alarm is emitted by the next poll, a quiet poll is one request, the state is small',
	async () => {
		const trigger = await published();
		expect(simulator().estate.alarms.length).toBe(6000);
		expect(JSON.stringify(trigger.state).length).toBeLessThan(60_000);
		requests();
		expect(await trigger.poll()).toEqual([]);
		expect(requests()).toBeLessThanOrEqual(2);
		raise('Fresh');
		expect(brief(await trigger.poll())).toEqual(['raised Fresh']);
		expect(requests()).toBeLessThanOrEqual(2);
	},
);

longTest(
	'an alarm of the history that becomes active again is emitted, and resolved again',
	async () => {
		const trigger = await published();
		const { instanceUid } = simulator().estate.alarms[0];
		simulator().raiseAlarm({ instanceUid, status: 'Error' });
		const items = await trigger.poll();
		expect(items).toHaveLength(1);
		expect(uidOf(items)).toBe(instanceUid);
		time.advance(MINUTE);
		simulator().resolveAlarm(instanceUid);
		expect(await trigger.poll()).toMatchObject([
			{ json: { event: 'resolved', instanceUid, previousStatus: 'Error' } },
		]);
		time.advance(MINUTE);
		simulator().raiseAlarm({ instanceUid, status: 'Warning' });
		expect(await trigger.poll()).toMatchObject([
			{ json: { event: 'raised', instanceUid, previousStatus: 'Resolved' } },
		]);
		expect(await trigger.poll()).toEqual([]);
	},
);

longTest('the state does not grow with the alarms that come and go', async () => {
	const trigger = await published();
	for (let day = 0; day < 5; day++) {
		const uids = Array.from({ length: 200 }, () => raise('Short').instanceUid);
		expect(await trigger.poll()).toHaveLength(200);
		time.advance(MINUTE);
		for (const uid of uids) simulator().resolveAlarm(uid);
		expect(await trigger.poll()).toHaveLength(200);
		time.advance(HOUR);
	}
	expect(JSON.stringify(trigger.state).length).toBeLessThan(60_000);
	expect(await trigger.poll()).toEqual([]);
});

longTest(
	'an alarm whose time is older than the whole history, by a clock that was set back, is found by a full read',
	async () => {
		const trigger = await published();
		raise('Late', { at: Date.now() - 200 * 24 * HOUR });
		expect(await trigger.poll()).toEqual([]);
		time.advance(10 * MINUTE);
		expect(brief(await trigger.poll())).toEqual(['raised Late']);
	},
);

longTest(
	'an alarm that has to last is emitted in time, though hundreds of others came after it',
	async () => {
		const trigger = await published({ options: { includeNames: false, stillAfterMinutes: 3 } });
		raise('First');
		expect(await trigger.poll()).toEqual([]);
		time.advance(MINUTE);
		for (const { instanceUid } of simulator().estate.alarms.slice(0, 600)) {
			simulator().resolveAlarm(instanceUid);
		}
		expect(await trigger.poll()).toEqual([]);
		time.advance(2 * MINUTE);
		expect(brief(await trigger.poll())).toEqual(['raised First']);
		expect(await trigger.poll()).toEqual([]);
	},
);

longTest.each(['refuses to sort', 'ignores sorting'])(
	'a server that %s: full reads as often as the jobs have them, one line in the log',
	async (how) => {
		if (how === 'refuses to sort') simulator().settings.rejectSort = true;
		else simulator().faults.add({ kind: 'ignoreSort', path: LIST });
		const logged = listen();
		const trigger = await published();
		raise('Fresh');
		requests();
		const emitted: string[] = [];
		let count = 0;
		for (let polls = 0; polls < 14; polls++) {
			emitted.push(...brief(await trigger.poll()));
			time.advance(MINUTE);
			count += requests();
		}
		expect(emitted).toEqual(['raised Fresh']);
		// Two full reads, of 13 requests each, and what shows that it does not sort.
		expect(count).toBeLessThanOrEqual(2 * 13 + 2);
		for (let hours = 0; hours < 3; hours++) {
			time.advance(HOUR);
			expect(await trigger.poll()).toEqual([]);
		}
		expect(logged.filter((text) => WARNINGS.test(text))).toHaveLength(1);
	},
);

longTest('a full read that fails delays no new alarm', async () => {
	const trigger = await published();
	time.advance(10 * MINUTE);
	raise('Fresh');
	// All pages but the first.
	simulator().faults.add({ kind: 'ignoreOffset', path: LIST });
	simulator().settings.rejectFilter = { properties: ['instanceUid', 'lastActivation.time'] };
	const emitted: string[] = [];
	for (let polls = 0; polls < 3; polls++) {
		emitted.push(...brief(await trigger.poll().catch(() => [])));
		time.advance(MINUTE);
	}
	expect(emitted).toEqual(['raised Fresh']);
});
