import type { IDataObject } from 'n8n-workflow';

import { useStage } from './harness';
import { createTrigger, PublishedTrigger } from './trigger/published';

/** n8n starts several times. */
jest.setTimeout(240_000);

/** VSPC Alarm Trigger in a real n8n. Polls, starts and outages are VSPC Job Trigger's, and tested there. */
const stage = useStage();

const brief = (items: IDataObject[]) =>
	items.map(({ event, alarmKey }) => `${String(event)} ${String(alarmKey)}`);

test('raised, resolved while n8n is down, another raised before a kill: each is emitted once, with the same alarmKey', async () => {
	const { n8n, simulator } = stage();
	const type = 'vspcAlarmTrigger' as const;
	const trigger = new PublishedTrigger(stage(), await createTrigger(stage(), { type }));
	await trigger.publish();
	const owed: string[] = [];
	const toldAll = async () =>
		await trigger.itemsAre((items) => items.length >= owed.length, owed.join(', '));

	const alarm = simulator.raiseAlarm();
	const key = `alarm:${alarm.instanceUid}`;
	owed.push(`raised ${key}`);
	await toldAll();
	const [{ status }] = await trigger.endedExecutions();
	expect(status).toBe('success');
	expect(await trigger.items()).toEqual([
		expect.objectContaining({
			event: 'raised',
			alarmKey: key,
			eventId: expect.stringContaining(`${key}:raised:`),
			alarmName: 'Repository free space',
			companyName: expect.any(String),
			lastActivation: expect.objectContaining({ status: 'Error' }),
		}),
	]);

	await trigger.polled();
	await n8n.quit();
	simulator.resolveAlarm(alarm.instanceUid);
	await n8n.restart();
	owed.push(`resolved ${key}`);
	await toldAll();

	await trigger.polled();
	const other = simulator.raiseAlarm();
	await n8n.kill();
	await n8n.restart();
	owed.push(`raised alarm:${other.instanceUid}`);
	await toldAll();
	await trigger.pause();
	const items = await trigger.items();
	expect(brief(items)).toEqual(owed);
	expect(new Set(items.map(({ eventId }) => eventId)).size).toBe(items.length);
	await trigger.close();
});
