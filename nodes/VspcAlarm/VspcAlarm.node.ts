import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { authenticationField, testVspcCredential } from '../fields/authentication';
import { executeResources } from '../fields/execute';
import { searchAlarms, searchAlarmTemplates, searchCompanies } from '../fields/listSearch';
import { describeResources } from '../fields/resources';
import { resources } from './operations';

export class VspcAlarm implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'VSPC Alarm',
		name: 'vspcAlarm',
		icon: { light: 'file:../../icons/vspc.svg', dark: 'file:../../icons/vspc.dark.svg' },
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

	methods = {
		credentialTest: { testVspcCredential },
		listSearch: { searchAlarms, searchAlarmTemplates, searchCompanies },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeResources(this, resources, 'alarm');
	}
}
