import type { INodeProperties } from 'n8n-workflow';

import { filtersOfAllKinds, jobKindsField } from '../form/jobKinds';
import { LISTS_AT_ONCE } from '../form/list';
import { ItemsWithFiles, type Operation } from '../form/operation';
import { optionsField } from '../form/options';
import { periodFields } from '../form/period';
import { rpoExceptionsField } from '../form/rpo';
import { workloadReportFilters } from '../form/workloadFilters';
import { workloadKindsField } from '../form/workloads';
import { anyReportItemFields } from '../report/workloads/fields';
import { createReports, readReport, type ReportInput } from './createReports';
import {
	createWorkloadReports,
	readWorkloadReport,
	type WorkloadReportInput,
} from './createWorkloadReports';

/** Shown for one type of report only. */
const JOBS = { reportType: ['jobs'] };
const WORKLOADS = { reportType: ['workloads'] };
const ofJobs = { show: { '/reportType': JOBS.reportType } };
const ofWorkloads = { show: { '/reportType': WORKLOADS.reportType } };

/** How a report looks, and what is attached to it. */
const reportOptions: INodeProperties[] = [
	{
		displayName: 'Accent Color',
		name: 'accentColor',
		type: 'color',
		default: '#12965a',
		description: 'Color of the line at the top of the HTML, e.g. #12965a',
	},
	{
		displayName: 'Attach',
		name: 'attach',
		type: 'multiOptions',
		options: [
			{
				name: 'CSV',
				value: 'csv',
				description: 'A table of all jobs or workloads of the report, for spreadsheets',
			},
			{
				name: 'HTML',
				value: 'html',
				description:
					'The HTML with all jobs or workloads, including those that a long e-mail leaves out',
			},
		],
		default: [],
		description: 'Which files to add to each item as binary data; not for AI tools',
	},
	{
		displayName: 'CSV Field',
		name: 'csvField',
		type: 'string',
		default: 'csv',
		placeholder: 'e.g. csv',
		description: 'Name of the binary field to put the CSV file in',
	},
	{
		displayName: 'Footer Text',
		name: 'footerText',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. Questions? Call the service desk: +1 555 0100',
		description: 'Plain text below all others, in HTML and text; line breaks are kept',
	},
	{
		displayName: 'Header Color',
		name: 'headerColor',
		type: 'color',
		default: '#101828',
		description:
			'Color behind the title in the HTML, e.g. #101828. The text on it is white or dark, whichever is easier to read.',
	},
	{
		displayName: 'HTML Field',
		name: 'htmlField',
		type: 'string',
		default: 'html',
		placeholder: 'e.g. html',
		description: 'Name of the binary field to put the HTML file in',
	},
	{
		displayName: 'Intro Text',
		name: 'introText',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. Good morning, here are the backups of last night.',
		description: 'Plain text above the numbers, in HTML and text; line breaks are kept',
	},
	{
		displayName: 'Language',
		name: 'language',
		type: 'options',
		options: [
			{ name: 'Dutch', value: 'nl' },
			{ name: 'English', value: 'en' },
			{ name: 'French', value: 'fr' },
			{ name: 'German', value: 'de' },
			{ name: 'Spanish', value: 'es' },
		],
		default: 'en',
		description:
			'Language of all words, dates and numbers in the report. Names and failure messages stay as VSPC has them.',
	},
	{
		displayName: 'List Protected',
		name: 'listProtected',
		type: 'boolean',
		displayOptions: ofWorkloads,
		default: false,
		description:
			'Whether to list workloads within their RPO one by one in HTML and text. Without this option they are listed. Attached files always list them.',
	},
	{
		displayName: 'List Successful Jobs',
		name: 'listSuccessful',
		type: 'boolean',
		displayOptions: ofJobs,
		default: false,
		description:
			'Whether to list successful jobs one by one in HTML and text. Without this option they are listed. Attached files always list them.',
	},
	{
		displayName: 'Logo URL',
		name: 'logoUrl',
		type: 'string',
		default: '',
		placeholder: 'e.g. https://www.example.com/logo.png',
		description:
			'Address of a picture for the top of the HTML, starting with https://. The mail program of the reader loads it. Without it, the report loads nothing.',
	},
	{
		...rpoExceptionsField,
		displayOptions: ofWorkloads,
		description:
			'Other hours than RPO (Hours), by kind and company. The first one that fits a workload counts.',
	},
	{
		displayName: 'Snapshots Count',
		name: 'snapshotsCount',
		type: 'boolean',
		displayOptions: ofWorkloads,
		default: true,
		description:
			'Whether snapshots of databases and file shares in public clouds count as restore points. Without this option, only backups count.',
	},
	{
		displayName: 'Time Zone',
		name: 'timeZone',
		type: 'string',
		default: '',
		placeholder: 'e.g. Europe/Berlin',
		description: 'Time zone of the times in the report. If empty, the time zone of the workflow.',
	},
	{
		displayName: 'Title',
		name: 'title',
		type: 'string',
		default: '',
		placeholder: 'e.g. Nightly backup report',
		description:
			"Title of the report, in its subject and at its top. If empty, 'Backup report' or 'Protection report' in the language of the report.",
	},
];

