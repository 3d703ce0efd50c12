import type { Simulator } from '../simulator';
import { makeDice, type Dice } from '../simulator/estate/dice';
import type { AgentJob, EstateJob, Vb365Job } from '../simulator/estate/types';
import type { JsonObject } from '../simulator/types';
import { Life, type Ending, type JobKind, type RunningRow } from './life';
import { makeRhythm } from './rhythm';
import { Server } from './server';
import { DAY, HOUR, MINUTE } from './times';
import type { InHistory } from './verdict';

/** What VSPC shows of a job from now on; nothing when it isn't there. */
interface Sight {
	jobKey: string;
	view?: { isEnabled: boolean; ending?: Ending };
}

interface WorldSetup extends RunningRow {
	seed: number;
	start: number;
	days: number;
	onEnd: (jobKey: string, ending: Ending) => void;
	/** VSPC has a session history */
	hasHistory?: boolean;
	/** VSPC loses the connection to a server, or has it again */
	onServer?: (serverKey: string, isCut: boolean) => void;
}

interface Plan {
	at: number;
	act: (now: number) => void;
}

/** The jobs a service provider's customers have, and what happens to them in two weeks. */
export class World {
	private readonly dice: Dice;
	private readonly lives = new Map<string, Life>();
	private readonly servers = new Map<string, Server>();
	private readonly changed = new Set<Life>();
	/** Keys of servers by UID, and whether they are cut off */
	private readonly connections = new Map<string, { key: string; isCut: boolean }>();
	/** Of its own, so that servers change nothing of the rest */
	private readonly serverDice: Dice;
	/** The machine and name of each job, and which jobs have ever had it */
	private readonly places = new Map<string, string>();
	private readonly jobsAt = new Map<string, Set<string>>();
	private plans: Plan[] = [];

	constructor(
		private readonly simulator: Simulator,
		private readonly setup: WorldSetup,
	) {
		this.dice = makeDice(setup.seed, new Date(setup.start));
		const { estate } = simulator;
		this.serverDice = makeDice(setup.seed + 88_888, new Date(setup.start));
		for (const [type, list] of [
			['backupServer', estate.backupServers],
			['microsoft365Server', estate.vb365Servers],
		] as const) {
			for (const { instanceUid } of list) {
				this.connections.set(instanceUid, { key: `${type}:${instanceUid}`, isCut: false });
				simulator.setServer(instanceUid, { status: 'Healthy' });
			}
		}
		// It is answered as printed on the vendor's page, whatever happens.
		simulator.removeJob(estate.vendorJobUid);
		for (const job of [...estate.jobs]) this.settle('job', job, job.backupServerUid);
		for (const job of [...estate.agentJobs]) this.settle('agentJob', job, job.backupAgentUid);
		for (const job of [...estate.vb365Jobs]) {
			this.settle('microsoft365Job', job, job.vb365ServerUid);
		}
		this.plan();
	}

	/** Jobs that ever were. */
	get jobCount(): number {
		return this.lives.size;
	}

	/** Whether VSPC tells of a job that it runs daily or more often. */
	isDaily(jobKey: string): boolean {
		const life = this.lives.get(jobKey);
		return life !== undefined && life.rhythm.isDaily && life.kind !== 'microsoft365Job';
	}

	/** Whether sessions, which have nothing but the name of a job, can be those of this one only. */
	historyOf(jobKey: string): InHistory {
		const place = this.places.get(jobKey);
		if (place === undefined) return 'none';
		return this.jobsAt.get(place)!.size === 1 ? 'alone' : 'shared';
	}

	private noteName({ jobKey, kind }: Life, row: EstateJob | AgentJob | Vb365Job): void {
		const { backupServers, backupAgents } = this.simulator.estate;
		const hostUid = 'backupServerUid' in row ? row.backupServerUid : undefined;
		const host =
			'backupAgentUid' in row
				? backupAgents.find(({ instanceUid }) => instanceUid === row.backupAgentUid)
				: backupServers.find(({ instanceUid }) => instanceUid === hostUid);
		const agent = 'managementAgentUid' in row ? row.managementAgentUid : host?.managementAgentUid;
		if (!agent || agent.startsWith('00000000')) return;
		// VSPC shows jobs without a name: their sessions name none.
		if (!row.name) return;
		const place = `${kind === 'microsoft365Job'} ${String(agent)} ${String(row.name)}`;
		this.places.set(jobKey, place);
		this.jobsAt.set(place, (this.jobsAt.get(place) ?? new Set()).add(jobKey));
	}

