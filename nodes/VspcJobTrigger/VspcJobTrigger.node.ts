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
import { jobEventFields, pollJobs } from '../trigger/jobs/jobTrigger';
import { FIRST_POLL, readSettings, triggerFields } from './parameters';

export class VspcJobTrigger implements INodeType {
	/** What an item may have, for the schema of the editor. */
	static readonly itemFields = jobEventFields;

	description: INodeTypeDescription = {
		displayName: 'VSPC Job Trigger',
		name: 'vspcJobTrigger',
		icon: { light: 'file:../../icons/job.svg', dark: 'file:../../icons/job.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ "Job: " + $parameter["events"].join(", ") }}',
		description: 'Starts the workflow when backup jobs fail, recover, succeed or are overdue',
		defaults: { name: 'VSPC Job Trigger' },
		builderHint: {
			searchHint:
				'For tickets, use the events failed and recovered, and match tickets by jobKey: store the ticket for the jobKey when event is failed, close it when event is recovered. escalated comes once when a problem goes on, for a call or a second level. serverDisconnected and serverReconnected have serverKey in place of jobKey. eventId identifies an event. The first poll emits nothing; an interval of 5 to 10 minutes is enough.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-base.switch',
					relationHint: 'Branches by event, e.g. failed or recovered',
				},
				{
					nodeType: 'n8n-nodes-base.dataTable',
					relationHint: 'Keeps the ticket of each jobKey, so that a problem has one ticket',
				},
				{
					nodeType: 'n8n-nodes-base.haloPSA',
					relationHint: 'Creates a ticket for a failed job, and closes it when the job recovers',
				},
				{
					nodeType: 'n8n-nodes-base.jira',
					relationHint: 'Creates an issue for a failed job, and closes it when the job recovers',
				},
				{
					nodeType: 'n8n-nodes-vspc.vspcJob',
					relationHint: 'Retries or starts the job of an event, by jobKey',
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
		hints: [
			{
				message:
					'Jobs without a schedule, and jobs whose own schedule is longer than "Overdue After", are never overdue. From API version 3.6.1 on, VSPC also says on which days a daily job runs.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'always',
				displayCondition: '={{ $parameter["events"].includes("overdue") }}',
			},
		],
		properties: [authenticationField, ...triggerFields],
	};

	methods = methodsWith('searchBackupServers', 'searchCompanies');

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const read = (context: IPollFunctions) => readSettings(new Parameters(context, triggerFields));
		return await pollJobs(this, read, clientOf);
	}
}
