/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

/** The checkout. */
export const ROOT = resolve(__dirname, '../..');

const load = createRequire(join(ROOT, 'package.json'));

/**
 * A built file of the package: what is checked against a server is what is shipped.
 *
 * @param path below dist/
 * @throws Error when the package was not built
 */
export function built<Module>(path: string): Module {
	return load(join(ROOT, 'dist', path)) as Module;
}
