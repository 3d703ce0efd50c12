import type { IDataObject } from 'n8n-workflow';

import { asError, inParallel } from '../../util/clock';
import { parseUsedUid, spelled, textOrNull } from '../../util/text';
import { isHidden } from '../client/explanation';
import { topOf } from '../list/filter';
import { AGENTS_PATH } from '../jobs/agentJob';
import { type JobNames, NameList } from '../names';
import type { Vspc } from '../vspc';
import type { ChainList, VspcBackup, VspcWorkload, WorkloadKind, WorkloadShape } from './kind';
import { ownFieldsOf, toShape, type Workload } from './workload';

/** Up to here each workload is asked for its own backups; for more the list of all is read. */
const FEW = 4;

/** What items are made of. */
export interface WorkloadNeeds {
	/** The fields that are output; undefined: all */
	fields?: string[];
	/** Those among them that VSPC's description does not have */
	undocumented?: string[];
	names: Array<keyof JobNames>;
}

/** Which company a Microsoft organization is mapped to, as far as it is read. */
interface CompanyMapping extends IDataObject {
	instanceUid?: string | null;
	vb365ServerUid?: string | null;
	vb365OrganizationUid?: string | null;
	companyUid?: string | null;
	companyName?: string | null;
}

const COMPANY = ['companyUid', 'companyName'];

const NAMES = [
	...['companyName', 'backupServerName', 'locationName', 'siteName'],
	'companyUid',
] as Array<keyof JobNames>;

/** What belongs to workloads and stands in other lists: each is read once in an execution, and only when it is needed. */
export class WorkloadDetails {
	/** Milliseconds since 1970: one time counts for all workloads of an execution. */
	readonly now: number;

	constructor(private readonly vspc: Vspc) {
		this.now = vspc.once('now', Date.now);
	}

	/** Workloads as items: the shape, with names and with what other lists say as far as it is wanted, and VSPC's fields. */
	async itemsOf(workloads: Workload[], needs: WorkloadNeeds): Promise<IDataObject[]> {
		const { fields, names } = needs;
		const wants = (field: string) =>
			fields === undefined || fields.some((one) => topOf(one) === field);
		if (names.some((name) => COMPANY.includes(name))) await this.addCompanies(workloads);
		await this.addChains(workloads.filter(({ kind }) => kind.chains?.says.some(wants)));
		const known = {
			now: this.now,
			repositories: wants('repositoryName') ? await this.repositoriesOf(workloads) : undefined,
			systems: wants('jobKey') ? await this.systemsOf(workloads) : undefined,
		};
		const places = workloads.map(({ placement }) => placement);
		const named = names.length > 0 ? await this.vspc.names.namesOfAll(places, names) : [];
		// Nothing asynchronous here: lists are long.
		return workloads.map((workload, index) => {
			const shape: Partial<WorkloadShape> = toShape(workload, known);
			for (const name of NAMES) delete shape[name];
			return { ...shape, ...named[index], ...ownFieldsOf(workload) };
		});
	}

	/**
	 * Reads the backups of workloads that have none yet. Throws as vspc.request does, but not when the account may not see
	 * them: then a hint says so.
	 */
	async addChains(workloads: Workload[]): Promise<void> {
		const kinds = new Set(workloads.map(({ kind }) => kind));
		for (const kind of kinds) {
			const own = workloads.filter((one) => one.kind === kind && one.chains === undefined);
			if (!kind.chains || own.length === 0) continue;
			const rows = await this.chainRows(kind, kind.chains, own);
			for (const one of own) {
				const mine = one.key === undefined ? undefined : rows?.get(placeOf(kind, one));
				one.chains = rows && (mine ?? []).filter(isOnServerOf(one)).map(kind.chains.read);
			}
		}
	}

	/** By the UIDs of the workload; null where this account may not see any. */
	private async chainRows(
		kind: WorkloadKind,
		{ name, of }: ChainList,
		workloads: Workload[],
	): Promise<Map<string, VspcBackup[]> | null> {
		const activity = `reading the backups of ${kind.plural}`;
		const keyOf = () => undefined;
		const all = new Map<string, VspcBackup[]>();
		try {
			if (workloads.length > FEW) {
				const path = [...kind.listPath, name];
				const read = async () =>
					(await this.vspc.list<VspcBackup>({ call: { path, activity }, keyOf })).rows;
				const rows = await this.vspc.once(path.join('/'), read);
				for (const row of rows) {
					const place = of.map((field) => spelled(row[field]).toLowerCase()).join(':');
					all.set(place, [...(all.get(place) ?? []), row]);
				}
				return all;
			}
			await inParallel(workloads, FEW, async (one) => {
				if (one.key === undefined) return;
				const uids = placeOf(kind, one).split(':');
				const path = [...kind.listPath, uids[0], name];
				const { rows } = await this.vspc.list<VspcBackup>({ call: { path, activity }, keyOf });
				const own = rows.filter((row) =>
					of.every((field, index) => spelled(row[field]).toLowerCase() === uids[index]),
				);
				all.set(placeOf(kind, one), own);
			});
			return all;
		} catch (error) {
			if (!isHidden(error)) throw asError(error);
			this.vspc.hint(`What backups say of ${kind.plural} is missing: ${asError(error).message}`);
			return null;
		}
	}

