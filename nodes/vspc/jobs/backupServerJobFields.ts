import type { Fields } from '../fields';

/** Schema BackupServerJobSessionTask; only VM backup and replication jobs have them. */
const tasks = {
	instanceUid: { type: 'uid', about: 'UID of the task' },
	objectUid: { type: 'uid', about: 'UID of the object, e.g. of a VM', null: true },
	objectName: { type: 'text', about: 'Name of the object', null: true },
	totalObjects: { type: 'integer', about: 'Objects of the task', null: true },
	processedObjects: { type: 'integer', about: 'Those that are processed', null: true },
	readDataSize: { type: 'integer', about: 'Bytes read', null: true },
	transferredDataSize: { type: 'integer', about: 'Bytes transferred', null: true },
	startTime: { type: 'time', about: 'When the task began', null: true },
	endTime: { type: 'time', about: 'When it ended', null: true },
	duration: { type: 'integer', about: 'Seconds', null: true },
	failureMessages: { type: 'texts', about: 'What went wrong', null: true },
	status: { type: 'word', about: 'Success, Warning, Failed, Running, Pending or Unknown' },
} as const satisfies Fields;

const timeOfDay = {
	time: { type: 'text', about: 'Time of day', null: true },
	timeUtc: { type: 'text', about: 'Time of day in UTC', null: true },
} as const satisfies Fields;

/** Schema BackupServerJobTimePeriod. */
const periods = {
	day: { type: 'word', about: 'Day of the week' },
	hours: { type: 'integers', about: 'A number for each hour of the day, 0: permitted', null: true },
} as const satisfies Fields;

/** Schema BackupServerJobSchedule: the options that fit the type of the schedule. */
const schedule = {
	startDateTime: { type: 'time', about: 'When the next session begins', null: true },
	startDateTimeUtc: { type: 'time', about: 'The same, with an offset of its own', null: true },
	continuousScheduleEnabled: { type: 'boolean', about: 'Whether the job never pauses' },
	dailyScheduleOptions: {
		type: 'object',
		about: 'Of a daily schedule',
		null: true,
		parts: {
			kind: { type: 'word', about: 'Which days' },
			days: { type: 'words', about: 'Days of the week', null: true },
			...timeOfDay,
		},
	},
	monthlyScheduleOptions: {
		type: 'object',
		about: 'Of a monthly schedule',
		null: true,
		parts: {
			...timeOfDay,
			dayNumberInMonth: { type: 'word', about: 'Which of the weekdays of the month' },
			dayOfWeek: { type: 'word', about: 'Day of the week' },
			months: { type: 'words', about: 'Months', null: true },
		},
	},
	periodicallyScheduleOptions: {
		type: 'object',
		about: 'Of a job that runs every so often',
		null: true,
		parts: {
			kind: { type: 'word', about: 'Unit of the interval' },
			fullPeriod: { type: 'integer', about: 'Interval, in that unit', null: true },
			schedule: { type: 'objects', about: 'When it may run', null: true, parts: periods },
		},
	},
	backupWindowOptions: {
		type: 'object',
		about: 'Of a backup window',
		null: true,
		parts: {
			timePeriods: { type: 'objects', about: 'When it is open', null: true, parts: periods },
		},
	},
	chainingOptions: {
		type: 'object',
		about: 'Of a job that runs after another one',
		null: true,
		parts: {
			previousJobId: { type: 'uid', about: 'UID of the other job', null: true },
			previousJobName: { type: 'text', about: 'Name of the other job', null: true },
		},
	},
} as const satisfies Fields;

/** Schema BackupServerJob, API 3.4 to 3.7. */
export const backupServerJobFields = {
	instanceUid: {
		type: 'uid',
		about: 'UID in Veeam Backup & Replication; in API 3.5 that in VSPC',
		simplified: 9,
	},
	originalUid: {
		type: 'uid',
		about: 'UID in Veeam Backup & Replication',
		since: '3.5',
		until: '3.5',
	},
	uniqueUid: { type: 'uid', about: 'UID in VSPC', since: '3.5.1' },
	name: { type: 'text', about: 'Name', simplified: 1 },
	description: { type: 'text', about: 'Description', since: '3.5' },
	createdBy: { type: 'text', about: 'Who made the job', since: '3.5' },
	creationTime: { type: 'time', about: 'When it was made', null: true, since: '3.5' },
	backupServerUid: { type: 'uid', about: 'UID of the backup server' },
	locationUid: { type: 'uid', about: 'UID of the location of the backup server' },
	siteUid: { type: 'uid', about: 'UID of the Cloud Connect site', null: true },
	organizationUid: { type: 'uid', about: 'UID of the organization that owns the backup server' },
	mappedOrganizationUid: {
		type: 'uid',
		about: 'UID of the organization that the job is assigned to',
		null: true,
	},
	status: { type: 'word', about: 'How the latest session stands', simplified: 2 },
	type: { type: 'word', about: 'Type of the job, e.g. BackupVm', simplified: 7 },
	lastRun: { type: 'time', about: 'When the latest session began', null: true, simplified: 4 },
	lastEndTime: { type: 'time', about: 'When it ended', null: true, simplified: 5 },
	lastDuration: {
		type: 'integer',
		about: 'How long it took, in seconds',
		null: true,
		simplified: 6,
	},
	processingRate: {
		type: 'number',
		about: 'Rate of processing; VSPC documents no unit',
		null: true,
	},
	avgDuration: { type: 'integer', about: 'Average duration of a session, in seconds', null: true },
	transferredData: {
		type: 'integer',
		about: 'Bytes transferred in the latest session',
		null: true,
	},
	backupChainSize: {
		type: 'integer',
		about: 'Bytes of all backup files; of vSphere and Hyper-V VMs only',
		null: true,
		since: '3.4',
	},
	bottleneck: { type: 'word', about: 'What slows the transfer down, e.g. Source' },
	isEnabled: { type: 'boolean', about: 'Whether the schedule is enabled', simplified: 8 },
	scheduleType: { type: 'word', about: 'Type of the schedule, e.g. Daily' },
	schedule: {
		type: 'object',
		about: 'The schedule',
		null: true,
		since: '3.6.1',
		parts: schedule,
		isChosenWhole: true,
	},
	failureMessage: {
		type: 'text',
		about: 'Why the latest session failed or warned',
		null: true,
		simplified: 3,
	},
	targetType: { type: 'word', about: 'Local or Cloud' },
	destination: { type: 'text', about: 'Name of the target', null: true },
	retentionLimit: {
		type: 'integer',
		about: 'How long backups are kept, in units of retentionLimitType',
		null: true,
	},
	retentionLimitType: { type: 'word', about: 'Days or RestorePoints' },
	isGfsOptionEnabled: { type: 'boolean', about: 'Whether GFS retention is enabled' },
	lastSessionTasks: {
		type: 'objects',
		about: 'Objects of the latest session; of VM jobs only',
		null: true,
		parts: tasks,
	},
} as const satisfies Fields;
