import type { ActiveAlarm, Simulator } from '../../simulator';
import type { AlarmLedger } from './ledger';

type Activation = ActiveAlarm['lastActivation'];

/** Looks through the simulator's alarms and tells the ledger what has changed since it last looked. */
export class Clerk {
	/** What was shown last, by alarm. */
	private shown = new Map<ActiveAlarm, Activation>();
	private readonly told = new WeakSet<Activation>();

	constructor(
		private readonly simulator: Simulator,
		private readonly ledger: AlarmLedger,
	) {}

	look(): void {
		const { alarms } = this.simulator.estate;
		const before = this.shown;
		this.shown = new Map(alarms.map((alarm) => [alarm, alarm.lastActivation]));
		for (const alarm of alarms) {
			for (const activation of alarm.history) this.tell(alarm, activation);
			const { status, time } = alarm.lastActivation;
			if (before.get(alarm) !== alarm.lastActivation) {
				this.ledger.shows(keyOf(alarm), { status, time });
			}
		}
		for (const alarm of before.keys()) {
			if (!this.shown.has(alarm)) this.ledger.shows(keyOf(alarm));
		}
	}

	private tell(alarm: ActiveAlarm, activation: Activation): void {
		if (this.told.has(activation)) return;
		this.told.add(activation);
		const { status, time } = activation;
		this.ledger.happened(keyOf(alarm), { status, time });
	}
}

const keyOf = ({ instanceUid }: ActiveAlarm) => `alarm:${instanceUid}`;
