import { instantOf } from '../query/compare';
import type { Dice } from './dice';
import { ZERO_UID } from './dice';
import { slug } from './names';
import { DAY } from './times';
import type {
	AgentJob,
	BackupAgent,
	BackupRepository,
	BackupServer,
	Chain,
	EstateJob,
	SimulatedWorkload,
	Vb365Job,
	Vb365Mapping,
	WorkloadList,
} from './types';

interface Surroundings {
	backupServers: BackupServer[];
	jobs: EstateJob[];
	backupAgents: BackupAgent[];
	agentJobs: AgentJob[];
	vb365Jobs: Vb365Job[];
}

/** How many there are of each kind beyond the computers that have agents of the console. */
export interface WorkloadCounts {
	virtualMachines: number;
	computers: number;
	/** File shares, and half as many object storages. */
	fileShares: number;
	microsoft365Objects: number;
	/** VMs, databases and file shares of public clouds. */
	cloud: number;
}

const offsets = [0, 60, 120, -300, 330];
const protects = (types: string) => {
	const wanted = types.split(' ');
	return ({ type, instanceUid }: EstateJob) => wanted.includes(type) && instanceUid !== '';
};

/** When a job last made a restore point: a session that failed makes none, nor one that goes on. */
function lastPoint(dice: Dice, status: string, end: string | null): number | undefined {
	const ended = end === null ? NaN : Math.floor(instantOf(end));
	if (!(ended > 0)) return undefined;
	const isGood = /^(success|warning|idle)$/i.test(status);
	// What VSPC shows as the end of a running job is that of the session before.
	return isGood ? ended : ended - dice.int(1, 9) * DAY;
}

/** One restore point a day until then, as many as retention keeps. */
function pointsUntil(dice: Dice, latest: number | undefined): number[] {
	if (latest === undefined) return [];
	const count = dice.int(1, 14);
	return Array.from({ length: count }, (_, index) => latest - (count - 1 - index) * DAY);
}

/** Makes workloads and all that belongs to them. */
class Maker {
	readonly workloads: SimulatedWorkload[] = [];
	readonly repositories: BackupRepository[];

	constructor(
		private readonly dice: Dice,
		private readonly around: Surroundings,
	) {
		this.repositories = around.backupServers.flatMap(({ instanceUid }) =>
			['Default Backup Repository', 'Cloud Repository 1'].map((name) => ({
				instanceUid: dice.uid(),
				name,
				backupServerUid: instanceUid,
			})),
		);
	}

	add(list: WorkloadList, uid: string, fields: Partial<SimulatedWorkload>): SimulatedWorkload {
		const workload: SimulatedWorkload = {
			list,
			uid,
			name: '',
			serverUid: null,
			organizationUid: ZERO_UID,
			offset: offsets[this.workloads.length % offsets.length],
			chains: [],
			malwareState: this.dice.chance(0.8)
				? 'Clean'
				: this.dice.pick(['Unknown', 'Unverified', 'Suspicious', 'Infected']),
			groups: [],
			more: {},
			...fields,
		};
		this.workloads.push(workload);
		return workload;
	}

	/** What a job of a backup server has made. */
	chain(job: EstateJob, fields: Partial<Chain> = {}): Chain {
		const { dice } = this;
		const isCloud = fields.targetType === 'Cloud' || job.targetType === 'Cloud';
		const own = this.repositories.filter(
			({ backupServerUid }) => backupServerUid === job.backupServerUid,
		);
		const repository = own[isCloud ? 1 : 0] ?? { instanceUid: ZERO_UID, name: '' };
		return {
			uid: dice.uid(),
			jobUid: job.instanceUid,
			jobName: job.name,
			sourceUid: job.instanceUid,
			repositoryUid: repository.instanceUid,
			repositoryName: repository.name,
			targetType: isCloud ? 'Cloud' : job.targetType === 'Local' ? 'Local' : 'Unknown',
			backupType: 'Backup',
			points: pointsUntil(dice, lastPoint(dice, job.status, job.lastEndTime)),
			pointSize: dice.int(1, 400) * 1_000_000_000,
			...fields,
		};
	}