	/** Lets everything happen until now, shows it in the simulator, and tells what changed there. */
	advanceTo(now: number): Sight[] {
		this.act(now);
		this.connect(now);
		for (const server of this.servers.values()) this.advance(server, now);
		const sights = [...this.changed].map((life) => this.show(life));
		this.changed.clear();
		return sights;
	}

	/** Shows which servers are connected: by the server, by its management agent, or by both. */
	private connect(now: number): void {
		const { serverDice: dice, simulator, setup } = this;
		for (const [uid, connection] of this.connections) {
			const isCut = this.servers.get(uid)?.isCutOff(now) ?? false;
			if (isCut === connection.isCut) continue;
			connection.isCut = isCut;
			const isByAgent = isCut && dice.chance(0.3);
			const status = isCut && !isByAgent ? 'Inaccessible' : dice.pick(['Healthy', 'Warning']);
			const connectionStatus = isCut ? 'Inaccessible' : 'Online';
			simulator.setServer(uid, { status, connectionStatus });
			setup.onServer?.(connection.key, isCut);
		}
	}

	private act(now: number): void {
		const due = this.plans.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
		this.plans = this.plans.filter(({ at }) => at > now);
		for (const { act } of due) act(now);
	}

	private advance(server: Server, now: number): void {
		// VSPC goes on showing what it heard last.
		if (server.isCutOff(now)) return;
		const all = server.changesOffset(now);
		for (const life of server.lives) {
			if (!life.isThere) continue;
			if (life.advance(now - server.lag) || all) this.changed.add(life);
		}
	}

	private show(life: Life): Sight {
		const { jobKey, isThere, isEnabled } = life;
		if (!isThere) return { jobKey };
		this.simulator.setJob(life.uid, life.row() as Partial<EstateJob>);
		return { jobKey, view: { isEnabled, ending: life.shown } };
	}

	/** Gives a row of the simulator a life. */
	private settle(
		kind: JobKind,
		row: EstateJob | AgentJob | Vb365Job,
		serverUid: string,
		now?: number,
	) {
		const { dice, setup, simulator } = this;
		const { start, days } = setup;
		const server = this.servers.get(serverUid) ?? new Server(dice, start, days);
		this.servers.set(serverUid, server);
		const rhythm = makeRhythm(dice);
		const traits = {
			keepsMessage: setup.keepsMessage,
			showsOwnTasks: setup.showsOwnTasks,
			// Few are enough: they make rows long.
			hasTasks: 'type' in row && row.type === 'BackupVm' && dice.chance(0.2),
			turnsIdle: kind === 'job' && dice.chance(0.04),
		};
		const born = now ?? start - 3 * DAY;
		const names = { uid: row.instanceUid, jobKey: keyOf(row), kind };
		const life = new Life(names, server, rhythm, dice, traits, born);
		server.lives.push(life);
		this.lives.set(life.jobKey, life);
		life.onEnd = (ending, session) => {
			setup.onEnd(life.jobKey, ending);
			if (setup.hasHistory) simulator.recordSession(life.uid, session);
		};
		this.noteName(life, row);
		const { scheduleType, schedule } = rhythm;
		if (kind === 'job') {
			const patch = { ...unimportant, scheduleType, schedule } as Partial<EstateJob>;
			simulator.setJob(life.uid, patch);
		}
		if (kind === 'agentJob') simulator.setJob(life.uid, { scheduleType });
		this.changed.add(life);
	}

	/** What people do, spread over the days. */
	private plan(): void {
		const { dice, setup } = this;
		const daily: Array<[times: number, act: (now: number) => void]> = [
			[3, () => this.rename()],
			[3, () => this.moveToOtherCompany()],
			[3, (now) => this.remove(now)],
			[4, (now) => this.disable(now)],
			[4, (now) => this.vanish(now)],
			[3, (now) => this.flicker(now)],
		];
		for (let day = 0; day < setup.days; day++) {
			for (const [times, act] of daily) {
				for (let i = 0; i < times; i++) {
					// Not before the first poll.
					const at = setup.start + day * DAY + dice.int(HOUR, DAY);
					this.plans.push({ at, act });
				}
			}
		}
	}

	private later(now: number, wait: number, act: (now: number) => void): void {
		this.plans.push({ at: now + wait, act });
	}

