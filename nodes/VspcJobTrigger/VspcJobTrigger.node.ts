import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { authenticationField, connect } from '../fields/authentication';
import { testVspcCredential } from '../shared/credentialTest';
import { sampleJobEvents, watchJobs } from '../shared/jobs/watch';
import { pollOnce } from '../shared/trigger/poll';
import { searchBackupServers, searchCompanies } from '../VspcJob/listSearch';
import { triggerFields } from './fields';
import { readSettings } from './settings';

/** A person is waiting in the editor. */
const TEST_LIMITS = { timeoutSeconds: 60, asyncTimeoutSeconds: 60 };

export class VspcJobTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'VSPC Job Trigger',
		name: 'vspcJobTrigger',
		icon: { light: 'file:../../icons/vspc.svg', dark: 'file:../../icons/vspc.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["events"].join(", ") }}',
		description: 'Starts the workflow when backup jobs fail, recover, succeed or are overdue',
		defaults: { name: 'VSPC Job Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		polling: true,
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
					'Jobs without a schedule, and those whose own schedule is longer than "Overdue After", are never overdue. API version 3.6.1 or newer tells on which days a daily job runs.',
				type: 'info',
				location: 'ndv',
				whenToDisplay: 'always',
				displayCondition: '={{ $parameter["events"].includes("overdue") }}',
			},
		],
		properties: [authenticationField, ...triggerFields],
	};

	methods = {
		credentialTest: { testVspcCredential },
		listSearch: { searchBackupServers, searchCompanies },
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		const connected = async () =>
			await connect(this, this.getNodeParameter('authentication', 'apiKey'));
		if (this.getMode() === 'manual') {
			const settings = readSettings(this);
			const items = await sampleJobEvents(this, await connected(), settings, TEST_LIMITS);
			return items.length > 0 ? [items.map((json) => ({ json }))] : null;
		}
		return await pollOnce(this, async (circumstances) => {
			const settings = readSettings(this);
			return await watchJobs(this, await connected(), settings, circumstances);
		});
	}
}
