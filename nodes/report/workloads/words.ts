import type { WorkloadKindName } from '../../vspc/workloads/kind';
import type { Counted } from '../words';

/** Whether a workload is protected, in the order in which a reader needs it. */
export const STATES = ['outside', 'noRestorePoint', 'within'] as const;

export type State = (typeof STATES)[number];

/** Why a workload has no young restore point, as far as VSPC shows it. */
export type Reason =
	| 'serverDisconnected'
	| 'jobDisabled'
	| 'jobFailed'
	| 'jobWarning'
	| 'jobNeverRan'
	| 'jobNotRun'
	| 'jobRanWithout'
	| 'noJob';

/** What a report on workloads says in one language, besides what reports on jobs say, too; see Words. */
export interface WorkloadWords {
	title: string;
	/** In place of a period */
	asOf: string;
	workloads: Counted;
	noWorkloads: string;
	headlineNoWorkloads: string;
	nothingThere: string;
	/** Whether they are protected, without a number */
	states: Record<State, Counted>;
	headlines: Record<Exclude<State, 'within'>, Counted>;
	onlyWithin: string;
	allWithin: string;
	someWithin: Counted;
	/** The same in one sentence */
	withinOf: string;
	headlineAll: string;
	/** The numbers at the top */
	rate: string;
	total: string;
	hours: Counted;
	/** What VSPC says of some kinds only */
	malware: Counted;
	noMalware: string;
	malwareStates: Record<MalwareState, Counted>;
	immutable: Counted;
	noImmutable: string;
	/** Facts of a workload */
	lastPoint: string;
	lastSnapshot: string;
	ago: string;
	rpo: string;
	job: string;
	reasons: Record<Reason, string>;
	byKind: string;
	kinds: Record<WorkloadKindName, Counted>;
	/** What the report shows and what it does not */
	leftOut: Counted;
	withinNotListed: Counted;
	covers: string;
	exceptions: Counted;
	snapshots: string;
	inFuture: Counted;
	neverInJob: string;
	/** Headings of the table */
	columns: Record<WorkloadColumn, string>;
}

export type MalwareState = 'infected' | 'suspicious' | 'unverified' | 'unknown' | 'clean';

type WorkloadColumn =
	| 'state'
	| 'name'
	| 'kind'
	| 'company'
	| 'latest'
	| 'latestSnapshot'
	| 'hoursSince'
	| 'rpoHours'
	| 'job'
	| 'reason'
	| 'failureMessage'
	| 'malware'
	| 'immutable'
	| 'companyUid'
	| 'jobKey'
	| 'workloadKey';

export const englishWorkloads: WorkloadWords = {
	title: 'Protection report',
	asOf: 'As of {to} ({zone})',
	workloads: ['# workload', '# workloads'],
	noWorkloads: 'no workloads',
	headlineNoWorkloads: 'No workloads',
	nothingThere: 'There are no workloads to report on.',
	states: {
		outside: ['outside the RPO', 'outside the RPO'],
		noRestorePoint: ['without a restore point', 'without a restore point'],
		within: ['within the RPO', 'within the RPO'],
	},
	headlines: {
		outside: ['# workload outside the RPO', '# workloads outside the RPO'],
		noRestorePoint: ['# workload without a restore point', '# workloads without a restore point'],
	},
	onlyWithin: 'The workload is within the RPO',
	allWithin: 'all {count} within the RPO',
	someWithin: ['# of {all} within the RPO', '# of {all} within the RPO'],
	withinOf: 'Workloads with a recent enough restore point: {within} of {all}.',
	headlineAll: 'All {count} workloads are within the RPO',
	rate: 'RPO compliance',
	total: 'Workloads',
	hours: ['# hour', '# hours'],
	malware: [
		'Malware state of # workload: {states}. VSPC reports it only for VMs and for computers managed by backup servers.',
		'Malware state of # workloads: {states}. VSPC reports it only for VMs and for computers managed by backup servers.',
	],
	noMalware: 'Malware state: VSPC does not report it for any of these workloads.',
	malwareStates: {
		infected: ['infected', 'infected'],
		suspicious: ['suspicious', 'suspicious'],
		unverified: ['not verified', 'not verified'],
		unknown: ['unknown', 'unknown'],
		clean: ['clean', 'clean'],
	},
	immutable: [
		'Immutable restore points: # of {all} VMs has them. VSPC reports this only for VMs.',
		'Immutable restore points: # of {all} VMs have them. VSPC reports this only for VMs.',
	],
	noImmutable: 'Immutable restore points: VSPC does not report them for any of these workloads.',
	lastPoint: 'latest restore point {time}',
	lastSnapshot: 'latest snapshot {time}',
	ago: '{age} ago',
	rpo: 'RPO {hours}',
	job: 'job {name}',
	reasons: {
		serverDisconnected: 'The backup server is not connected to VSPC.',
		jobDisabled: 'The job is disabled.',
		jobFailed: 'The job failed.',
		jobWarning: 'The job ended with a warning.',
		jobNeverRan: 'The job has never run.',
		jobNotRun: 'The job last ran on {time}.',
		jobRanWithout:
			'The job ran successfully on {time}, but it made no restore point of this workload.',
		noJob: 'It is not in any job.',
	},
	byKind: 'By kind',
	kinds: {
		virtualMachine: ['virtual machine', 'virtual machines'],
		consoleComputer: ['computer', 'computers managed by VSPC'],
		backupServerComputer: [
			'computer (managed by backup server)',
			'computers managed by backup servers',
		],
		fileShare: ['file share', 'file shares'],
		objectStorage: ['object storage', 'object storage'],
		microsoft365Object: ['Microsoft 365 object', 'Microsoft 365 objects'],
		cloudVirtualMachine: ['cloud VM', 'cloud VMs'],
		cloudDatabase: ['cloud database', 'cloud databases'],
		cloudFileShare: ['cloud file share', 'cloud file shares'],
	},
	leftOut: [
		'# more workload is left out here ({state}) so that mail programs show the whole report.',
		'# more workloads are left out here ({state}) so that mail programs show the whole report.',
	],
	withinNotListed: [
		'# workload within the RPO is not listed.',
		'# workloads within the RPO are not listed.',
	],
	covers:
		'A workload is within the RPO if its latest restore point is at most {hours} old. This report was created on {to}. All times are in {zone}.',
	exceptions: [
		'A different RPO applies to some kinds or companies (# exception).',
		'A different RPO applies to some kinds or companies (# exceptions).',
	],
	snapshots: 'Snapshots of cloud databases and cloud file shares count as restore points.',
	inFuture: [
		'# workload has a restore point in the future ({names}): check the clock and the time zone of its backup server.',
		'# workloads have restore points in the future ({names}): check the clocks and the time zones of their backup servers.',
	],
	neverInJob: 'Machines that were never in a job are not in this report: VSPC does not list them.',
	columns: {
		state: 'State',
		name: 'Workload',
		kind: 'Kind',
		company: 'Company',
		latest: 'Latest Restore Point',
		latestSnapshot: 'Latest Snapshot',
		hoursSince: 'Age (Hours)',
		rpoHours: 'RPO (Hours)',
		job: 'Job',
		reason: 'Reason',
		failureMessage: 'Failure Message',
		malware: 'Malware State',
		immutable: 'Immutable',
		companyUid: 'Company UID',
		jobKey: 'Job Key',
		workloadKey: 'Workload Key',
	},
};
