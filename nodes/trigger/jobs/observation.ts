import { spelled } from '../../util/text';
import { parseTime } from '../../util/time';
import { type JobFilters, jobRowFilter } from '../../vspc/jobs/filters';
import { type JobKind, READ_JOB_ROLES, toResult, type VspcJob } from '../../vspc/jobs/kind';
import type { FilterExpression } from '../../vspc/list/filter';
import { type ListMemory, ListPages } from '../../vspc/list/readList';
import type { Vspc } from '../../vspc/vspc';
import { shortId } from '../engine/state';
import type { Outcome } from './memory';

/** Which jobs are watched, as in Get Many. */
export interface WatchedJobs {
	filters: JobFilters;
	customFilter: FilterExpression[];
}

/** One kind of jobs to read. */
export interface JobSource {
	kind: JobKind;
	vspc: Vspc;
	pages: ListPages;
	/** Another scope has another one */
	scope: string;
	/** Another VSPC has another one */
	host: string;
	/** The job belongs to the customer and server that are watched */
	isInScope: (job: VspcJob) => boolean;
	/** When single jobs must have been read, by the clock `elapsed` */
	until: number;
	/** Matches all filters, those on the session too */
	isWanted: (job: VspcJob) => boolean;
	/** The same list with all fields */
	wholePages: ListPages;
	/** Called with the number of rows that don't say which job they are */
	noteNameless: (count: number) => void;
	/** Items have what tickets are made of */
	withTickets: boolean;
	/** Called with rows that a poll read */
	noteRows?: (rows: VspcJob[]) => void;
}

/** What a source of jobs is made with, besides what the user set. */
export interface SourceConditions {
	/** Whether to read what says how often a job runs */
	withSchedule: boolean;
	/** What earlier polls leave to this one */
	memory: ListMemory;
	/** Milliseconds since 1970 */
	now: number;
	/** See JobSource */
	until: number;
	/** See JobSource */
	noteNameless: (count: number) => void;
	/** See JobSource */
	withTickets: boolean;
}

/**
 * What a job's customer and server are is sent to VSPC; the other filters are applied here: they may stop
 * matching while a problem goes on, and how it ends has to be seen too.
 */
export function toSource(
	kind: JobKind,
	vspc: Vspc,
	{ filters, customFilter }: WatchedJobs,
	{ withSchedule, memory, now, until, noteNameless, withTickets }: SourceConditions,
): JobSource {
	const placement = filters.filter(({ isPlacement }) => isPlacement);
	const scope = jobRowFilter(kind, placement, now);
	const all = jobRowFilter(kind, filters, now);
	const { apiVersion, host } = vspc.connection;
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
		new ListPages(
			vspc,
			{
				call: { path: kind.listPath, activity: `listing the ${kind.noun}s`, roles: READ_JOB_ROLES },
				filter: scope.expressions,
				customFilter: kind.isQueryable ? customFilter : [],
				select: fields,
				unsure: kind.unsureFields,
			},
			memory,
		);
	return {
		kind,
		vspc,
		pages: pagesWith(kind.isQueryable ? [...new Set(select)] : undefined),
		wholePages: pagesWith(undefined),
		noteNameless,
		withTickets,
		scope: shortId(JSON.stringify([host, placement.map(toEntry), customFilter])),
		host: shortId(host),
		until,
		isInScope: scope.keep,
		isWanted: all.keep,
	};
}

const toEntry = ({ name, value }: JobFilters[number]) => [name, value];

/**
 * Observations in the order of the rows, those out of scope left out unless they are known. A row that doesn't say which
 * job it is has no events: those of one job could be taken for those of another.
 */
export function observeAll(
	{ kind, isInScope, noteNameless, noteRows }: JobSource,
	rows: VspcJob[],
	isKnown: (id: string) => boolean,
) {
	const named = rows.filter((row) => kind.keyOf(row) !== undefined);
	if (named.length < rows.length) noteNameless(rows.length - named.length);
	noteRows?.(named);
	return named
		.map((row) => observe(kind, row))
		.filter(({ id, row }) => isKnown(id) || isInScope(row));
}

/** A job as a read shows it; times are seconds since 1970. */
export interface Observation {
	/** The job key in short */
	id: string;
	key: string;
	row: VspcJob;
	outcome: Outcome;
	/**
	 * The end of the latest session that ended; with Microsoft 365 the start of the latest one. Some jobs that
	 * failed have no time at all.
	 */
	time?: number;
	/** VSPC shows no end, so `time` is the start */
	isStart: boolean;
	lastRun?: number;
	/** When the session began that goes on, also where the outcome is the proven one of the session before */
	runsSince?: number;
	/** Undefined where VSPC doesn't say */
	enabled?: boolean;
}

export function observe(kind: JobKind, row: VspcJob): Observation {
	const { status, lastRun: runField, lastEnd: endField } = kind.properties;
	// Rows without a key are left out earlier, see observeAll.
	const key = kind.keyOf(row) ?? '';
	const lastRun = secondsOf(row[runField]);
	const end = endField === undefined ? undefined : secondsOf(row[endField]);
	const outcome = outcomeOf(row[status]);
	const isStart = end === undefined && outcome !== 'running' && lastRun !== undefined;
	const time = isStart ? lastRun : end;
	return {
		id: shortId(key),
		key,
		row,
		outcome,
		time,
		isStart,
		lastRun,
		runsSince: outcome === 'running' ? lastRun : undefined,
		enabled: typeof row.isEnabled === 'boolean' ? row.isEnabled : undefined,
	};
}

function outcomeOf(status: unknown): Outcome {
	return spelled(status).toLowerCase() === 'stopped' ? 'stopped' : toResult(status);
}

/** Whole seconds: the digits of a fraction differ between answers. */
function secondsOf(value: unknown): number | undefined {
	const time = parseTime(value);
	return time === undefined ? undefined : Math.floor(time / 1000);
}
