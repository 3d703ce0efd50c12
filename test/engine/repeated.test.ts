import { ExecuteContext } from 'n8n-core';

import { longTest } from '../longTest';
import type { Fault } from '../simulator';
import { runJobNode } from './harness/run';
import { apiKey, someUids, useSimulatorPerTest } from './harness/simulator';
import { useVirtualTime } from './harness/useTime';

/** Writes that n8n or a model sends more than once in an execution. */
const simulator = useSimulatorPerTest({ settings: { actionsCheckState: false } });
useVirtualTime();

const uid = () => someUids(simulator(), 1)[0];
const starts = () => simulator().starts.get(uid()) ?? 0;
const fail = (fault: Partial<Fault>) =>
	simulator().faults.add({ method: 'POST', ...fault } as Fault);
const writes = () => simulator().requests.filter(({ method }) => method !== 'GET');
const ids = () => new Set(writes().map(({ headers }) => headers['x-request-id']));

const run = async (more: Partial<Parameters<typeof runJobNode>[0]> = {}) =>
	await runJobNode({
		parameters: {
			authentication: 'apiKey',
			resource: 'job',
			operation: 'start',
			jobUid: { __rl: true, mode: 'id', value: uid() } as never,
			options: { timeoutSeconds: 1 },
		},
		credentials: apiKey(simulator()),
		...more,
	});

describe('Retry On Fail', () => {
	longTest(
		'starts a job once whose first start was carried out but not answered in time',
		async () => {
			fail({ kind: 'lateAnswer', times: 1 });
			const { status, outputs } = await run({ retryOnFail: true });
			expect(status).toBe('success');
			expect(outputs[0][0].json).toMatchObject({ operation: 'start', accepted: true });
			expect(writes()).toHaveLength(2);
			expect(starts()).toBe(1);
		},
	);

	longTest(
		'starts a job once whose first start went on in the background for too long',
		async () => {
			fail({ kind: 'async', pollsUntilDone: 1, times: 1 });
			simulator().faults.add({ kind: 'error', status: 500, path: '/asyncActions/', times: 1 });
			const { status } = await run({ retryOnFail: true });
			expect(status).toBe('success');
			expect(ids().size).toBe(1);
			expect(starts()).toBe(1);
		},
	);

	test('starts a job that VSPC refused to start at first', async () => {
		simulator().settings.actionsCheckState = true;
		simulator().setJob(uid(), { status: 'Running' });
		const first = await run({ executionId: 'refused' });
		expect(first.status).toBe('error');
		simulator().setJob(uid(), { status: 'Success' });
		const second = await run({ executionId: 'refused' });
		expect(second.status).toBe('success');
		expect(ids().size).toBe(2);
		expect(starts()).toBe(1);
	});
});

test('two equal calls of a tool in one execution start the job once', async () => {
	const call = { type: 'n8n-nodes-vspc.vspcJobTool', executionId: 'chat', rounds: 2 };
	const { outputs } = await run(call);
	expect(outputs[0][0].json).toMatchObject({ accepted: true });
	expect(writes()).toHaveLength(2);
	expect(starts()).toBe(1);
});

test('a loop that starts a job in each of two rounds starts it twice', async () => {
	await run({ rounds: 2 });
	expect(starts()).toBe(2);
});

test('another execution starts the job again', async () => {
	await run();
	await run();
	expect(starts()).toBe(2);
});

test('two n8n instances that act on the same VSPC do not take each other’s place', async () => {
	const instance = jest.spyOn(ExecuteContext.prototype, 'getInstanceId');
	instance.mockReturnValue('one');
	await run({ executionId: '7' });
	instance.mockReturnValue('two');
	await run({ executionId: '7' });
	instance.mockRestore();
	expect(starts()).toBe(2);
});

test('both spellings of switching a job off are writes of their own', async () => {
	simulator().settings.patchPath = 'bare';
	const parameters = {
		authentication: 'apiKey',
		resource: 'job',
		operation: 'disable',
		jobUid: { __rl: true, mode: 'id', value: uid() } as never,
	};
	const { status } = await run({ parameters });
	expect(status).toBe('success');
	expect(ids().size).toBe(2);
});

test('VSPC gets a UUID, and never the same one for two jobs', async () => {
	await run();
	const [first, second] = someUids(simulator(), 2);
	expect(first).toBe(uid());
	await run({
		executionId: '1',
		parameters: {
			authentication: 'apiKey',
			resource: 'job',
			operation: 'start',
			jobUid: { __rl: true, mode: 'id', value: second } as never,
		},
	});
	expect(ids().size).toBe(2);
	for (const id of ids()) {
		expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	}
});
