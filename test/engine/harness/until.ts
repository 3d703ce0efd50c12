import { sleep } from 'n8n-workflow';

/** Waits for something to come true; fails after ten seconds. */
export async function until(isTrue: () => boolean): Promise<void> {
	for (let tries = 0; tries < 200; tries++) {
		if (isTrue()) return;
		await sleep(50);
	}
	throw new Error(`It did not come true: ${isTrue.toString()}`);
}
