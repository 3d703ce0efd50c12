import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { authenticationField, testVspcCredential } from '../fields/authentication';
import { executeResources } from '../fields/execute';
import { searchManagedCompanies, searchResellers } from '../fields/listSearch';
import { describeResources } from '../fields/resources';
import { resources } from './operations';

export class VspcCompany implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'VSPC Company',
		name: 'vspcCompany',
		icon: { light: 'file:../../icons/vspc.svg', dark: 'file:../../icons/vspc.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: '={{ $parameter["operation"] }}',
		description: 'Read companies (customers) of Veeam Service Provider Console',
		defaults: { name: 'VSPC Company' },
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
		properties: [authenticationField, ...describeResources(resources, 'company')],
	};

	methods = {
		credentialTest: { testVspcCredential },
		listSearch: { searchManagedCompanies, searchResellers },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeResources(this, resources, 'company');
	}
}
