import { microsoft365Job } from '../../../shared/jobs/kinds/microsoft365Job';
import type { JobResource } from '../../builders/jobResource';

/** The fields of Vb365Job, API 3.4 to 3.7. */
const microsoft365Fields = [
	'instanceUid',
	'isCopyJobAvailable',
	'isEnabled',
	'jobType',
	'lastErrorLogRecords',
	'lastRun',
	'lastStatus',
	'lastStatusDetails',
	'locationName',
	'managementAgentUid',
	'name',
	'nextRun',
	'repositoryName',
	'repositoryUid',
	'scheduleEditingAvailable',
	'siteName',
	'vb365OrganizationUid',
	'vb365ServerName',
	'vb365ServerUid',
	'vspcOrganizationName',
	'vspcOrganizationUid',
];

/** What the node adds is chosen like them. */
const shownMicrosoft365Fields = [...microsoft365Fields, 'failureMessage'];

/** Jobs of Veeam Backup for Microsoft 365. */
export const microsoft365Jobs: JobResource = {
	kind: microsoft365Job,
	action: 'Microsoft 365 job',
	uid: {
		displayName: 'Microsoft 365 Job',
		name: 'jobUid',
		noun: 'Microsoft 365 job',
		searchMethod: 'searchMicrosoft365Jobs',
		source: 'It is the field instanceUid of the items of Get Many',
		keyName: 'jobKey',
		parseKey: microsoft365Job.parseKey,
		keyPattern: 'microsoft365Job:[a-z]+:[0-9a-fA-F-]{36}:',
	},
	output: {
		id: 'instanceUid',
		simplified: [
			'name',
			'lastStatus',
			'failureMessage',
			'lastStatusDetails',
			'lastRun',
			'nextRun',
			'jobType',
			'isEnabled',
			'vspcOrganizationName',
			'instanceUid',
		],
		simplifiedHint: 'Name, status, failure message, times, type, company and the UID',
		all: shownMicrosoft365Fields,
	},
	filters: {
		statuses: [
			'Deleting',
			'Disconnected',
			'Failed',
			'NotConfigured',
			'Queued',
			'Running',
			'Starting',
			'Stopped',
			'Stopping',
			'Success',
			'Unknown',
			'Warning',
		],
		types: ['BackupJob', 'CopyJob', 'Unknown'],
	},
	sortable: microsoft365Fields.filter((field) => field !== 'lastErrorLogRecords'),
};
