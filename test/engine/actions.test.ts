import type { INodeParameters } from 'n8n-workflow';

import type { Fault } from '../simulator';
import { runJobNode } from './harness/run';
import { apiKey, ONE_JOB, useSimulatorPerTest } from './harness/simulator';
import { useVirtualTime } from './harness/useTime';

/** Start, Stop, Retry, Enable and Disable. */
const simulator = useSimulatorPerTest({ jobs: 120 });
useVirtualTime();
const UNKNOWN = '00000000-1111-2222-3333-444444444444';

/** Jobs that can be started and retried. */
const idleJobs = (count: number) =>
	simulator()
		.estate.jobs.filter(({ type, status }) => type === 'BackupVm' && !/ing/.test(status))
		.slice(0, count)
		.map(({ instanceUid }) => instanceUid);

const act = async (
	operation: string,
	uids: string[],
	options: INodeParameters = {},
	more: Partial<Parameters<typeof runJobNode>[0]> = {},
) =>
	await runJobNode({
		parameters: {
			authentication: 'apiKey',
			resource: 'job',
			operation,
			jobUid: { __rl: true, mode: 'id', value: '={{ $json.uid }}' } as never,
			options,
		},
		credentials: apiKey(simulator()),
		items: uids.map((uid) => ({ uid })),
		...more,
	});

const job = (uid: string) =>
	simulator().estate.jobs.find(({ instanceUid }) => instanceUid === uid)!;

describe('without waiting', () => {
	test.each(['start', 'retry'])(
		'%s: outputs that VSPC accepted it, with the name and the key',
		async (operation) => {
			const uids = idleJobs(3);
			uids.forEach((uid) => simulator().setJob(uid, { status: 'Failed' }));
			const { outputs, error } = await act(operation, uids);
			expect(error).toBeUndefined();
			expect(outputs[0].map(({ json, pairedItem }) => [json, pairedItem])).toEqual(
				uids.map((jobUid, item) => [
					{
						name: job(jobUid).name,
						jobUid,
						operation,
						accepted: true,
						jobKey: `job:${job(jobUid).backupServerUid}:${jobUid}`,
					},
					{ item },
				]),
			);
			const counts = operation === 'start' ? simulator().starts : simulator().retries;
			expect(uids.map((uid) => counts.get(uid))).toEqual([1, 1, 1]);
		},
	);

	test('a job whose name VSPC does not send is started all the same', async () => {
		const [uid] = idleJobs(1);
		const { instanceUid, backupServerUid, status, lastEndTime } = job(uid);
		const data = { instanceUid, backupServerUid, status, lastEndTime };
		const body = JSON.stringify({ data });
		simulator().faults.add({ kind: 'notJson', method: 'GET', path: ONE_JOB, body });
		const { outputs } = await act('start', [uid]);
		expect(outputs[0][0].json).toMatchObject({ name: null, jobUid: uid, accepted: true });
		expect(simulator().starts.get(uid)).toBe(1);
	});

	test('stop: a running job stops', async () => {
		const [uid] = idleJobs(1);
		await act('start', [uid]);
		const { status } = await act('stop', [uid]);
		expect(status).toBe('success');
		expect(simulator().stops.get(uid)).toBe(1);
	});

	test.each(['slash', 'bare', 'both'] as const)(
		'enable and disable, on a server that wants the path spelt: %s',
		async (patchPath) => {
			simulator().settings.patchPath = patchPath;
			const [uid] = idleJobs(1);
			simulator().setJob(uid, { isEnabled: true });
			expect((await act('disable', [uid])).status).toBe('success');
			expect(job(uid).isEnabled).toBe(false);
			expect((await act('enable', [uid])).status).toBe('success');
			expect(job(uid).isEnabled).toBe(true);
		},
	);

	test('a job that several items name is acted on once, and all of them get the outcome', async () => {
		const [first, second] = idleJobs(2);
		const { outputs } = await act('start', [first, second, first, first.toUpperCase()]);
		expect(outputs[0].map(({ json }) => json.jobUid)).toEqual([first, second, first, first]);
		expect(simulator().starts.get(first)).toBe(1);
	});

	test('takes a job key', async () => {
		const [uid] = idleJobs(1);
		const { status } = await act('start', [`job:${job(uid).backupServerUid}:${uid}`]);
		expect(status).toBe('success');
		expect(simulator().starts.get(uid)).toBe(1);
	});
});

