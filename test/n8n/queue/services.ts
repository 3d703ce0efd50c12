/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { tryCommand } from '../install/command';

const DEBIAN = '/usr/lib/postgresql';
const INSTALL_MS = 5 * 60_000;

/** The programs that n8n's queue mode needs beside n8n. */
export interface Services {
	redisServer: string;
	/** The folder of PostgreSQL's programs. */
	postgresBin: string;
}

/**
 * Makes sure that Redis and PostgreSQL are there: root on Debian installs them. Blocks, so that a test file
 * knows before it defines its tests.
 *
 * @returns why they can't be had; undefined when they are there
 */
export function missingServices(): string | undefined {
	if (findServices()) return undefined;
	if (process.getuid?.() !== 0 || !tryCommand('apt-get', ['--version'])) {
		return 'redis-server or postgresql is not installed, and only root on Debian can install them from here';
	}
	const failure =
		apt('update') ?? apt('install', '-y', '--no-install-recommends', 'redis-server', 'postgresql');
	if (failure) return `redis-server and postgresql could not be installed: ${failure}`;
	return findServices() ? undefined : 'redis-server and postgresql were installed but not found';
}

export function findServices(): Services | undefined {
	const postgresBin = postgresFolder();
	if (!postgresBin || !tryCommand('redis-server', ['--version'])) return undefined;
	// The server refuses to run as root; Debian's package brings a user for it.
	if (process.getuid?.() === 0 && !tryCommand('id', ['postgres'])) return undefined;
	return { redisServer: 'redis-server', postgresBin };
}

/** Debian keeps the server's programs off the PATH, by version. */
function postgresFolder(): string | undefined {
	const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => +b - +a) : [];
	const folders = versions.map((version) => join(DEBIAN, version, 'bin'));
	const found = folders.find((folder) => existsSync(join(folder, 'initdb')));
	return found ?? (tryCommand('initdb', ['--version']) && '');
}

function apt(...args: string[]): string | undefined {
	// eslint-disable-next-line @n8n/community-nodes/no-dangerous-functions -- a tool for tests
	const { status, stderr, error } = spawnSync('apt-get', args, {
		env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
		encoding: 'utf8',
		timeout: INSTALL_MS,
	});
	if (status === 0) return undefined;
	return `apt-get ${args[0]}: ${error?.message ?? stderr.trim().split('\n').slice(-2).join(' ')}`;
}
