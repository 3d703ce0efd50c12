import {
	NodeConnectionTypes,
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { authenticationField, testVspcCredential } from '../fields/authentication';
import { describeResources, findOperation } from '../fields/resources';
import {
	searchAgentJobs,
	searchBackupServers,
	searchCompanies,
	searchJobs,
	searchMicrosoft365Jobs,
} from '../fields/listSearch';
import { resources } from './resources';

export class VspcJob implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'VSPC Job',
		name: 'vspcJob',
		icon: { light: 'file:../../icons/vspc.svg', dark: 'file:../../icons/vspc.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Work with backup jobs of Veeam Service Provider Console',
		defaults: { name: 'VSPC Job' },
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
		properties: [authenticationField, ...describeResources(resources, 'job')],
	};

	methods = {
		credentialTest: { testVspcCredential },
		listSearch: {
			searchAgentJobs,
			searchBackupServers,
			searchCompanies,
			searchJobs,
			searchMicrosoft365Jobs,
		},
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0, 'job') as string;
		const operation = this.getNodeParameter('operation', 0, 'get') as string;
		const found = findOperation(resources, resource, operation);
		if (!found) throw noSuchOperation(this, resource, operation);
		// What runs is loaded when it runs: n8n waits for the descriptions of all nodes at its start.
		const { executeOperation } = await import('../fields/run/execute');
		return [await executeOperation(this, found)];
	}
}

/** n8n adds 'Custom API Call' to the lists of every node; it only points to HTTP Request. */
function noSuchOperation(context: IExecuteFunctions, resource: string, operation: string) {
	return [resource, operation].includes('__CUSTOM_API_CALL__')
		? new NodeOperationError(context.getNode(), 'This node does not make custom API calls', {
				description:
					"Use n8n's HTTP Request node: Authentication 'Predefined Credential Type', Credential Type 'VSPC API'.",
			})
		: new NodeOperationError(
				context.getNode(),
				`There is no operation '${operation}' for the resource '${resource}'`,
				{ description: 'Choose both from the lists of the node.' },
			);
}
