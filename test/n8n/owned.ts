/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { temporaryFolder } from './environment';
import { withLock } from './install/lock';
import { startN8n } from './instance';
import type { Runtime } from './runtime';
import { cacheFolder } from './versions';

type Owner = readonly [email: string, password: string];

/**
 * Puts into a fresh user folder what n8n makes at its first start, and an owner: a third of the work of a start. It is
 * made once for each version of n8n, and copied.
 */
export async function copyOwned(runtime: Runtime, owner: Owner, userFolder: string): Promise<void> {
	const name = createHash('sha256').update(owner.join(' ')).digest('hex').slice(0, 8);
	const folder = join(cacheFolder(), `owned-${runtime.version}-${name}`);
	if (!existsSync(folder)) {
		await withLock(
			join(cacheFolder(), 'owned.lock'),
			() => {},
			async () => {
				if (!existsSync(folder)) await make(runtime, owner, folder);
			},
		);
	}
	cpSync(folder, userFolder, { recursive: true });
}

async function make(runtime: Runtime, owner: Owner, folder: string): Promise<void> {
	const partial = `${folder}.partial`;
	rmSync(partial, { recursive: true, force: true });
	const n8n = await startN8n({
		runtime,
		userFolder: partial,
		quickStart: true,
		// No secret has been in it yet.
		beforeRemoval: () => {},
	});
	try {
		await n8n.client.setupOwner(...owner);
	} finally {
		await n8n.stop();
	}
	rmSync(temporaryFolder(partial), { recursive: true, force: true });
	renameSync(partial, folder);
}
