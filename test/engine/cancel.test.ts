import { sleep } from 'n8n-workflow';

import { longTest } from '../longTest';
import type { Fault } from '../simulator';
import { runJobNode } from './harness/run';
import { apiKey, getJob, ONE_JOB, useSimulator, VENDOR_JOB } from './harness/simulator';
import { until } from './harness/until';

const simulator = useSimulator();

/** Stops the execution while it waits, then returns what the simulator saw afterwards. */
async function requestsAfterCancelling(fault: Fault): Promise<number> {
	simulator().faults.add({ path: ONE_JOB, ...fault } as Fault);
	let cancelledAt = 0;
	const { error } = await runJobNode({
		parameters: getJob(VENDOR_JOB),
		credentials: apiKey(simulator()),
		onStart: (cancel) => {
			// Answered, and waiting; the next request would come within a second.
			void until(() => simulator().requests.some(({ status }) => status > 0)).then(() => {
				cancelledAt = simulator().requests.length;
				cancel();
			});
		},
	});
	expect(error?.message).toBe('The execution was cancelled');
	expect(cancelledAt).toBeGreaterThan(0);
	await sleep(1500);
	return simulator().requests.length - cancelledAt;
}

longTest('stops polling a background action when the execution is cancelled', async () => {
	expect(await requestsAfterCancelling({ kind: 'async', outcome: 'never' })).toBe(0);
});

longTest('stops waiting for throttling to end when the execution is cancelled', async () => {
	expect(await requestsAfterCancelling({ kind: 'throttle', retryAfter: 1 })).toBe(0);
});
