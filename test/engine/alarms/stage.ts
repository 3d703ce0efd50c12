import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { VspcAlarm } from '../../../nodes/VspcAlarm/VspcAlarm.node';
import type { Simulator } from '../../simulator';
import { runJobNode, type Setup } from '../harness/run';
import { apiKey } from '../harness/simulator';

type ActiveAlarm = Simulator['estate']['alarms'][number];

export const UNKNOWN = '00000000-1111-2222-3333-444444444444';

export const LIST = '/alarms/active$';
export const TEMPLATES = '/alarms/templates$';

/** A resource locator as n8n stores it. */
export const locator = (value: unknown): INodeParameters =>
	({ __rl: true, mode: 'id', value }) as unknown as INodeParameters;

/** Runs an operation of VSPC Alarm; with UIDs once for each of them. */
export async function runAlarmNode(
	simulator: Simulator,
	operation: string,
	parameters: INodeParameters = {},
	{ uids, ...setup }: Partial<Setup> & { uids?: unknown[] } = {},
) {
	return await runJobNode({
		nodeType: new VspcAlarm(),
		credentials: apiKey(simulator),
		...(uids ? { items: uids.map((uid) => ({ uid }) as IDataObject) } : {}),
		...setup,
		parameters: {
			authentication: 'apiKey',
			operation,
			...(uids ? { alarmUid: locator('={{ $json.uid }}') } : {}),
			...parameters,
		},
	});
}

export const jsonOf = (items: INodeExecutionData[]): IDataObject[] => items.map(({ json }) => json);

/** An alarm as VSPC shows it: its history has a resource of its own. */
export function shown(alarm: ActiveAlarm): Omit<ActiveAlarm, 'history'> {
	const copy: Partial<ActiveAlarm> = { ...alarm };
	delete copy.history;
	return copy as ActiveAlarm;
}

/** The requests whose path fits. */
export const requestsTo = ({ requests }: Simulator, path: string) =>
	requests.filter((request) => new RegExp(path).test(request.path));
