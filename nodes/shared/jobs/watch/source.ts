import type { IDataObject } from 'n8n-workflow';

import type { FilterExpression } from '../../list/filter';
import { TolerantPages, type ListMemory } from '../../list/tolerant';
import { READ_JOB_ROLES } from '../../roles';
import { toSieve, type JobFilters } from '../filters';
import type { Asking } from '../../asking';
import type { JobKind } from '../kinds/kind';
import { sight } from './sighting';
import { shortId } from '../../trigger/known';

/** Which jobs are watched, as in Get Many. */
export interface WatchedJobs {
	filters: JobFilters;
	customFilter: FilterExpression[];
}

/** One kind of jobs to read. */
export interface JobSource {
	kind: JobKind;
	asking: Asking;
	pages: TolerantPages;
	/** Tells one scope from another */
	scope: string;
	/** Tells one VSPC from another */
	host: string;
	/** The job belongs to the customer and server that are watched */
	isInScope: (job: IDataObject) => boolean;
	/** When single jobs must have been read, by the clock `elapsed` */
	until: number;
	/** All filters hold, those on the session too */
	isWanted: (job: IDataObject) => boolean;
	/** The same list with all fields */
	wholePages: TolerantPages;
	/** Called with the number of rows that don't say which job they are */
	noteNameless: (count: number) => void;
}

/** What a source of jobs is made with, besides what the user set. */
export interface SourceConditions {
	/** Whether to read what tells how often a job runs */
	withSchedule: boolean;
	/** What earlier polls leave to this one */
	memory: ListMemory;
	/** Milliseconds since 1970 */
	now: number;
	/** See JobSource */
	until: number;
	/** See JobSource */
	noteNameless: (count: number) => void;
}

/**
 * What a job's customer and server are is sent to VSPC; the other filters are applied here: they may stop
 * holding while a problem goes on, and how it ends has to be seen too.
 */
export function toSource(
	kind: JobKind,
	asking: Asking,
	{ filters, customFilter }: WatchedJobs,
	{ withSchedule, memory, now, until, noteNameless }: SourceConditions,
): JobSource {
	const { companyUid, backupServerUid } = filters;
	const scope = toSieve(kind, { companyUid, backupServerUid }, now);
	const all = toSieve(kind, filters, now);
	const { apiVersion, host } = asking.connection;
	const { status, lastRun, lastEnd, failure } = kind.properties;
	const select = [
		...kind.keyFields(apiVersion),
		...kind.properties.company,
		...(withSchedule ? kind.scheduleFields(apiVersion) : []),
		...all.fields,
		...[status, lastRun, lastEnd ?? lastRun, failure],
		...['name', 'isEnabled'],
	];
	const pagesWith = (fields: string[] | undefined) =>
		new TolerantPages(
			asking.context,
			asking.connection,
			{
				call: { path: kind.listPath, doing: `listing the ${kind.noun}s`, roles: READ_JOB_ROLES },
				filter: scope.expressions,
				customFilter: kind.isQueryable ? customFilter : [],
				select: fields,
				unsure: kind.unsureFields,
			},
			asking.limits,
			memory,
		);
	return {
		kind,
		asking,
		pages: pagesWith(kind.isQueryable ? [...new Set(select)] : undefined),
		wholePages: pagesWith(undefined),
		noteNameless,
		scope: shortId(JSON.stringify([host, companyUid, backupServerUid, customFilter])),
		host: shortId(host),
		until,
		isInScope: scope.keep,
		isWanted: all.keep,
	};
}

/**
 * Sightings in the order of the rows, those out of scope left out unless they are known. A row that doesn't say which
 * job it is has no events: those of one job could be taken for those of another.
 */
export function sightAll(
	{ kind, isInScope, noteNameless }: JobSource,
	rows: IDataObject[],
	isKnown: (id: string) => boolean,
) {
	const named = rows.filter((row) => kind.keyOf(row) !== undefined);
	if (named.length < rows.length) noteNameless(rows.length - named.length);
	return named
		.map((row) => sight(kind, row))
		.filter(({ id, row }) => isKnown(id) || isInScope(row));
}
