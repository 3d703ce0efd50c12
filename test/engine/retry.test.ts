import type { Fault } from '../simulator';
import { runJobNode } from './harness/run';
import {
	apiKey,
	getJob,
	jobRequests,
	ONE_JOB,
	someUids,
	useSimulator,
	VENDOR_JOB,
} from './harness/simulator';
import { useVirtualTime } from './harness/useTime';

const simulator = useSimulator();
useVirtualTime();

const getWith = async (fault: Fault, options = {}) => {
	simulator().faults.add({ path: ONE_JOB, ...fault } as Fault);
	return await runJobNode({
		parameters: getJob(VENDOR_JOB, { options }),
		credentials: apiKey(simulator()),
	});
};

const requestIds = () =>
	new Set(jobRequests(simulator()).map(({ headers }) => headers['x-request-id']));

const transient = (type: string): Fault => ({
	kind: 'error',
	status: 520,
	errors: [{ message: 'Try again.', type, code: 520 }],
});

describe('sent again under the same X-Request-id until it works', () => {
	test.each<[string, Fault]>([
		['error of type transport', transient('transport')],
		['error of type retryableLogical', transient('retryableLogical')],
		['connection dropped before the answer', { kind: 'drop' }],
		['connection dropped in the middle of the answer', { kind: 'truncate', mode: 'broken' }],
	])('%s', async (_case, fault) => {
		const { status } = await getWith({ ...fault, times: 2 });
		expect(status).toBe('success');
		expect(jobRequests(simulator())).toHaveLength(3);
		expect(requestIds().size).toBe(1);
	});
});

test("gives up after 4 retries of a transient error, with VSPC's message", async () => {
	const { error } = await getWith(transient('transport'));
	expect(error?.message).toBe('VSPC answered: Try again.');
	expect(jobRequests(simulator())).toHaveLength(5);
});

test('gives up after 4 retries of a dropped connection, and says how often it was tried', async () => {
	const { error } = await getWith({ kind: 'drop' });
	expect(error?.message).toBe(
		`${simulator().host} closed the connection without an answer (tried 5 times)`,
	);
});

test('520 with a mistake of the caller is not sent again', async () => {
	await getWith(transient('logical'));
	expect(jobRequests(simulator())).toHaveLength(1);
});

describe('throttled', () => {
	test.each<[string, Fault]>([
		['the body says how long', { kind: 'throttle', retryAfter: 1 }],
		['the header says how long', { kind: 'throttle', retryAfterHeader: '1' }],
		['nothing says how long', { kind: 'throttle' }],
	])('waits when %s', async (_case, fault) => {
		const { status } = await getWith({ ...fault, times: 1 });
		expect(status).toBe('success');
		const [first, second] = jobRequests(simulator());
		expect(second.at - first.at).toBeGreaterThanOrEqual(
			fault.kind === 'throttle' && (fault.retryAfter ?? fault.retryAfterHeader) ? 950 : 100,
		);
		expect(requestIds().size).toBe(1);
	});

	test('20 jobs on a server that takes 5 requests a second: all of them are read', async () => {
		simulator().settings.rateLimit = { perSecond: 5 };
		const uids = someUids(simulator(), 20);
		const { outputs } = await runJobNode({
			parameters: getJob('={{ $json.uid }}', { options: { lookup: 'single' } }),
			credentials: apiKey(simulator()),
			items: uids.map((uid) => ({ uid })),
		});
		expect(outputs[0].map(({ json }) => json.instanceUid)).toEqual(uids);
		expect(jobRequests(simulator()).filter(({ status }) => status === 200)).toHaveLength(20);
		expect(jobRequests(simulator()).some(({ status }) => status === 429)).toBe(true);
	});

	test('says that VSPC throttles and how long it was tried, once the time is up', async () => {
		const { error } = await getWith(
			{ kind: 'throttle', retryAfter: 1 },
			{ asyncTimeoutSeconds: 2 },
		);
		expect(error?.message).toMatch(/throttling: it was tried for [123] seconds?/);
		expect(error?.httpCode).toBe('429');
		expect(jobRequests(simulator()).length).toBeGreaterThan(1);
	});

	test('does not wait for a time that is longer than it may', async () => {
		const { error } = await getWith({ kind: 'throttle', retryAfter: 3600 });
		expect(error?.message).toBe(
			`VSPC at ${simulator().host} is throttling and asks n8n to wait 3600 seconds`,
		);
	});
});
