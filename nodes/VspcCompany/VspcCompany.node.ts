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
import { get } from './get.operation';
import { getAll } from './getMany.operation';

/** The one resource of the node; a new operation is a file and a line here. */
const resources: Resource[] = [
	{
		option: { name: 'Company', value: 'company' },
		defaultOperation: 'get',
		operations: [get, getAll],
	},
];

export class VspcCompany implements INodeType {
	/** For the build, which writes the schemas of what operations output. */
	static readonly resources = resources;

	description: INodeTypeDescription = {
		displayName: 'VSPC Company',
		name: 'vspcCompany',
		icon: { light: 'file:../../icons/company.svg', dark: 'file:../../icons/company.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle:
			'={{ $parameter["operation"].replace("getAll", "getMany").replace(/[A-Z]/g, " $&").toLowerCase() }}',
		description: 'Read companies (customers) of Veeam Service Provider Console',
		defaults: { name: 'VSPC Company' },
		usableAsTool: {
			replacements: {
				description:
					'Companies (customers) of Veeam Service Provider Console. This tool only reads.',
			},
		},
		builderHint: {
			searchHint:
				'Customers of the provider with their e-mail address. instanceUid of a company is companyUid in the items of jobs, alarms and reports.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-vspc.vspcJob',
					relationHint: 'The backup jobs of a company: Get Many with the filter companyUid',
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
		properties: [authenticationField, ...describeResources(resources, 'company')],
	};

	methods = methodsWith('searchManagedCompanies', 'searchResellers');

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeResources(this, resources, 'company');
	}
}
