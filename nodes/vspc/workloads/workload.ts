import type { IDataObject } from 'n8n-workflow';

import { parseUsedUid, spelled, textOrNull } from '../../util/text';
import { parseTime } from '../../util/time';
import { hoursSince, toUtc } from '../jobs/computed';
import type { Placement } from '../placement';
import {
	type Chain,
	nameOf,
	sumOf,
	type VspcWorkload,
	type WorkloadKind,
	workloadKeyOf,
	type WorkloadShape,
} from './kind';

/** A workload of which all rows have been found. */
export interface Workload {
	kind: WorkloadKind;
	/** Undefined where VSPC gives no UID */
	key?: string;
	/** What VSPC sends of it, that of the latest restore point first; one for each part, e.g. each repository */
	rows: VspcWorkload[];
	/** These rows as one */
	row: VspcWorkload;
	placement: Placement;
	/** Milliseconds since 1970 */
	latest?: number;
	/** The same of another list that has this computer under the same UID */
	latestElsewhere?: number;
	alsoManagedBy?: WorkloadShape['workloadKind'];
	/** Its backups; undefined where they were not read, null where this account may not see them */
	chains?: Chain[] | null;
}

/**
 * Workloads from the rows of a list, in the order in which they first come: rows with the same key are one, and nothing
 * else is ever joined. Rows that are the same, as a live server sent them for a computer of two protection groups, count
 * once.
 */
export function joinRows(kind: WorkloadKind, rows: VspcWorkload[]): Workload[] {
	const groups = new Map<unknown, VspcWorkload[]>();
	for (const row of rows) {
		const key = workloadKeyOf(kind, row) ?? row;
		const group = groups.get(key);
		if (group) group.push(row);
		else groups.set(key, [row]);
	}
	return [...groups].map(([key, group]) =>
		toWorkload(kind, group, typeof key === 'string' ? key : undefined),
	);
}

/** @param group all rows of it, at least one */
function toWorkload(kind: WorkloadKind, group: VspcWorkload[], key?: string): Workload {
	const timeOf = (row: VspcWorkload) =>
		kind.latestField === undefined ? undefined : parseTime(row[kind.latestField]);
	const sorted =
		group.length > 1
			? [...group].sort((a, b) => (timeOf(b) ?? -Infinity) - (timeOf(a) ?? -Infinity) || 0)
			: group;
	const rows = onePerPart(kind, sorted);
	return {
		kind,
		key,
		rows,
		row: united(kind, sorted),
		placement: kind.placement(sorted[0]),
		latest: timeOf(sorted[0]),
	};
}

/** The first row of each part, of a kind that has parts; else the first row. */
function onePerPart({ partField }: WorkloadKind, rows: VspcWorkload[]): VspcWorkload[] {
	if (partField === undefined) return rows.slice(0, 1);
	const parts = new Set<unknown>();
	return rows.filter((row) => !parts.has(row[partField]) && parts.add(row[partField]));
}

function united({ unitedFields = [] }: WorkloadKind, rows: VspcWorkload[]): VspcWorkload {
	if (rows.length === 1 || unitedFields.length === 0) return rows[0];
	const row = { ...rows[0] };
	for (const field of unitedFields) {
		const lists = rows.map((one) => one[field]).filter(Array.isArray);
		if (lists.length > 0) row[field] = [...new Set(lists.flat().sort())] as IDataObject[string];
	}
	return row;
}

/**
 * Computers that console and backup servers both list: one workload where they have the same UID, that of the backup
 * server since it shows more; else two, with a hint where company and name are the same.
 */
export function joinComputers(workloads: Workload[]): Workload[] {
	const ofConsole = workloads.filter(({ kind }) => kind.name === 'consoleComputer');
	const ofServers = workloads.filter(({ kind }) => kind.name === 'backupServerComputer');
	if (ofConsole.length === 0 || ofServers.length === 0) return workloads;
	const byUid = new Map(ofConsole.map((one) => [parseUsedUid(one.row.backupAgentUid), one]));
	byUid.delete(undefined);
	const gone = new Set<Workload>();
	for (const computer of ofServers) {
		const same = byUid.get(parseUsedUid(computer.row.instanceUid));
		if (!same) continue;
		gone.add(same);
		computer.latestElsewhere = same.latest;
		computer.alsoManagedBy = same.kind.name;
		// Who has its key from the console finds it by that.
		same.latestElsewhere = computer.latest;
		same.alsoManagedBy = computer.kind.name;
	}
	const left = workloads.filter((one) => !gone.has(one));
	const consoleNames = new Set(ofConsole.filter((one) => !gone.has(one)).map(nameInCompany));
	const serverNames = new Set(ofServers.map(nameInCompany));
	for (const one of left) {
		const { name } = one.kind;
		const others = name === 'consoleComputer' ? serverNames : consoleNames;
		const isComputer = name === 'consoleComputer' || name === 'backupServerComputer';
		const place = nameInCompany(one);
		if (!isComputer || one.alsoManagedBy || place === undefined || !others.has(place)) continue;
		one.alsoManagedBy = name === 'consoleComputer' ? 'backupServerComputer' : 'consoleComputer';
	}
	return left;
}

