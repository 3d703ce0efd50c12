import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';

import { authenticationField } from '../form/authentication';
import { kindsByLabel } from '../form/jobKinds';
import { describeResources, executeResources } from '../form/operation';
import { methodsWith } from '../form/methods';
import { resources } from './resources';

export class VspcJob implements INodeType {
	/** For the build, which writes the schemas of what operations output. */
	static readonly resources = resources;

	description: INodeTypeDescription = {
		displayName: 'VSPC Job',
		name: 'vspcJob',
		icon: { light: 'file:../../icons/job.svg', dark: 'file:../../icons/job.dark.svg' },
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

	methods = methodsWith(
		'searchBackupServers',
		'searchCompanies',
		...kindsByLabel.map(({ uid }) => uid.searchMethod),
	);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeResources(this, resources, 'job');
	}
}
