import { backupServerJobTypes } from '../vspc/jobs/backupServerJobEnums';
import { englishWorkloads, type WorkloadWords } from './workloads/words';

/** Of one and of several; `#` is the number. Which one fits a number, the rules of the language say. */
export type Counted = readonly [one: string, other: string];

/** How a job stands, in the order in which a reader needs it. */
export const RESULTS = [
	'failed',
	'hung',
	'warning',
	'notRun',
	'running',
	'none',
	'success',
] as const;

/**
 * All words of a report in one language. `{name}` stands for what is filled in. What is written in small letters
 * also begins lines and headings, where it gets a capital letter.
 */
export interface Words {
	/** How Intl writes numbers, dates and plurals */
	locale: string;
	/** Day, hour, minute, second */
	units: readonly [string, string, string, string];
	/** The letter behind K, M, G */
	byte: string;
	/** With the space before it, where there is one */
	colon: string;
	yes: string;
	no: string;
	title: string;
	titleFor: string;
	period: Record<'last24Hours' | 'last7Days' | 'last30Days' | 'custom', string>;
	/** How a job stands, without a number */
	results: Record<(typeof RESULTS)[number], Counted>;
	jobs: Counted;
	noJobs: string;
	someSuccessful: Counted;
	allSuccessful: string;
	/** How many jobs stand so, as the one thing to know */
	headlines: Record<Exclude<(typeof RESULTS)[number], 'success'>, Counted>;
	headlineNoJobs: string;
	headlineNoResults: string;
	onlyJobSuccessful: string;
	onlySessionSuccessful: string;
	allJobsSuccessful: string;
	allSessionsSuccessful: string;
	sessionsSuccessful: string;
	noSessionEnded: string;
	nothingToReport: string;
	nothingToDo: string;
	successRate: string;
	transferred: string;
	duration: string;
	longestWithoutSuccess: string;
	byCompany: string;
	problemsByType: string;
	andMore: Counted;
	leftOut: Counted;
	/** When a job ran */
	since: string;
	lastRun: string;
	neverRan: string;
	timeUnknown: string;
	/** For how long it has been without a success */
	atLeast: string;
	lessThanAnHour: string;
	days: Counted;
	/** What the report covers and what it does not show */
	covers: string;
	hungNote: Counted;
	inFuture: Counted;
	disconnected: Counted;
	disabled: Counted;
	ranLater: Counted;
	successNotListed: Counted;
	kindsLeftOut: string;
	kindsNotShown: string;
	/** By the value of Job Kinds */
	kinds: Readonly<Record<string, string>>;
	/** All sessions, not only the latest of each job */
	latestOnly: string;
	everySession: string;
	/** Of a period that begins before the sessions that VSPC keeps */
	olderSessions: string;
	sessionsUnknown: Counted;
	dayByDay: string;
	failuresInRow: Counted;
	unstable: string;
	missedDays: Counted;
	noSession: string;
	steady: Counted;
	source: string;
	noName: string;
	noCompany: string;
	/** Headings of the table */
	columns: Record<Column, string>;
	/** VSPC's statuses that show no result but say something else, in small letters */
	statuses: Record<Status, string>;
	otherJob: string;
	/** Types of jobs of agents and of Microsoft 365 */
	agentBackup: string;
	microsoft365Backup: string;
	microsoft365Copy: string;
	microsoft365Job: string;
	/** VSPC's types of jobs of backup servers (enum BackupServerJobType), in small letters */
	types: Record<JobType, string>;
	/** What only reports on workloads say */
	workloads: WorkloadWords;
}

type Status = 'idle' | 'enabling' | 'disabling' | 'disconnected' | 'notconfigured' | 'deleting';

type Column =
	| 'result'
	| 'job'
	| 'company'
	| 'type'
	| 'status'
	| 'enabled'
	| 'lastRun'
	| 'lastEnd'
	| 'duration'
	| 'transferred'
	| 'failureMessage'
	| 'companyUid'
	| 'jobKey'
	| 'sessions'
	| 'failedSessions'
	| 'sessionRate'
	| 'failuresInRow'
	| 'days';

type JobType = Lowercase<keyof typeof backupServerJobTypes>;

