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
		subtitle:
			'={{ ($parameter["operation"].replace("getAll", "getMany") + ": " + $parameter["resource"]).replace(/[A-Z]/g, " $&").toLowerCase() }}',
		description:
			'Read, start and stop backup jobs of Veeam Service Provider Console, and report on them',
		defaults: { name: 'VSPC Job' },
		usableAsTool: {
			replacements: {
				description:
					'Backup jobs of Veeam Service Provider Console. Get, Get Many, Get Failed Objects and reports only read. Start, Stop, Retry, Enable and Disable change VSPC.',
			},
		},
		builderHint: {
			searchHint:
				'Read backup jobs with Get Many and filters, e.g. by status, instead of filtering items later. jobKey identifies a job for good: use it, not the name, to match tickets or rows. For a ticket, turn on Add Ticket Fields: ticketTitle and ticketText say what failed and why. For an e-mail, use a report: its item has subject, html and text. To start a workflow when a job fails, use VSPC Job Trigger instead of a schedule and Get Many.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-vspc.vspcJobTrigger',
					relationHint: 'Starts the workflow when jobs fail, recover, succeed or are overdue',
				},
				{
					nodeType: 'n8n-nodes-vspc.vspcCompany',
					relationHint: 'E-mail address and other data of the company of a job, by companyUid',
				},
				{
					nodeType: 'n8n-nodes-base.emailSend',
					relationHint: 'Sends a report: subject to Subject, html to HTML, text to Text',
				},
				{
					nodeType: 'n8n-nodes-base.scheduleTrigger',
					relationHint: 'Starts a daily or weekly report',
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
		properties: [authenticationField, ...describeResources(resources, 'job')],
	};

	methods = methodsWith(
		'searchAnyJobs',
		'searchBackupServers',
		'searchCompanies',
		...kindsByLabel.map(({ uid }) => uid.searchMethod),
	);

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await executeResources(this, resources, 'job');
	}
}
