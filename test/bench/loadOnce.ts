/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
/** Loads the package once, as n8n does at its start, and prints how long that took. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [checkout] = process.argv.slice(2);
const manifest = join(checkout, 'package.json');
const load = createRequire(manifest);
const { n8n } = JSON.parse(readFileSync(manifest, 'utf8')) as {
	n8n: { nodes: string[]; credentials: string[] };
};
// n8n has it loaded long before any package.
load('n8n-workflow');
const started = performance.now();
for (const file of [...n8n.nodes, ...n8n.credentials]) load(join(checkout, file));
// Not before the answer has arrived.
process.on('disconnect', () => process.exit());
process.send!(performance.now() - started);
