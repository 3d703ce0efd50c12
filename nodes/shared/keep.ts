import { elapsed } from './clock';

/** What one poll leaves to the next ones, in the memory of this process and for a while only. */
export class Keep<Value> {
	private readonly entries = new Map<string, { value: Value; at: number }>();

	/** @param forMs how long a value is of use */
	constructor(private readonly forMs: number) {}

	get(key: string): Value | undefined {
		const entry = this.entries.get(key);
		return entry && elapsed() - entry.at < this.forMs ? entry.value : undefined;
	}

	set(key: string, value: Value): void {
		for (const [other, { at }] of this.entries) {
			if (elapsed() - at >= this.forMs) this.entries.delete(other);
		}
		this.entries.set(key, { value, at: elapsed() });
	}

	delete(key: string): void {
		this.entries.delete(key);
	}

	clear(): void {
		this.entries.clear();
	}
}
