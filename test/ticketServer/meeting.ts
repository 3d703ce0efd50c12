/** Those who arrive wait for each other until all are there; who comes later does not wait. */
export class Meeting {
	private arrived = 0;

	private readonly waiting: Array<() => void> = [];

	constructor(private readonly expected: number) {}

	async arrive(): Promise<void> {
		this.arrived++;
		if (this.arrived < this.expected) {
			await new Promise<void>((resolve) => this.waiting.push(resolve));
		}
		for (const go of this.waiting.splice(0)) go();
	}
}