/** The fields of Create Report. */
export const reportFields: INodeProperties[] = [
	{
		displayName: 'Report Type',
		name: 'reportType',
		type: 'options',
		options: [
			{
				name: 'Jobs',
				value: 'jobs',
				description: 'How backup jobs ended in a period',
			},
			{
				name: 'Workloads',
				value: 'workloads',
				description:
					'How old the latest restore points of machines, file shares and Microsoft 365 objects are, whatever the status of their jobs: those outside the recovery point objective (RPO) first',
			},
		],
		default: 'jobs',
		description: 'What to report on',
	},
	// The node itself says what is missing: it knows more than that something is.
	...shownFor(JOBS, [
		{ ...jobKindsField, required: false, description: 'Which kinds of jobs to report on' },
		{
			displayName: 'Basis',
			name: 'basis',
			type: 'options',
			options: [
				{
					name: 'Every Session',
					value: 'everySession',
					description:
						'All sessions of the period: true success rates, failures in a row, and a strip of days for each job with trouble. Needs VSPC 9 or newer; without it, the report is on the latest sessions and says so.',
				},
				{
					name: 'Latest Session',
					value: 'latestSession',
					description: 'Only the latest session of each job, with fewer requests',
				},
			],
			default: 'everySession',
			description: 'Which sessions the numbers of the report count',
		},
		...periodFields(
			'Which sessions count: those that ended within this time. Each job is listed as its latest session stands. Enabled jobs without a session in this period are listed as not run.',
			'the time zone of the report',
		),
	]),
	...shownFor(WORKLOADS, [
		{
			...workloadKindsField,
			required: false,
			description: 'Which kinds of workloads to report on',
		},
		{
			displayName: 'RPO (Hours)',
			name: 'rpoHours',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 24,
			description:
				'The recovery point objective: how old the latest restore point of a workload may be. Other hours for some: option RPO Exceptions.',
		},
	]),
	{
		displayName: 'Group By',
		name: 'groupBy',
		type: 'options',
		options: [
			{
				name: 'Company',
				value: 'company',
				description:
					'One report for each company that has jobs or workloads, containing only those of that company',
			},
			{ name: 'None', value: 'none', description: 'One report on all' },
		],
		default: 'none',
		description:
			'How many reports to make. The company of a job is the one it is assigned to; if none, the owner of the backup server.',
	},
	...shownFor(JOBS, [filtersOfAllKinds]),
	...shownFor(WORKLOADS, [workloadReportFilters]),
	optionsField(reportOptions),
];

function shownFor(
	condition: Record<string, string[]>,
	fields: INodeProperties[],
): INodeProperties[] {
	return fields.map((field) => ({
		...field,
		displayOptions: { show: { ...condition, ...field.displayOptions?.show } },
	}));
}

type AnyReportInput =
	| ({ reportType: 'jobs' } & ReportInput)
	| ({ reportType: 'workloads' } & WorkloadReportInput);

/** A report on jobs or workloads of all kinds, made here of their lists; VSPC itself is only read. */
export const createReport: Operation<AnyReportInput> = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create report',
		description:
			'Report on backup jobs, or on workloads and their restore points, as e-mail (subject, HTML, text) and as numbers, for all companies together or one for each; only reads',
	},
	itemFields: anyReportItemFields,
	fields: reportFields,
	atOnce: LISTS_AT_ONCE,
	read(p) {
		const reportType = p.choice<AnyReportInput['reportType']>('reportType');
		return reportType === 'workloads'
			? { reportType, ...readWorkloadReport(p) }
			: { reportType, ...readReport(p) };
	},
	run: async (input, vspc) =>
		new ItemsWithFiles(
			input.reportType === 'workloads'
				? await createWorkloadReports(input, vspc)
				: await createReports(input, vspc),
		),
};
