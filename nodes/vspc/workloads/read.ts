import type { IDataObject } from 'n8n-workflow';

import { asError } from '../../util/clock';
import { isListAbsent } from '../client/explanation';
import { compareRows, type Rule, type SetFilter, topOf } from '../list/filter';
import { readPage, type SortEntry } from '../list/pages';
import type { Vspc } from '../vspc';
import { WorkloadDetails, type WorkloadNeeds } from './details';
import { hasFieldsOf, type VspcWorkload, type WorkloadKind } from './kind';
import { backupServerComputer, consoleComputer } from './onPremises';
import * as rpo from './rpo';
import { joinedOf, joinRows, toShape, type Workload } from './workload';

/** What the rule of a filter for workloads depends on besides its value. */
export interface FilteredWorkloads {
	kind: WorkloadKind;
	/** Milliseconds since 1970, once for all workloads of an execution */
	now: number;
	/** Whether snapshots of databases and file shares in public clouds are as good as backups */
	snapshotsCount: boolean;
	/** Loaded with what reads workloads */
	rpo: typeof rpo;
}

/** A filter for workloads: it looks at a workload as an item. */
export interface WorkloadRule extends Rule {
	/** Whether VSPC says of this one what the filter asks; those of which it does not are left out, and counted */
	says?: (item: IDataObject) => boolean;
	/** It looks at what only the backups show */
	needsChains?: true;
}

export type WorkloadFilter = SetFilter<FilteredWorkloads> & {
	/** What the editor calls it */
	label: string;
};

/** A kind of which VSPC never says what a filter asks. */
export interface LeftKind {
	kind: WorkloadKind;
	/** What the editor calls the filter */
	label: string;
	/** The filters that leave any of it */
	others: WorkloadFilter[];
}

/** Which workloads are wanted. */
export interface WorkloadsRequest {
	kinds: WorkloadKind[];
	left: LeftKind[];
	filters: WorkloadFilter[];
	snapshotsCount: boolean;
	needs: WorkloadNeeds;
	sort?: SortEntry[];
	limit?: number;
	/** Called for each kind whose list is not there, or not shown to this account */
	onAbsent?: (kind: WorkloadKind) => void;
}

interface LabeledRule {
	label: string;
	rule: WorkloadRule;
}

/** Lists of protected workloads: read complete or not at all, in one shape. */
export class WorkloadLists {
	private readonly details: WorkloadDetails;
	private readonly now: number;
	/** Workloads of which VSPC does not say what a filter asks, by filter and kind */
	private readonly unsaid = new Map<string, Set<string>>();
	private readonly rules = new Map<WorkloadKind, LabeledRule[]>();

	constructor(private readonly vspc: Vspc) {
		this.details = new WorkloadDetails(vspc);
		this.now = this.details.now;
	}

	/**
	 * The workloads that fit, as items. Lists that this VSPC does not have, or does not show to this account, are left out
	 * with a hint, unless there is no other.
	 *
	 * @throws what vspc.request throws, also when a list can't be completed
	 */
	async list(request: WorkloadsRequest): Promise<IDataObject[]> {
		const { kinds, sort, limit, needs, onAbsent } = request;
		const found: Workload[] = [];
		const absent: Array<{ kind: WorkloadKind; error: Error }> = [];
		const notRead: WorkloadKind[] = [];
		// Computers of console and servers belong together: what one list says is to be seen with the other.
		for (const group of groupsOf(kinds)) {
			const left = limit === undefined || sort ? undefined : limit - found.length;
			if (left === 0) {
				notRead.push(...group);
				continue;
			}
			const own: Workload[] = [];
			for (const kind of group) {
				try {
					// One by one, as below.
					for (const one of await this.readKind(kind, request, left)) own.push(one);
				} catch (error) {
					if (!isListAbsent(error)) throw asError(error);
					absent.push({ kind, error: asError(error) });
					onAbsent?.(kind);
				}
			}
			for (const kind of kindsToJoin(group)) {
				for (const one of await this.readToJoin(kind, request)) own.push(one);
			}
			const joined = joinedOf(own, (kind) => group.includes(kind));
			// One by one: as arguments, those of a list of 200,000 would be too many.
			for (const one of await this.fitting(joined, request)) found.push(one);
		}
		if (absent.length > 0 && absent.length === kinds.length) throw absent[0].error;
		await this.hintAt(request, absent, notRead);
		if (!sort) return await this.details.itemsOf(found.slice(0, limit), needs);
		const sorted = sort.map(({ property }) => topOf(property));
		const fields = needs.fields && [...needs.fields, ...sorted];
		const items = await this.details.itemsOf(found, { ...needs, fields });
		const order = [...sort, { property: 'workloadKey', direction: 'ascending' as const }];
		return items.sort(compareRows(order)).slice(0, limit);
	}

