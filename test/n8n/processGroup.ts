/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const KEPT_OUTPUT = 500_000;
const isWindows = process.platform === 'win32';

/**
 * A program in a process group of its own: a Ctrl-C meant for us does not reach it, and killing the
 * group leaves none of its children (n8n's task runners) behind.
 */
export class ProcessGroup {
	private readonly child: ChildProcess;

	private readonly exited: Promise<unknown>;

	private output = '';

	private readonly killAtExit = () => this.signalGroup('SIGKILL');

	constructor(
		command: string,
		args: string[],
		env: NodeJS.ProcessEnv,
		log?: (text: string) => void,
	) {
		// eslint-disable-next-line @n8n/community-nodes/no-dangerous-functions -- a tool for tests
		this.child = spawn(command, args, {
			env,
			detached: !isWindows,
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		const keep = (chunk: Buffer) => {
			this.output = (this.output + chunk.toString()).slice(-KEPT_OUTPUT);
			log?.(chunk.toString());
		};
		this.child.stdout?.on('data', keep);
		this.child.stderr?.on('data', keep);
		this.exited = once(this.child, 'exit').catch((error: Error) =>
			keep(Buffer.from(error.message)),
		);
		process.prependOnceListener('exit', this.killAtExit);
	}

	get pid(): number | undefined {
		return this.child.pid;
	}

	get isRunning(): boolean {
		return (
			this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null
		);
	}

	/** Everything it printed (the end of it, if that is much). */
	logs(): string {
		return this.output;
	}

	/** Asks it to end, and makes sure that it and its children did. */
	async stop(patienceMs: number): Promise<void> {
		// only the program itself: it ends its children in its own order
		if (this.isRunning) this.child.kill('SIGTERM');
		const impatient = new AbortController();
		await Promise.race([
			this.exited,
			sleep(patienceMs, undefined, { signal: impatient.signal }).catch(() => undefined),
		]);
		impatient.abort();
		await this.kill();
	}

	/** Ends it and its children at once, with no chance to save anything. */
	async kill(): Promise<void> {
		this.signalGroup('SIGKILL');
		await this.exited;
		process.off('exit', this.killAtExit);
	}

	private signalGroup(signal: NodeJS.Signals): void {
		if (this.child.pid === undefined) return;
		try {
			if (isWindows) {
				// eslint-disable-next-line @n8n/community-nodes/no-dangerous-functions -- a tool for tests
				spawnSync('taskkill', ['/pid', String(this.child.pid), '/T', '/F'], { stdio: 'ignore' });
			} else {
				process.kill(-this.child.pid, signal);
			}
		} catch {
			// the group is gone already
		}
	}
}
