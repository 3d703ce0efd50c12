import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { authenticationField } from '../form/authentication';
import { methodsWith } from '../form/methods';
import { describeResources, executeResources, type Resource } from '../form/operation';
import { ANY_WORKLOAD, workloadResources } from '../form/workloads';
import { getOperation, getRestorePointsOperation } from './get.operation';
import { getManyOperation } from './getMany.operation';

/** Which resource has which operations; a new kind is a row in `form/workloads.ts`. */
const resources: Resource[] = workloadResources.map((resource) => ({
	option: { name: resource.label, value: resource.name, description: resource.one },
	defaultOperation: 'getAll',
	operations: [
		getOperation(resource),
		getManyOperation(resource),
		getRestorePointsOperation(resource),
	],
}));

export class VspcWorkload implements INodeType {
	/** For the build, which writes the schemas of what operations output. */
	static readonly resources = resources;

	description: INodeTypeDescription = {
		displayName: 'VSPC Workload',
		name: 'vspcWorkload',
		icon: { light: 'file:../../icons/workload.svg', dark: 'file:../../icons/workload.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle:
			'={{ ($parameter["operation"].replace("getAll", "getMany") + ": " + $parameter["resource"]).replace(/[A-Z]/g, " $&").toLowerCase() }}',
		description:
			'Read what Veeam Service Provider Console protects: machines, file shares, Microsoft 365, with their restore points',
		defaults: { name: 'VSPC Workload' },
		usableAsTool: {
			replacements: {
				description:
					'Protected workloads of Veeam Service Provider Console (VMs, computers, file shares, Microsoft 365 objects, cloud workloads) and how old their restore points are. This tool only reads.',
			},
		},
		builderHint: {
			searchHint:
				'What is protected, and how old its latest restore point is, whatever the status of its job. Use Get Many with the filter No Point for Hours to find unprotected machines. workloadKey identifies a workload for good: use it, not the name, to match tickets or rows.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-vspc.vspcJob',
					relationHint: 'The job of a workload, by jobKey',
				},
				{
					nodeType: 'n8n-nodes-vspc.vspcCompany',
					relationHint: 'E-mail address and other data of the company of a workload, by companyUid',
				},
				{
					nodeType: 'n8n-nodes-base.scheduleTrigger',
					relationHint: 'Starts a daily check',
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
		properties: [authenticationField, ...describeResources(resources, ANY_WORKLOAD)],
	};

	methods = methodsWith('searchBackupServers', 'searchCompanies', 'searchWorkloads');

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeResources(this, resources, ANY_WORKLOAD);
	}
}
