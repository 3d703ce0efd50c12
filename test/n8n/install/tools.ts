/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { DemoError } from '../errors';
import { tryCommand } from './command';
import { SQLITE3_VERSION } from '../versions';

const PROBE_MS = 8_000;

/**
 * sqlite3 is the one module that may have to be compiled. Says so before anything is downloaded when
 * that will be impossible: a tool is missing and the prebuilt binary is out of reach too.
 */
export async function ensureSqliteIsPossible(): Promise<void> {
	const missing = missingTools();
	if (missing.length === 0 || (await isPrebuiltReachable())) return;
	throw new DemoError(
		[
			`n8n's database module (sqlite3) has to be compiled here, but these tools are missing: ${missing.join(', ')}.`,
			'(Its ready-made binary cannot be downloaded from github.com either.) Install them and start again:',
			'  Debian/Ubuntu: sudo apt-get install python3 make g++',
			'  Fedora/RHEL:   sudo dnf install python3 make gcc-c++',
			'  macOS:         xcode-select --install',
			'  Windows:       the "Desktop development with C++" workload of Visual Studio Build Tools, and Python 3',
		].join('\n'),
	);
}

/** The tools for compiling native modules that are not on this machine. */
function missingTools(): string[] {
	const wanted: Array<[string, string[]]> = [
		[
			'python3',
			[process.env.npm_config_python ?? '', process.env.PYTHON ?? '', 'python3', 'python'],
		],
	];
	// On Windows node-gyp finds Visual Studio itself, nowhere on the PATH
	if (process.platform !== 'win32') {
		wanted.push(['make', [process.env.MAKE ?? '', 'make', 'gmake']]);
		wanted.push(['g++', [process.env.CXX ?? '', 'g++', 'c++', 'clang++']]);
	}
	return wanted
		.filter(([, commands]) => !commands.some((command) => command !== '' && works(command)))
		.map(([name]) => name);
}

function works(command: string): boolean {
	return tryCommand(command, ['--version']) !== undefined;
}

async function isPrebuiltReachable(): Promise<boolean> {
	try {
		const signal = AbortSignal.timeout(PROBE_MS);
		return (await fetch(prebuiltUrl(), { method: 'HEAD', redirect: 'follow', signal })).ok;
	} catch {
		return false;
	}
}

/** Where `prebuild-install -r napi` of sqlite3 looks, by the same rules. */
function prebuiltUrl(): string {
	const host =
		process.env.npm_config_sqlite3_binary_host ??
		process.env.npm_config_sqlite3_binary_host_mirror ??
		'https://github.com/TryGhost/node-sqlite3/releases/download';
	const libc = isMusl() ? 'musl' : '';
	const file = `sqlite3-v${SQLITE3_VERSION}-napi-v6-${process.platform}${libc}-${process.arch}.tar.gz`;
	return `${host.replace(/\/+$/, '')}/v${SQLITE3_VERSION}/${file}`;
}

function isMusl(): boolean {
	if (process.platform !== 'linux') return false;
	const report = process.report.getReport() as unknown as { header?: Record<string, unknown> };
	return report.header?.glibcVersionRuntime === undefined;
}