	/** The workload has left its job: VSPC keeps the chain and shows no job with it, in one form or another. */
	leave(workload: SimulatedWorkload, index: number): void {
		for (const chain of workload.chains) {
			chain.sourceUid = null;
			chain.jobUid = index % 2 === 0 ? null : ZERO_UID;
			chain.points = chain.points.map((time) => time - 10 * DAY);
		}
	}

	jobsOf(types: string): EstateJob[] {
		const found = this.around.jobs.filter(protects(types));
		return found.length > 0 ? found : this.around.jobs.slice(0, 1);
	}

	copyJobOn(serverUid: string): EstateJob | undefined {
		const isCopy = protects('BackupCopy SimpleBackupCopy');
		return this.around.jobs.find((job) => job.backupServerUid === serverUid && isCopy(job));
	}
}

const ownerOf = ({ mappedOrganizationUid: mapped, organizationUid }: EstateJob) =>
	mapped && mapped !== ZERO_UID ? mapped : organizationUid;

function makeVirtualMachines(maker: Maker, dice: Dice, count: number): void {
	const jobs = maker.jobsOf('BackupVm ReplicationVM');
	for (let index = 0; index < count; index++) {
		const job = jobs[index % jobs.length];
		const chains = [
			maker.chain(job, { backupType: job.type === 'ReplicationVM' ? 'Replication' : 'Backup' }),
		];
		// Several jobs for one machine: a copy off-site.
		const copy = index % 5 === 1 ? (maker.copyJobOn(job.backupServerUid) ?? job) : undefined;
		if (copy) chains.push(maker.chain(copy, { backupType: 'BackupCopy', targetType: 'Cloud' }));
		const workload = maker.add('virtualMachines', dice.uid(), {
			name: index === 2 ? 'Büro <b>"VM"</b>' : dice.pick(['dc01', 'sql-01', 'web03', 'test-vm']),
			serverUid: job.backupServerUid,
			organizationUid: ownerOf(job),
			chains,
			more: {
				hierarchyRef: `vm-${1000 + index}`,
				parentHostRef: `host-${index % 7}`,
				objectUid: dice.chance(0.8) ? dice.uid() : null,
				ipAddresses: dice.chance(0.8) ? [`10.0.${index % 250}.7`] : [],
				provisionedSourceSize: dice.int(1, 900) * 1_000_000_000,
				usedSourceSize: dice.chance(0.9) ? dice.int(1, 900) * 1_000_000 : null,
				immutable: dice.chance(0.5),
			},
		});
		if (index % 11 === 4) maker.leave(workload, index);
		if (index % 13 === 6) for (const chain of workload.chains) chain.points = [];
	}
}

/** Every agent of the console, and two whose agents are gone. */
function makeConsoleComputers(maker: Maker, dice: Dice, around: Surroundings): void {
	const { backupAgents, agentJobs } = around;
	const add = (agent: BackupAgent, isGone: boolean) => {
		const jobs = agentJobs.filter(({ backupAgentUid }) => backupAgentUid === agent.instanceUid);
		const chains = jobs.map(
			(job): Chain => ({
				uid: dice.uid(),
				jobUid: isGone ? null : job.instanceUid,
				jobName: job.name ?? '',
				sourceUid: isGone ? null : job.instanceUid,
				repositoryUid: ZERO_UID,
				repositoryName: '',
				targetType: job.targetType === 'CloudRepository' ? 'Cloud' : 'Local',
				backupType: 'Backup',
				points: pointsUntil(dice, lastPoint(dice, job.status, job.lastEndTime)),
				pointSize: dice.int(1, 90) * 1_000_000_000,
			}),
		);
		const { name, organizationUid, operationMode } = agent;
		const uid = isGone ? dice.uid() : agent.instanceUid;
		const fields = { name, organizationUid, chains, more: { operationMode } };
		maker.add('computersManagedByConsole', uid, fields);
	};
	for (const agent of backupAgents) add(agent, false);
	for (const agent of backupAgents.slice(0, 2)) add({ ...agent, name: 'old-laptop' }, true);
}