export const english: Words = {
	// Dates as most of the world writes them
	locale: 'en-GB',
	units: ['d', 'h', 'min', 's'],
	byte: 'B',
	colon: ':',
	yes: 'yes',
	no: 'no',
	title: 'Backup report',
	titleFor: '{title} for {company}',
	period: {
		last24Hours: 'Last 24 hours, to {to} ({zone})',
		last7Days: 'Last 7 days, to {to} ({zone})',
		last30Days: 'Last 30 days, to {to} ({zone})',
		custom: '{days} ({zone})',
	},
	results: {
		failed: ['failed', 'failed'],
		hung: ['running too long', 'running too long'],
		warning: ['warning', 'warnings'],
		notRun: ['not run', 'not run'],
		running: ['running', 'running'],
		none: ['without a result', 'without a result'],
		success: ['successful', 'successful'],
	},
	jobs: ['# job', '# jobs'],
	noJobs: 'no jobs',
	someSuccessful: ['# of {ended} successful', '# of {ended} successful'],
	allSuccessful: 'all {count} successful',
	headlines: {
		failed: ['# job failed', '# jobs failed'],
		hung: ['# job running too long', '# jobs running too long'],
		warning: ['# job with a warning', '# jobs with a warning'],
		notRun: ['# job did not run', '# jobs did not run'],
		running: ['# job still running', '# jobs still running'],
		none: ['# job without a result', '# jobs without a result'],
	},
	headlineNoJobs: 'No jobs',
	headlineNoResults: 'No results yet',
	onlyJobSuccessful: 'The job was successful',
	onlySessionSuccessful: 'The only session was successful',
	allJobsSuccessful: 'All {count} jobs were successful',
	allSessionsSuccessful: 'All {count} sessions were successful',
	sessionsSuccessful: 'Successful sessions: {success} of {ended}.',
	noSessionEnded: 'No session ended with a result in this period.',
	nothingToReport: 'There is nothing to report for this period.',
	nothingToDo: 'Nothing needs your attention.',
	successRate: 'Success rate',
	transferred: 'Transferred',
	duration: 'Total run time',
	longestWithoutSuccess: 'Longest without success',
	byCompany: 'By company',
	problemsByType: 'Problems by type',
	andMore: ['and # more', 'and # more'],
	leftOut: [
		'# more job is left out here ({result}) so that mail programs show the whole report.',
		'# more jobs are left out here ({result}) so that mail programs show the whole report.',
	],
	since: 'since {time}',
	lastRun: 'last run {time}',
	neverRan: 'never ran',
	timeUnknown: 'time unknown',
	atLeast: 'at least {time}',
	lessThanAnHour: 'less than 1 h',
	days: ['# day', '# days'],
	covers:
		'This report covers jobs whose latest session ended between {from} and {to}. All times are in {zone}.',
	hungNote: [
		'# job has been running for more than {hours} hours and counts as unsuccessful.',
		'# jobs have been running for more than {hours} hours and count as unsuccessful.',
	],
	inFuture: [
		'# job shows times in the future ({names}): check the clock and the time zone of its backup server.',
		'# jobs show times in the future ({names}): check the clocks and the time zones of their backup servers.',
	],
	disconnected: [
		'# job is on a server that is not connected to VSPC ({names}): its status in this report may be out of date.',
		'# jobs are on servers that are not connected to VSPC ({names}): their status in this report may be out of date.',
	],
	disabled: [
		'# disabled job without a session in this period is not listed.',
		'# disabled jobs without a session in this period are not listed.',
	],
	ranLater: [
		'# job ran again after {to} and is not listed: Veeam Service Provider Console shows only the latest session.',
		'# jobs ran again after {to} and are not listed: Veeam Service Provider Console shows only the latest session.',
	],
	successNotListed: ['# successful job is not listed.', '# successful jobs are not listed.'],
	kindsLeftOut: 'Left out by the filters of this report: {kinds}.',
	kindsNotShown: 'Not in this report because VSPC does not show them: {kinds}.',
	kinds: {
		job: 'backup server jobs',
		agentJob: 'agent jobs',
		microsoft365Job: 'Microsoft 365 jobs',
	},
	latestOnly:
		'VSPC does not provide every session here, so this report is based on the latest session of each job only.',
	everySession:
		'Session counts and success rates include every session that ended in this period, not only the latest session of each job.',
	olderSessions:
		'VSPC keeps sessions for 30 days: sessions that ended before {from} may be missing.',
	sessionsUnknown: [
		'The sessions of # job are not counted: VSPC does not show which sessions belong to it.',
		'The sessions of # jobs are not counted: VSPC does not show which sessions belong to them.',
	],
	dayByDay: 'Day by day',
	failuresInRow: ['# failure in a row', '# failures in a row'],
	unstable: 'unstable',
	missedDays: [
		'did not run on # scheduled day ({days})',
		'did not run on # scheduled days ({days})',
	],
	noSession: 'no session',
	steady: [
		'# job without a problem on these days is not shown here.',
		'# jobs without a problem on these days are not shown here.',
	],
	source: 'Source: Veeam Service Provider Console.',
	noName: '(no name)',
	noCompany: 'No company',
	columns: {
		result: 'Result',
		job: 'Job',
		company: 'Company',
		type: 'Type',
		status: 'Status',
		enabled: 'Enabled',
		lastRun: 'Last Run',
		lastEnd: 'Last End',
		duration: 'Duration (Seconds)',
		transferred: 'Transferred (Bytes)',
		failureMessage: 'Failure Message',
		companyUid: 'Company UID',
		jobKey: 'Job Key',
		sessions: 'Sessions',
		failedSessions: 'Failed Sessions',
		sessionRate: 'Success Rate (%)',
		failuresInRow: 'Failures in a Row',
		days: 'Days',
	},
	statuses: {
		idle: 'waiting for new data',
		enabling: 'being enabled',
		disabling: 'being disabled',
		disconnected: 'server disconnected',
		notconfigured: 'not configured',
		deleting: 'being deleted',
	},
	otherJob: 'Other job',
	agentBackup: 'Agent backup',
	microsoft365Backup: 'Microsoft 365 backup',
	microsoft365Copy: 'Microsoft 365 copy',
	microsoft365Job: 'Microsoft 365 job',
	types: inSmallLetters(backupServerJobTypes),
	workloads: englishWorkloads,
};

function inSmallLetters<Name extends string>(words: Readonly<Record<Name, string>>) {
	return Object.fromEntries(
		Object.entries<string>(words).map(([name, word]) => [name.toLowerCase(), word]),
	) as Record<Lowercase<Name>, string>;
}
