/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
}

/** Finds n8n and a Node for it, or brings them into the cache (about 4 minutes, 3 GB, once). */
export async function ensureRuntime(progress: Progress): Promise<Runtime> {
	const ready = findRuntime();
	if (ready) return ready;
	await ensureSqliteIsPossible();
	return await withLock(join(cacheFolder(), 'lock'), progress, async () => {
		// another process may have done it while we waited
		return findRuntime() ?? (await install(progress));
	});
}

function findRuntime(): Runtime | undefined {
	const node = findNode();
	const n8nBin = join(n8nFolder(), 'node_modules', 'n8n', 'bin', 'n8n');
	if (!node || !readMarker(n8nFolder()) || !existsSync(n8nBin)) return undefined;
	return { node, n8nBin };
}

async function install(progress: Progress): Promise<Runtime> {
	const node = findNode() ?? (await installNode(progress));
	if (!existsSync(n8nFolder())) await installN8n(node, progress);
	const sqlite3 = await buildNativeModules(n8nFolder(), node, progress);
	writeMarker(n8nFolder(), { n8n: N8N_VERSION, sqlite3 });
	return { node, n8nBin: join(n8nFolder(), 'node_modules', 'n8n', 'bin', 'n8n') };
}

/**
 * npm works in a folder that nobody else uses and that gets its real name when npm is done: an npm
 * that outlives a killed demo spoils nothing, and after a failed compilation only that is repeated.
 */
async function installN8n(node: string, progress: Progress): Promise<void> {
	removePartial(progress);
	const folder = `${n8nFolder()}${PARTIAL}${process.pid}`;
	mkdirSync(folder, { recursive: true });
	writeFileSync(join(folder, 'package.json'), '{"private":true}\n');
	const megabytes = diskMeter(folder);
	progress(`installing n8n ${N8N_VERSION} into ${n8nFolder()}: once, about 3 minutes and 3 GB`);
	await runNpm(['install', `n8n@${N8N_VERSION}`, '--ignore-scripts', '--no-audit', '--no-fund'], {
		cwd: folder,
		node,
		tick: (seconds) => {
			const size = megabytes();
			const what = size > 0 ? `${size} MB of about 3 GB` : 'reading package lists';
			progress(`installing n8n, ${seconds} s, ${what}`);
		},
	});
	renameSync(folder, n8nFolder());
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

function n8nFolder(): string {
	return join(cacheFolder(), `n8n-${N8N_VERSION}`);
}
