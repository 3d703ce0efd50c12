import type { OnError } from 'n8n-workflow';

import { runJobNode } from './harness/run';
import { apiKey, getJob, jobRequests, someUids, useSimulator } from './harness/simulator';

const simulator = useSimulator();
const UNKNOWN = '00000000-1111-2222-3333-444444444444';

const run = async (onError?: OnError) => {
	const [first, second] = someUids(simulator(), 2);
	return await runJobNode({
		parameters: getJob('={{ $json.uid }}'),
		credentials: apiKey(simulator()),
		items: [{ uid: first }, { uid: UNKNOWN, ticket: 7 }, { uid: 'nonsense' }, { uid: second }],
		onError,
	});
};

test('stops at the first failure by default', async () => {
	const { status, outputs, error } = await run();
	expect(status).toBe('error');
	expect(outputs).toEqual([]);
	expect(error?.message).toMatch(/UID 00000000-1111|item 3 of 4/);
});

test('continue: one item per failed input, linked to it, and the others go on', async () => {
	const { outputs } = await run('continueRegularOutput');
	expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
		{ item: 3 },
	]);
	expect(outputs[0][1].json).toEqual({
		error: `There is no job with the UID ${UNKNOWN}, or this account cannot see it`,
		message: expect.stringMatching(/may have been deleted.*\(HTTP 404\)/),
	});
	expect(outputs[0][2].json.error).toBe(
		"The parameter 'Job' (item 3 of 4) is not the UID of a job",
	);
	expect(outputs[0][3].json.name).toBeDefined();
});

test('error output: failures there, with their input, results on the main output', async () => {
	const { outputs } = await run('continueErrorOutput');
	expect(outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 3 }]);
	expect(outputs[1].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }, { item: 2 }]);
	expect(outputs[1][0].json).toMatchObject({
		uid: UNKNOWN,
		ticket: 7,
		error: expect.stringContaining(UNKNOWN),
	});
});

test('a credential that cannot work gives one failure per item on the error output', async () => {
	const { outputs } = await runJobNode({
		parameters: getJob('={{ $json.uid }}'),
		credentials: apiKey(simulator(), { host: 'http://vspc.example.com' }),
		items: someUids(simulator(), 3).map((uid) => ({ uid })),
		onError: 'continueErrorOutput',
	});
	expect(outputs[0]).toEqual([]);
	expect(outputs[1]).toHaveLength(3);
	expect(outputs[1][2].json.error).toContain('only contacted over HTTPS');
});

test('asks for no further job once one has failed', async () => {
	const uids = someUids(simulator(), 100);
	await runJobNode({
		// Without names, which would still be under way when the test has ended.
		parameters: getJob('={{ $json.uid }}', { options: { includeNames: false } }),
		credentials: apiKey(simulator()),
		items: [UNKNOWN, ...uids].map((uid) => ({ uid })),
	});
	expect(jobRequests(simulator()).length).toBeLessThan(20);
});
