import type { IDataObject } from 'n8n-workflow';

import type { Asking } from '../../asking';
import type { Whereabouts } from '../../names/whereabouts';

export type JobActionName = 'start' | 'stop' | 'retry' | 'enable' | 'disable';

/** How a person or an item names a job: a UID in small letters, or a job key as the node outputs it. */
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
	whereaboutsFields: string[];
	/** The properties that tell how often a job runs */
	scheduleFields: (apiVersion: string) => string[];
	/** The job's name for life, see the README on `jobKey` */
	keyOf: (job: IDataObject) => string;
	/** The reference that a key of this kind holds; undefined for other texts */
	parseKey: (text: string) => JobRef | undefined;
	whereabouts: (job: IDataObject) => Whereabouts;
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
	/** One job by itself */
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
}
