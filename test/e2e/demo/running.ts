/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { N8nClient, until } from '../../n8n';
import { descendants, isAlive } from '../leftovers/processes';

const CHECKOUT = resolve(__dirname, '..', '..', '..');
const START_MS = 20 * 60_000;
const END_MS = 60_000;

/** `npm run demo` in a process of its own, as a person sees it. */
export class RunningDemo {
	/** What it printed */
	output = '';

	private readonly temporary = mkdtempSync(join(tmpdir(), 'vspc-demo-test-'));

	private readonly process: ChildProcess;

	private started = new Map<number, string>();

	/** @param cycleSeconds from one failure of the demo's job to the next */
	constructor(args: string[] = [], cycleSeconds = 20) {
		// eslint-disable-next-line @n8n/community-nodes/no-dangerous-functions -- a tool for tests
		this.process = spawn(process.execPath, [join('test', 'demo', 'start.mjs'), ...args], {
			cwd: CHECKOUT,
			env: {
				...process.env,
				TMPDIR: this.temporary,
				VSPC_DEMO_CYCLE_SECONDS: String(cycleSeconds),
			},
			stdio: ['ignore', 'pipe', 'pipe'],
		});
		for (const stream of [this.process.stdout!, this.process.stderr!]) {
			stream.on('data', (chunk) => (this.output += String(chunk)));
		}
	}

	/** Waits until it has printed something like this. */
	async printed(pattern: RegExp): Promise<void> {
		await until(
			async () => pattern.test(this.output) || this.process.exitCode !== null,
			(isDone) => isDone,
			START_MS,
			() => `the demo did not print ${String(pattern)}:\n${this.output}`,
		);
		if (!pattern.test(this.output)) throw new Error(`The demo ended:\n${this.output}`);
		this.started = descendants(this.process.pid!);
	}

	/** What stands behind a name in the table at the end. */
	fact(name: string): string {
		const [, value] = new RegExp(`^ +${name} +(\\S.*)$`, 'm').exec(this.output) ?? [];
		if (!value) throw new Error(`The demo printed no ${name}:\n${this.output}`);
		return value;
	}

	/** n8n, logged in as the person that the demo names. */
	async client(): Promise<N8nClient> {
		const client = new N8nClient(new URL(this.fact('n8n')).origin);
		await client.login(this.fact('e-mail'), this.fact('password'));
		return client;
	}

	/** The exit code, when it has ended by itself or by a signal. */
	async end(signal?: NodeJS.Signals): Promise<number | null> {
		if (signal) this.process.kill(signal);
		if (this.process.exitCode === null) {
			await once(this.process, 'exit', { signal: AbortSignal.timeout(END_MS) });
		}
		return this.process.exitCode;
	}

	/** What it left behind: files and processes. */
	leftovers(): string[] {
		const alive = [...this.started].filter(([pid]) => isAlive(pid));
		return [...readdirSync(this.temporary), ...alive.map(([, command]) => command)];
	}

	/** Whatever has happened before. */
	remove(): void {
		this.process.kill('SIGKILL');
		for (const pid of [...this.started.keys()].filter(isAlive)) process.kill(pid, 'SIGKILL');
		rmSync(this.temporary, { recursive: true, force: true, maxRetries: 3 });
	}
}
