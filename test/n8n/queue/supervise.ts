/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { join } from 'node:path';
import { WATCHDOG } from '../launch';
import { ProcessGroup } from '../processGroup';

const SUPERVISOR = join(__dirname, 'supervisor.js');

/** Starts a program that ends with us, however we end. */
export function supervise(command: string, args: string[]): ProcessGroup {
	const node = process.execPath;
	return new ProcessGroup(node, ['--require', WATCHDOG, SUPERVISOR, command, ...args], process.env);
}
