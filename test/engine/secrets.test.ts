import type { Fault } from '../simulator';
import { runJobNode } from './harness/run';
import {
	apiKey,
	getJob,
	loginCredential,
	ONE_JOB,
	useSimulatorPerTest,
	VENDOR_JOB,
} from './harness/simulator';

/** No token and no password in anything that n8n stores, whatever goes wrong. */
const simulator = useSimulatorPerTest();

const echo = (text: string): Fault => ({
	kind: 'error',
	status: 400,
	errors: [{ message: `Bad request: Authorization: Bearer ${text}`, type: 'logical', code: 400 }],
});

const faults: Array<[string, (secret: string) => Fault]> = [
	['an error that echoes the request', echo],
	['a page that echoes the request', (secret) => ({ kind: 'notJson', body: `<p>${secret}</p>` })],
	['a dropped connection', () => ({ kind: 'drop' })],
	['throttling', () => ({ kind: 'throttle', retryAfter: 3600 })],
	['an expired token', () => ({ kind: 'error', status: 401 })],
	[
		'a redirect with the token in its address',
		(secret) => ({ kind: 'redirect', location: `https://x.example.com/?t=${secret}` }),
	],
	[
		'a redirect to a host named like the token',
		(secret) => ({ kind: 'redirect', location: `https://${secret}.example.com/` }),
	],
];

test.each(faults)('API key: %s', async (_case, fault) => {
	const secret = simulator().accounts.apiKey;
	simulator().faults.add({ path: ONE_JOB, ...fault(secret) });
	for (const onError of [undefined, 'continueErrorOutput'] as const) {
		const { stored } = await runJobNode({
			parameters: getJob(VENDOR_JOB),
			credentials: apiKey(simulator()),
			onError,
		});
		expect(stored).not.toContain(secret);
	}
});

test.each(faults)('password and session token: %s', async (_case, fault) => {
	const credentials = loginCredential(simulator());
	const parameters = getJob(VENDOR_JOB, { authentication: 'login' });
	await runJobNode({ parameters, credentials });
	const token = String(credentials.vspcLoginApi.sessionToken);
	const { password } = simulator().accounts.user;
	expect(token.length).toBeGreaterThan(10);

	simulator().faults.add({ path: ONE_JOB, ...fault(token) });
	const { stored } = await runJobNode({ parameters, credentials });
	expect(stored).not.toContain(token);
	expect(stored).not.toContain(password);
});

test('a login error that echoes the password', async () => {
	const credentials = loginCredential(simulator(), { username: 'echo' });
	const { password } = simulator().accounts.user;
	simulator().faults.add({
		kind: 'error',
		path: '/token$',
		status: 400,
		body: { error: 'invalid_request', error_description: `Wrong password ${password}.` },
	});
	const { stored, error } = await runJobNode({
		parameters: getJob(VENDOR_JOB, { authentication: 'login' }),
		credentials,
	});
	expect(error?.description).toContain('Wrong password ***.');
	expect(stored).not.toContain(password);
});

test('no request has a secret in its address', async () => {
	await runJobNode({ parameters: getJob(VENDOR_JOB), credentials: apiKey(simulator()) });
	for (const { path, query } of simulator().requests) {
		expect(path + JSON.stringify(query)).not.toContain(simulator().accounts.apiKey);
	}
});
