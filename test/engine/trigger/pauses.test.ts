import { DAY, HOUR, MINUTE, useStage } from './stage';
import { pauseAfter, type PollError } from '../harness/pollerPause';
import type { PolledTrigger } from '../harness/poll';
import { loginCredential } from '../harness/simulator';
import { longTest } from '../../longTest';

/** For how long n8n's durable pollers do without polls after a failure. */
const stage = useStage({ jobs: 40, vb365Jobs: 5 });
const { time } = stage;

const SECOND = 1000;
const LIST = '/backupServers/jobs$';

async function errorOf(poll: Promise<unknown>): Promise<PollError> {
	return await poll.then(
		() => {
			throw new Error('nothing was thrown');
		},
		(error: PollError) => error,
	);
}

async function published(parameters: object = {}): Promise<PolledTrigger> {
	const trigger = stage.trigger(parameters as never, { engine: 'durable' });
	await trigger.publish();
	expect(await trigger.poll()).toEqual([]);
	time.advance(MINUTE);
	return trigger;
}

/** The error that is thrown first by polls that come every ten minutes for so long. */
async function errorAfter(trigger: PolledTrigger, ms: number): Promise<PollError> {
	let latest: PollError | undefined;
	for (let passed = 0; passed <= ms; passed += 10 * MINUTE) {
		await trigger.poll().catch((error: PollError) => {
			latest = error;
		});
		time.advance(10 * MINUTE);
	}
	return latest!;
}

test.each([
	['401', { kind: 'error', status: 401 }],
	['403', { kind: 'error', status: 403 }],
	['403 of a proxy', { kind: 'html', status: 403 }],
	['404 of a proxy', { kind: 'html', status: 404 }],
	['503', { kind: 'error', status: 503 }],
	['520', { kind: 'error', status: 520 }],
	['a redirect to a login page', { kind: 'redirect', location: 'https://sso.example/login' }],
	['an answer that is not VSPC’s', { kind: 'notJson', body: 'starting' }],
] as const)(
	'VSPC answers with %s for 22 seconds, as during its upgrade: polls go on within a minute',
	async (_, fault) => {
		const trigger = await published();
		stage.simulator.faults.add({ ...fault, path: LIST });
		const error = await errorOf(trigger.poll());
		expect(pauseAfter(error)).toBeLessThan(MINUTE);
		time.advance(22 * SECOND);
		stage.simulator.faults.clear();
		stage.end(0, 'Failed');
		time.advance(MINUTE);
		expect(await trigger.poll()).toHaveLength(1);
	},
);

test('the user name is rejected for a moment: polls go on within a minute', async () => {
	const credentials = loginCredential(stage.simulator);
	const trigger = stage.trigger({ authentication: 'login' }, { engine: 'durable', credentials });
	await trigger.publish();
	await trigger.poll();
	stage.simulator.expireTokens();
	stage.simulator.faults.add({ kind: 'error', status: 401, path: '/token$' });
	expect(pauseAfter(await errorOf(trigger.poll()))).toBeLessThan(MINUTE);
});

test.each([401, 403])(
	'%s that has lasted for an hour is believed: n8n pauses as it does by itself',
	async (status) => {
		const trigger = await published();
		stage.simulator.faults.add({ kind: 'error', status, path: LIST });
		expect(pauseAfter(await errorAfter(trigger, HOUR))).toBe(30 * MINUTE);
	},
);

test('a credential that VSPC rejects before anything was read is said to be invalid at once', async () => {
	const trigger = stage.trigger({}, { engine: 'durable' });
	stage.simulator.faults.add({ kind: 'error', status: 401, path: LIST });
	await errorOf(trigger.publish());
	// n8n polls all the same, whatever came of publishing.
	await trigger.restart();
	const error = await errorOf(trigger.poll());
	expect(error.failure).toEqual({ cause: 'credential-invalid' });
});

test('n8n was off for a day: a VSPC that starts at the same time is waited for', async () => {
	const trigger = await published();
	time.advance(DAY);
	await trigger.restart();
	stage.simulator.faults.add({ kind: 'error', status: 401, path: LIST });
	expect(pauseAfter(await errorOf(trigger.poll()))).toBeLessThan(MINUTE);
});

test('another n8n of several has read VSPC meanwhile: a failure is still a new one', async () => {
	const trigger = await published();
	time.advance(2 * HOUR);
	// As the other one leaves it in n8n's database.
	trigger.savedState = { ...trigger.savedState, readAt: Date.now() - MINUTE };
	stage.simulator.faults.add({ kind: 'error', status: 401, path: LIST });
	expect(pauseAfter(await errorOf(trigger.poll()))).toBeLessThan(MINUTE);
});

test('VSPC throttles: n8n waits as long as VSPC asks for', async () => {
	const trigger = await published();
	stage.simulator.faults.add({ kind: 'throttle', retryAfter: 900, path: LIST });
	const error = await errorOf(trigger.poll());
	expect(error.failure).toEqual({ cause: 'rate-limited', retryAfterMs: 900 * SECOND });
	expect(pauseAfter(error)).toBe(15 * MINUTE);
});

longTest.each([
	['refuses', { kind: 'error', status: 403 }],
	['throttles', { kind: 'throttle', retryAfter: 3000 }],
] as const)(
	'VSPC %s one kind of jobs for hours: the others are polled all the time',
	async (_, fault) => {
		const trigger = await published({ jobKinds: ['job', 'microsoft365Job'] });
		stage.simulator.faults.add({ ...fault, path: 'vb365' });
		expect(pauseAfter(await errorAfter(trigger, 5 * HOUR))).toBeLessThan(MINUTE);
	},
);

test('quiet polls do not write the state anew each time', async () => {
	const trigger = await published();
	await trigger.poll();
	const before = trigger.savedState;
	time.advance(5 * MINUTE);
	await trigger.poll();
	expect(trigger.savedState).toEqual(before);
	time.advance(10 * MINUTE);
	await trigger.poll();
	expect(trigger.savedState).not.toEqual(before);
});
