import type { IDataObject } from 'n8n-workflow';

import type { FilterExpression } from '../../list/filter';
import { TolerantPages, type Part } from '../../list/tolerant';
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
	/** All filters hold, those on the session too */
	isWanted: (job: IDataObject) => boolean;
}

/** Up to here one request per job is the plain way. */
const FEW = 8;

const AT_ONCE = 5;

/**
 * What a job's customer and server are is sent to VSPC; the other filters are applied here: they may stop
 * holding while a problem goes on, and how it ends has to be seen too.
 *
 * @param left what the server refused earlier; grows
 * @param now milliseconds since 1970
 */
export function toSource(
	kind: JobKind,
	asking: Asking,
	{ filters, customFilter }: WatchedJobs,
	withSchedule: boolean,
	left: Set<Part>,
	now: number,
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
			asking.limits!,
			left,
		),
		scope: shortId(JSON.stringify([host, companyUid, backupServerUid, customFilter])),
		isInScope: scope.keep,
		isWanted: all.keep,
	};
}

/**
 * Jobs with all their fields, where VSPC can be asked for them.
 *
 * @param keys job keys
 * @returns by key; those that VSPC doesn't know have null, those that can't be told now are missing
 */
export async function readWhole(
	{ kind, asking }: JobSource,
	keys: string[],
): Promise<Map<string, IDataObject | null>> {
	const found = new Map<string, IDataObject | null>();
	if (keys.length > FEW) {
		const refs = keys.map((key) => [key, kind.parseKey(key) ?? ''] as const);
		const jobs = await orNothing(
			kind.find(
				asking,
				refs.map(([, ref]) => ref),
				undefined,
			),
		);
		for (const [key, ref] of refs) {
			const job = jobs?.get(ref);
			if (job && !(job instanceof Error)) found.set(key, job);
		}
	}
	const left = keys.filter((key) => !found.has(key));
	await inParallel(left, AT_ONCE, async (key) => {
		const job = await readOne(kind, asking, key);
		if (job !== undefined) found.set(key, job);
	});
	return found;
}

/** Null for a job that VSPC doesn't know; undefined when it can't be told now. */
async function readOne(
	kind: JobKind,
	asking: Asking,
	key: string,
): Promise<IDataObject | null | undefined> {
	const ref = kind.parseKey(key);
	if (ref === undefined) return undefined;
	try {
		if (kind.fetch) return await kind.fetch(asking, ref, 0);
		const found = (await kind.find(asking, [ref], undefined)).get(ref);
		return found instanceof Error ? undefined : (found ?? null);
	} catch (error) {
		return (asError(error) as { httpCode?: string }).httpCode === '404' ? null : undefined;
	}
}

async function orNothing<Result>(work: Promise<Result>): Promise<Result | undefined> {
	try {
		return await work;
	} catch {
		return undefined;
	}
}

/** Sightings in the order of the rows, those out of scope left out unless they are known. */
export function sightAll(
	{ kind, isInScope }: JobSource,
	rows: IDataObject[],
	isKnown: (id: string) => boolean,
) {
	return rows.map((row) => sight(kind, row)).filter(({ id, row }) => isKnown(id) || isInScope(row));
}
