import type { IDataObject } from 'n8n-workflow';

import { asError } from '../../util/clock';
import { textOrNull } from '../../util/text';
import { isListAbsent } from '../client/explanation';
import { toUtc } from '../jobs/computed';
import { type FilterExpression, uidIs } from '../list/filter';
import { readPage, type SortEntry } from '../list/pages';
import type { Vspc } from '../vspc';
import { WorkloadDetails, type WorkloadNeeds } from './details';
import { nameOf, partsOfKey, type VspcWorkload, type WorkloadKind, workloadKeyOf } from './kind';
import { timeOfPoint, type VspcRestorePoint } from './points';
import { joinComputers, joinRows, type Workload } from './workload';

/** More UIDs than this are no filter any more: the whole list is read. */
const MOST_UIDS = 20;

/** So many rows of a kind at a time fill the drop-down list. */
const PAGE = 100;

/** Protected workloads by their keys or names, and what belongs to one; whole lists are read by WorkloadLists. */
export class Workloads {
	private readonly details: WorkloadDetails;

	constructor(private readonly vspc: Vspc) {
		this.details = new WorkloadDetails(vspc);
	}

	/**
	 * Workloads by their keys, each as an item; those that are not there are missing. Computers are read as in a list, so
	 * that they are the same as there.
	 *
	 * @param needed what all items ask for
	 */
	async find(
		kinds: readonly WorkloadKind[],
		keys: string[],
		needs: WorkloadNeeds,
	): Promise<Map<string, IDataObject>> {
		const found: Workload[] = [];
		for (const kind of kinds) {
			const own = keys.filter((key) => partsOfKey(kind, key));
			if (own.length === 0) continue;
			const workloads = await this.readByKeys(kind, own);
			const twins = joinComputers([...workloads, ...(await this.readTwins(kind, kinds))]);
			// One that a backup server manages as well is still found by the key that the console gives it.
			const wanted = own.map(
				(key) => twins.find((one) => one.key === key) ?? workloads.find((one) => one.key === key),
			);
			found.push(...wanted.filter((one) => one !== undefined));
		}
		const items = await this.details.itemsOf(found, needs);
		return new Map(items.map((item, index) => [found[index].key!, item]));
	}

	/**
	 * The restore points of a workload as items, the latest first; of a workload in a public cloud its backups.
	 *
	 * @param key one that partsOfKey takes
	 * @throws what vspc.request throws
	 */
	async restorePoints(kind: WorkloadKind, workloadKey: string): Promise<IDataObject[]> {
		const rows = await this.pointRows(kind, workloadKey);
		const timed = rows.map((row) => ({ row, time: timeOfPoint(kind, row) }));
		timed.sort((a, b) => (b.time ?? -Infinity) - (a.time ?? -Infinity) || 0);
		return timed.map(({ row, time }) => ({
			restorePointUtc: toUtc(time),
			...row,
			workloadKind: kind.name,
			workloadKey,
		}));
	}

	private async pointRows(kind: WorkloadKind, key: string): Promise<VspcRestorePoint[]> {
		const parts = partsOfKey(kind, key) ?? [];
		const ids = parts.slice(-kind.ids);
		const is365 = kind.name === 'microsoft365Object';
		const id = is365 ? ids[1] : ids[0];
		const call = {
			path: [...kind.listPath, id, kind.points.name],
			activity: `reading the restore points of the ${kind.noun}`,
			noun: kind.noun,
			uid: id,
			notFoundHint: 'Its restore points may have been deleted.',
		};
		const keyOf = () => undefined;
		const read = async (own?: IDataObject) =>
			(await this.vspc.list<VspcRestorePoint>({ call: { ...call, own }, keyOf })).rows;
		if (!is365) {
			const server = parts.length > kind.ids ? parts[0] : undefined;
			return (await read()).filter(
				({ backupServerUid, bucketUid }) =>
					isSame(backupServerUid, server) && isSame(bucketUid, ids[1]),
			);
		}
		const vb365ServerUid = ids[0];
		try {
			return await read({ vb365ServerUid });
		} catch (error) {
			if ((error as { httpCode?: string }).httpCode !== '400') throw asError(error);
		}
		// A server that wants the repository, too: those that have the object are in the list.
		const [object] = await this.readByKeys(kind, [key]);
		const rows: VspcRestorePoint[] = [];
		for (const { repositoryUid } of object?.rows ?? []) {
			const more = await read({ vb365ServerUid, vb365BackupRepositoryUid: repositoryUid });
			for (const row of more) rows.push(row);
		}
		return rows;
	}

