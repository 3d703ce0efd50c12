import type { SimulatedWorkload, Simulator } from '../../simulator';
import { type Dice, makeDice } from '../../simulator/estate/dice';
import { DAY, HOUR } from '../times';
import { keyOf, type WorkloadLedger } from './ledger';

/** What happens to one workload. */
interface Life {
	key: string;
	workload: SimulatedWorkload;
	/** Hours from one restore point to the next, mostly */
	every: number;
	/** When the next one is due */
	next: number;
	/** Until when sessions fail */
	failsUntil: number;
	/** The latest restore point */
	latest?: number;
	malware: string;
	isListed: boolean;
	/** When it comes back */
	backAt?: number;
	/** Until when a server that is late shows it as it was before */
	lateUntil?: number;
	/** Two reads in a row that are late look like a restore point that is gone */
	notLateBefore?: number;
}

const CHANCES = { fails: 0.04, leaves: 0.0001, malware: 0.0002, late: 0.0004 };

/** Makes restore points, has workloads go and come back, and tells the ledger what VSPC shows. */
export class WorkloadWorld {
	private readonly dice: Dice;
	private readonly lives: Life[] = [];
	private massAt: number[];

	constructor(
		private readonly simulator: Simulator,
		private readonly ledger: WorkloadLedger,
		{ seed, start, days }: { seed: number; start: number; days: number },
	) {
		this.dice = makeDice(seed + 4711, new Date(start));
		this.massAt = [start + this.dice.int(1, Math.max(1, days - 3)) * DAY];
		this.prepare(start);
	}

	advanceTo(now: number): void {
		for (const life of this.lives) this.live(life, now);
		if (this.massAt[0] !== undefined && now >= this.massAt[0]) {
			this.massAt.shift();
			this.hideMany(now);
		}
		if (this.dice.chance(0.004)) this.add(now);
	}

	private prepare(start: number): void {
		const { dice, simulator } = this;
		const uids = simulator.estate.workloads.map(({ uid }) => uid);
		const isTwin = (uid: string) => uids.filter((one) => one === uid).length > 1;
		for (const workload of [...simulator.estate.workloads]) {
			// The same computer in two lists has tests of its own.
			if (isTwin(workload.uid)) {
				simulator.removeWorkload(workload.uid);
				continue;
			}
			const every = dice.chance(0.1) ? 4 : 24;
			const isMissed = dice.chance(0.03);
			this.begin(
				workload,
				every,
				isMissed ? start - 3 * DAY : start - dice.int(1, 20) * HOUR,
				start,
			);
		}
	}

	private begin(workload: SimulatedWorkload, every: number, latest: number, now: number): Life {
		const { dice } = this;
		const next = now + dice.int(1, every * 60) * 60_000;
		const life: Life = {
			key: keyOf(workload),
			workload,
			every,
			next,
			failsUntil: latest < now - 2 * DAY ? now + dice.int(1, 3) * DAY : 0,
			latest,
			malware: 'Clean',
			isListed: true,
		};
		this.lives.push(life);
		this.show(life);
		return life;
	}

	private live(life: Life, now: number): void {
		const { dice } = this;
		let hasChanged = false;
		while (life.next <= now) {
			const at = life.next;
			life.next = at + life.every * HOUR + dice.int(-20, 20) * 60_000;
			if (at < life.failsUntil) continue;
			if (dice.chance(CHANCES.fails)) life.failsUntil = at + dice.int(10, 60) * HOUR;
			else {
				life.latest = at;
				hasChanged = true;
			}
		}
		if (hasMalware(life) && dice.chance(CHANCES.malware)) {
			life.malware = dice.pick(['Clean', 'Suspicious', 'Infected', 'Unverified', 'Suspicious']);
			hasChanged = true;
		}
		if (life.lateUntil !== undefined && now >= life.lateUntil) {
			life.lateUntil = undefined;
			life.notLateBefore = now + 3 * HOUR;
			hasChanged = true;
		} else if (
			life.isListed &&
			life.lateUntil === undefined &&
			now >= (life.notLateBefore ?? 0) &&
			dice.chance(CHANCES.late)
		) {
			life.lateUntil = now + dice.int(5, 40) * 60_000;
			this.simulator.setWorkload(life.workload.uid, chainsOf(life, life.latest! - 2 * DAY, dice));
		}
		if (life.isListed && dice.chance(CHANCES.leaves)) {
			this.hide(life, now + dice.pick([2, 10, 30, 60, 10_000]) * HOUR);
		} else if (!life.isListed && now >= (life.backAt ?? Infinity)) {
			life.isListed = true;
			this.simulator.addWorkload(life.workload);
			hasChanged = true;
		}
		if (hasChanged && life.isListed && life.lateUntil === undefined) this.show(life);
		// A server that is late is no truth.
		else if (hasChanged && life.isListed) this.tell(life);
	}

	private hide(life: Life, backAt: number, isTogether = false): void {
		life.isListed = false;
		life.lateUntil = undefined;
		life.backAt = backAt;
		this.simulator.removeWorkload(life.workload.uid);
		this.ledger.shows(life.key, { isListed: false, isTogether });
	}

	/** Rights are lost, and come back. */
	private hideMany(now: number): void {
		const list = 'virtualMachines';
		const listed = this.lives.filter(
			({ isListed, workload }) => isListed && workload.list === list,
		);
		const backAt = now + this.dice.int(26, 40) * HOUR;
		for (const life of listed.slice(0, Math.ceil(listed.length / 3))) this.hide(life, backAt, true);
	}

	private add(now: number): void {
		const { dice, simulator } = this;
		const like = dice.pick(this.lives.filter(({ isListed }) => isListed)).workload;
		if (like.list === 'vb365ProtectedObjects') return;
		const workload = simulator.addWorkload({ ...like, uid: dice.uid(), name: `new ${like.name}` });
		this.begin(workload, 24, now - 60_000, now);
	}

	private show(life: Life): void {
		this.simulator.setWorkload(life.workload.uid, {
			...chainsOf(life, life.latest!, this.dice),
			malwareState: life.malware,
		});
		this.tell(life);
	}

	private tell({ key, latest, malware, workload }: Life): void {
		const says = hasMalware({ workload }) ? malware : undefined;
		this.ledger.shows(key, { isListed: true, latest, malware: says });
	}
}

function hasMalware({ workload: { list } }: Pick<Life, 'workload'>): boolean {
	return list === 'virtualMachines' || list === 'computersManagedByBackupServer';
}

/** All chains, of which one has the restore point: an object of Microsoft 365 has others in other repositories. */
function chainsOf({ workload }: Life, latest: number, dice: Dice) {
	const { list, chains } = workload;
	const type = list === 'publicCloud/fileShares' ? 'Snapshot' : 'Backup';
	const [first] = chains;
	const own = first ? chains.slice(0, 2) : [EMPTY];
	const which = dice.int(0, own.length - 1);
	return {
		chains: own.map((chain, index) => ({
			...chain,
			backupType: type,
			points: [index === which ? latest : latest - DAY],
		})),
	};
}

const EMPTY: SimulatedWorkload['chains'][number] = {
	uid: '0c000000-0000-4000-8000-000000000001',
	jobUid: null,
	jobName: '',
	sourceUid: null,
	repositoryUid: '0c000000-0000-4000-8000-000000000002',
	repositoryName: '',
	targetType: 'Local',
	backupType: 'Backup',
	points: [],
	pointSize: 1,
};