	/** A job that fits; often one with a problem, because those matter most. */
	private find(fits: (life: Life) => boolean): Life | undefined {
		const { dice } = this;
		const all = [...this.lives.values()];
		const wantsProblem = dice.chance(0.6);
		for (let tries = 0; tries < 400; tries++) {
			const life = dice.pick(all);
			const hasProblem = ['Failed', 'Warning'].includes(life.status);
			if (wantsProblem && !hasProblem && tries < 350) continue;
			if (life.isThere && fits(life)) return life;
		}
		return undefined;
	}

	private rename(): void {
		const found = this.find(() => true);
		if (found) this.simulator.setJob(found.uid, { name: `Renamed ${this.dice.int(1, 999)}` });
	}

	private moveToOtherCompany(): void {
		const found = this.find(({ kind }) => kind === 'job');
		const { instanceUid } = this.dice.pick(this.simulator.estate.companies);
		if (found) this.simulator.setJob(found.uid, { mappedOrganizationUid: instanceUid });
	}

	/** Deletes a job for good; sometimes it is made again under the same name. */
	private remove(now: number): void {
		const found = this.find((life) => !life.server.isCutOff(now));
		if (!found) return;
		const row = this.takeAway(found);
		found.nextAt = Infinity;
		if (found.kind !== 'job' || this.dice.chance(0.5)) return;
		const uids = { instanceUid: this.dice.uid(), uniqueUid: this.dice.uid() };
		const never = { status: 'None', lastRun: null, lastEndTime: null, lastDuration: null };
		const again = {
			...(row as EstateJob),
			...uids,
			...never,
			failureMessage: null,
			lastSessionTasks: [],
		};
		this.later(now, this.dice.int(0, 30) * MINUTE, (then) => {
			const job = this.simulator.addJob(again);
			this.settle('job', job, job.backupServerUid, then);
		});
	}

	/** For a day a job isn't shown; mostly nothing happens to it meanwhile. */
	private vanish(now: number): void {
		const found = this.find(({ kind, server }) => kind === 'job' && !server.isCutOff(now));
		if (!found) return;
		const row = this.takeAway(found) as EstateJob;
		const isShort = this.dice.chance(0.25);
		const wait = isShort ? this.dice.int(5, 40) * MINUTE : this.dice.int(20, 28) * HOUR;
		const sleeps = this.dice.chance(0.7) && found.isQuiet(now);
		this.later(now, wait, (then) => {
			this.simulator.addJob(row);
			found.isThere = true;
			if (sleeps && found.isEnabled) found.resume(then);
			this.changed.add(found);
		});
	}

	private takeAway(life: Life): EstateJob | AgentJob | Vb365Job {
		const row = structuredClone(this.simulator.setJob(life.uid, {}));
		this.simulator.removeJob(life.uid);
		life.isThere = false;
		this.changed.add(life);
		return row;
	}

	private disable(now: number): void {
		const found = this.find((life) => life.isEnabled && life.isQuiet(now));
		if (!found) return;
		found.enable(false, now);
		this.changed.add(found);
		this.later(now, this.dice.int(1, 48) * HOUR, (then) => {
			found.enable(true, then);
			if (found.isThere) this.changed.add(found);
		});
	}

	/** The status of the latest session is hidden for some hours. */
	private flicker(now: number): void {
		const found = this.find((life) => life.isQuiet(now));
		if (!found) return;
		found.flicker();
		this.changed.add(found);
		this.later(now, this.dice.int(10, 300) * MINUTE, () => {
			found.unflicker();
			if (found.isThere) this.changed.add(found);
		});
	}
}

/** What nobody looks at here only makes thousands of rows slow to read. */
const unimportant = Object.fromEntries(
	[
		'description createdBy creationTime locationUid siteUid processingRate avgDuration transferredData',
		'backupChainSize bottleneck targetType destination retentionLimit retentionLimitType',
		'isGfsOptionEnabled',
	]
		.join(' ')
		.split(' ')
		.map((name) => [name, undefined]),
);

function keyOf(row: JsonObject): string {
	if ('jobType' in row) {
		const kind = row.jobType === 'CopyJob' ? 'copy' : 'backup';
		return `microsoft365Job:${kind}:${row.vb365ServerUid}:${row.instanceUid}`;
	}
	if ('backupAgentUid' in row) {
		return `agentJob:${String(row.systemType).toLowerCase()}:${row.backupAgentUid}:${row.instanceUid}`;
	}
	return `job:${row.backupServerUid}:${row.instanceUid}`;
}
