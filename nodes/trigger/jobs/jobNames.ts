import type { JobKind, VspcJob } from '../../vspc/jobs/kind';
import { type JobKindName as KindName, jobKinds } from '../../vspc/jobs/kinds';
import { PAGE_SIZE } from '../../vspc/list/pages';
import { JobIndex } from '../../vspc/sessions/jobs';
import { isListAbsent } from '../../vspc/client/explanation';
import type { Vspc } from '../../vspc/vspc';
import { asError } from '../../util/clock';
import { parseUsedUid, spelled } from '../../util/text';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Backup servers are few; agents may be thousands. */
export const FEW_PAGES = 2;

interface JobName {
	kind: KindName;
	name: string;
	/** The server or agent that it runs on; left out where the job names the machine itself */
	host?: string;
	agentUid?: string;
	jobKey: string;
}

interface Machines {
	agents: Map<string, string>;
	/** Where the read under way goes on */
	offset: number;
	readAt?: number;
	pages: number;
}

/** What this process remembers of names; times are milliseconds since 1970. */
export interface NameNotes {
	/** Names that jobs have, or have had */
	names: Map<string, JobName>;
	machines: Map<KindName, Machines>;
}

/** Which job a session belongs to, by the names of jobs and the machines that they run on: sessions have nothing else. */
export class JobNames {
	/** @param now milliseconds since 1970 */
	constructor(
		private readonly vspc: Vspc,
		private readonly kept: NameNotes,
		private readonly now: number,
		private readonly isTimeUp: () => boolean,
	) {}

	/** Learns the names of jobs. Those of renamed jobs keep the old one. */
	note(kindName: KindName, kind: JobKind, rows: VspcJob[]): void {
		const field = jobKinds[kindName].hosts?.field;
		for (const row of rows) {
			const jobKey = kind.keyOf(row);
			const { name } = row;
			if (jobKey === undefined || typeof name !== 'string' || name === '') continue;
			const id = `${jobKey} ${name}`;
			if (this.kept.names.has(id)) continue;
			const own = { kind: kindName, name, jobKey };
			this.kept.names.set(
				id,
				field
					? { ...own, host: spelled(row[field]).toLowerCase() }
					: { ...own, agentUid: parseUsedUid(row.managementAgentUid) },
			);
		}
	}

	/**
	 * Reads which management agents machines have, once an hour or a day.
	 *
	 * @param most pages to read
	 * @returns how many pages it took
	 * @throws what vspc.request throws
	 */
	async readMachines(kinds: KindName[], most: number): Promise<number> {
		let count = 0;
		for (const kind of kinds) {
			const { hosts } = jobKinds[kind];
			if (!hosts) continue;
			const known = this.kept.machines.get(kind);
			const machines = known ?? { agents: new Map<string, string>(), offset: 0, pages: 0 };
			this.kept.machines.set(kind, machines);
			if (!this.isDue(machines)) continue;
			const pages = this.vspc.pages({
				call: { path: hosts.path, activity: `listing the ${hosts.noun}s` },
				select: ['instanceUid', 'managementAgentUid'],
			});
			const sort = [{ property: 'instanceUid', direction: 'ascending' as const }];
			try {
				while (count < most && this.isDue(machines) && !this.isTimeUp()) {
					const { rows, total } = await pages.read(machines.offset, PAGE_SIZE, sort);
					count++;
					for (const { instanceUid, managementAgentUid } of rows) {
						const agent = parseUsedUid(managementAgentUid);
						if (agent) machines.agents.set(spelled(instanceUid).toLowerCase(), agent);
					}
					machines.offset += rows.length;
					const isAll = total === undefined ? rows.length < PAGE_SIZE : machines.offset >= total;
					if (rows.length === 0 || isAll) this.completed(machines);
				}
			} catch (error) {
				if (!isListAbsent(error)) throw asError(error);
				this.completed(machines);
			}
		}
		return count;
	}

	/** Whether machines are going to be read. */
	areDue(kinds: KindName[]): boolean {
		return kinds.some((kind) => {
			const machines = this.kept.machines.get(kind);
			return jobKinds[kind].hosts && (!machines || this.isDue(machines));
		});
	}

	private isDue({ offset, readAt, pages }: Machines): boolean {
		if (offset > 0 || readAt === undefined || this.now < readAt) return true;
		return this.now - readAt >= (pages <= FEW_PAGES ? HOUR_MS : DAY_MS);
	}

	private completed(machines: Machines): void {
		machines.pages = Math.ceil(machines.offset / PAGE_SIZE);
		machines.offset = 0;
		machines.readAt = this.now;
	}

	/** The keys of the jobs of a kind that have, or had, the name of another one on the same machine. */
	twins(kind: KindName): string[] {
		const places = new Map<string, Set<string>>();
		const agents = this.kept.machines.get(kind)?.agents;
		for (const { kind: own, name, host, agentUid, jobKey } of this.kept.names.values()) {
			if (own !== kind) continue;
			const machine = host === undefined ? agentUid : (agents?.get(host) ?? host);
			const place = `${machine} ${name}`;
			const keys = places.get(place);
			if (keys) keys.add(jobKey);
			else places.set(place, new Set([jobKey]));
		}
		return [...places.values()].flatMap((keys) => (keys.size > 1 ? [...keys] : []));
	}

	/** All names that are known. */
	index(): JobIndex {
		const index = new JobIndex();
		const { names, machines } = this.kept;
		const byKind = new Map<KindName, JobName[]>(
			// A kind that is not watched has no jobs that a session could belong to.
			(Object.keys(jobKinds) as KindName[]).map((kind) => [kind, []]),
		);
		for (const one of names.values()) byKind.get(one.kind)!.push(one);
		for (const [kind, jobs] of byKind) {
			const agents = machines.get(kind)?.agents;
			const named = jobs.map(({ name, jobKey, host, agentUid }) => ({
				name,
				jobKey,
				agentUid: host === undefined ? agentUid : agents?.get(host),
			}));
			index.add(kind, named);
		}
		return index;
	}
}
