import { asError } from '../../util/clock';
import { isListAbsent } from '../../vspc/client/explanation';
import type { FilterExpression, Rule, SetFilter } from '../../vspc/list/filter';
import { type ListMemory, ListPages } from '../../vspc/list/readList';
import type { Vspc } from '../../vspc/vspc';
import { WorkloadDetails } from '../../vspc/workloads/details';
import {
	hasFieldsOf,
	type VspcWorkload,
	type WorkloadKind,
	workloadKeyOf,
} from '../../vspc/workloads/kind';
import type { FilteredWorkloads } from '../../vspc/workloads/read';
import * as rpo from '../../vspc/workloads/rpo';
import { joinedOf, joinRows, toShape, type Workload } from '../../vspc/workloads/workload';
import {
	type FullReadProgress,
	type PageBudget,
	readInFull,
	startProgress,
} from '../engine/fullRead';
import { shortId } from '../engine/state';
import type { EventRules, WorkloadObservation } from './decide';
import type { WorkloadListState } from './memory';

/** When workloads have an event, and which. */
export interface WorkloadRules extends EventRules {
	rpo: rpo.RpoRules;
}

/** Kinds of workloads that are watched together. */
export interface WorkloadSource {
	kinds: WorkloadKind[];
	/** Kinds that are read with them and not watched: see kindsToJoin */
	joined: WorkloadKind[];
	vspc: Vspc;
	/** Other kinds or filters have another one */
	scope: string;
	/** The VSPC in short */
	host: string;
	filters: Array<SetFilter<FilteredWorkloads>>;
	rules: WorkloadRules;
	memoryOf: (kind: WorkloadKind) => ListMemory;
	budget: PageBudget;
	/** Whether the last reads of other lists showed any workloads */
	seesOthers: () => boolean;
	/** When single things must have been read, by the clock `elapsed` */
	until: number;
}

/** A row, and when it was read: seconds since 1970. */
interface ReadRow {
	row: VspcWorkload;
	at: number;
}

/** How far the read of one kind has come. */
interface KindProgress {
	progress: FullReadProgress;
	rows: Map<string, ReadRow>;
	isComplete: boolean;
}

/** What this process remembers of a group of kinds. */
export interface WorkloadNotes {
	scope?: string;
	/** When the read under way began: milliseconds since 1970 */
	startedAt?: number;
	reads: Map<string, KindProgress>;
	/** A list that is read only for the join has been there */
	hasJoined?: boolean;
	/** See WorkloadAbsences */
	lacked: ReadonlyMap<string, number>;
	/** Keys of those of which the log says that they are hidden */
	hidden: ReadonlySet<string>;
	/** Kinds of which the log says that they are not there */
	absent: ReadonlySet<string>;
}

export const noWorkloadNotes = (): WorkloadNotes => ({
	reads: new Map(),
	lacked: new Map(),
	hidden: new Set(),
	absent: new Set(),
});

/** All is read once in so many milliseconds. */
export const READ_EVERY_MS = 3_600_000;

/**
 * Reads on where the poll before ended: one kind after the other, as far as time and pages allow. A list that fails
 * leaves those that have been read in full as they are, for an hour.
 *
 * @returns with `failure` where that is so
 * @throws what vspc.request throws, where there is nothing to keep
 */
export async function readOn(
	source: WorkloadSource,
	state: WorkloadListState,
	notes: WorkloadNotes,
	{ now, isTimeUp }: { now: number; isTimeUp: (ahead?: number) => boolean },
): Promise<{ next: WorkloadNotes; failure?: Error }> {
	const { startedAt = now } = notes;
	const reads = new Map(notes.reads);
	const absent = new Set(notes.absent);
	const failed: Error[] = [];
	const { kinds, joined, scope } = source;
	// A list that was never read is read at once, or nobody knows what is new.
	const budget = state.isComplete ? source.budget : undefined;
	let { hasJoined } = notes;
	for (const kind of [...kinds, ...joined]) {
		const before = reads.get(kind.name) ?? startOf(scope);
		reads.set(kind.name, before);
		if (before.isComplete) continue;
		const isFirst = kind === kinds[0];
		if (!isFirst && (isTimeUp() || budget?.isSpent)) continue;
		try {
			reads.set(kind.name, await readKind({ ...source, budget }, kind, before, isTimeUp, now));
			absent.delete(kind.name);
			if (joined.includes(kind)) hasJoined = true;
		} catch (error) {
			const isOnlyJoined = joined.includes(kind);
			const mustBeThere = isOnlyJoined ? hasJoined : kinds.length === 1 || wasRead(state, kind);
			if (!isListAbsent(error) || mustBeThere) {
				const failure = asError(error);
				const next = { ...notes, scope, startedAt, reads, absent, hasJoined };
				if (![...reads.values()].some(wasReadInFull)) throw failure;
				return { next: withoutOld(next, now), failure };
			}
			reads.set(kind.name, { ...startOf(scope), isComplete: true });
			if (isOnlyJoined) continue;
			failed.push(asError(error));
			if (!absent.has(kind.name)) {
				const text = `VSPC shows no ${kind.plural} to this account, so none is watched until it does`;
				warn(source.vspc, `${text}: ${asError(error).message}`);
			}
			absent.add(kind.name);
		}
	}
	if (failed.length === kinds.length) throw failed[0];
	return { next: { ...notes, scope, startedAt, reads, absent, hasJoined } };
}

function wasReadInFull({ progress, isComplete }: KindProgress): boolean {
	return isComplete && progress.completedAt !== undefined;
}

