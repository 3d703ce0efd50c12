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
import { pollWorkloads, workloadEventFields } from '../trigger/workloads/workloadTrigger';
import { FIRST_POLL, readSettings, workloadTriggerFields } from './parameters';

export class VspcWorkloadTrigger implements INodeType {
	/** What an item may have, for the schema of the editor. */
	static readonly itemFields = workloadEventFields;

	description: INodeTypeDescription = {
		displayName: 'VSPC Workload Trigger',
		name: 'vspcWorkloadTrigger',
		icon: { light: 'file:../../icons/workload.svg', dark: 'file:../../icons/workload.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ "Workload: " + $parameter["events"].join(", ") }}',
		description:
			'Starts the workflow when machines and data fall out of protection, are protected again, appear, disappear or have malware',
		defaults: { name: 'VSPC Workload Trigger' },
		builderHint: {
			searchHint:
				'For tickets, use the events unprotected and protected, and match tickets by workloadKey: each unprotected is followed by one protected, whose endedBy says why. rpoHours is how old a restore point may be. eventId identifies an event. The first poll emits nothing; workloads are read once an hour, and an interval of 5 to 10 minutes is enough.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-base.switch',
					relationHint: 'Branches by event, e.g. unprotected or protected',
				},
				{
					nodeType: 'n8n-nodes-base.dataTable',
					relationHint: 'Keeps the ticket of each workloadKey, so that a problem has one ticket',
				},
				{
					nodeType: 'n8n-nodes-vspc.vspcWorkload',
					relationHint:
						'Reads backups and restore points of the workload of an event, by workloadKey',
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
		properties: [authenticationField, ...workloadTriggerFields],
	};

	methods = methodsWith('searchBackupServers', 'searchCompanies');

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const read = (context: IPollFunctions) =>
			readSettings(new Parameters(context, workloadTriggerFields));
		return await pollWorkloads(this, read, clientOf);
	}
}
