/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DemoError } from '../errors';
import { npmCli, runCommand, tryCommand, type Progress } from './command';
import { headersOf } from './nodeBinary';

const PREBUILT_MS = 20_000;

/** How a native module came to be usable. */
type Origin = 'prebuilt' | 'compiled';

/**
 * n8n is installed without install scripts (some modules that nobody needs here fail to compile), so
 * the native modules that it does need are made usable here. Others bring binaries of their own.
 */
export async function buildNativeModules(
	n8nFolder: string,
	node: string,
	progress: Progress,
): Promise<Origin> {
	const modules = join(n8nFolder, 'node_modules');
	if (!loads(node, modules, 'isolated-vm')) {
		progress('compiling isolated-vm');
		await compile(join(modules, 'isolated-vm'), node, progress);
	}
	if (loads(node, modules, 'sqlite3')) return 'prebuilt';
	progress('fetching the ready-made sqlite3 binary');
	await fetchPrebuilt(modules, node, progress);
	if (loads(node, modules, 'sqlite3')) return 'prebuilt';
	progress('compiling sqlite3 (about a minute)');
	await compile(join(modules, 'sqlite3'), node, progress);
	if (!loads(node, modules, 'sqlite3'))
		throw new DemoError('sqlite3 was compiled but fails to load');
	return 'compiled';
}

/**
 * A binary that exists can still be one for another C library: only loading it shows. What this n8n does not have is
 * nothing to care for.
 */
function loads(node: string, modules: string, name: string): boolean {
	if (!existsSync(join(modules, name))) return true;
	const script = `require(${JSON.stringify(join(modules, name))})`;
	return tryCommand(node, ['-e', script]) !== undefined;
}

async function fetchPrebuilt(modules: string, node: string, progress: Progress): Promise<void> {
	const script = join(modules, 'prebuild-install', 'bin.js');
	try {
		await runCommand(node, [script, '-r', 'napi'], {
			cwd: join(modules, 'sqlite3'),
			node,
			timeoutMs: PREBUILT_MS,
		});
	} catch {
		progress('no ready-made sqlite3 binary within reach');
	}
}

async function compile(folder: string, node: string, progress: Progress): Promise<void> {
	const headers = headersOf(node);
	await runCommand(
		node,
		[nodeGyp(folder), 'rebuild', '--release', ...(headers ? [`--nodedir=${headers}`] : [])],
		{
			cwd: folder,
			node,
			tick: (seconds) => progress(`compiling ${folder.split(/[\\/]/).pop()}, ${seconds} s`),
		},
	);
}

/** npm's own node-gyp if we know where it is: n8n's copy is old and fails with Python 3.12. */
function nodeGyp(folder: string): string {
	const cli = npmCli();
	const candidates = [
		...(cli ? [join(dirname(cli), '..', 'node_modules', 'node-gyp', 'bin', 'node-gyp.js')] : []),
		join(
			dirname(process.execPath),
			'../lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js',
		),
		join(folder, '..', 'node-gyp', 'bin', 'node-gyp.js'),
	];
	const found = candidates.find((path) => existsSync(path));
	if (!found) throw new DemoError('node-gyp, which compiles native modules, was not found');
	return found;
}
