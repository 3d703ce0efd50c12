import type { IDataObject } from 'n8n-workflow';

import type { AlarmInput } from '../../simulator';
import { useSimulator } from '../harness/simulator';
import { useVirtualTime } from '../harness/useTime';
import { alarmTrigger, brief, MINUTE } from './triggerStage';

/** Which alarms VSPC Alarm Trigger emits. */
const simulator = useSimulator({ jobs: 1, agentJobs: 0, vb365Jobs: 0, alarms: 6 });
const time = useVirtualTime();

const SERVER_DOWN = 'Backup server connection state';
const uidOf = (template: string) =>
	simulator().estate.alarmTemplates.find(({ name }) => name === template)!.instanceUid;

/** An alarm about an object of this name. */
const about = (objectName: string, wish: AlarmInput = {}): AlarmInput => ({
	...wish,
	object: { computerName: 'backup01', ...wish.object, objectName },
});

/** A filter, an alarm that passes it, and one that is like it otherwise. */
const CASES: Array<
	[name: string, filters: () => IDataObject, wish: AlarmInput, other: AlarmInput]
> = [
	[
		'Alarm',
		() => ({ alarmTemplateUid: { __rl: true, mode: 'id', value: uidOf(SERVER_DOWN) } }),
		{ template: SERVER_DOWN },
		{ template: 'Repository free space' },
	],
	[
		'Object Name Contains, by the computer',
		() => ({ computerNameContains: 'SQL' }),
		{ object: { computerName: 'mssql-01' } },
		{ object: { computerName: 'web-01' } },
	],
	[
		'Object Type',
		() => ({ objectType: ['BackupServer', 'CloudGateway'] }),
		{ object: { type: 'CloudGateway' } },
		{ object: { type: 'BackupRepository' } },
	],
];

test.each(CASES)(
	'%s: an alarm that passes is emitted, one that does not is not',
	async (_, filters, wish, other) => {
		const trigger = alarmTrigger(simulator(), { filters: filters() } as never);
		expect(await trigger.publish()).toEqual([]);
		time.advance(MINUTE);
		const raised = [about('other', other), about('wanted', wish)].map((one) =>
			simulator().raiseAlarm(one),
		);
		expect(brief(await trigger.poll())).toEqual(['raised wanted']);
		expect(await trigger.poll()).toEqual([]);
		time.advance(MINUTE);
		for (const { instanceUid } of raised) simulator().resolveAlarm(instanceUid);
		expect(brief(await trigger.poll())).toEqual(['resolved wanted']);
	},
);

test('Object Name Contains, by the object', async () => {
	const trigger = alarmTrigger(simulator(), { filters: { computerNameContains: 'gold' } });
	await trigger.publish();
	time.advance(MINUTE);
	simulator().raiseAlarm(about('Silver Repository'));
	simulator().raiseAlarm(about('Golden Repository'));
	expect(brief(await trigger.poll())).toEqual(['raised Golden Repository']);
});

test('an alarm must match all filters that are set together', async () => {
	const filters = { computerNameContains: 'sql', objectType: ['CloudGateway'] };
	const trigger = alarmTrigger(simulator(), { filters });
	await trigger.publish();
	time.advance(MINUTE);
	const object = { computerName: 'sql-01' };
	simulator().raiseAlarm(about('only the name', { object }));
	simulator().raiseAlarm(about('only the type', { object: { type: 'CloudGateway' } }));
	simulator().raiseAlarm(about('both', { object: { ...object, type: 'CloudGateway' } }));
	expect(brief(await trigger.poll())).toEqual(['raised both']);
});