function makeServerComputers(maker: Maker, dice: Dice, count: number, around: Surroundings): void {
	const jobs = maker.jobsOf('AgentPolicy AgentBackupJob');
	const groups = [dice.uid(), dice.uid(), dice.uid()];
	for (let index = 0; index < count; index++) {
		const job = jobs[index % jobs.length];
		// One is the agent of the console itself, one has only its name and company.
		const twin = index === 1 || index === 2 ? around.backupAgents[index] : undefined;
		const systems = ['Windows', 'Linux', 'Mac', 'Unknown'];
		const workload = maker.add(
			'computersManagedByBackupServer',
			twin && index === 1 ? twin.instanceUid : dice.uid(),
			{
				name: twin?.name ?? dice.pick(['srv-file', 'pc-42', 'NOTEBOOK-01', 'Zürich-PC']),
				serverUid: job.backupServerUid,
				organizationUid: twin?.organizationUid ?? ownerOf(job),
				chains: [maker.chain(job)],
				// Seen live: a computer of two protection groups is listed twice.
				groups: index % 4 === 0 ? groups.slice(0, 2) : [groups[index % 3]],
				more: {
					sourceInstanceUid: dice.uid(),
					ipAddresses: [`192.168.1.${index % 250}`],
					guestOs: dice.pick(['Microsoft Windows Server 2022', 'Ubuntu 24.04', 'macOS 15', '']),
					platformType: systems[index % systems.length],
					operationMode: dice.pick(['Server', 'Workstation', 'Unknown']),
				},
			},
		);
		if (index % 6 === 5) maker.leave(workload, index);
		if (index % 9 === 3) workload.chains = [];
	}
}

function makeFileData(maker: Maker, dice: Dice, count: number): void {
	const shares = maker.jobsOf('BackupFile');
	for (let index = 0; index < count; index++) {
		const job = shares[index % shares.length];
		const workload = maker.add('fileShares', dice.uid(), {
			name: `\\\\nas${index}\\daten & archiv`,
			serverUid: job.backupServerUid,
			organizationUid: ownerOf(job),
			chains: [maker.chain(job)],
		});
		if (index % 4 === 3) workload.chains = [];
	}
	const storages = maker.jobsOf('ObjectStorageBackup');
	let uid = '';
	for (let index = 0; index < Math.ceil(count / 2); index++) {
		const job = storages[index % storages.length];
		// Two buckets of one storage.
		if (index !== 1) uid = dice.uid();
		maker.add('objectStorages', uid, {
			name: 'S3 Frankfurt',
			serverUid: job.backupServerUid,
			organizationUid: ownerOf(job),
			chains: [maker.chain(job)],
			more: { bucketUid: dice.uid(), bucketName: `bucket-${index}` },
		});
	}
}

const kindsOf365 = ['User', 'User', 'User', 'Site', 'Group', 'Teams'];