	/** Names of the repositories that contain the backups of workloads, by UID. Throws as names do. */
	async repositoriesOf(workloads: Workload[]): Promise<Map<string, string | null>> {
		const list = {
			path: ['infrastructure', 'backupServers', 'repositories'],
			activity: 'reading the names of repositories',
			uid: 'instanceUid',
			name: 'name',
		};
		const uids = workloads.flatMap(({ chains }) =>
			(chains ?? []).map(({ repositoryUid }) => parseUsedUid(repositoryUid)),
		);
		return await this.namesIn('repositories', list, uids);
	}

	/** Operating systems of the agents of computers, which are a part of the keys of their jobs. Throws as names do. */
	async systemsOf(workloads: Workload[]): Promise<Map<string, string | null>> {
		const list = {
			path: AGENTS_PATH,
			activity: 'reading the operating systems of agents',
			uid: 'instanceUid',
			name: 'agentPlatform',
		};
		const agents = workloads
			.filter(({ kind, chains }) => kind.name === 'consoleComputer' && (chains ?? []).length > 0)
			.map(({ row }) => parseUsedUid(row.backupAgentUid));
		return await this.namesIn('systems of agents', list, agents);
	}

	private async namesIn(
		key: string,
		list: ConstructorParameters<typeof NameList>[1],
		uids: Array<string | undefined>,
	): Promise<Map<string, string | null>> {
		const { vspc } = this;
		const names = vspc.once(key, () => new NameList(vspc.forItem(undefined, vspc.timeouts), list));
		const wanted = [...new Set(uids)].filter((uid) => uid !== undefined);
		const found = wanted.map(async (uid) => [uid, await names.nameOf(uid)] as const);
		return new Map(await Promise.all(found));
	}

	/**
	 * Objects of Microsoft 365 belong to the company that their Microsoft organization is mapped to: VSPC sends the owner
	 * of the server with them, which is the provider on a shared one. Mapped to several companies, it is not certain whose
	 * they are. Throws as vspc.request does, but not when the account may not see the mappings.
	 */
	async addCompanies(workloads: Workload[]): Promise<void> {
		const own = workloads.filter(({ kind }) => kind.name === 'microsoft365Object');
		if (own.length === 0) return;
		const mappings = await this.vspc.once('mappings of Microsoft organizations', async () =>
			this.readMappings(),
		);
		for (const one of own) {
			const mapped = mappings.get(organizationOf(one.row));
			if (!mapped) continue;
			const [[companyUid, companyName]] = mapped.size === 1 ? mapped : [[undefined, undefined]];
			one.placement = { ...one.placement, companyUid, companyName: companyName ?? undefined };
		}
	}

	/** Companies, with their names, by Microsoft organization and its server. */
	private async readMappings(): Promise<Map<string, Map<string, string | null>>> {
		const mappings = new Map<string, Map<string, string | null>>();
		const call = {
			path: ['infrastructure', 'vb365Servers', 'organizations', 'companyMappings'],
			activity: 'reading the companies of Microsoft organizations',
		};
		try {
			const { rows } = await this.vspc.list<CompanyMapping>({
				call,
				keyOf: (row) => row.instanceUid,
			});
			for (const row of rows) {
				const company = parseUsedUid(row.companyUid);
				const organization = organizationOf(row);
				if (!company) continue;
				const companies = mappings.get(organization) ?? new Map<string, string | null>();
				mappings.set(organization, companies.set(company, textOrNull(row.companyName)));
			}
		} catch (error) {
			if (!isHidden(error)) throw asError(error);
			const { message } = asError(error);
			this.vspc.hint(
				`Microsoft 365 objects are shown with the owners of their servers: ${message}`,
			);
		}
		return mappings;
	}
}

/** The UIDs of a workload as its backups name them. */
function placeOf({ ids }: WorkloadKind, { key = '' }: Workload): string {
	return key.split(':').slice(-ids).join(':').toLowerCase();
}

/** Servers that were cloned have workloads with the UIDs of others; not every backup names its server. */
function isOnServerOf({ row }: Workload): (backup: VspcBackup) => boolean {
	const server = parseUsedUid(row.backupServerUid);
	return ({ backupServerUid }) =>
		parseUsedUid(backupServerUid) === undefined || parseUsedUid(backupServerUid) === server;
}

function organizationOf(row: CompanyMapping | VspcWorkload): string {
	const parts = [row.vb365ServerUid, row.vb365OrganizationUid];
	return parts.map((part) => parseUsedUid(part) ?? '').join(':');
}
