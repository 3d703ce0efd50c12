/** n8n's own checks of the package, and what else a release needs, in a tree of their own: `npm cit` stays fast. */
import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const HERE = dirname(fileURLToPath(import.meta.url));
export const ROOT = resolve(HERE, '../..');
export const TOOLS = join(HERE, 'node_modules');

export const run = promisify(execFile);

export async function npm(args, cwd = ROOT) {
	const { stdout } = await run('npm', args, { cwd, maxBuffer: 64 * 1024 * 1024 });
	return stdout;
}

/** Installs the tree when it is not as locked. */
export async function installTools() {
	const [installed, locked] = [join(TOOLS, '.package-lock.json'), join(HERE, 'package-lock.json')];
	if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(locked).mtimeMs) return;
	await npm(['ci', '--ignore-scripts'], HERE);
}
