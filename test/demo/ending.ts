/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/** Things to end when the demo ends, the last one started first. */
export class Cleanup {
	private readonly tasks: Array<() => Promise<unknown>> = [];

	private running: Promise<void> | undefined;

	add(task: () => Promise<unknown>): void {
		this.tasks.push(task);
	}

	/** Ends everything; a second call waits for the first. */
	async run(): Promise<void> {
		this.running ??= this.runAll();
		await this.running;
	}

	private async runAll(): Promise<void> {
		for (const task of this.tasks.reverse()) await task().catch(() => undefined);
	}
}

/** Calls back once when the demo has to end: Ctrl-C, a kill, a closed terminal, a dead starter. */
export function onEnd(callback: () => void): void {
	let told = false;
	const tell = () => {
		if (told) return;
		told = true;
		callback();
	};
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, tell);
	if (process.channel) process.on('disconnect', tell);
}
