/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import {
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	renameSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { diskMeter, runNpm, type Progress } from './install/command';
import { withLock } from './install/lock';
import { readMarker, writeMarker } from './install/marker';
import { buildNativeModules } from './install/native';
import { findNode, installNode } from './install/nodeBinary';
import { ensureSqliteIsPossible } from './install/tools';
import { cacheFolder, N8N_VERSION } from './versions';

const PARTIAL = '.partial-';

/** A Node that can run n8n, and n8n's start script. */
export interface Runtime {
	node: string;
	n8nBin: string;
	/** Of n8n */
	version: string;
}

/** Finds n8n and a Node for it, or brings them into the cache (about 4 minutes, 3 GB, once for each version). */
export async function ensureRuntime(
	progress: Progress,
	version: string = N8N_VERSION,
): Promise<Runtime> {
	const ready = findRuntime(version);
	if (ready) return ready;
	await ensureSqliteIsPossible();
	return await withLock(join(cacheFolder(), 'lock'), progress, async () => {
		// another process may have done it while we waited
		return findRuntime(version) ?? (await install(version, progress));
	});
}

/** What there is to do to have this n8n; undefined: it is there, or CI or the user wants it to be brought. */
export function missingN8n(version: string): string | undefined {
	if (findRuntime(version) ?? process.env.CI ?? process.env.VSPC_OLDER_N8N) return undefined;
	return `n8n ${version} is not in the cache. VSPC_OLDER_N8N=1 brings it there: about 3 minutes and 2 GB, once.`;
}

function findRuntime(version: string): Runtime | undefined {
	const node = findNode();
	const n8nBin = binOf(version);
	if (!node || !readMarker(folderOf(version)) || !existsSync(n8nBin)) return undefined;
	return { node, n8nBin, version };
}

async function install(version: string, progress: Progress): Promise<Runtime> {
	const node = findNode() ?? (await installNode(progress));
	const folder = folderOf(version);
	if (!existsSync(folder)) await installN8n(version, node, progress);
	takeSqliteFromAnother(folder);
	const sqlite3 = await buildNativeModules(folder, node, progress);
	writeMarker(folder, { n8n: version, sqlite3 });
	return { node, n8nBin: binOf(version), version };
}

/**
 * npm works in a folder that nobody else uses and that gets its real name when npm is done: an npm
 * that outlives a killed demo spoils nothing, and after a failed compilation only that is repeated.
 */
async function installN8n(version: string, node: string, progress: Progress): Promise<void> {
	removePartial(progress);
	const real = folderOf(version);
	const folder = `${real}${PARTIAL}${process.pid}`;
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'package.json'), JSON.stringify(manifestFor(version)));
	const megabytes = diskMeter(folder);
	progress(`installing n8n ${version} into ${real}: once, about 3 minutes and 3 GB`);
	await runNpm(['install', `n8n@${version}`, '--ignore-scripts', '--no-audit', '--no-fund'], {
		cwd: folder,
		node,
		tick: (seconds) => {
			const size = megabytes();
			const what = size > 0 ? `${size} MB of about 3 GB` : 'reading package lists';
			progress(`installing n8n, ${seconds} s, ${what}`);
		},
	});
	renameSync(folder, real);
}

/** Up to 2.0, n8n takes xlsx from a server of its own, which not everybody reaches; the registry has it, too. */
function manifestFor(version: string): object {
	const isOld = /^(1|2\.0)\./.test(version);
	return { private: true, ...(isOld ? { overrides: { xlsx: '0.18.5' } } : {}) };
}

/** All have the same sqlite3, which may have been compiled for minutes. */
function takeSqliteFromAnother(folder: string): void {
	const built = join('node_modules', 'sqlite3', 'build');
	const own = join(folder, built);
	if (!existsSync(dirname(own)) || existsSync(own)) return;
	const others = readdirSync(cacheFolder())
		.filter((name) => /^n8n-[\d.]+$/.test(name))
		.map((name) => join(cacheFolder(), name, built));
	const from = others.find((path) => existsSync(path));
	if (from) cpSync(from, own, { recursive: true, dereference: true });
}

function removePartial(progress: Progress): void {
	const partial = readdirSync(cacheFolder()).filter((name) => name.includes(PARTIAL));
	if (partial.length > 0) progress('removing a half-finished installation of n8n');
	for (const name of partial) {
		try {
			rmSync(join(cacheFolder(), name), { recursive: true, force: true, maxRetries: 3 });
		} catch {
			// an npm that is still at work there: next time
		}
	}
}

function folderOf(version: string): string {
	return join(cacheFolder(), `n8n-${version}`);
}

function binOf(version: string): string {
	return join(folderOf(version), 'node_modules', 'n8n', 'bin', 'n8n');
}