	/** The workloads of a list; as far as a limit only where a workload is one row. */
	private async readKind(
		kind: WorkloadKind,
		request: WorkloadsRequest,
		limit?: number,
	): Promise<Workload[]> {
		const rules = this.rulesFor(kind, request).map(({ rule }) => rule);
		const needsChains = rules.some((rule) => rule.needsChains);
		const isLimited = limit !== undefined && !kind.isReadWhole && !needsChains;
		const expressions = rules
			.flatMap(({ expression }) => expression ?? [])
			.filter((expression) => hasFieldsOf(kind, expression));
		const { rows, hints } = await this.vspc.list<VspcWorkload>({
			call: { path: kind.listPath, activity: `listing the ${kind.plural}` },
			// A list may have a workload twice: rows are distinguished by all that they show, and joined later.
			keyOf: () => undefined,
			filter: kind.isQueryable ? expressions : undefined,
			select: kind.isQueryable ? selectFor(kind, request, rules) : undefined,
			limit: isLimited ? limit : undefined,
			keep: isLimited
				? (row) => this.fits(joinRows(kind, [row])[0], request, () => true)
				: undefined,
		});
		this.vspc.hint(...hints);
		return joinRows(kind, rows);
	}

	/** Workloads that nobody asks for, but that may be the same as others; none where VSPC does not show them. */
	private async readToJoin(kind: WorkloadKind, request: WorkloadsRequest): Promise<Workload[]> {
		const filters = request.filters.filter(({ isPlacement }) => isPlacement);
		try {
			return await this.readKind(kind, { ...request, filters });
		} catch (error) {
			if (!isListAbsent(error)) throw asError(error);
			return [];
		}
	}

	/** What the filters ask of workloads of a kind: once for all of them. */
	private rulesFor(
		kind: WorkloadKind,
		{ filters, snapshotsCount }: WorkloadsRequest,
	): LabeledRule[] {
		const known = this.rules.get(kind);
		if (known) return known;
		const about = { kind, now: this.now, snapshotsCount, rpo };
		const rules = filters.flatMap(({ label, rule }) => {
			const made = rule(about) as WorkloadRule | undefined;
			return made ? [{ label, rule: made }] : [];
		});
		this.rules.set(kind, rules);
		return rules;
	}

	/** Those that fit; what backups show is read only for those that fit otherwise. */
	private async fitting(workloads: Workload[], request: WorkloadsRequest): Promise<Workload[]> {
		const { filters } = request;
		await this.details.addCompanies(filters.some(isByCompany) ? workloads : []);
		const withoutChains = workloads.filter((one) =>
			this.fits(one, request, ({ needsChains }) => !needsChains),
		);
		const needsChains = workloads.some(({ kind }) =>
			this.rulesFor(kind, request).some(({ rule }) => rule.needsChains),
		);
		if (!needsChains) return withoutChains;
		await this.details.addChains(withoutChains);
		return withoutChains.filter((one) => this.fits(one, request, () => true));
	}

	/** Whether a workload passes; one of which VSPC does not say what a filter asks is counted if nothing else is amiss. */
	private fits(
		workload: Workload,
		request: WorkloadsRequest,
		counts: (rule: WorkloadRule) => boolean,
	): boolean {
		const rules = this.rulesFor(workload.kind, request).filter(({ rule }) => counts(rule));
		if (rules.length === 0) return true;
		const item = { ...workload.row, ...toShape(workload, { now: this.now }) };
		const silent = rules.filter(({ rule }) => rule.says?.(item) === false);
		const isKept = rules.every((one) => silent.includes(one) || one.rule.keep(item));
		if (!isKept || silent.length === 0) return isKept;
		const { kind, key = JSON.stringify(workload.row) } = workload;
		for (const { label } of silent) {
			const place = JSON.stringify([label, kind.noun, kind.plural]);
			this.unsaid.set(place, (this.unsaid.get(place) ?? new Set()).add(key));
		}
		return false;
	}

