import { randomBytes } from 'node:crypto';

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
import { useVirtualTime } from './harness/useTime';

/** No token and no password in anything that n8n stores, whatever goes wrong. */
const simulator = useSimulatorPerTest();
useVirtualTime();

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

/** A token as identity providers make them, and no two alike. */
const longToken = (length: number) =>
	`eyJ${randomBytes(length)
		.toString('base64url')
		.slice(0, length - 3)}`;

describe.each([4_000, 20_000, 64_000])('a token of %i characters', (length) => {
	const echoed = (token: string): Fault => ({
		kind: 'error',
		path: ONE_JOB,
		status: 404,
		errors: [
			{
				message: `No job. Authorization: Bearer ${token}, ${encodeURIComponent(token)}, ${Buffer.from(`Bearer ${token}`).toString('base64')}`,
				type: 'logical',
				code: 404,
			},
		],
	});

	test.each(['apiKey', 'login'])(
		'%s: what VSPC does not know is said in words, no token is shown, no other credential is hit',
		async (authentication) => {
			const token = longToken(length);
			simulator().faults.add({
				kind: 'error',
				path: '/token$',
				status: 200,
				body: { access_token: token, expires_in: 3600 },
			});
			simulator().faults.add({ ...echoed(token), times: 1 });
			const credentials =
				authentication === 'login'
					? loginCredential(simulator(), { username: `user-${length}` })
					: apiKey(simulator(), { accessToken: token });
			const long = await runJobNode({
				parameters: getJob(VENDOR_JOB, { authentication }),
				credentials,
			});
			expect(long.error?.message).toBe(
				`There is no job with the UID ${VENDOR_JOB}, or this account cannot see it`,
			);
			expect(long.error?.httpCode).toBe('404');
			expect(long.error?.description).toContain('No job. Authorization: Bearer ***');
			expect(long.stored.length).toBeLessThan(20_000);
			expect(long.stored).not.toContain(token.slice(20, 40));
			expect(long.stored).not.toContain(
				Buffer.from(token.slice(30, 60)).toString('base64').slice(0, 20),
			);

			const other = await runJobNode({
				parameters: getJob('aaaaaaaa-dd4c-4f85-af0e-424106a32a75'),
				credentials: apiKey(simulator()),
			});
			expect(other.error?.message).toMatch(/^There is no job with the UID aaaaaaaa/);
			expect(other.error?.httpCode).toBe('404');
			expect(other.stored).not.toContain(token.slice(20, 40));
		},
	);
});

test.each([
	['as it is', (secret: string) => secret],
	['in a URL', (secret: string) => encodeURIComponent(secret)],
	['in a header in base64', (secret: string) => Buffer.from(`x:${secret}`).toString('base64')],
])('a secret that VSPC puts into data is masked: %s', async (_case, spelled) => {
	const { password } = simulator().accounts.user;
	const secret = simulator().accounts.apiKey;
	const uid = VENDOR_JOB;
	const message = `Wrong token ${spelled(secret)}, "${spelled(password)}"\r\n`;
	simulator().setJob(uid, { failureMessage: message });
	const job = await runJobNode({ parameters: getJob(uid), credentials: apiKey(simulator()) });
	expect(job.outputs[0][0].json.failureMessage).toMatch(/^Wrong token .{0,4}\*\*\*/);
	expect(job.stored).not.toContain(spelled(secret));

	const list = await runJobNode({
		parameters: {
			authentication: 'login',
			resource: 'job',
			operation: 'getAll',
			returnAll: true,
		},
		credentials: loginCredential(simulator()),
	});
	expect(list.outputs[0].length).toBeGreaterThan(10);
	expect(list.stored).not.toContain(spelled(secret));
	expect(list.stored).not.toContain(spelled(password));
});
