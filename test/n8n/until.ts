/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node itself, never inside n8n */
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

/** Reads again and again until the value is as wanted; throws when the time is up. */
export async function until<T>(
	read: () => Promise<T>,
	isDone: (value: T) => boolean,
	timeoutMs: number,
	describe: () => string,
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const value = await read();
		if (isDone(value)) return value;
		if (Date.now() > deadline) throw new Error(`${describe()} within ${timeoutMs / 1000} s`);
		await sleep(POLL_MS);
	}
}
