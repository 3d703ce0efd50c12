import type { IDataObject } from 'n8n-workflow';

import type { Asking } from '../../asking';
import type { Whereabouts } from '../../names/whereabouts';

export type JobActionName = 'start' | 'stop' | 'retry' | 'enable' | 'disable';

/** How a person or an item names a job: a UID in small letters, or a job key, which names its server or agent too. */
export type JobRef = string;

/** The properties by which VSPC tells the same things of different kinds of jobs. */
export interface JobProperties {
	status: string;
	lastRun: string;
	/** Microsoft 365 jobs have none */
	lastEnd?: string;
	failure: string;
	type?: string;
	/** Bytes; only jobs of backup servers have it */
	transferred?: string;
	/** The first that holds a UID counts */
	company: string[];
}

/** One kind of jobs: where they are, how they are named, and what can be done with them. */
export interface JobKind {
	/** In messages, e.g. `agent job` */
	noun: string;
	listPath: string[];
	/** Whether VSPC documents filter, sort and select for the list; otherwise the node does it all itself */
	isQueryable: boolean;
	properties: JobProperties;
	/** The properties that key and whereabouts are made of */
	keyFields: (apiVersion: string) => string[];
	/** Those of them that not every API version has, to be done without where the server refuses them */
	unsureFields?: string[];
	whereaboutsFields: string[];
	/** The properties that tell how often a job runs */
	scheduleFields: (apiVersion: string) => string[];
	/** The job's name for life, see the README on `jobKey`; undefined for a row that doesn't say which job it is */
	keyOf: (job: IDataObject) => string | undefined;
	/** A key of this kind in one spelling; undefined for other texts */
	parseKey: (text: string) => JobRef | undefined;
	whereabouts: (job: IDataObject) => Whereabouts;
	/** Why the latest session failed or warned, what counts most first; see failureOf */
	failureTexts: (job: IDataObject) => string[];
	/** What items have besides what VSPC sends: what other kinds of jobs have, under the same names */
	added?: (job: IDataObject) => IDataObject;
	/**
	 * Finds jobs with few requests. Those that it doesn't find have to be asked for one by one with `fetch`, or
	 * are not there where the kind has no `fetch`.
	 *
	 * @param fields what is needed of a job; undefined: everything
	 */
	find: (
		asking: Asking,
		refs: JobRef[],
		fields: string[] | undefined,
	) => Promise<Map<JobRef, IDataObject | Error>>;
	/** One job by itself; by a key that job and no other */
	fetch?: (asking: Asking, ref: JobRef, itemIndex: number) => Promise<IDataObject>;
	/** Status and times of jobs, as cheaply as they can be had; some may be missing */
	states: (asking: Asking, refs: JobRef[]) => Promise<Map<JobRef, IDataObject | Error>>;
	/**
	 * Carries an action out.
	 *
	 * @param activeFull agent jobs only: makes a full backup
	 */
	act: (
		asking: Asking,
		action: JobActionName,
		job: IDataObject,
		itemIndex: number,
		activeFull?: boolean,
	) => Promise<void>;
	/**
	 * Where an action names a job by a UID that two may have: the check that comes before it.
	 *
	 * @param refs the jobs of all items, for one request in all
	 */
	guardActions?: (asking: Asking, refs: JobRef[]) => Promise<ActionGuard>;
}

/**
 * Refuses to act on a job where VSPC might take another one for it.
 *
 * @throws NodeOperationError naming the jobs and their servers
 */
export type ActionGuard = (
	action: JobActionName,
	job: IDataObject,
	ref: JobRef,
	itemIndex: number,
) => Promise<void>;
