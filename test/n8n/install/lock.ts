/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node itself, never inside n8n */
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Progress } from './command';

const POLL_MS = 500;

/** Runs `work` while it has the lock folder, so that two processes never install at once. */
export async function withLock<T>(
	folder: string,
	progress: Progress,
	work: () => Promise<T>,
): Promise<T> {
	await acquire(folder, progress);
	const release = () => rmSync(folder, { recursive: true, force: true });
	process.once('exit', release);
	try {
		return await work();
	} finally {
		process.off('exit', release);
		release();
	}
}

async function acquire(folder: string, progress: Progress): Promise<void> {
	mkdirSync(dirname(folder), { recursive: true });
	for (let told = false; !tryAcquire(folder); await sleep(POLL_MS)) {
		const holder = holderOf(folder);
		if (holder !== undefined && !isAlive(holder)) {
			takeAway(folder, holder);
		} else if (!told) {
			progress(`waiting: another process (${holder ?? 'unknown'}) is installing`);
			told = true;
		}
	}
}

/** A folder that already contains our process id is renamed into place: never a lock without a holder. */
function tryAcquire(folder: string): boolean {
	const own = `${folder}.${process.pid}`;
	rmSync(own, { recursive: true, force: true });
	mkdirSync(own);
	writeFileSync(join(own, 'pid'), String(process.pid));
	try {
		renameSync(own, folder);
		return true;
	} catch {
		rmSync(own, { recursive: true, force: true });
		return false;
	}
}

/** Two waiting processes may both see the dead one: only the lock of the dead one is removed. */
function takeAway(folder: string, deadHolder: number): void {
	const aside = `${folder}.stale.${process.pid}`;
	try {
		renameSync(folder, aside);
		if (holderOf(aside) !== deadHolder) renameSync(aside, folder);
	} catch {
		// someone else was faster
	}
	rmSync(aside, { recursive: true, force: true });
}

function holderOf(folder: string): number | undefined {
	try {
		const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
		return Number.isInteger(pid) && pid > 0 ? pid : undefined;
	} catch {
		return undefined;
	}
}

function isAlive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}