describe('never twice, never more than asked for', () => {
	test.each<[string, Fault]>([
		['drops the connection before it has started the job', { kind: 'drop', times: 2 }],
		['drops the connection after it has started the job', { kind: 'dropAfter', times: 2 }],
		['throttles', { kind: 'throttle', retryAfter: 1, times: 1 }],
		['starts it in the background', { kind: 'async', pollsUntilDone: 0 }],
	])('one start when the server %s', async (_case, fault) => {
		simulator().settings.actionsCheckState = false;
		const [uid] = idleJobs(1);
		simulator().faults.add({ method: 'POST', path: '/start$', ...fault } as Fault);
		const { status } = await act('start', [uid]);
		expect(status).toBe('success');
		expect(simulator().starts.get(uid)).toBe(1);
	});

	test('after a failure no further job is started, unless set to go on', async () => {
		const [first, second] = idleJobs(2);
		const { error } = await act('start', [first, UNKNOWN, second]);
		expect(error?.message).toContain(`There is no job with the UID ${UNKNOWN}`);
		expect([...simulator().starts.keys()]).toEqual([first]);
	});

	test('set to go on: a failing job fails its own items only', async () => {
		const [first, second] = idleJobs(2);
		const { outputs } = await act(
			'start',
			[first, UNKNOWN, second],
			{},
			{ onError: 'continueErrorOutput' },
		);
		expect(outputs[0].map(({ json }) => json.jobUid)).toEqual([first, second]);
		expect(outputs[1]).toHaveLength(1);
	});

	test('a UID that is none: nothing is started', async () => {
		const [first] = idleJobs(1);
		const { error } = await act('start', [first, 'nonsense']);
		expect(error?.message).toContain('(item 2 of 2)');
		expect(simulator().requests).toHaveLength(0);
	});
});

describe("VSPC's own message and what to do", () => {
	test('start of a running job', async () => {
		const [uid] = idleJobs(1);
		await act('start', [uid]);
		const { error } = await act('start', [uid]);
		expect(error?.message).toMatch(/^VSPC answered: .*running/);
		expect(error?.description).toContain('A job that is running cannot be started');
	});

	test('stop of a job that does not run', async () => {
		const [uid] = idleJobs(1);
		const { error } = await act('stop', [uid]);
		expect(error?.message).toMatch(/^VSPC answered: /);
		expect(error?.description).toContain('Only a job that is running can be stopped');
	});

	test('retry of a job type that has none', async () => {
		const { instanceUid } = simulator().estate.jobs.find(({ type }) => type === 'SureBackup')!;
		const { error } = await act('retry', [instanceUid]);
		expect(error?.message).toMatch(/^VSPC answered: /);
		expect(error?.description).toContain("Use 'Start' for others");
	});

	test.each(['start', 'disable'])('%s with a read-only key', async (operation) => {
		const { error } = await act(
			operation,
			idleJobs(1),
			{},
			{
				credentials: apiKey(simulator(), { accessToken: simulator().accounts.readOnlyApiKey }),
			},
		);
		expect(error?.message).toContain('The account of this credential may not do this');
		expect(error?.description).toContain('A read-only API key cannot change anything.');
		expect(simulator().starts.size).toBe(0);
	});

	test('disable of a job that VSPC refuses: its word, in either spelling', async () => {
		const errors = [
			{ message: 'Locked by policy.', type: 'logical', code: 1001, failedJsonPatch: {} },
		];
		simulator().faults.add({ kind: 'error', method: 'PATCH', status: 520, errors });
		const { error } = await act('disable', idleJobs(1));
		expect(error?.message).toBe('VSPC answered: Locked by policy.');
	});
});

