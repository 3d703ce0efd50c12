import type { IDataObject } from 'n8n-workflow';

import { spelled } from '../../util/text';
import type { Fields } from '../fields';
import type { Placement } from '../placement';
import type { Vspc } from '../vspc';
import type { jobKinds, JobKindName } from './kinds';

/** Roles that the vendor's page on Get Job names; the API description asks for the same ones to start and stop. */
export const READ_JOB_ROLES = [
	'Portal Administrator',
	'Service Provider Global Administrator',
	'Service Provider Administrator',
	'Company Owner',
	'Company Administrator',
];

/** Why VSPC may not know a job. */
export function otherUids(noun: string): string {
	return `The same ${noun} has another UID under API version 3.5 than under all others ('API Version' in the credential).`;
}

export type JobActionName = 'start' | 'stop' | 'retry' | 'enable' | 'disable';

/** The job key, see JobKind.keyOf. */
export const jobKeyField = {
	/** Names the job for life, the same under every API version */
	jobKey: {
		type: 'text',
		null: true,
	},
} as const satisfies Fields;

/** How a person or an item names a job: a UID in small letters, or a job key, which names its server or agent too. */
export type JobRef = string;

/** The properties by which VSPC says the same things of different kinds of jobs. */
export interface JobProperties {
	status: string;
	lastRun: string;
	/** Microsoft 365 jobs have none */
	lastEnd?: string;
	failure: string;
	type?: string;
	/** Bytes; only jobs of backup servers have it */
	transferred?: string;
	/** The first that has a UID counts */
	company: string[];
}

/** A job as VSPC sent it, where its kind does not matter. */
export type VspcJob = JobOf<(typeof jobKinds)[JobKindName]>;

type JobOf<Kind> = Kind extends JobKind<infer Job> ? Job : never;

/** What n8n's editor shows of a kind of jobs, and lets a person do with them. */
export interface JobKindWords {
	/** The resource, and the choice of 'Job Kinds' */
	label: string;
	/** What one is, for the resource */
	one: string;
	/** What they are, for the choice */
	many: string;
	/** The parameter that says which job */
	parameter: string;
	/** In the list of operations, e.g. `agent job` */
	action: string;
	/** The drop-down list of jobs, and the fields that it shows behind name, company, type and server */
	search: { method: string; details: string[] };
	/** What a job key has in front of the UID, as a regular expression */
	keyPattern: string;
	/** What Simplified outputs, in two lines of the list at the most */
	simplifiedHint: string;
	/** What can be done besides Get and Get Many */
	actions: JobActionName[];
	/** Whether its start may ask for a full backup */
	hasActiveFull?: boolean;
}

/**
 * One kind of jobs: where they are, how they are named, and what can be done with them.
 *
 * @typeParam Job a job of this kind; left out where kinds are mixed
 */
