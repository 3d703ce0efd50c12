import { startSimulator } from '../../simulator';
import { apiKey, useSimulator } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import { alarmTrigger, brief, HOUR, MINUTE } from './triggerStage';

/** The credential is pointed at another VSPC: its alarms are others, and none of the old ones has ended. */
const simulator = useSimulator({ jobs: 20, alarms: 12 });
const time = useVirtualTime();

const parameters = { authentication: 'apiKey', events: ['raised', 'changed', 'resolved'] };

test.each([
	['has alarms', 9],
	['has none', 0],
])('another VSPC that %s: a new start', async (_, alarms) => {
	const other = await startSimulator({ jobs: 20, alarms, seed: 7 });
	try {
		const trigger = alarmTrigger(simulator());
		await trigger.publish();
		time.advance(MINUTE);
		simulator().raiseAlarm({ object: { objectName: 'Here' } });
		expect(brief(await trigger.poll())).toEqual(['raised Here']);
		const credentials = apiKey(other, { apiVersion: '3.6.1' });
		expect(await trigger.republish({ parameters, credentials })).toEqual([]);
		for (let polls = 0; polls < 5; polls++) {
			time.advance(HOUR);
			expect(await trigger.poll()).toEqual([]);
		}
		other.raiseAlarm({ object: { objectName: 'There' } });
		expect(brief(await trigger.poll())).toEqual(['raised There']);
		expect(await trigger.poll()).toEqual([]);
	} finally {
		await other.close();
	}
});
