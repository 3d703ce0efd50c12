/** Random numbers that are the same for the same seed (mulberry32). */
export class Chance {
	constructor(private state: number) {}

	/** From 0 up to 1. */
	part(): number {
		this.state = (this.state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	}

	of(probability: number): boolean {
		return this.part() < probability;
	}

	/** A whole number; both ends may come. */
	int(from: number, to: number): number {
		return from + Math.floor(this.part() * (to - from + 1));
	}

	pick<One>(list: readonly One[]): One {
		return list[this.int(0, list.length - 1)];
	}
}
