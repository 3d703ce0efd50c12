import { VspcAlarmTrigger } from '../../../nodes/VspcAlarmTrigger/VspcAlarmTrigger.node';
import { useSimulator } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import { alarmTrigger, brief, HOUR, MINUTE } from './triggerStage';

/** VSPC Alarm Trigger through starts of n8n, pauses, failures and overlaps. */
const simulator = useSimulator({ jobs: 1, agentJobs: 0, vb365Jobs: 0, alarms: 6 });
const time = useVirtualTime();

const raise = (objectName: string) => simulator().raiseAlarm({ object: { objectName } });
const down = () => simulator().faults.add({ kind: 'error', status: 403, path: '/alarms/active' });

async function published(options: object = {}, setup: object = {}) {
	const trigger = alarmTrigger(simulator(), { options } as never, setup);
	expect(await trigger.publish()).toEqual([]);
	time.advance(MINUTE);
	return trigger;
}

describe('the last events after a restart', () => {
	test('come again on request, with the same IDs, and not before', async () => {
		const trigger = await published({ afterRestart: 'repeatLast' });
		raise('A');
		const told = await trigger.poll();
		expect(brief(told)).toEqual(['raised A']);
		expect(brief(await trigger.poll())).toEqual([]);
		time.advance(MINUTE);
		raise('B');
		const repeated = await trigger.restart();
		expect(brief(repeated)).toEqual(['raised A', 'raised B']);
		expect(repeated[0].json).toEqual(told[0].json);
		expect(brief(await trigger.poll())).toEqual([]);
		const again = await trigger.restart();
		expect(again.map(({ json }) => json.eventId)).toEqual(repeated.map(({ json }) => json.eventId));
	});

	test('come again when VSPC can be reached, if not at the start', async () => {
		const trigger = await published({ afterRestart: 'repeatLast' });
		raise('A');
		const [{ json }] = await trigger.poll();
		down();
		expect(await trigger.restart()).toEqual([]);
		simulator().faults.clear();
		expect((await trigger.poll()).map((item) => item.json.eventId)).toEqual([json.eventId]);
		expect(brief(await trigger.poll())).toEqual([]);
	});

	test('do not come again when a person publishes, nor by default', async () => {
		const repeating = await published({ afterRestart: 'repeatLast' });
		const usual = await published();
		raise('A');
		expect(brief(await repeating.poll())).toEqual(['raised A']);
		expect(brief(await usual.poll())).toEqual(['raised A']);
		repeating.unpublish();
		expect(brief(await repeating.publish())).toEqual([]);
		expect(brief(await usual.restart())).toEqual([]);
	});
});

describe('published again after a pause', () => {
	async function paused(afterPause: string) {
		const trigger = await published({ afterPause });
		const { instanceUid } = raise('Told');
		expect(brief(await trigger.poll())).toEqual(['raised Told']);
		trigger.unpublish();
		time.advance(HOUR);
		simulator().resolveAlarm(instanceUid);
		raise('Meanwhile');
		return trigger;
	}

	test('it emits what happened meanwhile', async () => {
		const trigger = await paused('continue');
		expect(brief(await trigger.publish()).sort()).toEqual(['raised Meanwhile', 'resolved Told']);
	});

	test('it starts fresh on request: what is there is no event, what comes is', async () => {
		const trigger = await paused('startFresh');
		expect(brief(await trigger.publish())).toEqual([]);
		expect(brief(await trigger.poll())).toEqual([]);
		time.advance(MINUTE);
		raise('Later');
		expect(brief(await trigger.poll())).toEqual(['raised Later']);
	});

	test('a restart of n8n is no pause: nothing is forgotten', async () => {
		const trigger = await published({ afterPause: 'startFresh' });
		const { instanceUid } = raise('Told');
		await trigger.poll();
		time.advance(MINUTE);
		simulator().resolveAlarm(instanceUid);
		raise('Meanwhile');
		expect(brief(await trigger.restart()).sort()).toEqual(['raised Meanwhile', 'resolved Told']);
	});
});

test('a poll that finds the one before it still running starts no execution, and nothing is doubled', async () => {
	const nodeType = new VspcAlarmTrigger();
	const { poll } = nodeType;
	const answers: unknown[] = [];
	nodeType.poll = async function () {
		const answer = await poll.call(this);
		answers.push(answer);
		return answer;
	};
	const trigger = await published({}, { nodeType });
	raise('A');
	answers.length = 0;
	simulator().faults.add({ kind: 'latency', ms: 300, path: '/alarms/active$' });
	const [first, second] = await Promise.all([trigger.poll(), trigger.poll()]);
	expect(brief(first)).toEqual(['raised A']);
	expect(second).toEqual([]);
	// The second one did not wait.
	expect(answers).toEqual([null, [expect.anything()]]);
	expect(brief(await trigger.poll())).toEqual([]);
});

test('a start of n8n while VSPC is down does not kill the trigger, the next poll says why, nothing is lost', async () => {
	const trigger = await published();
	raise('A');
	down();
	expect(await trigger.restart()).toEqual([]);
	expect(trigger.deadBy).toBeUndefined();
	await expect(trigger.poll()).rejects.toThrow(/may not do this/);
	simulator().faults.clear();
	expect(brief(await trigger.poll())).toEqual(['raised A']);
	expect(brief(await trigger.poll())).toEqual([]);
});

test('publishing while VSPC is down says why and what to do', async () => {
	down();
	await expect(alarmTrigger(simulator()).publish()).rejects.toThrow(
		/may not do this.*publish the workflow again\.$/s,
	);
});
