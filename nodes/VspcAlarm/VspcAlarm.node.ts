import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { authenticationField } from '../form/authentication';
import { describeResources, executeResources, type Resource } from '../form/operation';
import { methodsWith } from '../form/methods';
import { acknowledge, resolve } from './action.operation';
import { get } from './get.operation';
import { getHistory } from './getHistory.operation';
import { getAll } from './getMany.operation';

/** The one resource of the node; a new operation is a file and a line here. */
const resources: Resource[] = [
	{
		option: { name: 'Alarm', value: 'alarm' },
		defaultOperation: 'get',
		operations: [acknowledge, get, getHistory, getAll, resolve],
	},
];

export class VspcAlarm implements INodeType {
	/** For the build, which writes the schemas of what operations output. */
	static readonly resources = resources;

	description: INodeTypeDescription = {
		displayName: 'VSPC Alarm',
		name: 'vspcAlarm',
		icon: { light: 'file:../../icons/alarm.svg', dark: 'file:../../icons/alarm.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle:
			'={{ $parameter["operation"].replace("getAll", "getMany").replace(/[A-Z]/g, " $&").toLowerCase() }}',
		description: 'Read, acknowledge and resolve alarms of Veeam Service Provider Console',
		defaults: { name: 'VSPC Alarm' },
		usableAsTool: {
			replacements: {
				description:
					'Alarms of Veeam Service Provider Console. Get, Get Many and Get History only read. Acknowledge and Resolve change VSPC.',
			},
		},
		builderHint: {
			searchHint:
				'Get Many outputs unresolved alarms unless the filters ask for others. alarmKey identifies an alarm for good: use it to match tickets or rows. To start a workflow when an alarm is raised, use VSPC Alarm Trigger instead of a schedule and Get Many.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-vspc.vspcAlarmTrigger',
					relationHint: 'Starts the workflow when alarms are raised, change or are resolved',
				},
			],
		},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
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
		properties: [authenticationField, ...describeResources(resources, 'alarm')],
	};

	methods = methodsWith('searchAlarms', 'searchAlarmTemplates', 'searchCompanies');

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeResources(this, resources, 'alarm');
	}
}