/** What a list showed long ago is read anew, lest it is believed when another one can be read at last. */
function withoutOld(notes: WorkloadNotes, now: number): WorkloadNotes {
	const isNew = ({ isComplete, progress: { completedAt = -Infinity } }: KindProgress) =>
		!isComplete || (now >= completedAt && now - completedAt < READ_EVERY_MS);
	const reads = new Map([...notes.reads].filter(([, one]) => isNew(one)));
	const isAll = reads.size === notes.reads.size;
	return { ...notes, reads, startedAt: isAll ? notes.startedAt : undefined };
}

/** Says in n8n's log what the user should know. */
export function warn({ context }: Vspc, text: string): void {
	context.logger?.warn(`${context.getNode().name}: ${text}`);
}

/** Once its workloads were seen, a list is there and can only fail. */
function wasRead({ lastSeen }: WorkloadListState, { name }: WorkloadKind): boolean {
	return [...lastSeen.values()].some(({ key }) => key.startsWith(`${name}:`));
}

function startOf(scope: string): KindProgress {
	return { progress: startProgress(scope), rows: new Map(), isComplete: false };
}

async function readKind(
	{
		vspc,
		filters,
		rules,
		memoryOf,
		budget,
	}: Omit<WorkloadSource, 'budget'> & { budget?: PageBudget },
	kind: WorkloadKind,
	before: KindProgress,
	isTimeUp: (ahead?: number) => boolean,
	now: number,
): Promise<KindProgress> {
	const request = {
		call: { path: kind.listPath, activity: `listing the ${kind.plural}` },
		filter: expressionsOf(kind, { filters, rules }, now),
	};
	const id = kind.keyFields[kind.keyFields.length - 1];
	const list = {
		keyOf: rowKeyOf(kind),
		isQueryable: true,
		pages: new ListPages(vspc, request, memoryOf(kind)),
		sort: kind.isQueryable ? [{ property: id, direction: 'ascending' as const }] : [],
	};
	const {
		rows: found,
		isComplete,
		progress,
	} = await readInFull(list, before.progress, isTimeUp, now, budget);
	const rows = new Map(before.rows);
	const at = Math.floor(now / 1000);
	for (const row of found) rows.set(list.keyOf(row), { row, at });
	return { progress, rows, isComplete };
}

/** The filter sent to VSPC for the customer and the server that are watched; none where a list takes no filter. */
export function expressionsOf(
	kind: WorkloadKind,
	{ filters, rules }: Pick<WorkloadSource, 'filters' | 'rules'>,
	now: number,
): FilterExpression[] {
	if (!kind.isQueryable) return [];
	const placement = filters.filter(({ isPlacement }) => isPlacement);
	return rulesOf(kind, placement, rules, now)
		.flatMap(({ expression }) => expression ?? [])
		.filter((expression) => hasFieldsOf(kind, expression));
}

/** What distinguishes the rows of a list, and stays the same while restore points are made. */
function rowKeyOf(kind: WorkloadKind): (row: VspcWorkload) => string {
	const { partField, unitedFields = [], nameFields } = kind;
	const fields = [...(partField ? [partField] : []), ...unitedFields];
	return (row) => {
		const key = workloadKeyOf(kind, row) ?? nameFields.map((field) => row[field]);
		return JSON.stringify([key, ...fields.map((field) => row[field])]);
	};
}

function rulesOf(
	kind: WorkloadKind,
	filters: Array<SetFilter<FilteredWorkloads>>,
	{ rpo: { snapshotsCount } }: WorkloadRules,
	now: number,
): Rule[] {
	return filters.flatMap(({ rule }) => rule({ kind, now, snapshotsCount, rpo }) ?? []);
}

/** A workload with what was read of it. */
export interface Observed {
	seen: WorkloadObservation;
	workload: Workload;
}

/** The workloads in rows, as far as they are watched and belong to the customer and the server that are. */
export async function observeWorkloads(
	{ vspc, filters, rules, joined }: Pick<WorkloadSource, 'vspc' | 'filters' | 'rules' | 'joined'>,
	rowsByKind: Array<{ kind: WorkloadKind; rows: ReadRow[] }>,
	keyFor: (workload: Workload) => string | undefined = ({ key }) => key,
	noteNameless: (kind: WorkloadKind) => void = () => {},
): Promise<Observed[]> {
	const times = new Map(rowsByKind.flatMap(({ rows }) => rows.map(({ row, at }) => [row, at])));
	const found = rowsByKind.flatMap(({ kind, rows }) =>
		joinRows(
			kind,
			rows.map(({ row }) => row),
		),
	);
	const workloads = joinedOf(found, (kind) => !joined.includes(kind));
	await new WorkloadDetails(vspc).addCompanies(workloads);
	const placement = filters.filter(({ isPlacement }) => isPlacement);
	return workloads.flatMap((workload) => {
		const { kind } = workload;
		const at = Math.min(...workload.rows.map((row) => times.get(row) ?? Infinity));
		const now = at * 1000;
		const item = { ...workload.row, ...toShape(workload, { now }) };
		const passes = (some: typeof filters) =>
			rulesOf(kind, some, rules, now).every(({ keep }) => keep(item));
		if (!passes(placement)) return [];
		const isWanted = passes(filters);
		const key = keyFor(workload);
		if (key === undefined) {
			if (isWanted) noteNameless(kind);
			return [];
		}
		const { hours, latest } = rpo.rpoStateOf(rules.rpo, item, now);
		const seen = {
			id: shortId(key),
			key,
			name: item.name ?? '',
			...(item.companyUid ? { companyUid: item.companyUid } : {}),
			...(latest === undefined ? {} : { time: Math.floor(latest / 1000) }),
			rpoHours: hours,
			...(item.malwareState ? { malware: item.malwareState.toLowerCase() } : {}),
			isWanted,
			at,
		};
		return [{ seen, workload }];
	});
}
