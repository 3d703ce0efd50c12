import type { Fault } from '../simulator';
import { runJobNode } from './harness/run';
import { apiKey, getJob, ONE_JOB, useSimulator, VENDOR_JOB } from './harness/simulator';
import { useVirtualTime } from './harness/useTime';

/** Answers of 202: VSPC goes on in the background. */
const simulator = useSimulator();
useVirtualTime();

const getWith = async (
	fault: Omit<Extract<Fault, { kind: 'async' }>, 'kind'>,
	options = {},
	other?: Fault,
) => {
	simulator().faults.add({ path: ONE_JOB, ...(other ?? { kind: 'async', ...fault }) } as Fault);
	return await runJobNode({
		parameters: getJob(VENDOR_JOB, { options: { includeNames: false, ...options } }),
		credentials: apiKey(simulator()),
	});
};

const paths = () => simulator().requests.map(({ path }) => path.replace('/api/v3', ''));

test.each(['absolute', 'relative', 'none'] as const)(
	'waits for the result (Location: %s)',
	async (location) => {
		const { outputs } = await getWith({ location, pollsUntilDone: 1 });
		expect(outputs[0][0].json.name).toBe('Backup Job 2 - 2 VMs');
		const id = simulator().requests[0].headers['x-request-id'];
		expect(paths().slice(1)).toEqual([
			`/asyncActions/${id}`,
			`/asyncActions/${id}`,
			`/asyncActions/${id}/result`,
		]);
	},
);

test('goes by the id in Location where it is another than the X-Request-id', async () => {
	const id = '0a0b0c0d-1111-2222-3333-444455556666';
	const server = simulator();
	server.faults.add({
		kind: 'notJson',
		path: `/asyncActions/${id}$`,
		body: '{"data":{"status":"Succeed"}}',
	});
	server.faults.add({
		kind: 'notJson',
		path: `/asyncActions/${id}/result$`,
		body: JSON.stringify({ data: { instanceUid: VENDOR_JOB, name: 'by location' } }),
	});
	const location = `https://other.example.com/api/v3/asyncActions/${id}`;
	const { outputs } = await getWith(
		{ location: 'absolute' },
		{},
		{ kind: 'redirect', status: 202, location },
	);
	expect(outputs[0][0].json.name).toBe('by location');
});

test('an action that VSPC does not list at once is asked for again', async () => {
	simulator().faults.add({
		kind: 'error',
		path: '/asyncActions/[^/]+$',
		status: 404,
		errors: [{ message: 'Not found.', type: 'logical', code: 404 }],
		times: 1,
	});
	const { status } = await getWith({ pollsUntilDone: 0 });
	expect(status).toBe('success');
});

test('an unknown status is waited on and named at the end', async () => {
	simulator().faults.add({
		kind: 'notJson',
		path: '/asyncActions/[^/]+$',
		body: '{"data":{"status":"Pondering"}}',
	});
	const { error } = await getWith({}, { asyncTimeoutSeconds: 1 });
	expect(error?.description).toContain('whose status is "pondering"');
});

test('contacts no other host than the credential names, whatever Location says', async () => {
	const { status } = await getWith({ locationHost: 'evil.example.com:1280', pollsUntilDone: 0 });
	expect(status).toBe('success');
});

test('failed: the reason that VSPC gives in the result', async () => {
	const failed = await getWith({ outcome: 'failed', result: 'errorBody', pollsUntilDone: 0 });
	expect(failed.error?.message).toMatch(/^VSPC answered: /);
	simulator().reset();
	const status = await getWith({ outcome: 'failed', result: 'errorStatus', pollsUntilDone: 0 });
	expect(status.error?.message).toMatch(/^VSPC answered: /);
});

test('failed without a reason: says so, with the action', async () => {
	const { error } = await getWith({ outcome: 'failed', result: 'gone', pollsUntilDone: 0 });
	expect(error?.message).toBe("VSPC's background action failed (reading the job)");
	expect(error?.description).toMatch(/VSPC says: .+ The action's id is [0-9a-f-]{36}/);
});

test('canceled: somebody did that in VSPC', async () => {
	const { error } = await getWith({ outcome: 'canceled', pollsUntilDone: 0 });
	expect(error?.message).toContain('background action was cancelled');
});

test('succeeded, but the result has vanished', async () => {
	const { error } = await getWith({ result: 'gone', pollsUntilDone: 0 });
	expect(error?.message).toContain('no longer has the result');
});

test('gives up after the time set, and says so', async () => {
	const { error } = await getWith({ outcome: 'never' }, { asyncTimeoutSeconds: 1 });
	expect(error?.message).toBe('VSPC had not finished after 1 second (reading the job)');
	expect(error?.description).toContain("'Max Wait (Seconds)'");
});

test('throttled while it asks how far VSPC is: waits no longer in total than the time set', async () => {
	// Each question is throttled for almost as long as the whole may take.
	simulator().faults.add({
		kind: 'throttle',
		path: '/asyncActions/[^/]+$',
		retryAfter: 8,
		times: 1,
	});
	simulator().faults.add({
		kind: 'notJson',
		path: '/asyncActions/[^/]+$',
		body: '{"data":{"status":"Running"}}',
		times: 1,
	});
	simulator().faults.add({
		kind: 'throttle',
		path: '/asyncActions/[^/]+$',
		retryAfter: 8,
		times: 1,
	});
	const { error } = await getWith({ outcome: 'never' }, { asyncTimeoutSeconds: 10 });
	expect(error?.message).toContain('is throttling');
	const [first, ...others] = simulator().requests;
	expect(others.at(-1)!.at - first.at).toBeLessThan(10_500);
});
