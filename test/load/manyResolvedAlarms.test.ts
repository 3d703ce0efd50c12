import { randomUUID } from 'node:crypto';

import { PollContext } from 'n8n-core';
import type { INodeParameters } from 'n8n-workflow';

import { useSimulator } from '../engine/harness/simulator';
import { useVirtualTime } from '../engine/harness/useTime';
import { alarmTrigger, brief, HOUR, MINUTE } from '../engine/alarms/triggerStage';

/** Machines that are busy take their time. */
jest.setTimeout(240_000);

const ROWS = 6000;
const OPEN = 300;

/**
 * VSPC keeps resolved alarms in its list for months: 87 of 91 rows that a live server showed were resolved.
 */
const simulator = useSimulator({
	jobs: 5,
	agentJobs: 0,
	vb365Jobs: 0,
	alarms: 0,
	settings: { rememberFrom: 10 * ROWS },
});
const time = useVirtualTime();
const DAY = 24 * HOUR;

/** Rows of three months, every twentieth of them still active. Past the calls of the simulator, which take their time. */
function fill(): void {
	const { alarms } = simulator().estate;
	const now = Date.now();
	const pattern = simulator().raiseAlarm({ status: 'Resolved', at: now - 90 * DAY });
	for (let index = 1; index < ROWS; index++) {
		const status = index % (ROWS / OPEN) === 0 ? 'Error' : 'Resolved';
		const at = now - Math.floor(((ROWS - index) / ROWS) * 90 * DAY);
		const lastActivation = {
			...pattern.lastActivation,
			instanceUid: randomUUID(),
			status,
			time: new Date(at).toISOString(),
			message: 'All metrics are back to normal.\r\n',
		};
		const objectName = `Repository ${index}`;
		const object = { ...pattern.object, objectUid: randomUUID(), objectName };
		alarms.push({
			...pattern,
			instanceUid: randomUUID(),
			object,
			lastActivation,
			history: [lastActivation],
		});
	}
}

afterEach(() => jest.restoreAllMocks());

const raise = (objectName: string) =>
	simulator().raiseAlarm({ status: 'Error', object: { objectName } }).instanceUid;

async function published(parameters: INodeParameters = {}) {
	const trigger = alarmTrigger(simulator(), { options: { includeNames: false }, ...parameters });
	const items = await trigger.publish();
	return { trigger, items };
}

test('among 6,000 rows a new alarm is emitted by the next poll, and so are its changes and its end', async () => {
	fill();
	const { trigger } = await published();
	for (let minute = 0; minute < 4; minute++) {
		time.advance(MINUTE);
		simulator().requests.length = 0;
		expect(await trigger.poll()).toEqual([]);
		expect(simulator().requests.length).toBeLessThanOrEqual(2);
	}
	const uid = raise('New');
	expect(brief(await trigger.poll())).toEqual(['raised New']);
	time.advance(MINUTE);
	simulator().raiseAlarm({ instanceUid: uid, status: 'Warning' });
	expect(brief(await trigger.poll())).toEqual(['changed New']);
	time.advance(MINUTE);
	simulator().resolveAlarm(uid);
	expect(brief(await trigger.poll())).toEqual(['resolved New']);
	expect(await trigger.poll()).toEqual([]);
}, 120_000);

test('the state of 300 open alarms among 6,000 rows stays below 60 kB', async () => {
	fill();
	const { trigger, items } = await published({
		options: { includeNames: false, emitExisting: true },
	});
	expect(items).toHaveLength(OPEN - 1);
	for (let hours = 0; hours < 3; hours++) {
		time.advance(HOUR);
		await trigger.poll();
	}
	expect(JSON.stringify(trigger.state).length).toBeLessThan(60_000);
}, 120_000);

test('an alarm that was resolved long ago and comes again is emitted by the next poll', async () => {
	fill();
	const { trigger } = await published();
	time.advance(MINUTE);
	const old = simulator().estate.alarms.find(
		({ lastActivation }) => lastActivation.status === 'Resolved',
	)!;
	simulator().raiseAlarm({ instanceUid: old.instanceUid, status: 'Error' });
	expect(brief(await trigger.poll())).toEqual([`raised ${String(old.object.objectName)}`]);
}, 120_000);

test('where VSPC does not sort, a new alarm is found by a full read, and the log says so once', async () => {
	fill();
	simulator().settings.rejectSort = true;
	const warn = jest.fn();
	jest.spyOn(PollContext.prototype, 'logger', 'get').mockReturnValue({ warn } as never);
	const { trigger } = await published();
	time.advance(MINUTE);
	raise('New');
	const emitted: string[] = [];
	for (let minute = 0; minute < 8; minute++) {
		emitted.push(...brief(await trigger.poll()));
		time.advance(MINUTE);
	}
	expect(emitted).toEqual(['raised New']);
	expect(warn.mock.calls).toEqual([[expect.stringContaining('does not sort alarms')]]);
}, 120_000);

test('a resolution on a clock that was set back is found by the next full read', async () => {
	fill();
	const { trigger } = await published();
	time.advance(MINUTE);
	const uid = raise('New');
	expect(brief(await trigger.poll())).toEqual(['raised New']);
	simulator().resolveAlarm(uid, { at: Date.now() - 60 * DAY });
	const emitted: string[] = [];
	for (let polls = 0; polls < 12; polls++) {
		time.advance(10 * MINUTE);
		emitted.push(...brief(await trigger.poll()));
	}
	expect(emitted).toEqual(['resolved New']);
}, 120_000);
