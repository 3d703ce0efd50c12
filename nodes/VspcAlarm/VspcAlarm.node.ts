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
		subtitle: '={{ $parameter["operation"] }}',
		description: 'Read, acknowledge and resolve alarms of Veeam Service Provider Console',
		defaults: { name: 'VSPC Alarm' },
		usableAsTool: true,
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