	/** What a person should know: what was left out, and how much. */
	private async hintAt(
		{ left, limit, snapshotsCount }: WorkloadsRequest,
		absent: Array<{ kind: WorkloadKind; error: Error }>,
		notRead: WorkloadKind[],
	): Promise<void> {
		const { vspc } = this;
		for (const { kind, error } of absent) {
			vspc.hint(`The ${kind.plural} are missing: ${error.message}`);
		}
		for (const [place, keys] of this.unsaid) {
			const [label, noun, plural] = JSON.parse(place) as string[];
			const count = `${keys.size} ${keys.size === 1 ? noun : plural}`;
			vspc.hint(`The filter '${label}' leaves out ${count}: VSPC does not show this for them.`);
		}
		for (const one of left) {
			const { kind, label } = one;
			const count = await this.countOf(one, snapshotsCount);
			if (count === undefined) continue;
			vspc.hint(
				`The filter '${label}' leaves out all ${kind.plural}${count}: VSPC does not show this for them.`,
			);
		}
		if (notRead.length > 0) {
			const plurals = notRead.map(({ plural }) => plural).join(' and ');
			vspc.hint(`The limit of ${limit} was reached before ${plurals} were read.`);
		}
	}

	/**
	 * In brackets, how many rows of a list the other filters leave, or what the number counts instead where VSPC does not
	 * filter by them; nothing where VSPC does not count. Undefined where there are none.
	 */
	private async countOf(
		{ kind, others }: LeftKind,
		snapshotsCount: boolean,
	): Promise<string | undefined> {
		const { listPath: path, plural, isQueryable } = kind;
		const about = { kind, now: this.now, snapshotsCount, rpo };
		const set = others.flatMap(({ name, rule }) => {
			const made = rule(about);
			return made ? [{ name, expression: made.expression }] : [];
		});
		const filter = isQueryable ? set.flatMap(({ expression }) => expression ?? []) : [];
		const notSent = set.filter(({ expression }) => !isQueryable || expression === undefined);
		const call = { path, activity: `counting the ${plural}` };
		try {
			const { total } = await readPage(this.vspc, call, { limit: 1, offset: 0, filter });
			if (total === 0) return undefined;
			if (total === undefined) return '';
			if (notSent.some(({ name }) => name === 'companyUid')) {
				return ` (rows of VSPC, of all companies: ${total})`;
			}
			return notSent.length > 0
				? ` (rows of VSPC, before other filters: ${total})`
				: ` (rows of VSPC: ${total})`;
		} catch (error) {
			if (!isListAbsent(error)) throw asError(error);
			return undefined;
		}
	}
}

/**
 * The kinds to read with these though nobody asks for them: whether a computer is protected depends on what both console
 * and backup servers say of it. Their own workloads are then left out.
 */
export function kindsToJoin(kinds: WorkloadKind[]): WorkloadKind[] {
	const computers = [backupServerComputer, consoleComputer];
	const others = computers.filter(({ name }) => !kinds.some((kind) => kind.name === name));
	return others.length === 1 ? others : [];
}

function isByCompany({ name, value }: WorkloadFilter): boolean {
	const { exceptions = [] } = (value ?? {}) as Partial<rpo.RpoRules>;
	return name === 'companyUid' || exceptions.some(({ companyUid }) => companyUid !== undefined);
}

/** Kinds that are looked at together. */
function groupsOf(kinds: WorkloadKind[]): WorkloadKind[][] {
	const computers = kinds.filter(({ name }) => name.endsWith('Computer'));
	const first = kinds.findIndex((kind) => kind === computers[0]);
	return kinds.flatMap((kind, index) => {
		if (index === first) return [computers];
		return computers.includes(kind) ? [] : [[kind]];
	});
}

/** The fields to ask for; undefined: all. */
function selectFor(
	kind: WorkloadKind,
	{ needs, sort = [] }: WorkloadsRequest,
	rules: WorkloadRule[],
): string[] | undefined {
	if (needs.fields === undefined) return undefined;
	const named = [
		...needs.fields.map(topOf),
		...sort.map(({ property }) => property),
		...rules.flatMap(({ fields }) => fields),
	];
	const { keyFields, nameFields, latestField, snapshotFields, saidFrom } = kind;
	const { undocumented = [] } = needs;
	const own = [...keyFields, ...nameFields, ...(latestField ? [latestField] : [])];
	const wanted = [...own, ...snapshotFields, ...saidFrom, ...named];
	return [
		...new Set([...wanted.filter((field) => field in kind.fields), ...undocumented.map(topOf)]),
	];
}
