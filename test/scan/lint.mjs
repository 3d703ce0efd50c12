/** `npm run lint:strict`: n8n's linter with its strict rules; `--fix` repairs what it can. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { installTools, ROOT, TOOLS } from './tools.mjs';

await installTools();
const linter = join(TOOLS, '@n8n/node-cli');
// In strict mode eslint.config.mjs has to be n8n's, which imports the rules from the package's own tree.
const linked = join(ROOT, 'node_modules/@n8n/node-cli');
const unlink = () => rmSync(linked, { recursive: true, force: true });
unlink();
mkdirSync(dirname(linked), { recursive: true });
symlinkSync(linter, linked, 'junction');
// Left there it would be a stranger to npm. What interrupts us ends the linter, and then us.
process.on('exit', unlink);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {});
const args = [join(linter, 'bin/n8n-node.mjs'), 'lint', ...process.argv.slice(2)];
const [status] = await once(spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }), 'exit');
process.exitCode = status ?? 1;
