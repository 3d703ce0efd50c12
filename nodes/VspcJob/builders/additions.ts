import type { INodeProperties } from 'n8n-workflow';

/** What the node adds to a job. */
export const additionOptions: INodeProperties[] = [
	{
		displayName: 'Add Computed Fields',
		name: 'addComputedFields',
		type: 'boolean',
		default: false,
		description:
			'Whether to add result (success, warning, failed, running or none), lastRunUtc, lastEndTimeUtc, hoursSinceLastEnd, hoursRunning, durationText and transferredText',
	},
	{
		displayName: 'Include Names',
		name: 'includeNames',
		type: 'boolean',
		default: false,
		description:
			'Whether to add companyUid, companyName, backupServerName, locationName and siteName. The company is the one that the job is assigned to, else the owner of the backup server.',
	},
];
