import { asError } from '../../util/clock';
import { parseUsedUid, spelled } from '../../util/text';
import { isListAbsent } from '../client/explanation';
import { type JobHosts, type JobKind, READ_JOB_ROLES } from '../jobs/kind';
import { jobKinds, type JobKindName } from '../jobs/kinds';
import type { Vspc } from '../vspc';
import type { JobSession, SentSession } from './fields';

/** Which job a session belongs to. */
export interface JobMatch {
	/** The job's name for life; null where no job fits, or not one alone */
	jobKey: string | null;
	/** How many jobs fit; null: the list of jobs could not be read */
	jobMatch: 'one' | 'none' | 'several' | null;
}

const kindNames = Object.keys(jobKinds) as JobKindName[];

/** One machine can carry servers of several kinds, so the platform says which jobs a session may belong to. */
function kindNamesOf({ platformType }: SentSession): JobKindName[] {
	const platform = spelled(platformType).toLowerCase();
	return kindNames.filter((name) => jobKinds[name].isOfPlatform(platform));
}

/** Whether a session may belong to a job of one of these kinds (the resources of VSPC Job). */
export function mayBeOfKind({ row }: JobSession, kinds: Set<string>): boolean {
	return kindNamesOf(row).some((name) => kinds.has(name));
}

/** A job, as far as sessions know jobs. */
export interface NamedJob {
	name: unknown;
	/** UID of the management agent on the machine, in small letters */
	agentUid: string | undefined;
	/** Undefined where VSPC does not say which job it is */
	jobKey: string | undefined;
}

/** Finds the job of a session by what it has of it: the management agent, the platform and the name. */
export class JobIndex {
	private readonly kinds = new Map<JobKindName, Map<string, Set<string | undefined>>>();

	/** Adds the jobs of a kind: all of them, since one that is missing could be the second that fits. */
	add(name: JobKindName, jobs: NamedJob[]): void {
		const known = this.kinds.get(name) ?? new Map<string, Set<string | undefined>>();
		this.kinds.set(name, known);
		for (const { name: jobName, agentUid, jobKey } of jobs) {
			if (agentUid === undefined || typeof jobName !== 'string' || jobName === '') continue;
			const place = placeOf(agentUid, jobName);
			const keys = known.get(place) ?? new Set();
			known.set(place, keys.add(jobKey));
		}
	}

	/** The one job that a session can only belong to. Names repeat, and jobs are renamed: there may be none. */
	match({ row }: JobSession): JobMatch {
		const kinds = kindNamesOf(row).map((name) => this.kinds.get(name));
		if (kinds.includes(undefined)) return { jobKey: null, jobMatch: null };
		const [jobKey, ...others] = this.candidates(row);
		if (others.length > 0) return { jobKey: null, jobMatch: 'several' };
		return jobKey === undefined ? { jobKey: null, jobMatch: 'none' } : { jobKey, jobMatch: 'one' };
	}

	/** The keys of all jobs that a session may belong to. */
	keysOf({ row }: JobSession): string[] {
		return this.candidates(row).filter((key) => key !== undefined);
	}

	/** Whether a session may belong to a job, be it as one of several. */
	mayBelong({ row }: JobSession, jobKey: string): boolean {
		return this.candidates(row).includes(jobKey);
	}

	private candidates(row: SentSession): Array<string | undefined> {
		const agentUid = parseUsedUid(row.managementAgentUid);
		if (agentUid === undefined || typeof row.jobName !== 'string') return [];
		const place = placeOf(agentUid, row.jobName);
		return kindNamesOf(row).flatMap((name) => [...(this.kinds.get(name)?.get(place) ?? [])]);
	}
}

function placeOf(agentUid: string, jobName: string): string {
	return `${agentUid} ${jobName}`;
}

/**
 * The jobs that sessions may belong to. Each list is read once in an execution; one that VSPC does not show is hinted
 * at, and its sessions stay without a job.
 *
 * @throws as vspc.list does
 */
export async function readJobsOf(vspc: Vspc, sessions: JobSession[]): Promise<JobIndex> {
	const index = new JobIndex();
	for (const name of new Set(sessions.flatMap(({ row }) => kindNamesOf(row)))) {
		const jobs = await vspc.once(`jobs of sessions: ${name}`, async () => listJobs(vspc, name));
		if (jobs) index.add(name, jobs);
	}
	return index;
}

async function listJobs(vspc: Vspc, name: JobKindName): Promise<NamedJob[] | undefined> {
	const kind = jobKinds[name] as unknown as JobKind;
	const { noun, listPath: path, keyOf, hosts } = kind;
	const { apiVersion } = await vspc.connect();
	try {
		const agents = hosts && (await agentsOf(vspc, hosts));
		const { rows } = await vspc.list({
			call: { path, activity: `listing the ${noun}s`, roles: READ_JOB_ROLES },
			keyOf,
			select: kind.isQueryable ? [...kind.keyFields(apiVersion), 'name'] : undefined,
			unsure: kind.unsureFields,
		});
		return rows.map((job) => ({
			name: job.name,
			agentUid: agents
				? agents.get(spelled(job[hosts.field]).toLowerCase())
				: parseUsedUid(job.managementAgentUid),
			jobKey: keyOf(job),
		}));
	} catch (error) {
		if (!isListAbsent(error)) throw asError(error);
		vspc.hint(`Sessions of ${noun}s have no jobKey: ${(error as Error).message}`);
		return undefined;
	}
}

/** The management agents by the UIDs of servers or agents. */
async function agentsOf(vspc: Vspc, hosts: JobHosts): Promise<Map<string, string | undefined>> {
	const { rows } = await vspc.list({
		call: { path: hosts.path, activity: `listing the ${hosts.noun}s` },
		keyOf: (row) => row.instanceUid,
		select: ['instanceUid', 'managementAgentUid'],
	});
	const entries = rows.map(
		({ instanceUid, managementAgentUid }) =>
			[spelled(instanceUid).toLowerCase(), parseUsedUid(managementAgentUid)] as const,
	);
	return new Map(entries);
}