describe('waiting for completion', () => {
	const wait = { waitForCompletion: true };

	test.each(['Success', 'Warning', 'Failed'] as const)(
		'outputs the job as it is at the end: %s',
		async (status) => {
			simulator().settings.sessions = { seconds: 1, status };
			const [uid] = idleJobs(1);
			const before = job(uid).lastEndTime;
			const { outputs } = await act('start', [uid], wait);
			expect(outputs[0][0].json).toMatchObject({ instanceUid: uid, status });
			expect(outputs[0][0].json.lastEndTime).not.toBe(before);
			expect(outputs[0][0].json.jobKey).toBeDefined();
		},
	);

	test('is not fooled by the end of the session before, nor by a start that is still queued', async () => {
		simulator().settings.sessions = { seconds: 2, status: 'Success', queueSeconds: 2 };
		const [uid] = idleJobs(1);
		simulator().setJob(uid, { status: 'Failed' });
		const { outputs } = await act('start', [uid], wait);
		expect(outputs[0][0].json.status).toBe('Success');
	});

	test('a job that never ran before', async () => {
		simulator().settings.sessions = { seconds: 1, status: 'Success' };
		const [uid] = idleJobs(1);
		simulator().setJob(uid, { status: 'None', lastRun: null, lastEndTime: null });
		const { outputs } = await act('start', [uid], wait);
		expect(outputs[0][0].json.status).toBe('Success');
	});

	test('all jobs are started first, then waited for together', async () => {
		simulator().settings.sessions = { seconds: 3, status: 'Success' };
		const uids = idleJobs(7);
		const { outputs } = await act('start', uids, { ...wait, includeNames: false });
		expect(outputs[0].map(({ json }) => [json.instanceUid, json.status])).toEqual(
			uids.map((uid) => [uid, 'Success']),
		);
		const methods = simulator().requests.map(({ method }) => method);
		const reads = simulator().requests.slice(methods.lastIndexOf('POST') + 1);
		// Each poll reads the list once, and the end reads each job once.
		expect(reads.length).toBeLessThan(7 + 8);
	});

	test('the names and computed fields of the options', async () => {
		simulator().settings.sessions = { seconds: 1, status: 'Failed' };
		const options = { ...wait, includeNames: true, addComputedFields: true };
		const { outputs } = await act('start', idleJobs(1), options);
		expect(outputs[0][0].json).toMatchObject({ result: 'failed' });
		expect(outputs[0][0].json.backupServerName).toBeTruthy();
	});

	test('goes on waiting while VSPC cannot be asked', async () => {
		simulator().settings.sessions = { seconds: 1, status: 'Success' };
		const [uid] = idleJobs(1);
		simulator().faults.add({ kind: 'html', status: 502, method: 'GET', skip: 2, times: 2 });
		const { outputs } = await act('start', [uid], wait);
		expect(outputs[0][0].json.status).toBe('Success');
	});

	test('a job that is deleted meanwhile is an error of its own', async () => {
		simulator().settings.sessions = { seconds: 60, status: 'Success' };
		const [uid] = idleJobs(1);
		simulator().faults.add({
			kind: 'error',
			method: 'GET',
			status: 404,
			skip: 2,
			errors: [{ message: 'Gone.', type: 'logical', code: 404 }],
		});
		const { error } = await act('start', [uid], wait);
		expect(error?.message).toContain(`There is no job with the UID ${uid}`);
	});

	test('gives up after the time set, and says that the job goes on', async () => {
		simulator().settings.sessions = { seconds: 600, status: 'Success' };
		const { outputs } = await act(
			'start',
			idleJobs(1),
			{ ...wait, waitMinutes: 2 },
			{ onError: 'continueRegularOutput' },
		);
		expect(outputs[0][0].json.error).toBe('The job had not ended after 2 minutes');
		expect(outputs[0][0].json.message).toContain('It continues in VSPC');
	});

	test.each([0, -1, 'long'])(
		'a time of %s is refused before anything is started',
		async (waitMinutes) => {
			const { error } = await act('start', idleJobs(1), { ...wait, waitMinutes });
			expect(error?.message).toBe("The option 'Wait Minutes' is not a number from 1 to 10080");
			expect(simulator().requests).toHaveLength(0);
		},
	);
});
