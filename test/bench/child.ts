/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { fork, type ForkOptions } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A process of its own that does one thing whenever it gets a message. */
export class Child {
	private readonly process;

	/** @param file in this folder */
	constructor(file: string, args: string[] = [], options: ForkOptions = {}) {
		// eslint-disable-next-line @n8n/community-nodes/no-dangerous-functions -- a tool for tests
		this.process = fork(join(__dirname, file), args, options);
	}

	/** Its next message, after sending it `message` if there is one. */
	async answer<T>(message?: string): Promise<T> {
		const over = new AbortController();
		const { signal } = over;
		const ended = once(this.process, 'exit', { signal }).then(([code]) => {
			throw new Error(`${this.process.spawnargs.join(' ')} ended with ${code}`);
		});
		try {
			const answered = once(this.process, 'message', { signal });
			if (message !== undefined) this.process.send(message);
			const [answer] = await Promise.race([answered, ended]);
			return answer as T;
		} finally {
			// Takes the listeners off.
			over.abort();
		}
	}

	async end(): Promise<void> {
		if (this.process.exitCode !== null) return;
		const ended = once(this.process, 'exit');
		this.process.kill();
		await ended;
	}
}

/** Node's own way with TypeScript, so that nothing but the Node of n8n is measured. */
export function onNode(node: string): ForkOptions {
	return { execPath: node, execArgv: ['--no-warnings'] };
}
