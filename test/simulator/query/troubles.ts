import { randomUUID } from 'node:crypto';

import type { EstateStore } from '../estate/store';
import type { ListTrouble } from '../faults/types';
import type { JsonObject } from '../types';

type TroubleOf<K extends ListTrouble['kind']> = Extract<ListTrouble, { kind: K }>;

/** The troubles of one kind, with their fields. */
function of<K extends ListTrouble['kind']>(troubles: ListTrouble[], kind: K): Array<TroubleOf<K>> {
	return troubles.filter((trouble): trouble is TroubleOf<K> => trouble.kind === kind);
}

/** Which rows of what was found a page shows, and what it says about them. */
interface Cut {
	from: number;
	limit: number;
	/** The offset and the total that the page shows. */
	offset: number;
	total: number | null;
}

/** The same cut with everything that goes wrong. */
export function spoiled(cut: Cut, troubles: ListTrouble[]): Cut {
	const has = (kind: ListTrouble['kind']) => of(troubles, kind).length > 0;
	const short = of(troubles, 'shortPage').map(({ rows }) => rows);
	const [fixed] = of(troubles, 'totalIs');
	const change = of(troubles, 'total').reduce((sum, one) => sum + one.change, 0);
	return {
		...cut,
		from: has('repeatPage') ? 0 : cut.from,
		limit: has('emptyPage') ? 0 : Math.min(cut.limit, ...short),
		total: fixed ? fixed.total : Math.max(0, (cut.total ?? 0) + change),
	};
}

/** The meta of an answer with this paging information. */
export function metaOf(
	pagingInfo: JsonObject,
	troubles: ListTrouble[],
): { meta?: JsonObject | null } {
	const [trouble] = of(troubles, 'noMeta');
	switch (trouble && (trouble.meta ?? 'missing')) {
		case 'missing':
			return {};
		case 'null':
			return { meta: null };
		case 'empty':
			return { meta: {} };
		default:
			return { meta: { pagingInfo } };
	}
}

/** A row of its own that is found wherever the given one is. */
function twin<T extends JsonObject>(row: T): T {
	const own = 'instanceUid' in row ? ['instanceUid', 'uniqueUid'] : ['siteUid'];
	const fresh = own.filter((name) => name in row).map((name) => [name, randomUUID()]);
	return { ...structuredClone(row), ...(Object.fromEntries(fresh) as Partial<T>) };
}

/** What happens to a list after a page of it was read. */
export function disturb<T extends JsonObject>(
	list: T[],
	found: T[],
	troubles: ListTrouble[],
	store: EstateStore,
): void {
	for (const { rows } of of(troubles, 'shrink')) {
		for (const row of found.slice(0, rows)) store.remove(list, row);
	}
	for (const { rows } of of(troubles, 'grow')) {
		// A twin of the first row before it: sorts are stable, so it stays in front.
		for (let i = 0; i < rows && found.length > 0; i++) store.insert(list, twin(found[0]), 0);
	}
}
