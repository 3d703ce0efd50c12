import type { ActiveAlarm, AlarmObject, Simulator } from '../../simulator';
import { makeDice, type Dice } from '../../simulator/estate/dice';
import { call } from '../../simulator/tests/client';
import { DAY, HOUR, MINUTE } from '../times';

interface Plan {
	at: number;
	act: (at: number) => Promise<void> | void;
}

/** How often each of these happens in a day. */
const DAILY = { raise: 40, resolve: 30, acknowledge: 12, close: 6, remove: 4, hide: 4 } as const;

/** Repositories and the like that something may be wrong with. */
const OBJECTS = 60;

/** What happens to alarms besides what jobs do: trouble with repositories, and what people make of alarms. */
export class People {
	private readonly dice: Dice;
	private readonly objects: Array<Partial<AlarmObject>>;
	private plans: Plan[] = [];

	constructor(
		private readonly simulator: Simulator,
		{ seed, start, days }: { seed: number; start: number; days: number },
	) {
		const dice = makeDice(seed + 55_555, new Date(start));
		this.dice = dice;
		this.objects = Array.from({ length: OBJECTS }, (_, index) => ({
			objectUid: dice.uid(),
			objectName: `Repository ${index}`,
		}));
		const acts: Record<keyof typeof DAILY, Plan['act']> = {
			raise: (at) => this.raise(at),
			resolve: (at) => this.resolve(at),
			acknowledge: async () => await this.remark('acknowledge'),
			close: async () => await this.remark('resolve'),
			remove: () => this.remove(),
			hide: (at) => this.hide(at),
		};
		for (let day = 0; day < days; day++) {
			for (const [name, times] of Object.entries(DAILY)) {
				for (let i = 0; i < times; i++) {
					const at = start + day * DAY + dice.int(MINUTE, DAY);
					this.plans.push({ at, act: acts[name as keyof typeof DAILY] });
				}
			}
		}
	}

	/** Lets everything happen until now. */
	async advanceTo(now: number): Promise<void> {
		const due = this.plans.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
		this.plans = this.plans.filter(({ at }) => at > now);
		for (const { at, act } of due) await act(at);
	}

	/** One that is there already comes again or becomes better or worse. */
	private raise(at: number): void {
		const { dice, simulator } = this;
		const status = dice.pick(['Info', 'Warning', 'Error', 'Error']);
		simulator.raiseAlarm({ status, at, object: dice.pick(this.objects) });
	}

	private resolve(at: number): void {
		const alarm = this.find(({ object }) =>
			this.objects.some(({ objectUid }) => objectUid === object.objectUid),
		);
		if (alarm) this.simulator.resolveAlarm(alarm.instanceUid, { at });
	}

	/** Someone acknowledges or resolves an alarm in VSPC; that works though lists are in trouble. */
	private async remark(action: 'acknowledge' | 'resolve'): Promise<void> {
		const { faults } = this.simulator;
		const alarm = this.find(() => true);
		if (!alarm) return;
		const armed = faults.list();
		faults.clear();
		const path = `/alarms/active/${alarm.instanceUid}/${action}`;
		const query = { comment: 'Seen.', resolveOnClients: 'false' };
		const { status } = await call(this.simulator, path, { method: 'POST', query });
		for (const fault of armed) faults.add(fault);
		if (status >= 300) throw new Error(`To ${action} an alarm was answered with ${status}`);
	}

	/** It vanishes without having been resolved, as when what it is about is deleted. */
	private remove(): void {
		const alarm = this.find(() => true);
		if (alarm) this.simulator.removeAlarm(alarm.instanceUid);
	}

	/** VSPC doesn't know an alarm for some hours, and then shows it as it was. */
	private hide(at: number): void {
		const alarm = this.find(() => true);
		if (!alarm) return;
		const act = this.simulator.hideAlarm(alarm.instanceUid);
		this.plans.push({ at: at + this.dice.int(5 * MINUTE, 5 * HOUR), act });
	}

	/** An alarm that is on. */
	private find(fits: (alarm: ActiveAlarm) => boolean): ActiveAlarm | undefined {
		const found = this.simulator.estate.alarms.filter(
			(alarm) => ['Info', 'Warning', 'Error'].includes(alarm.lastActivation.status) && fits(alarm),
		);
		return found.length === 0 ? undefined : this.dice.pick(found);
	}
}
