import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { VspcAlarmTrigger } from '../../../nodes/VspcAlarmTrigger/VspcAlarmTrigger.node';
import type { Simulator } from '../../simulator';
import { PolledTrigger, type PollSetup } from '../harness/poll';
import { apiKey } from '../harness/simulator';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A trigger that watches the alarms of a simulated VSPC, for all events; not yet published. */
export function alarmTrigger(
	simulator: Simulator,
	parameters: INodeParameters = {},
	setup: Partial<PollSetup> = {},
): PolledTrigger {
	return new PolledTrigger({
		nodeType: new VspcAlarmTrigger(),
		parameters: {
			authentication: 'apiKey',
			events: ['raised', 'changed', 'resolved'],
			...parameters,
		},
		credentials: apiKey(simulator, { apiVersion: '3.6.1' }),
		nodeName: 'VSPC Alarm Trigger',
		...setup,
	});
}

/** Items as `event object`, in their order. */
export function brief(items: INodeExecutionData[]): string[] {
	return items.map(({ json }) => {
		const { objectName } = json.object as { objectName: string };
		return `${String(json.event)} ${objectName}`;
	});
}
