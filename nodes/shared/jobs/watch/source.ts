import type { IDataObject } from 'n8n-workflow';

import { DEFAULT_LIMITS } from '../../limits';
import type { FilterExpression } from '../../list/filter';
import { TolerantPages, type Part } from '../../list/tolerant';
import { elapsed, withTimeout } from '../../clock';
import { asError, inParallel } from '../../parallel';
import { READ_JOB_ROLES } from '../../roles';
import { toSieve, type JobFilters } from '../filters';
import type { Asking } from '../../asking';
import type { JobKind } from '../kinds/kind';
import { shortId, sight } from './sighting';

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
	/** The job belongs to the customer and server that are watched */
	isInScope: (job: IDataObject) => boolean;
	/** When single jobs must have been read, by the clock `elapsed` */
	until: number;
	/** All filters hold, those on the session too */
	isWanted: (job: IDataObject) => boolean;
}

/** Up to here one request per job is the plain way. */
const FEW = 8;

const AT_ONCE = 5;

/** An event is not held up for the details of a job that VSPC is slow to tell. */
const DETAIL_SECONDS = 20;

/** What a source of jobs is made with, besides what the user set. */
export interface SourceConditions {
	/** Whether to read what tells how often a job runs */
	withSchedule: boolean;
	/** What the server refused earlier; grows */
	left: Set<Part>;
	/** Milliseconds since 1970 */
	now: number;
	/** See JobSource */
	until: number;
}

/**
 * What a job's customer and server are is sent to VSPC; the other filters are applied here: they may stop
 * holding while a problem goes on, and how it ends has to be seen too.
 */
export function toSource(
	kind: JobKind,
	asking: Asking,
	{ filters, customFilter }: WatchedJobs,
	{ withSchedule, left, now, until }: SourceConditions,
): JobSource {
	const { companyUid, backupServerUid } = filters;
	const scope = toSieve(kind, { companyUid, backupServerUid }, now);
	const all = toSieve(kind, filters, now);
	const { apiVersion, host } = asking.connection;
	const { status, lastRun, lastEnd, failure } = kind.properties;
	const select = [
		...kind.keyFields(apiVersion),
		...(withSchedule ? kind.scheduleFields(apiVersion) : []),
		...all.fields,
		...[status, lastRun, lastEnd ?? lastRun, failure],
		...['name', 'isEnabled'],
	];
	return {
		kind,
		asking,
		pages: new TolerantPages(
			asking.context,
			asking.connection,
			{
				call: { path: kind.listPath, doing: `listing the ${kind.noun}s`, roles: READ_JOB_ROLES },
				filter: scope.expressions,
				customFilter: kind.isQueryable ? customFilter : [],
				select: kind.isQueryable ? [...new Set(select)] : undefined,
			},
			asking.limits,
			left,
		),
		scope: shortId(JSON.stringify([host, companyUid, backupServerUid, customFilter])),
		until,
		isInScope: scope.keep,
		isWanted: all.keep,
	};
}

/**
 * Jobs with all their fields, where VSPC can be asked for them in time.
 *
 * @param keys job keys
 * @returns by key; those that VSPC doesn't know have null, those that can't be told now are missing
 */
export async function readWhole(
	source: JobSource,
	keys: string[],
): Promise<Map<string, IDataObject | null>> {
	const found = new Map<string, IDataObject | null>();
	if (keys.length === 0) return found;
	const read = source.kind.fetch && keys.length <= FEW ? readEach : readFromList;
	try {
		await withTimeout(read(source, keys, found), secondsLeft(source));
	} catch {
		// What is found by then is of use; events are told without the rest.
	}
	return new Map(found);
}

function secondsLeft({ until }: JobSource): number {
	return Math.max(0, (until - elapsed()) / 1000);
}

type Found = Map<string, IDataObject | null>;

async function readFromList(source: JobSource, keys: string[], found: Found): Promise<void> {
	const { kind, asking } = source;
	const refs = keys.flatMap((key) => {
		const ref = kind.parseKey(key);
		return ref === undefined ? [] : [[key, ref] as const];
	});
	const jobs = await kind.find(
		asking,
		refs.map(([, ref]) => ref),
		undefined,
	);
	for (const [key, ref] of refs) {
		const job = jobs.get(ref);
		if (job && !(job instanceof Error)) found.set(key, job);
		// The list is all that there is.
		else if (!job && !kind.fetch) found.set(key, null);
	}
	const left = keys.filter((key) => !found.has(key));
	if (kind.fetch) await readEach(source, left, found);
}

async function readEach(source: JobSource, keys: string[], found: Found): Promise<void> {
	const { kind, asking } = source;
	const { timeoutSeconds, asyncTimeoutSeconds } = asking.limits ?? DEFAULT_LIMITS;
	const limits = {
		timeoutSeconds: Math.min(timeoutSeconds, DETAIL_SECONDS),
		asyncTimeoutSeconds: Math.min(asyncTimeoutSeconds, DETAIL_SECONDS),
	};
	await inParallel(
		keys,
		AT_ONCE,
		async (key) => {
			const ref = kind.parseKey(key);
			if (ref === undefined) return;
			try {
				found.set(key, await kind.fetch!({ ...asking, limits }, ref, 0));
			} catch (error) {
				// Only what is certain counts.
				if ((asError(error) as { httpCode?: string }).httpCode === '404') found.set(key, null);
			}
		},
		() => secondsLeft(source) === 0,
	);
}

/** Sightings in the order of the rows, those out of scope left out unless they are known. */
export function sightAll(
	{ kind, isInScope }: JobSource,
	rows: IDataObject[],
	isKnown: (id: string) => boolean,
) {
	return rows.map((row) => sight(kind, row)).filter(({ id, row }) => isKnown(id) || isInScope(row));
}
