/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { tryCommand } from '../install/command';

const DEBIAN = '/usr/lib/postgresql';

/** The programs that n8n's queue mode needs beside n8n. */
export interface Services {
	redisServer: string;
	/** The folder of PostgreSQL's programs. */
	postgresBin: string;
}

/** What there is to do to have Redis and PostgreSQL; undefined when they are there. */
export function missingServices(): string | undefined {
	if (findServices()) return undefined;
	return 'It needs Redis and PostgreSQL: apt-get install redis-server postgresql';
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
