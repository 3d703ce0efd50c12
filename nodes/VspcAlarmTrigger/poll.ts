import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { connect } from '../form/authentication';
import { sampleAlarmEvents, watchAlarmEvents } from '../trigger/alarms/alarmTrigger';
import { pollOnce } from '../trigger/engine/poll';
import { readSettings } from './parameters';

/** A person is waiting in the editor. */
const TEST_LIMITS = { timeoutSeconds: 60, asyncTimeoutSeconds: 60 };

/** Runs the trigger, see VspcAlarmTrigger.node.ts. */
export async function pollAlarms(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const connected = async () =>
		await connect(context, context.getNodeParameter('authentication', 'apiKey'));
	if (context.getMode() === 'manual') {
		const settings = readSettings(context);
		const items = await sampleAlarmEvents(context, await connected(), settings, TEST_LIMITS);
		return items.length > 0 ? [items.map((json) => ({ json }))] : null;
	}
	return await pollOnce(context, async (circumstances, bounded) => {
		const settings = readSettings(context);
		return await watchAlarmEvents(bounded, await connected(), settings, circumstances);
	});
}
