import { useSimulator } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import { alarmTrigger, brief, HOUR, MINUTE } from './triggerStage';

/** A trigger that is published while VSPC has no alarm: most often a healthy estate. */
const simulator = useSimulator({ jobs: 1, agentJobs: 0, vb365Jobs: 0, alarms: 0 });
const time = useVirtualTime();
const DAY = 24 * HOUR;

async function published(parameters = {}) {
	const trigger = alarmTrigger(simulator(), parameters);
	expect(await trigger.publish()).toEqual([]);
	time.advance(MINUTE);
	return trigger;
}

const raise = (objectName: string, at = Date.now()) =>
	simulator().raiseAlarm({ at, object: { objectName } });

/** A VSPC that has just started shows none of its alarms. */
function hiding(count: number): () => void {
	const alarms = Array.from({ length: count }, (_, index) =>
		raise(`Old ${index}`, Date.now() - (count - index) * 3 * HOUR),
	);
	const back = alarms.map(({ instanceUid }) => simulator().hideAlarm(instanceUid));
	return () => back.forEach((show) => show());
}

test.each([
	['ten minutes behind', -10 * MINUTE],
	['two days behind', -2 * DAY],
	['right', 0],
	['nine hours ahead', 9 * HOUR],
])("the first alarm is emitted by the next poll, with VSPC's clock %s", async (_, skew) => {
	const trigger = await published();
	raise('First', Date.now() + skew);
	expect(brief(await trigger.poll())).toEqual(['raised First']);
	time.advance(MINUTE);
	raise('Second', Date.now() + skew);
	expect(brief(await trigger.poll())).toEqual(['raised Second']);
	expect(await trigger.poll()).toEqual([]);
});

test('so it is after days without any, and after a restart of n8n', async () => {
	const trigger = await published();
	for (let days = 0; days < 3; days++) {
		expect(await trigger.poll()).toEqual([]);
		time.advance(DAY);
	}
	raise('First', Date.now() - 10 * MINUTE);
	expect(brief(await trigger.restart())).toEqual(['raised First']);
	expect(await trigger.poll()).toEqual([]);
});

test('many that come up at once after an empty list are emitted', async () => {
	const trigger = await published();
	for (let count = 0; count < 30; count++) raise(`${count}`, Date.now() - 10 * MINUTE);
	expect(await trigger.poll()).toHaveLength(30);
	expect(await trigger.poll()).toEqual([]);
});

test.each([
	['a minute later', [MINUTE]],
	['after some polls', [MINUTE, MINUTE, 10 * MINUTE]],
	['when the account is given rights, after days', [HOUR, DAY, DAY]],
])(
	'a VSPC that shows none of its alarms and then all of them, %s: none is new, what comes then is',
	async (_, pauses) => {
		const show = hiding(12);
		const trigger = await published();
		for (const pause of pauses) {
			expect(await trigger.poll()).toEqual([]);
			time.advance(pause);
		}
		show();
		expect(await trigger.poll()).toEqual([]);
		time.advance(MINUTE);
		raise('New');
		expect(brief(await trigger.poll())).toEqual(['raised New']);
	},
);

test('Emit Existing Alarms emits them when they show', async () => {
	const show = hiding(12);
	const trigger = await published({ options: { emitExisting: true } });
	show();
	expect(await trigger.poll()).toHaveLength(12);
	expect(await trigger.poll()).toEqual([]);
});

test('a state that was saved while the list was empty serves after a pause', async () => {
	const trigger = await published();
	trigger.unpublish();
	time.advance(HOUR);
	raise('Meanwhile', Date.now() - 30 * MINUTE);
	expect(brief(await trigger.publish())).toEqual(['raised Meanwhile']);
});