/** Workloads of the kinds that are asked for, with what other lists of computers say of them. */
export function joinedOf(
	workloads: Workload[],
	isAsked: (kind: WorkloadKind) => boolean,
): Workload[] {
	const joined = joinComputers(workloads);
	const areAll = workloads.every(({ kind }) => isAsked(kind));
	// Where nobody asks for the row of the backup server, a computer of both lists is that of the console.
	return areAll ? joined : workloads.filter(({ kind }) => isAsked(kind));
}

function nameInCompany({ kind, row, placement }: Workload): string | undefined {
	const name = nameOf(kind, row)?.toLowerCase();
	const { companyUid } = placement;
	return name && companyUid ? `${companyUid} ${name}` : undefined;
}

/** What is known of a workload besides its rows. */
interface Known {
	/** Milliseconds since 1970, once for all workloads of an execution */
	now: number;
	/** Names of repositories by UID */
	repositories?: ReadonlyMap<string, string | null>;
	/** Operating systems of agents by UID, in small letters */
	systems?: ReadonlyMap<string, string | null>;
}

/** A workload in the shape that all kinds share; names of places are added where they are wanted. */
export function toShape(workload: Workload, known: Known): WorkloadShape {
	const { kind, rows, row, placement, chains } = workload;
	const latest = laterOf([workload.latest, workload.latestElsewhere]);
	const snapshots = kind.snapshotFields.map((field) => parseTime(row[field]));
	return {
		name: nameOf(kind, row),
		workloadKind: kind.name,
		companyName: placement.companyName ?? null,
		backupServerName: placement.backupServerName ?? null,
		latestRestorePointUtc: toUtc(latest),
		hoursSinceRestorePoint: hoursSince(latest, known.now),
		latestSnapshotUtc: toUtc(laterOf(snapshots)),
		restorePoints: null,
		totalRestorePointSize: null,
		repositoryName: null,
		targetType: null,
		copies: null,
		malwareState: null,
		immutable: null,
		operatingSystem: null,
		alsoManagedBy: workload.alsoManagedBy ?? null,
		jobKey: null,
		locationName: placement.locationName ?? null,
		siteName: placement.siteName ?? null,
		companyUid: placement.companyUid ?? null,
		workloadKey: workload.key ?? null,
		...kind.said(rows),
		...(chains ? saidBy(workload, chains, known) : undefined),
	};
}

/** VSPC's own fields of a workload, which an item has beside the shape; without those that the shape restates. */
export function ownFieldsOf({ kind: { restated }, row }: Workload): IDataObject {
	if (restated === undefined) return row;
	const own = { ...row };
	for (const field of restated) delete own[field];
	return own;
}

function laterOf(times: Array<number | undefined>): number | undefined {
	const known = times.filter((time) => time !== undefined);
	return known.length > 0 ? Math.max(...known) : undefined;
}

/** What the backups of a workload say; those without restore points are no copies. */
function saidBy(workload: Workload, all: Chain[], known: Known): Partial<WorkloadShape> {
	const { says = [] } = workload.kind.chains ?? {};
	const chains = all.filter((chain) => !chain.isSnapshot && chain.restorePoints !== 0);
	const youngest = isLaterElsewhere(workload) ? [] : youngestOf(chains);
	const [main] = youngest as [Chain?];
	const repository = parseUsedUid(main?.repositoryUid);
	const said: Partial<WorkloadShape> = {
		restorePoints:
			chains.length === 0 ? 0 : sumOf(chains.map(({ restorePoints }) => restorePoints)),
		totalRestorePointSize: chains.length === 0 ? 0 : sumOf(chains.map(({ size }) => size)),
		repositoryName: (repository && known.repositories?.get(repository)) ?? null,
		targetType: textOrNull(main?.targetType),
		copies: copiesOf(chains),
		jobKey: jobKeyOf(workload, youngest, known),
	};
	return Object.fromEntries(says.map((field) => [field, said[field]]));
}

/** Null where VSPC does not say of all where they are, unless it is certain that one is in the cloud. */
function copiesOf(chains: Chain[]): WorkloadShape['copies'] {
	const copies = { local: countOf(chains, 'local'), cloud: countOf(chains, 'cloud') };
	return copies.cloud > 0 || copies.local === chains.length ? copies : null;
}

function countOf(chains: Chain[], target: string): number {
	return chains.filter(({ targetType }) => spelled(targetType).toLowerCase() === target).length;
}

/** Those with the latest restore point; a single backup is it, whatever it shows. */
function youngestOf(chains: Chain[]): Chain[] {
	if (chains.length === 1) return chains;
	const times = chains.map(({ latest }) => parseTime(latest) ?? -Infinity);
	const most = Math.max(...times);
	return most > -Infinity ? chains.filter((_, index) => times[index] === most) : [];
}

/** Of the backups that made it, this list then has none. */
function isLaterElsewhere({ latest = -Infinity, latestElsewhere }: Workload): boolean {
	return latestElsewhere !== undefined && latestElsewhere > latest;
}

function jobKeyOf({ kind, row }: Workload, youngest: Chain[], known: Known): string | null {
	const jobs = new Set(youngest.map(({ jobUid }) => parseUsedUid(jobUid)));
	const [job] = jobs;
	if (!job || jobs.size > 1) return null;
	if (kind.name !== 'consoleComputer') {
		const server = parseUsedUid(row.backupServerUid);
		return server ? `job:${server}:${job}` : null;
	}
	const agent = parseUsedUid(row.backupAgentUid);
	const system = agent && known.systems?.get(agent);
	return agent && system ? `agentJob:${system.toLowerCase()}:${agent}:${job}` : null;
}