	/**
	 * Workloads for a person who searches them by name: a page of each list that has one left. Kinds that VSPC does not
	 * show are left out, unless there is no other.
	 *
	 * @param part of a name, whatever its case
	 * @param token by kind, where its next page begins
	 */
	async search(kinds: WorkloadKind[], part?: string, token?: string) {
		const offsets = token === undefined ? undefined : new URLSearchParams(token);
		const found: Array<{ key: string; parts: unknown[] }> = [];
		const next = new URLSearchParams();
		const absent: unknown[] = [];
		const asked = kinds.filter((kind) => offsets?.has(kind.name) ?? true);
		for (const kind of asked) {
			try {
				const page = await this.page(kind, Number(offsets?.get(kind.name) ?? 0), part);
				const places = page.workloads.map(({ placement }) => placement);
				const names = await this.vspc.names.namesOfAll(places, ['companyName', 'backupServerName']);
				page.workloads.forEach(({ row, key = '' }, index) => {
					const { companyName, backupServerName } = names[index];
					const name = nameOf(kind, row) ?? key;
					found.push({ key, parts: [name, companyName, kind.noun, backupServerName] });
				});
				if (page.next !== undefined) next.set(kind.name, `${page.next}`);
			} catch (error) {
				if (!isListAbsent(error)) throw asError(error);
				absent.push(error);
			}
		}
		if (absent.length > 0 && absent.length === asked.length) throw asError(absent[0]);
		return { found, next: [...next].length > 0 ? next.toString() : undefined };
	}

	/** A page of a list; where VSPC does not filter it, all that a name fits. */
	private async page(kind: WorkloadKind, offset: number, part?: string) {
		const call = { path: kind.listPath, activity: `listing the ${kind.plural}` };
		const wanted = part?.toLowerCase() ?? '';
		const isWhole = wanted !== '' && !kind.isQueryable;
		const filter = wanted && kind.isQueryable ? nameFilter(kind, wanted) : undefined;
		const { rows, total } = isWhole
			? { ...(await this.vspc.list<VspcWorkload>({ call, keyOf: () => undefined })), total: 0 }
			: await readPage(this.vspc, call, { limit: PAGE, offset, filter, sort: byName(kind) });
		const end = offset + rows.length;
		const mayGoOn = rows.length > 0 && (total === undefined ? rows.length === PAGE : end < total);
		const shown = mayGoOn ? rows.slice(0, startOfLastName(kind, rows)) : rows;
		const workloads = joinRows(kind, shown).filter(
			({ key, row }) => key && (nameOf(kind, row) ?? '').toLowerCase().includes(wanted),
		);
		await this.details.addCompanies(workloads);
		return { workloads, next: mayGoOn ? offset + shown.length : undefined };
	}

	private async readByKeys(kind: WorkloadKind, keys: string[]): Promise<Workload[]> {
		const field = kind.keyFields[kind.keyFields.length - kind.ids];
		const uids = [...new Set(keys.map((key) => key.split(':').slice(-kind.ids)[0]))];
		const items: FilterExpression[] = uids.map((uid) => uidIs(field, uid));
		const isFew = kind.isQueryable && uids.length <= MOST_UIDS;
		const wanted = new Set(keys);
		const { rows, hints } = await this.vspc.list<VspcWorkload>({
			call: { path: kind.listPath, activity: `listing the ${kind.plural}` },
			keyOf: () => undefined,
			filter: isFew ? [{ operation: 'or', items }] : undefined,
			keep: (row) => wanted.has(workloadKeyOf(kind, row) ?? ''),
		});
		this.vspc.hint(...hints);
		return joinRows(kind, rows);
	}

	/** The computers of the other list, which may be the same ones. */
	private async readTwins(
		{ name }: WorkloadKind,
		kinds: readonly WorkloadKind[],
	): Promise<Workload[]> {
		const other = {
			consoleComputer: 'backupServerComputer',
			backupServerComputer: 'consoleComputer',
		}[name as string];
		const kind = kinds.find((one) => one.name === other);
		if (!kind) return [];
		const call = { path: kind.listPath, activity: `listing the ${kind.plural}` };
		try {
			const { rows } = await this.vspc.list<VspcWorkload>({ call, keyOf: () => undefined });
			return joinRows(kind, rows);
		} catch (error) {
			if (!isListAbsent(error)) throw asError(error);
			return [];
		}
	}
}

function nameFilter({ nameFields }: WorkloadKind, value: string): FilterExpression[] {
	const items: FilterExpression[] = nameFields.map((property) => ({
		property,
		operation: 'contains',
		collation: 'ignorecase',
		value,
	}));
	return items.length === 1 ? items : [{ operation: 'or', items }];
}

function byName({ isQueryable, nameFields }: WorkloadKind): SortEntry[] | undefined {
	return isQueryable ? [{ property: nameFields[0], direction: 'ascending' }] : undefined;
}

/** Rows of one workload have one name: they are left for the next page together, unless all of this one have it. */
function startOfLastName({ nameFields: [field] }: WorkloadKind, rows: VspcWorkload[]): number {
	const name = (row?: VspcWorkload) => textOrNull(row?.[field])?.toLowerCase();
	let start = rows.length - 1;
	while (start > 0 && name(rows[start - 1]) === name(rows[start])) start--;
	return start === 0 ? rows.length : start;
}

function isSame(given: unknown, wanted: string | undefined): boolean {
	return (
		typeof given !== 'string' ||
		wanted === undefined ||
		given.toLowerCase() === wanted.toLowerCase()
	);
}
