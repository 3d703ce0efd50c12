import { CredentialTestContext } from 'n8n-core';
import {
	sleep,
	type ICredentialDataDecryptedObject,
	type ICredentialTestFunctions,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { VspcJob } from '../../nodes/VspcJob/VspcJob.node';
import { VspcJobTrigger } from '../../nodes/VspcJobTrigger/VspcJobTrigger.node';
import { longTest } from '../longTest';
import type { Fault, LoggedRequest } from '../simulator';
import { searchList } from './harness/listSearch';
import { PolledTrigger } from './harness/poll';
import { runJobNode } from './harness/run';
import {
	apiKey,
	getJob,
	loginCredential,
	ONE_JOB,
	useSimulatorPerTest,
	VENDOR_JOB,
} from './harness/simulator';
import { until } from './harness/until';

/** Half a minute is over after a second; what is said of it stays. */
jest.mock('../../nodes/util/clock', () => {
	const real =
		jest.requireActual<typeof import('../../nodes/util/clock')>('../../nodes/util/clock');
	const sooner = (seconds: number) => (seconds === 30 ? 1 : seconds);
	const withTimeout: typeof real.withTimeout = async (work, seconds) =>
		await real.withTimeout(work, sooner(seconds));
	const withDeadline: typeof real.withDeadline = async (seconds, ...more) =>
		await real.withDeadline(sooner(seconds), ...more);
	return { ...real, withTimeout, withDeadline };
});

const simulator = useSimulatorPerTest();

const get = async (more: Partial<Parameters<typeof runJobNode>[0]> = {}) =>
	await runJobNode({
		parameters: getJob(VENDOR_JOB, { options: { timeoutSeconds: 1 } }),
		credentials: apiKey(simulator()),
		...more,
	});

const drip = (more: Partial<Fault> = {}) =>
	simulator().faults.add({ kind: 'drip', path: ONE_JOB, ...more } as Fault);

/** Nothing is left open that n8n no longer reads. */
async function expectClosed(): Promise<void> {
	const isOpen = ({ closedAt }: LoggedRequest) => closedAt === undefined;
	expect(simulator().requests.length).toBeGreaterThan(0);
	await until(() => !simulator().requests.some(isOpen));
}

async function testCredential(type: string, data: ICredentialDataDecryptedObject) {
	return await new VspcJob().methods.credentialTest.testVspcCredential.call(
		new CredentialTestContext(
			{} as IWorkflowExecuteAdditionalData,
		) as unknown as ICredentialTestFunctions,
		{ id: '1', name: 'Test', type, data },
	);
}

describe('an answer that trickles in without end is given up, and its connection closed', () => {
	longTest.each([200, 500])('by a node; status %d', async (status) => {
		drip({ status });
		const { error } = await get();
		expect(error?.message).toBe(`${simulator().host} did not answer within 1 second`);
		await expectClosed();
	});

	longTest('by the tool of an AI agent', async () => {
		drip();
		const { outputs } = await get({ type: 'n8n-nodes-vspc.vspcJobTool' });
		expect(outputs[0][0].json.error).toContain('did not answer within 1 second');
		await expectClosed();
	});

	longTest('by a trigger, at each poll', async () => {
		const trigger = new PolledTrigger({
			nodeType: new VspcJobTrigger(),
			parameters: { authentication: 'apiKey', jobKinds: ['job'], events: ['failed'] },
			credentials: apiKey(simulator()),
			budgetMs: 6000,
		});
		await trigger.publish();
		drip({ path: '/jobs' });
		await trigger.poll().catch(() => []);
		await expectClosed();
	});

	longTest('by a trigger whose poll is over before the request is', async () => {
		const trigger = new PolledTrigger({
			nodeType: new VspcJobTrigger(),
			parameters: { authentication: 'apiKey', jobKinds: ['job'], events: ['failed'] },
			credentials: apiKey(simulator()),
			budgetMs: 500,
		});
		drip({ path: '/jobs' });
		await expect(trigger.publish()).rejects.toThrow('that n8n gives a poll');
		await expectClosed();
		const seen = simulator().requests.length;
		await sleep(2000);
		expect(simulator().requests).toHaveLength(seen);
	});

	longTest('by a node with a login whose token is rejected', async () => {
		const credentials = loginCredential(simulator());
		const parameters = getJob(VENDOR_JOB, {
			authentication: 'login',
			options: { timeoutSeconds: 1 },
		});
		await get({ credentials, parameters });
		drip({ status: 401 });
		const { error } = await get({ credentials, parameters });
		expect(error?.message).toContain('did not answer within 1 second');
		await expectClosed();
	});

	longTest('by the login, the test of a credential, and a drop-down list', async () => {
		simulator().faults.add({ kind: 'drip', path: '/token$|/users/me$|/backupServers/jobs$' });
		const credentials = { ...apiKey(simulator()), ...loginCredential(simulator()) };
		const [list, tested, run] = await Promise.all([
			searchList(new VspcJob(), 'searchJobs', credentials).catch((error: Error) => error.message),
			testCredential('vspcApi', credentials.vspcApi),
			get({
				credentials: { vspcLoginApi: credentials.vspcLoginApi },
				parameters: getJob(VENDOR_JOB, { authentication: 'login' }),
			}),
		]);
		const message = `${simulator().host} did not answer within 30 seconds`;
		expect([list, tested.message, run.error?.message]).toEqual([
			expect.stringContaining(message),
			expect.stringContaining(message),
			expect.stringContaining(message),
		]);
		await expectClosed();
	});

	test('cancelling the execution closes it at once, and says so', async () => {
		drip();
		const { error } = await get({
			parameters: getJob(VENDOR_JOB),
			onStart: (cancel) => {
				void until(() => simulator().requests.length > 0).then(cancel);
			},
		});
		expect(error?.message).toBe('The execution was cancelled');
		await expectClosed();
	});
});

describe('an answer that is too large is not read to its end', () => {
	longTest.each([
		['of 200 MB', { megabytes: 200 }],
		['of 200 MB that comes compressed', { megabytes: 200, gzip: true }],
	])('%s', async (_case, fault) => {
		simulator().faults.add({ kind: 'flood', path: ONE_JOB, ...fault });
		const { error } = await get({ parameters: getJob(VENDOR_JOB) });
		expect(error?.message).toBe(`The answer of ${simulator().host} is larger than 64 MB`);
		expect(error?.description).toContain('set filters or a smaller');
		await expectClosed();
	});

	test('an error of VSPC keeps its status', async () => {
		simulator().faults.add({ kind: 'flood', megabytes: 100, status: 403, path: ONE_JOB });
		const { error } = await get({ parameters: getJob(VENDOR_JOB) });
		expect(error?.httpCode).toBe('403');
		await expectClosed();
	});

	test('a login', async () => {
		simulator().faults.add({ kind: 'flood', megabytes: 100, path: '/token$' });
		const { error } = await get({
			credentials: loginCredential(simulator(), { username: 'flooded' }),
			parameters: getJob(VENDOR_JOB, { authentication: 'login' }),
		});
		expect(error?.message).toContain('does not answer like VSPC');
		await expectClosed();
	});
});