function makeMicrosoft365Objects(maker: Maker, dice: Dice, count: number, jobs: Vb365Job[]): void {
	const backups = jobs.filter(({ jobType }) => jobType === 'BackupJob');
	if (backups.length === 0) return;
	for (let index = 0; index < count; index++) {
		const job = backups[index % backups.length];
		const copy = jobs.find(({ sourceBackupJobUid }) => sourceBackupJobUid === job.instanceUid);
		const chainOf = (one: Vb365Job): Chain => ({
			uid: one.repositoryUid,
			jobUid: one.instanceUid,
			jobName: one.name,
			sourceUid: one.instanceUid,
			repositoryUid: one.repositoryUid,
			repositoryName: one.repositoryName,
			targetType: 'Unknown',
			backupType: 'Backup',
			points: pointsUntil(dice, lastPoint(dice, one.lastStatus, one.lastRun)),
			pointSize: 0,
		});
		const type = kindsOf365[index % kindsOf365.length];
		maker.add('vb365ProtectedObjects', `${dice.uid()}${dice.uid()}`.replaceAll('-', ''), {
			name: index === 3 ? 'Vertrieb "Süd" & <i>Nord</i>' : `${type} ${index}`,
			serverUid: job.vb365ServerUid,
			chains: [chainOf(job), ...(copy && index % 3 === 0 ? [chainOf(copy)] : [])],
			more: { type, vb365OrganizationUid: job.vb365OrganizationUid },
		});
	}
}

function makeCloud(maker: Maker, dice: Dice, count: number): void {
	const policies = maker.jobsOf('AzureBackupJob AwsBackupJob GoogleBackupJob');
	const lists = ['virtualMachines', 'databases', 'fileShares'] as const;
	for (let index = 0; index < count; index++) {
		const kind = lists[index % lists.length];
		const policy = policies[index % policies.length];
		const snapshots = () => maker.chain(policy, { backupType: 'Snapshot' });
		const isFileShare = kind === 'fileShares';
		const workload = maker.add(`publicCloud/${kind}`, dice.uid(), {
			name: `${kind === 'databases' ? 'db' : kind === 'fileShares' ? 'efs' : 'ec2'}-${index}`,
			// Appliances that were added without a backup server.
			serverUid: index % 7 === 6 ? ZERO_UID : policy.backupServerUid,
			organizationUid: ownerOf(policy),
			chains: isFileShare ? [snapshots()] : [maker.chain(policy), snapshots()],
			more: {
				applianceUid: dice.chance(0.8) ? dice.uid() : null,
				region: 'eu-central-1',
				resourceId: `arn:aws:made-up:${index}`,
				platform: isFileShare ? 'Amazon' : dice.pick(['Amazon', 'Azure', 'Google']),
			},
		});
		if (index % 8 === 5) maker.leave(workload, index);
	}
}

/** What the jobs of an estate protect, and what they protected once. */
export function makeWorkloads(dice: Dice, counts: WorkloadCounts, around: Surroundings) {
	const maker = new Maker(dice, around);
	makeVirtualMachines(maker, dice, counts.virtualMachines);
	makeConsoleComputers(maker, dice, around);
	makeServerComputers(maker, dice, counts.computers, around);
	makeFileData(maker, dice, counts.fileShares);
	makeMicrosoft365Objects(maker, dice, counts.microsoft365Objects, around.vb365Jobs);
	makeCloud(maker, dice, counts.cloud);
	return { workloads: maker.workloads, repositories: maker.repositories };
}

/** A Microsoft organization belongs to the company of its jobs; some to none. */
export function makeMappings(dice: Dice, jobs: Vb365Job[]): Vb365Mapping[] {
	const mapped = new Map<string, Vb365Mapping>();
	for (const job of jobs.filter(({ jobType }) => jobType === 'BackupJob')) {
		const { vspcOrganizationUid: companyUid, vspcOrganizationName: companyName } = job;
		if (companyUid === null || companyName === null || mapped.has(job.vb365OrganizationUid))
			continue;
		mapped.set(job.vb365OrganizationUid, {
			instanceUid: dice.uid(),
			vb365OrganizationUid: job.vb365OrganizationUid,
			vb365OrganizationName: `${slug(companyName)}.onmicrosoft.example`,
			vb365ServerUid: job.vb365ServerUid,
			vb365ServerName: job.vb365ServerName,
			companyUid,
			companyName,
		});
	}
	return [...mapped.values()];
}
