/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import {
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { DemoError } from './errors';
import { runCommand, runNpm, type CommandOptions } from './install/command';

const CHECKOUT = resolve(__dirname, '..', '..');

interface Manifest {
	name: string;
	version: string;
	dependencies?: Record<string, string>;
	devDependencies?: Record<string, string>;
	peerDependencies?: Record<string, string>;
	optionalDependencies?: Record<string, string>;
	n8n?: { nodes?: string[]; credentials?: string[] };
}

/**
 * Packs the checkout as npm would publish it, and installs that the way n8n installs packages.
 *
 * @param checkout another one than this, built
 */
export async function packAndInstall(userFolder: string, checkout = CHECKOUT): Promise<string> {
	mkdirSync(userFolder, { recursive: true });
	const packed = mkdtempSync(join(userFolder, 'pack-'));
	try {
		const npm: CommandOptions = { cwd: checkout, node: process.execPath };
		await runNpm(['pack', '--ignore-scripts', '--pack-destination', packed], npm);
		const tarball = readdirSync(packed).find((name) => name.endsWith('.tgz'));
		if (!tarball) throw new DemoError('npm pack made no package');
		const { name } = readManifest(checkout);
		return await install(name, join(packed, tarball), join(userFolder, '.n8n', 'nodes'));
	} finally {
		rmSync(packed, { recursive: true, force: true });
	}
}

/** What n8n's CommunityPackagesService.downloadPackage does after its own `npm pack`. */
async function install(name: string, tarball: string, nodesFolder: string): Promise<string> {
	const folder = join(nodesFolder, 'node_modules', name);
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	const here: CommandOptions = { cwd: folder, node: process.execPath };
	await runCommand('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], here);
	const manifest = readManifest(folder);
	assertBuilt(folder, manifest);
	delete manifest.devDependencies;
	delete manifest.peerDependencies;
	delete manifest.optionalDependencies;
	writeJson(join(folder, 'package.json'), manifest);
	if (Object.keys(manifest.dependencies ?? {}).length > 0) {
		const flags = ['--bin-links=false', '--install-strategy=shallow', '--ignore-scripts'];
		await runNpm(['install', '--package-lock=false', ...flags], here);
	}
	writeJson(join(nodesFolder, 'package.json'), {
		name: 'installed-nodes',
		private: true,
		dependencies: { [manifest.name]: manifest.version },
	});
	return folder;
}

function assertBuilt(folder: string, manifest: Manifest): void {
	const files = [...(manifest.n8n?.nodes ?? []), ...(manifest.n8n?.credentials ?? [])];
	const missing = files.filter((file) => !existsSync(join(folder, file)));
	if (missing.length === 0) return;
	throw new DemoError(`the package lacks ${missing.join(', ')}: run "npm run build" first`);
}

function readManifest(folder: string): Manifest {
	return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
}

function writeJson(path: string, value: unknown): void {
	writeFileSync(path, JSON.stringify(value, null, 2));
}
