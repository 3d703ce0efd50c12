import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { clientOf, Parameters } from '../form/parameters';
import { sampleAlarmEvents, watchAlarmEvents } from '../trigger/alarms/alarmTrigger';
import { pollOnce } from '../trigger/engine/poll';
import { readSettings, alarmTriggerFields } from './parameters';

/** For the schema of the editor. */
export { alarmEventFields as itemFields } from '../trigger/alarms/items';

/** A person is waiting in the editor. */
const TEST_LIMITS = { timeoutSeconds: 60, asyncTimeoutSeconds: 60 };

/** Runs the trigger, see VspcAlarmTrigger.node.ts. */
export async function pollAlarms(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	if (context.getMode() === 'manual') {
		const settings = readSettings(new Parameters(context, alarmTriggerFields));
		const vspc = clientOf(context).within(TEST_LIMITS);
		await vspc.connect();
		const items = await sampleAlarmEvents(vspc, settings);
		return items.length > 0 ? [items.map((json) => ({ json }))] : null;
	}
	return await pollOnce(context, async (circumstances, bounded) => {
		const settings = readSettings(new Parameters(context, alarmTriggerFields));
		const vspc = clientOf(bounded).within(circumstances.limits);
		await vspc.connect();
		return await watchAlarmEvents(bounded, vspc, settings, circumstances);
	});
}
