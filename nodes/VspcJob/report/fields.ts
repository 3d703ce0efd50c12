import type { INodeProperties } from 'n8n-workflow';

import { filtersField } from '../../fields/jobFilters';
import { optionsField } from '../../fields/options';
import { filtersOfAllKinds, jobKindsField } from '../jobKinds';
import { reportOptions } from './options';

/** The fields of Create Report. */
export const reportFields: INodeProperties[] = [
	// The node itself says what is missing: it knows more than that something is.
	{ ...jobKindsField, required: false, description: 'Which kinds of jobs to report on' },
	{
		displayName: 'Period',
		name: 'period',
		type: 'options',
		options: [
			{ name: 'Custom', value: 'custom', description: 'From one time to another' },
			{ name: 'Last 24 Hours', value: 'last24Hours' },
			{ name: 'Last 30 Days', value: 'last30Days' },
			{ name: 'Last 7 Days', value: 'last7Days' },
		],
		default: 'last24Hours',
		description:
			'Which sessions count: those that ended in this time. VSPC shows only the latest session of each job. Enabled jobs without a session in this time are listed as not run.',
	},
	{
		displayName: 'From',
		name: 'from',
		type: 'dateTime',
		displayOptions: { show: { period: ['custom'] } },
		default: '',
		description:
			'Beginning of the period, e.g. 2026-01-31T18:00:00 or 2026-01-31; without an offset it is meant in the time zone of the report',
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'dateTime',
		displayOptions: { show: { period: ['custom'] } },
		default: '',
		description: 'End of the period, now when empty. A day without a time is included as a whole.',
	},
	{
		displayName: 'Group By',
		name: 'groupBy',
		type: 'options',
		options: [
			{
				name: 'Company',
				value: 'company',
				description: 'One report for each company that has jobs, with nothing of another in it',
			},
			{ name: 'None', value: 'none', description: 'One report on all jobs' },
		],
		default: 'none',
		description:
			'How many reports to make. The company of a job is the one that it is assigned to, else the owner of the backup server.',
	},
	filtersField(filtersOfAllKinds),
	optionsField(reportOptions),
];
