import {
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { authenticationField } from '../form/authentication';
import { methodsWith } from '../form/methods';
import { clientOf, Parameters } from '../form/parameters';
import { alarmEventFields, pollAlarms } from '../trigger/alarms/alarmTrigger';
import { alarmTriggerFields, FIRST_POLL, readSettings } from './parameters';

export class VspcAlarmTrigger implements INodeType {
	/** What an item may have, for the schema of the editor. */
	static readonly itemFields = alarmEventFields;

	description: INodeTypeDescription = {
		displayName: 'VSPC Alarm Trigger',
		name: 'vspcAlarmTrigger',
		icon: { light: 'file:../../icons/alarm.svg', dark: 'file:../../icons/alarm.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ "Alarm: " + $parameter["events"].join(", ") }}',
		description: 'Starts the workflow when alarms are raised, change or are resolved',
		defaults: { name: 'VSPC Alarm Trigger' },
		builderHint: {
			searchHint:
				'For tickets, use the events raised and resolved, and match tickets by alarmKey. raised must be among the events. eventId identifies an event. The first poll emits nothing; an interval of 5 to 10 minutes is enough.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-base.switch',
					relationHint: 'Branches by event, e.g. raised or resolved',
				},
				{
					nodeType: 'n8n-nodes-base.dataTable',
					relationHint: 'Keeps the ticket of each alarmKey, so that an alarm has one ticket',
				},
				{
					nodeType: 'n8n-nodes-vspc.vspcAlarm',
					relationHint: 'Acknowledges or resolves the alarm of an event, by alarmKey',
				},
			],
		},
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		polling: true,
		eventTriggerDescription: FIRST_POLL,
		activationMessage: FIRST_POLL,
		credentials: [
			{
				name: 'vspcApi',
				required: true,
				displayOptions: { show: { authentication: ['apiKey'] } },
				testedBy: 'testVspcCredential',
			},
			{
				name: 'vspcLoginApi',
				required: true,
				displayOptions: { show: { authentication: ['login'] } },
				testedBy: 'testVspcCredential',
			},
		],
		properties: [authenticationField, ...alarmTriggerFields],
	};

	methods = methodsWith('searchAlarmTemplates', 'searchCompanies');

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const read = (context: IPollFunctions) =>
			readSettings(new Parameters(context, alarmTriggerFields));
		return await pollAlarms(this, read, clientOf);
	}
}
