/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { resolve } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';

export const FOLDER = resolve(__dirname, '..', '..', 'docs', 'images');

/** What makes all of them anew; named by the tests that find one stale. */
export const COMMAND = 'npm run docs:pictures';

/** The panel of a node that was executed. */
export interface PanelPicture {
	/** e.g. `vspcJob` */
	type: string;
	/** What the node is called on the canvas */
	name: string;
	parameters: INodeParameters;
	/** How the output is shown; n8n decides when left out */
	view?: 'Schema' | 'Table';
	/** What a person reads in the output */
	reads: string[];
	/** The first columns or fields of the output, in their order */
	begins?: string[];
	/** A list that is opened, and how its lines begin */
	list?: { parameter: string; lines: string[] };
}

const failedOf = (resource: string, more: INodeParameters = {}): INodeParameters => ({
	authentication: 'apiKey',
	resource,
	operation: 'getAll',
	filters: { status: ['Failed', 'Warning'] },
	...more,
});
const EVERY_5_MINUTES = { pollTimes: { item: [{ mode: 'everyX', value: 5, unit: 'minutes' }] } };

/** Panels of nodes, by the name of the picture. */
export const PANELS: Record<string, PanelPicture> = {
	job: {
		type: 'vspcJob',
		name: 'Failed jobs',
		parameters: failedOf('anyJob', { output: 'simplified' }),
		view: 'Table',
		begins: ['name', 'result', 'status', 'failureMessage', 'companyName'],
		reads: ['Reception PCs', 'Riverside Schools', 'SQL Servers', 'Teams and SharePoint'],
	},
	'job-list': {
		type: 'vspcJob',
		name: 'Start a job',
		parameters: {
			authentication: 'apiKey',
			resource: 'anyJob',
			operation: 'start',
			jobUid: { __rl: true, mode: 'list', value: '' } as never,
			options: { waitForCompletion: true },
		},
		reads: [],
		list: {
			parameter: 'jobUid',
			lines: [
				'Domain Controllers · Alpine…linics · VM backup · vbr01',
				'Domain Controllers · Northw… Legal · VM backup · vbr04',
				'Reception PCs · Riv',
			],
		},
	},
	'job-trigger': {
		type: 'vspcJobTrigger',
		name: 'VSPC Job Trigger',
		parameters: { authentication: 'apiKey', ...EVERY_5_MINUTES },
		view: 'Schema',
		begins: ['event', 'name', 'status', 'failureMessage', 'companyName'],
		reads: ['failed', 'Reception PCs', 'Riverside Schools'],
	},
	alarm: {
		type: 'vspcAlarm',
		name: 'Open alarms',
		parameters: {
			authentication: 'apiKey',
			operation: 'getAll',
			filters: { severity: ['Error', 'Warning'] },
			output: 'simplified',
		},
		view: 'Schema',
		begins: ['alarmName'],
		reads: ['Job session state', 'SQL Servers', 'Alpine Clinics'],
	},
	'alarm-trigger': {
		type: 'vspcAlarmTrigger',
		name: 'VSPC Alarm Trigger',
		parameters: { authentication: 'apiKey', ...EVERY_5_MINUTES },
		view: 'Schema',
		begins: ['event', 'alarmName'],
		reads: ['raised'],
	},
	company: {
		type: 'vspcCompany',
		name: 'Customers',
		parameters: { authentication: 'apiKey', operation: 'getAll', output: 'simplified' },
		view: 'Table',
		begins: ['name', 'status', 'email'],
		reads: ['Alpine Clinics', 'it@alpine.example', 'Riverside Schools'],
	},
	report: {
		type: 'vspcJob',
		name: 'Report',
		parameters: {
			authentication: 'apiKey',
			resource: 'report',
			operation: 'create',
			options: {
				title: 'Nightly backup report',
				introText: 'Good morning! This is how your backups went.',
				listSuccessful: false,
				timeZone: 'Europe/Berlin',
			},
		},
		view: 'Schema',
		begins: ['subject', 'html', 'text', 'summary'],
		reads: ['Nightly backup report: 3 failed'],
	},
	session: {
		type: 'vspcJob',
		name: 'Failed nights',
		parameters: {
			authentication: 'apiKey',
			resource: 'session',
			operation: 'getAll',
			period: 'last7Days',
			returnAll: true,
			filters: { result: ['failed'] },
			output: 'selected',
			fields: ['jobName', 'result', 'companyName', 'endTimeUtc'],
		},
		view: 'Table',
		begins: ['jobName', 'result', 'companyName', 'endTimeUtc'],
		reads: ['SQL Servers', 'Alpine Clinics', 'Reception PCs'],
	},
	workload: {
		type: 'vspcWorkload',
		name: 'Not protected',
		parameters: {
			authentication: 'apiKey',
			resource: 'anyWorkload',
			operation: 'getAll',
			returnAll: true,
			filters: { noRestorePointForHours: 24 },
			output: 'selected',
			fields: ['name', 'companyName', 'hoursSinceRestorePoint'],
		},
		view: 'Table',
		begins: ['name', 'companyName', 'hoursSinceRestorePoint'],
		reads: ['SQL01', 'Alpine Clinics', 'WEB02'],
	},
	'workload-trigger': {
		type: 'vspcWorkloadTrigger',
		name: 'VSPC Workload Trigger',
		parameters: {
			authentication: 'apiKey',
			...EVERY_5_MINUTES,
			workloadKinds: ['virtualMachine', 'fileShare', 'microsoft365Object'],
		},
		view: 'Schema',
		begins: ['event'],
		reads: ['unprotected'],
	},
	'output-fields': {
		type: 'vspcJob',
		name: 'All fields',
		parameters: failedOf('job', { output: 'all' }),
		view: 'Schema',
		begins: ['name', 'status', 'failureMessage', 'companyName', 'backupServerName', 'lastRun'],
		reads: ['SQL Servers', 'Alpine Clinics', 'vbr01'],
	},
	limits: {
		type: 'vspcJob',
		name: 'Jobs',
		parameters: {
			authentication: 'apiKey',
			resource: 'job',
			operation: 'getAll',
			limit: 3,
			output: 'simplified',
		},
		view: 'Table',
		begins: ['name', 'status', 'failureMessage', 'companyName'],
		reads: ['Limit of 3 items reached'],
	},
	errors: {
		type: 'vspcJob',
		name: 'One job',
		parameters: {
			authentication: 'apiKey',
			resource: 'job',
			operation: 'get',
			jobUid: { __rl: true, mode: 'id', value: '598896c4-0000-4000-8000-000000000000' } as never,
		},
		reads: ['There is no job with the UID 598896c4'],
	},
};

