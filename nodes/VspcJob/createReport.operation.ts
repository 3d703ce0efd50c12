import type { INodeProperties } from 'n8n-workflow';

import { filtersOfAllKinds, jobKindsField } from '../form/jobKinds';
import { LISTS_AT_ONCE } from '../form/list';
import type { Operation } from '../form/operation';
import { optionsField } from '../form/options';
import { periodFields } from '../form/period';
import { createReports, readReport, type ReportInput, reportItemFields } from './createReports';

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
				description: 'A table of all jobs of the report, for spreadsheets',
			},
			{
				name: 'HTML',
				value: 'html',
				description: 'The HTML with all jobs, including those that a long e-mail leaves out',
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
		description: 'Plain text below the jobs, in HTML and text; line breaks are kept',
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
		displayName: 'List Successful Jobs',
		name: 'listSuccessful',
		type: 'boolean',
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
			"Title of the report, in its subject and at its top. If empty, 'Backup report' in the language of the report.",
	},
];

/** The fields of Create Report. */
export const reportFields: INodeProperties[] = [
	// The node itself says what is missing: it knows more than that something is.
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
		'Which sessions count: those that ended within this time. Each job is listed as its latest session stands. Enabled jobs without a session in this time are listed as not run.',
		'the time zone of the report',
	),
	{
		displayName: 'Group By',
		name: 'groupBy',
		type: 'options',
		options: [
			{
				name: 'Company',
				value: 'company',
				description:
					'One report for each company that has jobs, containing only the jobs of that company',
			},
			{ name: 'None', value: 'none', description: 'One report on all jobs' },
		],
		default: 'none',
		description:
			'How many reports to make. The company of a job is the one it is assigned to; if none, the owner of the backup server.',
	},
	filtersOfAllKinds,
	optionsField(reportOptions),
];

/** A report on jobs of all kinds, made here of their lists; VSPC itself is only read. */
export const createReport: Operation<ReportInput> = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create report on jobs',
		description:
			'Report on backup jobs as e-mail (subject, HTML, text) and as numbers, for all companies together or one for each; only reads',
	},
	itemFields: reportItemFields,
	fields: reportFields,
	atOnce: LISTS_AT_ONCE,
	read: readReport,
	run: createReports,
};
