/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordCanaries, reportFile } from '../../canaries/search';
import { runCommand, tryCommand } from '../install/command';
import { freePort } from '../ports';
import { until } from '../until';
import type { Service } from './redis';
import type { Services } from './services';
import { supervise } from './supervise';

const HOST = '127.0.0.1';
const NAME = 'n8n';
/** In its own folder, where nothing is left behind when it is killed. */
const MEMORY = 'dynamic_shared_memory_type=mmap';
const READY_MS = 30_000;
const STOP_MS = 10_000;

/** A PostgreSQL with an empty database, in a folder that goes with it. */
export async function startPostgres({ postgresBin }: Services): Promise<Service> {
	const folder = mkdtempSync(join(tmpdir(), 'vspc-postgres-'));
	const asUser = userFor(folder);
	const data = join(folder, 'data');
	const program = (name: string) => (postgresBin === '' ? name : join(postgresBin, name));
	const run = async (...command: string[]) => {
		const [first, ...rest] = [...asUser, ...command];
		await runCommand(first, rest, { cwd: folder, node: process.execPath });
	};
	await run(program('initdb'), '-D', data, '-U', NAME, '--auth=trust', '-N');
	const port = String(await freePort());
	const settings = [`listen_addresses=${HOST}`, 'unix_socket_directories=', 'fsync=off', MEMORY];
	const options = settings.flatMap((setting) => ['-c', setting]);
	const [first, ...rest] = [...asUser, program('postgres'), '-D', data, '-p', port, ...options];
	const group = supervise(first, rest);
	const where = ['-h', HOST, '-p', port, '-U', NAME];
	await until(
		async () => tryCommand(program('pg_isready'), where) !== undefined,
		(ready) => ready,
		READY_MS,
		() => `PostgreSQL did not start:\n${group.logs()}`,
	);
	await run(program('createdb'), ...where, NAME);
	return {
		env: {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: HOST,
			DB_POSTGRESDB_PORT: port,
			DB_POSTGRESDB_DATABASE: NAME,
			DB_POSTGRESDB_USER: NAME,
			DB_POSTGRESDB_PASSWORD: NAME,
		},
		stop: async () => {
			// On the disk, PostgreSQL compresses what is long.
			if (reportFile())
				await run(program('pg_dump'), ...where, '-f', join(folder, 'dump.sql'), NAME);
			await group.stop(STOP_MS);
			recordCanaries(folder, process.execPath);
			rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
		},
	};
}

/** PostgreSQL refuses to run as root: then Debian's user for it runs it, and owns the folder. */
function userFor(folder: string): string[] {
	if (process.getuid?.() !== 0) return [];
	const [user, group] = ['-u', '-g'].map((what) => Number(tryCommand('id', [what, 'postgres'])));
	chownSync(folder, user, group);
	chmodSync(folder, 0o700);
	return ['setpriv', `--reuid=${user}`, `--regid=${group}`, '--clear-groups'];
}