/** Pictures of recipes on n8n's canvas, by the name of the picture. */
export const RECIPES: Record<string, string> = {
	'recipe-alarm-ticket': 'alarm-ticket.json',
	'recipe-backup-assistant': 'backup-assistant.json',
	'recipe-error-mail': 'error-mail.json',
	'recipe-escalated-call': 'escalated-call.json',
	'recipe-failed-job-ticket-simple': 'failed-job-ticket-simple.json',
	'recipe-failed-job-ticket': 'failed-job-ticket.json',
	'recipe-no-success-chat': 'no-success-chat.json',
	'recipe-report-daily': 'report-daily.json',
	'recipe-report-weekly-customers': 'report-weekly-customers.json',
	'recipe-report-weekly-rpo': 'report-weekly-rpo.json',
	'recipe-retry-failed-jobs': 'retry-failed-jobs.json',
	'recipe-server-ticket': 'server-ticket.json',
	'recipe-workload-ticket': 'workload-ticket.json',
};

/** A tool of the assistant, whose panel is shown. */
export const TOOL = { recipe: 'backup-assistant.json', node: 'Jobs by name' };

/** Reports of which a part is shown: where it begins, if not at the top, and before which heading it ends. */
export const REPORT_PARTS: Record<
	string,
	{ parameters: INodeParameters; from?: string; to: string }
> = {
	'report-sessions': {
		parameters: { period: 'last7Days', options: { title: 'Weekly backup report' } },
		from: 'Day by day',
		to: 'Running',
	},
	'report-workloads': {
		parameters: { reportType: 'workloads', options: { title: 'Protection report' } },
		to: 'By company',
	},
};

/** Widths of the reports that are shown, in CSS pixels. */
export const REPORT_WIDTHS = [600, 360];

/** Tables of docs pages that are drawn, by the name of the picture. */
export const CHARTS: Record<string, string> = { kills: 'docs/kills.md', bench: 'docs/bench.md' };
