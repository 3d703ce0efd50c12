import { stamp } from '../simulator/estate/times';
import type { Dice } from '../simulator/estate/dice';
import type { Life } from './life';
import { DAY, HOUR, MINUTE } from './times';

const offsets = [0, 60, 120, -300, -420, 330, 570];

/** An instant and how many of its digits are told. */
export interface Mark {
	instant: number;
	digits: number;
	tail: number;
}

/** What runs jobs and tells VSPC of them: a backup server, an agent or a Microsoft 365 server. */
export class Server {
	readonly lives: Life[] = [];
	/** How long after an event VSPC knows of it. */
	readonly lag: number;
	/** How wrong the clock is. */
	private readonly skew: number;
	private offset: number;
	/** When VSPC hears nothing of it. */
	private readonly cuts: Array<[from: number, to: number]> = [];
	private readonly offsetChangesAt: number;

	constructor(
		private readonly dice: Dice,
		start: number,
		days: number,
	) {
		this.offset = dice.pick(offsets);
		this.skew = dice.chance(0.12) ? dice.pick([-10, 10]) * MINUTE : dice.int(-2000, 2000);
		this.lag = dice.chance(0.1) ? 25 * MINUTE : dice.int(0, 4) * MINUTE;
		this.offsetChangesAt = dice.chance(0.2) ? start + dice.int(1, days * 24) * HOUR : Infinity;
		const cuts = dice.chance(0.8) ? Math.max(1, Math.round(days / 7)) : 0;
		for (let i = 0; i < cuts; i++) {
			const from = start + HOUR + dice.int(0, days * 24 * 60) * MINUTE;
			const isLong = dice.chance(0.5);
			this.cuts.push([
				from,
				from + (isLong ? dice.int(12, 36) * HOUR : dice.int(20, 600) * MINUTE),
			]);
		}
	}

	isCutOff(now: number): boolean {
		return this.cuts.some(([from, to]) => from <= now && now < to);
	}

	/** Whether it writes its times with another offset from now on, as when summer time begins. */
	changesOffset(now: number): boolean {
		if (now < this.offsetChangesAt || this.hasChanged) return false;
		this.hasChanged = true;
		this.offset += 60;
		return true;
	}

	mark(instant: number): Mark {
		const { dice } = this;
		return { instant: instant + this.skew, digits: dice.int(0, 7), tail: dice.int(0, 9999) };
	}

	write({ instant, digits, tail }: Mark): string {
		return stamp(instant, this.offset, digits, tail);
	}

	private hasChanged = false;
}

/** A time of the day with most backups in the evening. */
export function backupTime(dice: Dice): number {
	return dice.chance(0.6)
		? dice.int(17 * 60, 24 * 60) * MINUTE
		: dice.int(0, DAY / MINUTE) * MINUTE;
}