export interface JobKind<Job extends IDataObject = VspcJob> {
	/** In messages, e.g. `agent job` */
	noun: string;
	words: JobKindWords;
	listPath: string[];
	/** Whether VSPC documents filter, sort and select for the list; otherwise the node does it all itself */
	isQueryable: boolean;
	/** Of an item, without what is added to jobs of every kind */
	fields: Fields;
	/** Values of the status of a job */
	statuses: string[];
	/** Values of its type, where it has one, with their words */
	types?: Readonly<Record<string, string>>;
	properties: JobProperties;
	/** The properties that key and placement are made of */
	keyFields: (apiVersion: string) => string[];
	/** Those of them that not every API version has, to be done without where the server refuses them */
	unsureFields?: string[];
	placementFields: string[];
	/** The properties that show how often a job runs */
	scheduleFields: (apiVersion: string) => string[];
	/** The job's name for life, see the README on `jobKey`; undefined for a row that doesn't say which job it is */
	keyOf: (job: Job) => string | undefined;
	/** Where VSPC shows the server or the computer that a job runs on, by the job's key */
	serverPath: (key: string) => string[];
	/** Whether a session of the session history may be of such a job, by its platform in small letters */
	isOfPlatform: (platform: string) => boolean;
	/** What jobs run on, where only that names the management agent of a session; left out: the job does */
	hosts?: JobHosts<Job>;
	/** A key of this kind in one spelling; undefined for other texts */
	parseKey: (text: string) => JobRef | undefined;
	placement: (job: Job) => Placement;
	/** Why the latest session failed or warned, what counts most first; see failureOf */
	failureTexts: (job: Job) => string[];
	/** The properties that say which objects, e.g. VMs, the latest session processed; left out: none does */
	objectFields?: string[];
	/** Those objects; undefined where VSPC names none */
	objectsOf?: (job: Job) => SessionObjects | undefined;
	/** What items have besides what VSPC sends: what other kinds of jobs have, under the same names */
	added?: (job: Job) => Partial<Job>;
	/**
	 * Finds jobs with few requests. Those that it doesn't find have to be asked for one by one with `fetch`, or
	 * are not there where the kind has no `fetch`.
	 *
	 * @param fields what is needed of a job; undefined: everything
	 */
	find: (
		vspc: Vspc,
		refs: JobRef[],
		fields: string[] | undefined,
	) => Promise<Map<JobRef, Job | Error>>;
	/** One job by itself; by a key that job and no other */
	fetch?: (vspc: Vspc, ref: JobRef) => Promise<Job>;
	/** Status and times of jobs, as cheaply as they can be had; some may be missing */
	states: (vspc: Vspc, refs: JobRef[]) => Promise<Map<JobRef, Job | Error>>;
	/**
	 * Carries an action out.
	 *
	 * @param activeFull agent jobs only: makes a full backup
	 */
	act: (vspc: Vspc, action: JobActionName, job: Job, activeFull?: boolean) => Promise<void>;
	/**
	 * Where an action names a job by a UID that two may have: the check that comes before it.
	 *
	 * @param refs the jobs of all items, for one request in all
	 */
	guardActions?: (vspc: Vspc, refs: JobRef[]) => ActionGuard<Job>;
}

/** What jobs of a kind run on. */
export interface JobHosts<Job extends IDataObject = VspcJob> {
	path: string[];
	noun: string;
	/** The field of a job that names it */
	field: keyof Job & string;
}

/**
 * Refuses to act on a job where VSPC might take another one for it.
 *
 * @throws NodeOperationError naming the jobs and their servers
 */
export type ActionGuard<Job extends IDataObject = VspcJob> = (
	vspc: Vspc,
	action: JobActionName,
	job: Job,
	ref: JobRef,
) => Promise<void>;

/** An object of a session that failed or warned. */
export interface TroubledObject {
	/** Null where VSPC says what went wrong and not with what */
	name: string | null;
	/** In small letters */
	uid?: string;
	status: 'Failed' | 'Warning';
	/** Without the line breaks at their ends, each once */
	messages: string[];
}

/** The objects of a session. */
export interface SessionObjects {
	/** How many were processed; undefined where VSPC does not say */
	count?: number;
	/** Each once, those that failed first */
	troubled: TroubledObject[];
}

/**
 * The objects that failed or warned among what a session lists. What is about the same object becomes one, with the
 * worse status; what has neither UID nor name becomes one as well.
 */
export function toSessionObjects(found: TroubledObject[], count?: number): SessionObjects {
	const objects = new Map<string, TroubledObject>();
	for (const { name, uid, status, messages } of found) {
		const key = uid ?? name ?? '';
		const known = objects.get(key);
		objects.set(key, {
			name: known?.name ?? name,
			...(uid === undefined ? {} : { uid }),
			status: known?.status === 'Failed' ? 'Failed' : status,
			messages: known?.messages ?? [],
		});
		for (const message of messages) objects.get(key)?.messages.push(message);
	}
	const all = [...objects.values()].map((one) => ({ ...one, messages: textsOf(one.messages) }));
	const troubled = ['Failed', 'Warning'].flatMap((one) =>
		all.filter(({ status }) => status === one),
	);
	return count === undefined ? { troubled } : { count, troubled };
}

