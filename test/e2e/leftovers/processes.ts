/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { execFileSync } from 'node:child_process';

/** What a process started, and what that started: command lines by process ID. */
export function descendants(root: number): Map<number, string> {
	const all = running();
	const found = new Map<number, string>();
	const add = (parent: number) => {
		for (const { pid, command } of all.filter((one) => one.parent === parent)) {
			found.set(pid, command);
			add(pid);
		}
	};
	add(root);
	return found;
}

export function isAlive(pid: number): boolean {
	return running().some((one) => one.pid === pid);
}

/** All processes, without those that are dead and that nobody has asked about yet. */
function running() {
	const columns = 'pid=,ppid=,stat=,args=';
	// eslint-disable-next-line @n8n/community-nodes/no-dangerous-functions -- a tool for tests
	return execFileSync('ps', ['-A', '-o', columns], { encoding: 'utf8' })
		.split('\n')
		.map((line) => /^\s*(\d+)\s+(\d+)\s+([^Z\s]\S*)\s+(.*)$/.exec(line))
		.filter((match) => match !== null)
		.map(([, pid, parent, , command]) => ({ pid: +pid, parent: +parent, command }));
}
