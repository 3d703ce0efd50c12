import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { Operation } from '../../fields/operation';
import { optionsField } from '../../fields/options';
import { uidField } from '../../fields/uid';
import type { AlarmAction } from '../../shared/alarms/actions';
import { alarmUid } from '../fields';

/** VSPC requires both. */
const remarkFields: INodeProperties[] = [
	{
		displayName: 'Comment',
		name: 'comment',
		type: 'string',
		required: true,
		default: '',
		placeholder: 'e.g. Ticket 4711: repository extended',
		description: 'Why, in a few words; VSPC shows it with the alarm as its remark',
	},
	{
		displayName: 'Resolve on Clients',
		name: 'resolveOnClients',
		type: 'boolean',
		default: false,
		description:
			'Whether to resolve the alarm on the connected backup servers as well, not only in VSPC',
	},
];

/** An action on alarms: each alarm once, one after the other. */
export function actionOperation(
	action: AlarmAction,
	words: Pick<INodePropertyOptions, 'name' | 'action' | 'description'>,
): Operation {
	return {
		option: { ...words, value: action },
		fields: [uidField(alarmUid), ...remarkFields, optionsField()],
		async execute(context, itemCount, keepGoing) {
			const { actOnAlarms } = await import('../run/action');
			return await actOnAlarms(action, context, itemCount, keepGoing);
		},
	};
}