/** Whether a value is an object of JSON. */
export function isRecord(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How the latest session of a job stands, the same words for all kinds of jobs. */
export type JobResult = 'success' | 'warning' | 'failed' | 'running' | 'none';

/**
 * VSPC's statuses in small letters (enums BackupServerJobStatus, BackupAgentJobStatus, Vb365JobLastStatus).
 * What isn't here is no result of a session: None, Idle, Unknown, Enabling, Disconnected and whatever is new.
 */
const RESULTS = new Map<string, JobResult>(
	Object.entries({
		success: 'success',
		warning: 'warning',
		failed: 'failed',
		// A session that somebody stopped has not protected anything.
		stopped: 'failed',
		running: 'running',
		starting: 'running',
		stopping: 'running',
		queued: 'running',
		waitingtape: 'running',
		waitingrepository: 'running',
	} as const),
);

/** The case of enum values differs between versions of VSPC, so it doesn't count. */
export function toResult(status: unknown): JobResult {
	return (typeof status === 'string' && RESULTS.get(status.toLowerCase())) || 'none';
}

/** Types of jobs whose session goes on for ever, in small letters: logs are shipped and VMs replicated all the time. */
const CONTINUOUS_TYPES = new Set([
	'sqllogbackup',
	'oraclelogbackup',
	'postgresqllogbackup',
	'cdpreplicationvm',
]);

/**
 * Whether a job runs without an end by its nature: a live server shows it as Running, without an end time, for
 * months. Looks at `scheduleType` and, of jobs of backup servers, `type`.
 */
export function isContinuous({ scheduleType, type }: VspcJob): boolean {
	return (
		spelled(scheduleType).toLowerCase() === 'continuously' ||
		CONTINUOUS_TYPES.has(spelled(type).toLowerCase())
	);
}

/** How the latest session stands, and when it started: milliseconds since 1970, undefined when VSPC does not say. */
export interface SessionStart {
	result: JobResult;
	startedAt?: number;
}

/**
 * Whether a job has been running for longer than it may go without a success: then it counts as without one,
 * however the session before ended. A job of which nobody knows when it started is not hung.
 *
 * @param now milliseconds since 1970
 */
export function isHung({ result, startedAt }: SessionStart, hours: number, now: number): boolean {
	return result === 'running' && startedAt !== undefined && now - startedAt > hours * 3_600_000;
}

/** Entries of a session's log that are shown: the first ones say what is wrong. */
const SHOWN = 3;

/** Of one entry, in characters. */
const LONGEST = 300;

/**
 * Why the latest session of a job failed or warned, as a person reads it: without the line breaks at its end, and the
 * first few entries where VSPC has it in parts only.
 *
 * @returns null when VSPC gives no reason
 */
export function failureOf<Job extends IDataObject>(
	kind: Pick<JobKind<Job>, 'failureTexts'>,
	job: Job,
): string | null {
	const texts = kind.failureTexts(job);
	if (texts.length < 2) return texts[0] ?? null;
	const shown = texts.slice(0, SHOWN).map(shorten);
	const left = texts.length - shown.length;
	return [...shown, ...(left > 0 ? [`… and ${left} more`] : [])].join('\n');
}

/** Texts as VSPC sent them, those with nothing in them left out. */
export function textsOf(values: unknown[]): string[] {
	const texts = values.filter((value) => typeof value === 'string').map((text) => text.trim());
	return [...new Set(texts)].filter((text) => text !== '');
}

function shorten(text: string): string {
	const characters = [...text];
	return characters.length > LONGEST ? `${characters.slice(0, LONGEST - 1).join('')}…` : text;
}
