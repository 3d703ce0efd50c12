/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { spawn, spawnSync } from 'node:child_process';
import { statfsSync } from 'node:fs';
import { delimiter, dirname } from 'node:path';
import { DemoError } from '../errors';

/** What an installation reports to its caller, one line at a time. */
export type Progress = (line: string) => void;

const TELL_EVERY_MS = 5_000;
const SHORT_MS = 30_000;
const KEPT_OUTPUT = 4_000;

export interface CommandOptions {
	cwd: string;
	/** The Node that runs the command, and that its scripts find first on the PATH. */
	node: string;
	env?: Record<string, string>;
	timeoutMs?: number;
	/** Called every few seconds with the seconds gone by. */
	tick?: (seconds: number) => void;
}

/** Runs a command to its end; throws with its last output when it fails. */
export async function runCommand(
	command: string,
	args: string[],
	options: CommandOptions,
): Promise<void> {
	const started = Date.now();
	// eslint-disable-next-line @n8n/community-nodes/no-dangerous-functions -- a tool for tests
	const child = spawn(command, args, {
		cwd: options.cwd,
		env: { ...cleanEnvironment(options.node), ...options.env },
		stdio: ['ignore', 'pipe', 'pipe'],
		shell: process.platform === 'win32' && !command.endsWith('.exe'),
		timeout: options.timeoutMs,
		killSignal: 'SIGKILL',
	});
	let output = '';
	const keep = (chunk: Buffer) => {
		output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
	};
	child.stdout.on('data', keep);
	child.stderr.on('data', keep);
	const timer = setInterval(
		() => options.tick?.(Math.round((Date.now() - started) / 1000)),
		TELL_EVERY_MS,
	);
	const killChild = () => child.kill('SIGKILL');
	process.once('exit', killChild);
	try {
		const code = await new Promise<number | null>((resolve, reject) => {
			child.once('error', reject);
			child.once('close', resolve);
		});
		if (code !== 0) throw new DemoError(`${describe(command, args)} failed:\n${output.trim()}`);
	} finally {
		clearInterval(timer);
		process.off('exit', killChild);
	}
}

/** Runs a short command to see whether it works; answers what it printed, or undefined. */
export function tryCommand(command: string, args: string[]): string | undefined {
	// eslint-disable-next-line @n8n/community-nodes/no-dangerous-functions -- a tool for tests
	const result = spawnSync(command, args, { encoding: 'utf8', timeout: SHORT_MS });
	return result.status === 0 ? result.stdout : undefined;
}

/** Runs npm, the one that started us if there is one. */
export async function runNpm(args: string[], options: CommandOptions): Promise<void> {
	const cli = npmCli();
	if (cli) await runCommand(options.node, [cli, ...args], options);
	else await runCommand('npm', args, options);
}

/** npm's own script, known when npm started us. */
export function npmCli(): string | undefined {
	const path = process.env.npm_execpath;
	return path && /npm-cli\.c?js$/.test(path) ? path : undefined;
}

/**
 * How much the disk with this folder has lost since now, in MB. What npm writes is seen in it at once, without
 * reading its folders; so is what others write.
 */
export function diskMeter(folder: string): () => number {
	const free = () => {
		const { bavail, bsize } = statfsSync(folder);
		return bavail * bsize;
	};
	const before = free();
	return () => Math.max(0, Math.round((before - free()) / 1e6));
}

/** Without what `npm run` says about the checkout: an npm in another folder would believe it. */
function cleanEnvironment(node: string): NodeJS.ProcessEnv {
	const env = Object.fromEntries(
		Object.entries(process.env).filter(
			([name]) => !/^(npm_package_|npm_lifecycle_|npm_config_local_prefix$|INIT_CWD$)/.test(name),
		),
	);
	env.PATH = [dirname(node), process.env.PATH ?? ''].join(delimiter);
	return env;
}

function describe(command: string, args: string[]): string {
	return [command, ...args].map((part) => part.split(/[\\/]/).pop() ?? part).join(' ');
}
